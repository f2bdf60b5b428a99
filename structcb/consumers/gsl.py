"""GSL: its structs hold our callbacks and their state; here are the library, its error codes and its lifetimes.

GSL is under the GPL, so structcb neither brings nor requires it. The header ``gsl/gsl`` that ships declares a part of
it; a callback is made with any header, by its prototype as text, and put into GSL's struct together with its state.
"""

from __future__ import annotations

import ctypes.util
import functools
import os
from contextlib import ExitStack
from typing import Any

from ..error_policies import ErrorValue
from ..errors import MissingLibraryError, Recoverable, StructcbError
from ..headers import Header, load
from .base import find_library

__all__ = ["ODE_ERRORS", "Gsl", "GslError", "gsl", "open_gsl"]

# For `on_error` of an equation: GSL tries a smaller step, or (GSL_EBADFUNC) stops at once.
ODE_ERRORS: dict[type[BaseException], ErrorValue] = {Recoverable: -1, Exception: 9}

WHEEL = "passagemath-gsl"
REMEDY = (
    f"install it with your system's packages, as in `apt-get install libgsl-dev`, or `pip install {WHEEL}`; structcb has "
    f"no extra that brings it, for GSL is under the GPL"
)


class GslError(StructcbError, ArithmeticError):
    """A code of GSL that is a failure; ``code`` is its number."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


class Gsl:
    """The functions and variables of GSL, as its header names them."""

    def __init__(self, header: Header, library: Any) -> None:
        self.header, self.ffi, self.library = header, header.ffi, library

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["library"], name)

    def make(self, stack: ExitStack, kind: str, *arguments: Any) -> Any:
        """Return what ``<kind>_alloc`` makes; ``<kind>_free`` frees it with the stack.

        Raises
        ------
        MemoryError
            It is NULL.
        """
        # The one name that does not end in `_alloc`.
        suffix = "_alloc_y_new" if kind == "gsl_odeiv2_driver" else "_alloc"
        made = getattr(self, kind + suffix)(*arguments)
        if not made:
            raise MemoryError(f"`{kind}{suffix}` returned NULL")
        stack.callback(getattr(self, f"{kind}_free"), made)
        return made

    def check(self, code: int) -> None:
        """Raise where a function of GSL did not succeed.

        Call it outside of ``structcb.guard``'s block, so that a callback's own exception comes first.

        Raises
        ------
        GslError
            Any code other than ``GSL_SUCCESS``.
        """
        if code:
            text = self.ffi.string(self.library.cffi.gsl_strerror(code)).decode()
            raise GslError(f"GSL: {text} (code {code})", code)


@functools.cache
def gsl() -> Gsl:
    """Return the system's GSL, or that of the wheel `passagemath-gsl`; it is opened once.

    Raises
    ------
    MissingLibraryError
        GSL is not installed.
    """
    path = ctypes.util.find_library("gsl")
    if path is not None:
        return open_gsl(path)
    try:
        return open_gsl(find_library(WHEEL, "gsl"))
    except MissingLibraryError:
        raise MissingLibraryError(f"there is no GSL on this machine; {REMEDY}") from None


def open_gsl(path: str | os.PathLike[str]) -> Gsl:
    """Open GSL, and switch its error handler off for this process: it would end the process."""
    header = load("gsl/gsl")
    found = Gsl(header, header.open(path))
    found.gsl_set_error_handler_off()
    return found
