"""The NumPy dtype of a C type: the same bytes, at the same offsets, under the same names.

There are two, because numba and `numpy.save` refuse fields that overlap: `full_dtype` has every member,
`record_dtype` leaves out what would overlap. This module imports NumPy; rooms that stay free of it import it lazily.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import UnsupportedTypeError
from .layouts import (
    Array,
    CType,
    Enum,
    Field,
    Layout,
    Pointer,
    Scalar,
    Unsupported,
    base_of,
    describe,
    shape_of,
    size_of,
)

__all__ = ["AnyArray", "AnyDType", "full_dtype", "record_dtype", "scalar_dtype"]

AnyDType = np.dtype[np.generic]
AnyArray = npt.NDArray[Any]

_LETTERS = {"signed": "i", "unsigned": "u", "bool": "?", "char": "i", "float": "f", "complex": "c"}


def scalar_dtype(ctype: Scalar | Enum) -> AnyDType:
    """Return the dtype of a C number; plain `char` is an int8."""
    if ctype.kind == "bool":
        return np.dtype(np.bool_) if ctype.size == 1 else np.dtype(f"u{ctype.size}")
    return np.dtype(f"{_LETTERS[ctype.kind]}{ctype.size}")


def full_dtype(ctype: CType) -> AnyDType:
    """Return the dtype with every member, also those that overlap, for use from Python."""
    match ctype:
        case Scalar() | Enum():
            return scalar_dtype(ctype)
        case Layout():
            return _struct_dtype(ctype, _columns(ctype, full_dtype))
        case _:
            return _plain_dtype(ctype, full_dtype)


def record_dtype(ctype: CType) -> AnyDType:
    """Return the dtype without overlaps, for numba and `numpy.save`; of union members the widest stays."""
    match ctype:
        case Scalar() | Enum():
            return scalar_dtype(ctype)
        case Layout():
            return _struct_dtype(ctype, _apart(_columns(ctype, record_dtype)))
        case Array() if isinstance(base := base_of(ctype), Scalar) and base.kind == "bool":
            # numba knows no nested array of bool.
            return np.dtype((np.dtype(f"u{base.size}"), _sizes(ctype)))
        case _:
            return _plain_dtype(ctype, record_dtype)


_Column = tuple[str, int, AnyDType]


def _plain_dtype(ctype: CType, of: Callable[[CType], AnyDType]) -> AnyDType:
    match ctype:
        case Pointer(size=size):
            return np.dtype(f"u{size}")
        case Array():
            return np.dtype((of(base_of(ctype)), _sizes(ctype)))
        case Unsupported(size=size):
            return np.dtype((np.uint8, (size,)))
        case _:
            raise UnsupportedTypeError(f"`{describe(ctype)}` cannot be stored, so NumPy has no dtype for it.")


def _sizes(array: Array) -> tuple[int, ...]:
    return tuple(length or 0 for length in shape_of(array))


def _columns(layout: Layout, of: Callable[[CType], AnyDType]) -> list[_Column]:
    """List name, offset and dtype of what takes up bytes, bit-fields as the window that they share."""
    plain = [(n, f.offset, of(f.type)) for n, f in layout.fields.items() if not f.bits and size_of(f.type)]
    windows = enumerate(_windows(layout))
    return [*plain, *((f"_bits{i}", start, _window_dtype(end - start)) for i, (start, end) in windows)]


def _windows(layout: Layout) -> Iterator[tuple[int, int]]:
    """Yield the byte ranges (start, end) of bit-fields, those that share a byte merged into one."""
    spans = sorted(_span(field) for _, field in layout.members if field.bits)
    while spans:
        start, end = spans.pop(0)
        while spans and spans[0][0] < end:
            end = max(end, spans.pop(0)[1])
        yield start, end


def _span(field: Field) -> tuple[int, int]:
    assert field.bits
    return field.offset, field.offset + (field.bits.shift + field.bits.width + 7) // 8


def _window_dtype(size: int) -> AnyDType:
    # An integer of 3 bytes does not exist, and one of 4 would reach into the next field.
    return np.dtype(f"u{size}") if size in {1, 2, 4, 8} else np.dtype((np.uint8, (size,)))


def _apart(columns: list[_Column]) -> list[_Column]:
    """Keep the widest of the columns that overlap, sorted by offset."""
    kept: list[_Column] = []
    for column in sorted(columns, key=lambda c: (-c[2].itemsize, c[1])):
        start, end = column[1], column[1] + column[2].itemsize
        if all(end <= o or o + d.itemsize <= start for _, o, d in kept):
            kept.append(column)
    return sorted(kept, key=lambda c: c[1])


def _struct_dtype(layout: Layout, columns: list[_Column]) -> AnyDType:
    names, offsets, formats = ([c[i] for c in columns] for i in range(3))
    spec: npt.DTypeLike = {
        "names": names,
        "formats": formats,
        "offsets": offsets,
        "itemsize": layout.size,
    }  # type: ignore[assignment]  # the stubs want literal lists
    return np.dtype(spec, align=_is_aligned(layout, columns))


def _is_aligned(layout: Layout, columns: list[_Column]) -> bool:
    widest = max((dtype.alignment for _, _, dtype in columns), default=1)
    return layout.size % widest == 0 and all(offset % dtype.alignment == 0 for _, offset, dtype in columns)
