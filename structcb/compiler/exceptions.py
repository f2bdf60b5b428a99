"""Exceptions with run-time arguments: numba keeps them in a form that only its own runtime can read."""

from __future__ import annotations

import ctypes
from typing import Any

from numba.core import serialize
from numba.core.runtime import _nrt_python

from ..runtime.native import native

__all__ = ["decode_dynamic", "free_what_is_dropped"]


def decode_dynamic(
    address: int, pickled: bytes, unwrap: int, arguments: int
) -> tuple[Any, tuple[Any, ...], Any]:
    """Rebuild class, arguments and place, and free numba's description."""
    values = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p)(unwrap)(arguments)
    cls, made, place = serialize.runtime_build_excinfo_struct(pickled, values)
    ctypes.CFUNCTYPE(None, ctypes.c_void_p)(_nrt_python.c_helpers["Free"])(address)
    return cls, made, place


def free_what_is_dropped() -> None:
    """Tell the error slots how numba's description of an exception is freed, should they drop one."""
    native().free.value = _nrt_python.c_helpers["Free"]
