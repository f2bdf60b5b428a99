"""NumPy's own random functions in C, and the bits of a Generator that lives."""

from __future__ import annotations

import ctypes
import functools
import importlib
from typing import TYPE_CHECKING

from ...errors import MissingLibraryError
from ...headers import Header, load
from ...states import State
from ...states.libraries import Library

if TYPE_CHECKING:
    from numpy.random import Generator

__all__ = ["CAPSULE", "bits_of", "distributions", "header"]

# What NumPy calls the capsule that holds a `bitgen_t`.
CAPSULE = b"BitGenerator"


@functools.cache
def header() -> Header:
    """Return the shipped header, which declares ``bitgen_t`` and the distributions."""
    return load("numpy/random")


@functools.cache
def distributions() -> Library:
    """Return NumPy's distributions as C functions, for compiled code: ``lib.random_standard_normal(p.bits)``.

    Raises
    ------
    MissingLibraryError
        A build of NumPy that does not export them.
    """
    path = importlib.import_module("numpy.random._generator").__file__
    found = header().open(path)
    missing = [name for name in header().functions if not hasattr(found.cffi, name)]
    if missing:
        raise MissingLibraryError(
            f"{path} does not export {', '.join(missing)}; install NumPy from its own wheel"
        )
    return found


def bits_of(generator: Generator) -> State:
    """Return the ``bitgen_t`` of a Generator, as a state that keeps the Generator alive.

    What compiled code draws from it, the Generator has drawn. Others that draw on other threads meanwhile need the
    Generator's own lock, ``generator.bit_generator.lock``.
    """
    get_pointer = ctypes.pythonapi.PyCapsule_GetPointer
    get_pointer.argtypes, get_pointer.restype = [ctypes.py_object, ctypes.c_char_p], ctypes.c_void_p
    return (
        header()
        .struct("bitgen_t")
        .view(get_pointer(generator.bit_generator.capsule, CAPSULE), owner=generator)
    )
