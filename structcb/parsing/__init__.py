"""C text in, `Declarations` out."""

from __future__ import annotations

from .cdefs import parse_prototype
from .declarations import Declarations
from .ffis import layout_of, parse_ffi
from .readers import parse_file, parse_text

__all__ = ["Declarations", "layout_of", "parse_ffi", "parse_file", "parse_prototype", "parse_text"]
