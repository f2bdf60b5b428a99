"""The shared library of Ipopt, and proof that our header describes it."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from ...errors import MissingLibraryError
from ...headers import Header, load
from ..base import find_library

__all__ = ["Ipopt", "ipopt", "open_ipopt"]

DISTRIBUTION, EXTRA = "casadi", "ipopt"


class Ipopt:
    """The functions of Ipopt, as its header names them."""

    def __init__(self, header: Header, path: Path) -> None:
        self.header, self.ffi, self.path = header, header.ffi, path
        # What is passed is cffi's own already; cffi itself calls faster.
        self.functions: Any = header.open(path).cffi

    def status(self, code: int) -> str:
        """Return Ipopt's own name of a return code."""
        return str(self.header.enums["enum ApplicationReturnStatus"](code).name)


@functools.cache
def ipopt() -> Ipopt:
    """Return Ipopt from the wheel that the extra `ipopt` brings; it is opened once."""
    return open_ipopt(find_library(DISTRIBUTION, "ipopt", extra=EXTRA))


def open_ipopt(path: Path) -> Ipopt:
    """Open Ipopt's library.

    Raises
    ------
    MissingLibraryError
        A version before 3.14, whose callbacks return another type.
    """
    found = Ipopt(load("ipopt/ipopt"), path)
    # 3.14.0 brought this function, in the same release as C's `bool`.
    if not hasattr(found.functions, "GetIpoptCurrentIterate"):
        raise MissingLibraryError(
            f"Ipopt at {path} is older than 3.14: its callbacks return int, not bool; "
            f"pip install 'structcb[{EXTRA}]' brings a newer one"
        )
    return found
