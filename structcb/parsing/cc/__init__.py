"""Unmodified headers where libclang is absent: preprocessed by a C compiler, read by cffi, proven by the compiler."""

from __future__ import annotations

from .compilers import is_available
from .reading import parse_preprocessed

__all__ = ["is_available", "parse_preprocessed"]
