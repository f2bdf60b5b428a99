"""An FFI that has been told what a header declares, and was checked to have understood."""

from __future__ import annotations

import warnings
from collections.abc import Iterable

from ..errors import HeaderError, LayoutMismatchError
from .comparisons import differences
from .declarations import CdefPart, Declarations
from .ffi_types import FFI, cffi_errors, complaint_of

__all__ = ["open_ffi", "tell"]


def open_ffi(declarations: Declarations) -> FFI:
    """Return an FFI that has been told all of the declarations, and lays every struct out as they say.

    Raises
    ------
    HeaderError
        cffi cannot read a declaration.
    LayoutMismatchError
        It read one otherwise than it was meant.
    """
    from cffi import FFI

    ffi = FFI()
    try:
        tell(ffi, declarations.cdef)
    except cffi_errors() as error:
        raise HeaderError(
            f"cffi cannot read this: {complaint_of(error)}; structcb.load takes the names that you need as `only`"
        ) from None
    if found := differences(ffi, declarations.structs):
        listed = [f"`{name}`: cffi has {why}" for name, why in found.items()]
        raise LayoutMismatchError("cffi lays out the header's structs otherwise than its compiler:", listed)
    return ffi


def tell(ffi: FFI, parts: Iterable[CdefPart]) -> None:
    """Tell an FFI of declarations."""
    with warnings.catch_warnings():
        # cffi warns of variables without `extern`, which are harmless; pragmas never come here.
        warnings.simplefilter("ignore")
        for part in parts:
            ffi.cdef(part.text, pack=part.pack)
