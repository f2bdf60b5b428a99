"""Numbers as clang knows them, and the types for which Python has no counterpart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ...layouts import Scalar, Unsupported
from ..records import LONG_DOUBLE
from .cursors import Type
from .kinds import TypeKind

__all__ = ["common_types", "is_unsigned", "plain_scalar", "unsupported", "va_list"]

_SCALARS: dict[int, tuple[str, str]] = {
    TypeKind.BOOL: ("_Bool", "bool"),
    TypeKind.CHAR_U: ("char", "char"),
    TypeKind.CHAR_S: ("char", "char"),
    TypeKind.SCHAR: ("signed char", "signed"),
    TypeKind.UCHAR: ("unsigned char", "unsigned"),
    TypeKind.SHORT: ("short", "signed"),
    TypeKind.USHORT: ("unsigned short", "unsigned"),
    TypeKind.INT: ("int", "signed"),
    TypeKind.UINT: ("unsigned int", "unsigned"),
    TypeKind.LONG: ("long", "signed"),
    TypeKind.ULONG: ("unsigned long", "unsigned"),
    TypeKind.LONGLONG: ("long long", "signed"),
    TypeKind.ULONGLONG: ("unsigned long long", "unsigned"),
    TypeKind.WCHAR: ("wchar_t", "signed"),
    TypeKind.CHAR16: ("char16_t", "unsigned"),
    TypeKind.CHAR32: ("char32_t", "unsigned"),
    TypeKind.FLOAT: ("float", "float"),
    TypeKind.DOUBLE: ("double", "float"),
}
_UNSIGNED = {
    TypeKind.BOOL,
    TypeKind.UCHAR,
    TypeKind.USHORT,
    TypeKind.UINT,
    TypeKind.ULONG,
    TypeKind.ULONGLONG,
    TypeKind.CHAR_U,
}


def plain_scalar(ctype: Type) -> Scalar | None:
    """Return an integer, character or floating-point type; None for any other."""
    if ctype.kind not in _SCALARS:
        return None
    name, sort = _SCALARS[ctype.kind]
    return Scalar(name, sort, ctype.size, ctype.align)  # type: ignore[arg-type]


def is_unsigned(ctype: Type) -> bool:
    """Tell whether an integer type has no sign."""
    return ctype.kind in _UNSIGNED


def va_list(ctype: Type) -> Unsupported:
    """Return a `va_list`, which no prototype of ours can have."""
    reason = "every compiler passes `va_list` in its own way"
    return Unsupported("va_list", max(ctype.size, 0), max(ctype.align, 1), reason)


def unsupported(ctype: Type) -> Unsupported:
    """Return a type as bytes, with the reason why it is no more."""
    name = ctype.spelling
    size, align = max(ctype.size, 0), max(ctype.align, 1)
    if ctype.canonical.kind == TypeKind.LONGDOUBLE:
        return Unsupported("long double", size, align, LONG_DOUBLE)
    return Unsupported(name, size, align, f"`{name}` has no counterpart in Python")


@cache
def common_types() -> Mapping[str, Scalar]:
    """Return the integer types that cffi knows by name, as cffi has them."""
    from _cffi_backend import FFI
    from cffi.commontypes import COMMON_TYPES

    from ..conversion import Conversion
    from ..syntax import Syntax

    # The FFI of cffi's C core knows these types without a parser in Python.
    ffi = FFI()
    conversion = Conversion(ffi, Syntax())
    names = [name for name in COMMON_TYPES if name.endswith("_t") and name[0] != "_"]
    converted = ((name, conversion.convert(ffi.typeof(name))) for name in names)
    return {name: scalar for name, scalar in converted if isinstance(scalar, Scalar)}
