"""A part of a header as plain declarations in the header's own words: its names of types stay, in its own order."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Mapping, Sequence

from ...errors import HeaderError
from ...layouts import Array, CType, Prototype, Scalar, Unsupported
from ..composition import Item, compose
from ..declarations import Declarations
from ..emission import Speller
from ..records import Member
from ..sources import Source
from .comments import Comments
from .cursors import Cursor, Type
from .kinds import CursorKind, TypeKind
from .parses import Unit
from .questions import spelling_of
from .reading import parse_unmodified, take
from .selection import select
from .translation import Translation
from .units import parse_unit

__all__ = ["extract_unmodified"]

_WIDTH = 120
_TAGGED = {CursorKind.STRUCT, CursorKind.UNION, CursorKind.ENUM}


def extract_unmodified(
    source: Source, only: Sequence[str] | None, opaque: Sequence[str]
) -> tuple[Declarations, list[str]]:
    """Return what a header says of the names, and the same as declarations in plain C, one a text.

    The texts are not proven: whoever writes them down compares what the plain reader finds in them.
    `opaque` names structs and enumerations whose members are left out; a name such as `"node.next"` takes a single
    member of a struct.
    """
    unit = parse_unit(source)
    names, members = _chosen(unit, only, source)
    left_out = tuple(_spelling(name, unit, source) for name in opaque)
    source = dataclasses.replace(source, opaque=left_out, members=members)
    found = parse_unmodified(source, names)
    _check_members(members, found, source)
    translation = _Verbatim(Comments(source.main_text), found.skipped, unit.pointer_bytes, members)
    wanted = take(select(unit, source, names), translation).wanted(found.constants)
    items, _ = compose(wanted, members.keys(), _Remarking)
    lost = found.skipped.keys() - found.typedefs.keys()
    kept = [item for item in items if item.name not in lost]
    docs = {name: _comment(record.doc) for name, record in wanted.records.items() if record.doc}
    return found, [f"{docs.get(item.name, '')}\n{item.text}".strip() for item in _in_order(kept, unit)]


def _chosen(
    unit: Unit, only: Sequence[str] | None, source: Source
) -> tuple[list[str] | None, dict[str, frozenset[str]]]:
    """Split names such as `"node.next"` into the struct to take, and the members to take of it."""
    if only is None:
        return None, {}
    members: dict[str, frozenset[str]] = {}
    for name in only:
        owner, dot, member = name.partition(".")
        if dot:
            spelling = _spelling(owner, unit, source)
            members[spelling] = members.get(spelling, frozenset()) | {member}
    return list(dict.fromkeys(name.partition(".")[0] for name in only)), members


def _check_members(members: Mapping[str, frozenset[str]], found: Declarations, source: Source) -> None:
    for name, wanted in members.items():
        layout = found.structs.get(name)
        if missing := sorted(wanted - (layout.fields.keys() if layout else set())):
            raise HeaderError(f"`{name}` has no member `{'`, `'.join(missing)}` of its own", file=source.name)


class _Verbatim(Translation):
    """Reads a type that has a name as nothing but that name; what it stands for is declared before it."""

    def _type(self, ctype: Type, cursor: Cursor | None, path: str) -> CType:
        found = super()._type(ctype, cursor, path)
        name = ctype.declaration.spelling if ctype.kind == TypeKind.TYPEDEF else ""
        # Arrays and functions become pointers as parameters, and what has no C spelling is bytes: by their types alone.
        if name not in self.typedefs or isinstance(found, Array | Prototype | Unsupported):
            return found
        return Scalar(name, "signed", max(ctype.size, 0), max(ctype.align, 1))


class _Remarking(Speller):
    """Writes what the header says of a member."""

    def remarked(self, line: str, member: Member) -> str:
        """Return the line with the comment behind it, or above it where that would be too long."""
        behind = f"{line}  {_comment(member.doc)}"
        if not member.doc or ("\n" not in behind and len(behind) <= _WIDTH):
            return behind if member.doc else line
        indent = line[: len(line) - len(line.lstrip())]
        return textwrap.indent(f"{_comment(member.doc)}\n", indent) + line


def _comment(doc: str) -> str:
    return "/* " + "\n * ".join(doc.replace("/*", "/ *").splitlines()) + " */"


def _spelling(name: str, unit: Unit, source: Source) -> str:
    """Return how C spells the struct or enumeration that somebody calls by tag, typedef or spelling."""
    for cursor in select(unit, source, [name]):
        tagged = cursor
        if cursor.kind == CursorKind.TYPEDEF:
            tagged = cursor.underlying_type.canonical.declaration
        if tagged.kind in _TAGGED:
            return spelling_of(tagged.type)
    raise HeaderError(
        f"`{name}` is neither a struct nor an enumeration, and has no members", file=source.name
    )


def _in_order(items: Sequence[Item], unit: Unit) -> list[Item]:
    """Return declarations in the header's order; one that stands inside of another comes right before it."""
    places: dict[str, int] = {}
    for place, cursor in enumerate(unit.cursor.children):
        name = spelling_of(cursor.type) if cursor.kind in _TAGGED else cursor.spelling
        if name not in places or cursor.is_definition:
            places[name] = place
    keyed: list[tuple[int, Item]] = []
    place = len(places)
    for item in reversed(items):
        place = places.get(item.name, place)
        keyed.append((place, item))
    keyed.reverse()
    return [item for _, item in sorted(keyed, key=lambda pair: pair[0])]
