"""Unmodified headers through libclang: the compiler's own parser says what is declared and where it lies."""

from __future__ import annotations

from .cursors import is_available
from .reading import parse_unmodified

__all__ = ["is_available", "parse_unmodified"]
