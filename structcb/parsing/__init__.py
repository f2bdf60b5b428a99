"""C text in, `Declarations` out.

The ways in are imported when they are asked for: a header that comes from the cache needs none of them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .declarations import Declarations

if TYPE_CHECKING:
    from .cdefs import parse_prototype
    from .ffis import layout_of, parse_ffi
    from .readers import parse_file, parse_text
    from .shipped import find_shipped
    from .telling import open_ffi

__all__ = [
    "Declarations",
    "find_shipped",
    "layout_of",
    "open_ffi",
    "parse_ffi",
    "parse_file",
    "parse_prototype",
    "parse_text",
]

HOMES = {
    "find_shipped": ".shipped",
    "layout_of": ".ffis",
    "open_ffi": ".telling",
    "parse_ffi": ".ffis",
    "parse_file": ".readers",
    "parse_prototype": ".cdefs",
    "parse_text": ".readers",
}


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(HOMES[name], __name__), name)
