"""The C library of this process, and the header that describes the part of it that calls back."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from ...headers import Header, load

__all__ = ["Libc", "header", "libc"]


@dataclass(frozen=True)
class Libc:
    """The functions of the C library, and the cffi that describes them."""

    functions: Any
    ffi: Any


@functools.cache
def header() -> Header:
    """Return the shipped header."""
    return load("libc/search")


@functools.cache
def libc() -> Libc:
    """Return the C library that this process runs on."""
    return Libc(header().open(None).cffi, header().ffi)
