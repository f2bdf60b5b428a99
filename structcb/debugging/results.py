"""A body's result as C gets it: what compiled code cuts is cut, and what it refuses is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import SignatureError
from ..layouts import CType, Enum, Layout, Pointer, Scalar, Void, describe

__all__ = ["error_result", "to_result"]


def to_result(ffi: Any, cffi_type: Any, ctype: CType, value: Any, function: Callable[..., Any]) -> Any:
    """Return a body's result as cffi wants it; what compiled code refuses is refused."""
    match ctype:
        case Void() if value is None:
            return None
        case Scalar(kind="float") | Scalar(kind="complex") if is_number(value):
            return value
        case Scalar(kind="bool") if isinstance(value, int):
            return bool(value)
        case Scalar() | Enum() if hasattr(value, "__index__"):
            return wrapped(cffi_type, ctype, int(value))
        case Pointer() if (address := address_of(value)) is not None:
            return ffi.cast(cffi_type, address)
        case Layout() if hasattr(value, "_structcb_layout") and value._structcb_layout == ctype:
            return ffi.cast(f"{ffi.getctype(cffi_type)} *", value._structcb_address)[0]
    raise SignatureError(f"`{function.__qualname__}` returned {value!r}, but C expects `{describe(ctype)}`")


def is_number(value: Any) -> bool:
    """Return whether a value is a real or a complex number."""
    return isinstance(value, (int, float, complex)) or hasattr(value, "__float__")


def wrapped(cffi_type: Any, ctype: Scalar | Enum, value: int) -> Any:
    """Return an integer cut to its width, as compiled code cuts it."""
    bits = 8 * ctype.size
    low = value & (2**bits - 1)
    if ctype.kind != "unsigned" and low >= 2 ** (bits - 1):
        low -= 2**bits
    return bytes([low & 0xFF]) if cffi_type.cname == "char" else low


def address_of(value: Any) -> int | None:
    """Return the address behind None, a pointer, a state, an array or a function; None for what is no pointer."""
    if value is None:
        return 0
    if hasattr(value, "_structcb_prototype"):
        return int(value.address)
    # NumPy's numbers show an array interface too.
    if hasattr(value, "__array_interface__") and hasattr(value, "__len__"):
        return int(value.__array_interface__["data"][0])
    return getattr(value, "_structcb_address", None)


def error_result(ffi: Any, cffi_type: Any, ctype: CType, value: Any) -> Any:
    """Return an error value as cffi wants it."""
    match ctype:
        case Void():
            return None
        case Pointer():
            return ffi.NULL
        case Layout():
            return ffi.new(f"{ffi.getctype(cffi_type)} *")[0]
        case Scalar(kind="float") | Scalar(kind="complex"):
            return value
        case Scalar(kind="bool"):
            return bool(value)
        case Scalar() | Enum():
            return wrapped(cffi_type, ctype, int(value))
    raise SignatureError(f"`{describe(ctype)}` has no error value")
