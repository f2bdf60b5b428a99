"""The kinds of declarations and types, by the numbers of `clang-c/Index.h`, which never change."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["CursorKind", "TypeKind"]


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
    STRING = 109
    MACRO = 501


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
