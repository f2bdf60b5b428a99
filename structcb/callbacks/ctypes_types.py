"""A prototype as ctypes sees it: numbers by size and sign, every pointer as `c_void_p`."""

from __future__ import annotations

import ctypes
from typing import Any

from ..errors import UnsupportedTypeError
from ..layouts import CType, Enum, Pointer, Prototype, Scalar, Void, describe

__all__ = ["function_type"]

INTEGERS: dict[tuple[str, int], type[Any]] = {
    **{
        ("signed", ctypes.sizeof(t)): t
        for t in (ctypes.c_int8, ctypes.c_int16, ctypes.c_int32, ctypes.c_int64)
    },
    **{
        ("unsigned", ctypes.sizeof(t)): t
        for t in (ctypes.c_uint8, ctypes.c_uint16, ctypes.c_uint32, ctypes.c_uint64)
    },
}
OTHERS: dict[tuple[str, int], type[Any]] = {
    ("bool", 1): ctypes.c_bool,
    ("char", 1): ctypes.c_int8,
    ("float", 4): ctypes.c_float,
    ("float", 8): ctypes.c_double,
}


def function_type(prototype: Prototype) -> type[Any]:
    """Return the ctypes function type of a prototype.

    Raises
    ------
    UnsupportedTypeError
        A type that ctypes cannot pass (a complex number, a struct by value).
    """
    return ctypes.CFUNCTYPE(
        ctypes_type(prototype.result), *(ctypes_type(p.type) for p in prototype.parameters)
    )


def ctypes_type(ctype: CType) -> Any:
    """Return one type as ctypes passes it; None for void."""
    match ctype:
        case Void():
            return None
        case Pointer():
            return ctypes.c_void_p
        case Scalar() | Enum():
            found = (INTEGERS | OTHERS).get((ctype.kind, ctype.size))
            if found is not None:
                return found
    raise UnsupportedTypeError(
        f"`{describe(ctype)}` cannot be passed through ctypes; use `.cffi` or `.address`"
    )
