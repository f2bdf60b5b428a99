"""Which declarations to take: those of the header itself, or the ones that were asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ...errors import HeaderError
from ..complaints import not_declared
from ..sources import Source
from .cursors import Cursor
from .kinds import CursorKind
from .library import file_name
from .parses import Unit
from .units import MAIN

__all__ = ["DECLARATIONS", "select"]

DECLARATIONS = {
    CursorKind.STRUCT,
    CursorKind.UNION,
    CursorKind.ENUM,
    CursorKind.FUNCTION,
    CursorKind.VARIABLE,
    CursorKind.TYPEDEF,
    CursorKind.MACRO,
}

_KEYWORDS = {int(CursorKind.STRUCT): "struct", int(CursorKind.UNION): "union", int(CursorKind.ENUM): "enum"}


def select(unit: Unit, source: Source, only: Sequence[str] | None) -> list[Cursor]:
    """Return the top-level cursors that are wanted, in the header's order."""
    cursors = [cursor for cursor in unit.cursor.children if cursor.kind in DECLARATIONS]
    if only is not None:
        return list(_named(cursors, only, source))
    files = [cursor.file for cursor in cursors]
    paths = {file: file_name(file) for file in set(files)}
    # A header that only lists others has a macro as its guard; a text needs none.
    guard = CursorKind.MACRO if source.path is not None else None
    declaring = {file for cursor, file in zip(cursors, files, strict=True) if cursor.kind != guard}
    own = _own_files(unit, source, {paths[file] for file in declaring})
    return [cursor for cursor, file in zip(cursors, files, strict=True) if paths[file] in own]


def _named(cursors: list[Cursor], only: Sequence[str], source: Source) -> Iterator[Cursor]:
    wanted, found = set(only), set()
    for cursor in cursors:
        hits = wanted & set(_names(cursor))
        found |= hits
        if hits:
            yield cursor
    if missing := sorted(wanted - found):
        known = {name for cursor in cursors for name in _names(cursor)}
        raise HeaderError("; ".join(not_declared(name, known) for name in missing), file=source.name)


def _names(cursor: Cursor) -> Iterable[str]:
    """Return the names that a declaration may be asked for by: `"struct node"` or `"node"`, or an enumeration's member."""
    name, kind = cursor.spelling, _KEYWORDS.get(cursor.kind)
    members = cursor.children if kind == "enum" else ()
    return (name, f"{kind} {name}", *(member.spelling for member in members)) if kind else (name,)


def _own_files(unit: Unit, source: Source, declaring: set[str]) -> set[str]:
    """Return the header; and, where it declares nothing itself, the headers that it gathers."""
    header = MAIN if source.path is None else str(source.path)
    if header in declaring:
        return {header}
    includes = {(by, path) for by, path in unit.get_includes() if by}
    if source.path is None:
        return {header} | {path for by, path in includes if by == header}
    return _gathered(includes, header, source.path.parent)


def _gathered(includes: set[tuple[str, str]], header: str, folder: Path) -> set[str]:
    """Follow the includes of a header that is nothing but a list of headers beside or below it."""
    beside = {path for _, path in includes if Path(path).resolve().is_relative_to(folder)}
    own, waiting = {header}, [header]
    while waiting:
        here = waiting.pop()
        listed = _listed(here)
        found = {path for by, path in includes if by == here and path in beside and Path(path).name in listed}
        waiting += sorted(found - own)
        own |= found
    return own


def _listed(path: str) -> frozenset[str]:
    """Return the last parts of what a file includes in quotes, or in brackets from a folder of its own name."""
    try:
        text = Path(path).read_text(errors="replace")
    except OSError:
        return frozenset()
    found = re.findall(r'^\s*#\s*include\s*(?:"([^"\n]+)"|<([^>\n]+/[^>\n]+)>)', text, re.M)
    return frozenset(Path(quoted or bracketed).name for quoted, bracketed in found)
