"""Turn what a user gives into an array of exactly one dtype and shape, or refuse it.

This module imports NumPy; import it lazily.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..dtypes import AnyArray
from ..errors import FieldTypeError, FieldValueError
from ..layouts import Enum, Scalar
from .codecs import Codec
from .faults import Path, convert_all, doesnt_fit, spell, wrong_type
from .scalars import int_range

__all__ = ["check_shape", "converted", "objects"]

# Which kinds of NumPy numbers turn into which kind of C number without losing their meaning.
_TAKES = {
    "signed": "biu",
    "unsigned": "biu",
    "char": "biu",
    "bool": "biu",
    "float": "biuf",
    "complex": "biufc",
}


def converted(value: object, item: Codec, dtype: np.dtype[Any], path: Path) -> AnyArray:
    """Return a new array of this dtype, each number checked as a single one would be."""
    if isinstance(value, np.ndarray) and value.dtype.kind != "O":
        return _cast(value, item.ctype, dtype, path)
    if isinstance(value, str | bytes | Mapping | None):
        raise wrong_type(path, "an array or a sequence of numbers", value)
    items = objects(value, path)
    numbers = convert_all(
        dict(enumerate(items.flat)), lambda i, v: item.convert(v, _at(path, i, items.shape))
    )
    return np.array([number for _, number in numbers], dtype).reshape(items.shape)


def objects(value: object, path: Path) -> AnyArray:
    """Return a sequence, or a sequence of sequences, as an array of Python objects."""
    try:
        return np.asarray(value, dtype=object)
    except ValueError:
        raise wrong_type(path, "rows of equal length", value) from None


def check_shape(array: AnyArray, shape: tuple[int, ...], path: Path) -> None:
    """Refuse an array of another shape."""
    if array.shape == shape:
        return
    place = spell(path)
    if array.ndim == 0:
        raise FieldTypeError(f"`{place}` is an array; to set every item, write `{place}[:] = {array[()]!r}`.")
    raise FieldTypeError(f"`{place}` takes an array of shape {shape}, not {array.shape}.")


def _at(path: Path, index: int, shape: tuple[int, ...]) -> Path:
    for step in np.unravel_index(index, shape):
        path = (path, int(step))
    return path


def _cast(array: AnyArray, ctype: Any, dtype: np.dtype[Any], path: Path) -> AnyArray:
    assert isinstance(ctype, Scalar | Enum)
    if array.dtype.kind not in _TAKES[ctype.kind]:
        raise FieldTypeError(
            f"`{spell(path)}` takes numbers of type `{ctype.name}`, not the dtype {array.dtype}."
        )
    if ctype.kind in {"float", "complex"}:
        return _cast_inexact(array, dtype, path)
    low, high = (0, 1) if ctype.kind == "bool" else int_range(ctype.kind != "unsigned", 8 * ctype.size)
    for extreme in (int(array.min()), int(array.max())) if array.size else ():
        if not low <= extreme <= high:
            raise doesnt_fit(path, f"{low} to {high} (`{ctype.name}`)", extreme)
    return array.astype(dtype)


def _cast_inexact(array: AnyArray, dtype: np.dtype[Any], path: Path) -> AnyArray:
    with np.errstate(over="ignore"):
        result: AnyArray = array.astype(dtype)
    if (np.isfinite(array) & ~np.isfinite(result)).any():
        raise FieldValueError(f"`{spell(path)}` holds {dtype}; some of the numbers are too large for it.")
    return result
