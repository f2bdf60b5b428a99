"""C text in, `Declarations` out."""

from __future__ import annotations

from .cdefs import parse_prototype, parse_text
from .declarations import Declarations
from .ffis import layout_of, parse_ffi
from .files import parse_file

__all__ = ["Declarations", "layout_of", "parse_ffi", "parse_file", "parse_prototype", "parse_text"]
