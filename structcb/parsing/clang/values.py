"""The values of constants, as libclang works them out."""

from __future__ import annotations

from ctypes import c_char_p, c_double, c_int, c_longlong, c_uint, c_ulonglong, c_void_p
from functools import cache
from typing import Any

from .cursors import Cursor
from .library import declared

__all__ = ["evaluate"]


def evaluate(cursor: Cursor) -> int | float | bytes | None:
    """Return the value of a variable's initialiser, None where it is no constant."""
    library = _functions()
    result = library.clang_Cursor_Evaluate(cursor)
    if not result:
        return None
    try:
        match library.clang_EvalResult_getKind(result):
            case 1 if library.clang_EvalResult_isUnsignedInt(result):
                return int(library.clang_EvalResult_getAsUnsigned(result))
            case 1:
                return int(library.clang_EvalResult_getAsLongLong(result))
            case 2:
                return float(library.clang_EvalResult_getAsDouble(result))
            case 4:
                return bytes(library.clang_EvalResult_getAsStr(result))
        return None
    finally:
        library.clang_EvalResult_dispose(result)


@cache
def _functions() -> Any:
    return declared(
        {
            "Cursor_Evaluate": (c_void_p, Cursor),
            "EvalResult_getKind": (c_int, c_void_p),
            "EvalResult_getAsLongLong": (c_longlong, c_void_p),
            "EvalResult_isUnsignedInt": (c_uint, c_void_p),
            "EvalResult_getAsUnsigned": (c_ulonglong, c_void_p),
            "EvalResult_getAsDouble": (c_double, c_void_p),
            "EvalResult_getAsStr": (c_char_p, c_void_p),
            "EvalResult_dispose": (None, c_void_p),
        }
    )
