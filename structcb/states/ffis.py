"""The parts of cffi that states use: a plain FFI for memory, and the header's own for names of structs."""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol

from ..errors import UnsupportedTypeError

__all__ = ["FFI", "address_of", "plain_ffi", "typed_pointer", "typeof"]


class FFI(Protocol):
    """What states use of a `cffi.FFI`; cffi itself ships no types."""

    CData: type[Any]

    def new(self, cdecl: object, init: object = None) -> Any: ...  # noqa: D102
    def cast(self, cdecl: object, source: object) -> Any: ...  # noqa: D102
    def buffer(self, cdata: object, size: int = -1) -> Any: ...  # noqa: D102
    def gc(self, cdata: object, destructor: object) -> Any: ...  # noqa: D102
    def typeof(self, cdecl: object) -> Any: ...  # noqa: D102
    def addressof(self, cdata: object) -> Any: ...  # noqa: D102
    def getctype(self, cdecl: object, replace_with: str = "") -> str: ...  # noqa: D102
    def sizeof(self, cdecl: object) -> int: ...  # noqa: D102
    def string(self, cdata: object) -> Any: ...  # noqa: D102


@cache
def plain_ffi() -> FFI:
    """Return an FFI that knows no header: it parses in C, so memory costs no import of cffi's parser."""
    from _cffi_backend import FFI as PlainFFI  # noqa: N811  # an FFI by any other name

    ffi: FFI = PlainFFI()
    return ffi


def address_of(cdata: object) -> int:
    """Return the address that a cffi pointer, array or function holds."""
    return int(plain_ffi().cast("uintptr_t", cdata))


def typeof(ffi: FFI, spelling: str) -> Any | None:
    """Return the cffi type of this C spelling, or None where this FFI does not know it."""
    from _cffi_backend import FFI as PlainFFI  # noqa: N811
    from cffi import CDefError, FFIError

    try:
        return ffi.typeof(spelling)
    except (CDefError, FFIError, PlainFFI.error):
        return None


def typed_pointer(ffi: FFI, spelling: str, address: int) -> Any:
    """Return an address as a cffi pointer of this type."""
    ctype = typeof(ffi, spelling)
    if ctype is None:
        raise UnsupportedTypeError(f"cffi cannot spell `{spelling}`; cast the address to what you need.")
    return ffi.cast(ctype, address)
