"""A part of a header for a project to ship: what it says, and wordings of it in plain C."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from ..errors import HeaderError
from .declarations import Declarations
from .readers import parse_source
from .sources import Source

__all__ = ["Wording", "extract"]

# One declaration each.
Wording: TypeAlias = list[str]


def extract(
    source: Source, only: Sequence[str] | None, opaque: Sequence[str] = ()
) -> tuple[Declarations, list[Wording]]:
    """Return what a header says of the names and of all that they need, and wordings of it, the best one first.

    Whoever writes one down compares what the plain reader finds in it. The last is what cffi was told, with gaps
    spelled out where cffi would leave none.

    Raises
    ------
    HeaderError
        It cannot be read; or members are to be left out, and there is no libclang.
    """
    from . import clang

    if clang.is_available():
        from .clang.extraction import extract_unmodified

        found, own_words = extract_unmodified(source, only, opaque)
        return found, [own_words, told(found)]
    if opaque:
        raise HeaderError(
            "leaving out members needs libclang: `pip install structcb[headers]`", file=source.name
        )
    found = parse_source(source, only)
    return found, [told(found)]


def told(found: Declarations) -> Wording:
    """Return what cffi was told."""
    return [part.text.strip() for part in found.cdef]
