"""Calling conventions: which one this platform has; any platform without a file here is refused."""

from __future__ import annotations

from ...errors import UnsupportedTypeError
from . import aapcs64, sysv_x86_64, win64
from .passing import CallShape, Convention

__all__ = ["CallShape", "Convention", "convention_of"]


def convention_of(triple: str) -> Convention:
    """Return the calling convention of a target triple.

    Raises
    ------
    UnsupportedTypeError
        No file in `structcb/compiler/abi/` states that platform's convention.
    """
    machine, *rest = triple.split("-")
    is_linux = "linux" in rest and not rest[-1].endswith(("x32", "ilp32"))
    is_windows = any(part.startswith(("windows", "mingw")) for part in rest)
    match machine:
        case "x86_64" if is_linux:
            return sysv_x86_64.call_shape
        case "x86_64" if is_windows:
            return win64.call_shape
        case "aarch64" if is_linux:
            return aapcs64.call_shape
    raise UnsupportedTypeError(
        f"the calling convention of `{triple}` is not stated in structcb, so no callback can be made for it. "
        f"A new platform is one file in structcb/compiler/abi/"
    )
