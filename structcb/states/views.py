"""What C points at as Python data: arrays of a known length, and text up to its NUL."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any

from ..errors import FieldTypeError, FieldValueError, StateError
from ..layouts import Scalar
from .abi_shapes import cffi_shape
from .ffis import address_of, plain_ffi
from .items import Items
from .memory import Memory
from .pointers import Pointer
from .states import State

__all__ = ["string", "view"]


def view(pointer: object, shape: int | Sequence[int]) -> Any:
    """View what a pointer leads to as an array of this shape.

    Nothing is copied. What is bound to the pointer is kept alive by the view; memory that only C knows is not.

    Parameters
    ----------
    pointer
        A pointer field's value: a `Pointer`, or the array or state that was bound to it.
    shape
        The number of items, or one number for each dimension; a bound array wants at least as many as it has.

    Returns
    -------
    numpy.ndarray or StateArray
        A `StateArray` where the pointer leads to structs.
    """
    sizes = (
        tuple(operator.index(n) for n in shape) if isinstance(shape, Sequence) else (operator.index(shape),)
    )
    if any(size < 0 for size in sizes):
        raise FieldValueError(f"An array cannot have the shape {sizes}.")
    if pointer is None:
        raise null()
    if isinstance(pointer, Pointer):
        return pointer._structcb_view(sizes)
    if isinstance(pointer, State | Items):
        return _first_items(pointer, sizes)
    return _first_numbers(pointer, sizes)


def string(text: object) -> bytes:
    """Return C text up to its NUL.

    Parameters
    ----------
    text
        A `char *` field's value or a `char[N]` field's value.
    """
    if text is None:
        raise null()
    if isinstance(text, Pointer):
        return _text_at(text)
    if isinstance(text, plain_ffi().CData):
        return _cffi_text(text)
    if isinstance(text, str):
        return text.encode().partition(b"\0")[0]
    if isinstance(text, bytes) or getattr(getattr(text, "dtype", None), "itemsize", 0) == 1:
        return bytes(memoryview(text)).partition(b"\0")[0]  # type: ignore[arg-type]  # NumPy arrays are buffers
    raise FieldTypeError(
        f"`string` takes a `char *` or a `char[N]`, not the `{type(text).__name__}` {text!r}."
    )


def null() -> StateError:
    """Return the error for a pointer that leads nowhere."""
    return StateError("The pointer is NULL; test it with `if p:` first.")


def _text_at(pointer: Pointer) -> bytes:
    codec = pointer._structcb_codec
    if not isinstance(codec.to, Scalar) or codec.to.size != 1:
        raise FieldTypeError(f"`string` takes a `char *` or a `char[N]`, not {pointer!r}.")
    if not pointer:
        raise null()
    ffi = plain_ffi()
    return bytes(ffi.string(ffi.cast("char *", pointer._structcb_address)))


def _cffi_text(cdata: Any) -> bytes:
    ctype = plain_ffi().typeof(cdata)
    if ctype.kind not in {"pointer", "array"} or ctype.item.cname not in {
        "char",
        "signed char",
        "unsigned char",
    }:
        raise FieldTypeError(f"`string` takes a `char *` or a `char[N]`, not {cdata!r}.")
    if not address_of(cdata):
        raise null()
    return bytes(plain_ffi().string(cdata))


def _first_items(items: Any, sizes: tuple[int, ...]) -> Any:
    """View states or pointers that Python knows of, and no more of them than there are."""
    one = isinstance(items, State)
    _check_count(sizes, 1 if one else math.prod(items._structcb_shape))
    make = items._structcb_type.array_class if one else items._structcb_make
    return make(items._structcb_memory, items._structcb_offset, items._structcb_path, sizes)


def _first_numbers(array: object, sizes: tuple[int, ...]) -> Any:
    """View an array, text or cffi data that was bound, and no more of it than there is."""
    import numpy as np

    if isinstance(array, bytes | str):
        array = np.frombuffer((array.encode() if isinstance(array, str) else array) + b"\0", np.int8)
    if not isinstance(array, np.ndarray):
        return _cffi_numbers(array, sizes)
    if not array.flags.c_contiguous:
        raise FieldTypeError("`view` takes items that lie side by side; slice this array instead.")
    if array.ndim > len(sizes):
        # C counts items behind a `double *` and rows behind a `double (*)[3]`; the array may be bound to either.
        raise FieldTypeError(
            f"`view` takes as many dimensions as this array has, {array.ndim}; its first rows are `array[:n]`."
        )
    _check_count(sizes, array.size)
    return array.reshape(-1)[: math.prod(sizes)].reshape(sizes)


def _cffi_numbers(cdata: Any, sizes: tuple[int, ...]) -> Any:
    import numpy as np

    from ..dtypes import scalar_dtype

    ffi = plain_ffi()
    ctype = ffi.typeof(cdata) if isinstance(cdata, ffi.CData) else None
    if (
        ctype is None
        or ctype.kind not in {"pointer", "array"}
        or ctype.item.kind not in {"primitive", "enum"}
    ):
        raise FieldTypeError(
            f"`view` takes a pointer, an array or a state, not the `{type(cdata).__name__}` {cdata!r}."
        )
    if ctype.kind == "array" and ctype.length is not None:
        _check_count(sizes, len(cdata))
    kind, _ = cffi_shape(ctype.item)
    size = ffi.sizeof(ctype.item)
    dtype = scalar_dtype(Scalar(ctype.item.cname, kind, size, size))  # type: ignore[arg-type]  # a number's
    memory = Memory.at(address_of(cdata), math.prod(sizes) * size, owner=cdata)
    return np.ndarray(sizes, dtype, memory.bytes)


def _check_count(sizes: tuple[int, ...], there: int) -> None:
    if math.prod(sizes) > there:
        raise FieldValueError(
            f"{math.prod(sizes)} items were asked for, but only {there} are known to be there."
        )
