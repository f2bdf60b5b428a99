"""The Python binding of libclang, imported when first wanted and read without its closed lists of kinds.

libclang 18's own enumerations raise ValueError for kinds that are newer than they are, so cursors and types
are told apart by the numbers of `clang-c/Index.h`, which never change.
"""

from __future__ import annotations

import ctypes
from enum import IntEnum
from functools import cache
from typing import Any, TypeAlias

__all__ = [
    "Cursor",
    "CursorKind",
    "Type",
    "TypeKind",
    "Unit",
    "atomic_value",
    "cursor_kind",
    "evaluate",
    "index",
    "is_available",
    "is_function_like",
    "pointer_bytes",
    "type_kind",
]

# The binding ships no types.
Cursor: TypeAlias = Any
Type: TypeAlias = Any
Index: TypeAlias = Any
Unit: TypeAlias = Any


class CursorKind(IntEnum):
    """Declarations, as clang-c numbers them."""

    STRUCT = 2
    UNION = 3
    ENUM = 5
    FIELD = 6
    ENUMERATOR = 7
    FUNCTION = 8
    VARIABLE = 9
    PARAMETER = 10
    TYPEDEF = 20
    MACRO = 501
    INCLUSION = 503


class TypeKind(IntEnum):
    """Types, as clang-c numbers them."""

    VOID = 2
    BOOL = 3
    CHAR_U = 4
    UCHAR = 5
    CHAR16 = 6
    CHAR32 = 7
    USHORT = 8
    UINT = 9
    ULONG = 10
    ULONGLONG = 11
    CHAR_S = 13
    SCHAR = 14
    WCHAR = 15
    SHORT = 16
    INT = 17
    LONG = 18
    LONGLONG = 19
    FLOAT = 21
    DOUBLE = 22
    LONGDOUBLE = 23
    COMPLEX = 100
    POINTER = 101
    RECORD = 105
    ENUM = 106
    TYPEDEF = 107
    FUNCTION_NO_PROTOTYPE = 110
    FUNCTION = 111
    CONSTANT_ARRAY = 112
    INCOMPLETE_ARRAY = 114
    VARIABLE_ARRAY = 115
    ELABORATED = 119
    ATOMIC = 177


def cursor_kind(cursor: Cursor) -> int:
    """Return the number of a cursor's kind."""
    return int(cursor._kind_id)


def type_kind(ctype: Type) -> int:
    """Return the number of a type's kind."""
    return int(ctype._kind_id)


@cache
def is_available() -> bool:
    """Tell whether libclang can be loaded."""
    try:
        index()
    except (ImportError, OSError):
        return False
    return True


def index() -> Index:
    """Open libclang; raises ImportError where it is not installed."""
    from clang import cindex

    try:
        return cindex.Index.create()
    except cindex.LibclangError as error:
        raise ImportError(str(error)) from error


@cache
def _library() -> Any:
    from clang import cindex

    library = cindex.conf.lib
    library.clang_Cursor_Evaluate.argtypes = [cindex.Cursor]
    library.clang_Cursor_Evaluate.restype = ctypes.c_void_p
    results = {
        "getKind": ctypes.c_int,
        "getAsLongLong": ctypes.c_longlong,
        "isUnsignedInt": ctypes.c_uint,
        "getAsUnsigned": ctypes.c_ulonglong,
        "getAsDouble": ctypes.c_double,
        "getAsStr": ctypes.c_char_p,
        "dispose": None,
    }
    for name, result in results.items():
        function = getattr(library, f"clang_EvalResult_{name}")
        function.argtypes, function.restype = [ctypes.c_void_p], result
    library.clang_getTranslationUnitTargetInfo.restype = ctypes.c_void_p
    library.clang_TargetInfo_getPointerWidth.argtypes = [ctypes.c_void_p]
    library.clang_TargetInfo_dispose.argtypes = [ctypes.c_void_p]
    library.clang_Type_getValueType.argtypes = [cindex.Type]
    library.clang_Type_getValueType.restype = cindex.Type
    return library


def evaluate(cursor: Cursor) -> int | float | bytes | None:
    """Return the value of a variable's initialiser, None where it is no constant."""
    library = _library()
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


def atomic_value(ctype: Type) -> Type:
    """Return the type inside `_Atomic(...)`."""
    value = _library().clang_Type_getValueType(ctype)
    value._tu = ctype._tu
    return value


def is_function_like(macro: Cursor) -> bool:
    """Tell whether a macro takes arguments."""
    return bool(_library().clang_Cursor_isMacroFunctionLike(macro))


def pointer_bytes(unit: Unit) -> int:
    """Return the size of a pointer on the machine that a unit is for."""
    library = _library()
    target = library.clang_getTranslationUnitTargetInfo(unit)
    try:
        return int(library.clang_TargetInfo_getPointerWidth(target)) // 8
    finally:
        library.clang_TargetInfo_dispose(target)
