"""How a header reaches another process: as what it declares, made once there however often it arrives."""

from __future__ import annotations

import ctypes
import functools
import os
import pickle
import sys
import weakref
from typing import Any

from .digests import digest_of
from .errors import HeaderError, LayoutMismatchError
from .parsing import Declarations

__all__ = ["abi", "arrived", "find_module", "pack", "unpack"]


def pack(declarations: Declarations) -> bytes:
    """Return declarations as bytes, with the ABI that they were laid out for."""
    return pickle.dumps((abi(), declarations), protocol=5)


def unpack(content: bytes) -> Declarations:
    """Return what `pack` was given.

    Raises
    ------
    LayoutMismatchError
        It was laid out for another ABI.
    """
    theirs, declarations = pickle.loads(content)
    mine = abi()
    differences = [
        f"{name}: {mine[name]} here, {theirs.get(name)} there"
        for name in mine
        if mine[name] != theirs.get(name)
    ]
    if differences:
        raise LayoutMismatchError(
            "the header was laid out for another machine; load it here instead:", differences
        )
    assert isinstance(declarations, Declarations)
    return declarations


def abi() -> dict[str, object]:
    """Return what layouts depend on besides the header."""
    sizes = {
        f"sizeof({c})": ctypes.sizeof(t) for c, t in (("void *", ctypes.c_void_p), ("long", ctypes.c_long))
    }
    machine = os.uname().machine if hasattr(os, "uname") else os.environ.get("PROCESSOR_ARCHITECTURE", "")
    return {"system": sys.platform, "machine": machine, "byte order": sys.byteorder, **sizes}


def find_module(ffi: Any) -> str:
    """Return the module that a compiled FFI belongs to: it has no text that could be sent.

    Raises
    ------
    HeaderError
        No module has it.
    """
    for name, module in list(sys.modules.items()):
        if name != "__main__" and getattr(module, "ffi", None) is ffi:
            return name
    raise HeaderError(
        "this header wraps a compiled FFI that no imported module holds as `ffi`, so it cannot be pickled; use "
        "structcb.load or structcb.parse"
    )


@functools.cache
def arrivals() -> weakref.WeakValueDictionary[bytes, Any]:
    """Return the headers of this process that have been sent or received, by digest."""
    return weakref.WeakValueDictionary()


def arrived(content: bytes, header: Any = None) -> Any:
    """Return the header that this process has for some content; `header` is remembered where there is none."""
    digest = digest_of(content)
    found = arrivals().get(digest)
    if found is None and header is not None:
        found = arrivals()[digest] = header
    return found
