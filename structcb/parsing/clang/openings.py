"""A header together with its macros in one parse, where the text alone says which macros to ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..comments import Commented
from ..sources import Source
from .cursors import Cursor
from .kinds import CursorKind
from .library import file_name
from .macros import Constants, macro_values, probed_values, probes_of, reasons
from .parses import Unit
from .selection import DECLARATIONS, select
from .units import ERROR, MAIN, parse_unit

__all__ = ["Opening", "open_header"]

_BLANK = r"(?:[ \t]|\\\n)"
_DEFINE = re.compile(
    rf"^{_BLANK}*(?:#|%:){_BLANK}*define{_BLANK}+(?P<name>[A-Za-z_]\w*)(?P<call>\(?)(?P<body>(?:[^\n\\]|\\.)*)",
    re.M | re.S,
)
# A type that an initialiser completes would be complete for the header too.
_DECLARING = re.compile(r"\b(?:struct|union|enum)\b[^;]*\{")
# Nothing that a header leaves open stands before an assertion: `_Static_assert` can be no part of a declaration.
_END = "structcb_end_of_header"
_ENDING = f'_Static_assert(1, ""); typedef int {_END};\n'


@dataclass(frozen=True)
class Opening:
    """A parsed header, what to take from it, its constants, and the macros that are none."""

    unit: Unit
    cursors: Sequence[Cursor]
    constants: Constants
    skipped: dict[str, str]


def open_header(source: Source, only: Sequence[str] | None) -> Opening:
    """Parse a header, choose its declarations and work out its macros."""
    return (_at_once(source) if only is None else None) or _in_turn(source, only)


def _in_turn(source: Source, only: Sequence[str] | None) -> Opening:
    """Ask in a second parse for the macros that a first one finds; whatever is wrong is raised."""
    unit = parse_unit(source)
    cursors = select(unit, source, only)
    macros = [cursor for cursor in cursors if cursor.kind == CursorKind.MACRO]
    return Opening(unit, cursors, *macro_values(macros, source))


def _at_once(source: Source) -> Opening | None:
    """Ask behind the text for the macros that it may define.

    None where anything is wrong with the text, or where it declares nothing itself and only gathers other headers.
    """
    macros = list(_DEFINE.finditer(Commented(source.text).code))
    if any(_DECLARING.search(macro["body"]) for macro in macros):
        return None
    asked = dict.fromkeys(macro["name"] for macro in macros if not macro["call"])
    unit = parse_unit(source, probes=f"{_ENDING}{probes_of(asked)}", tolerant=True)
    end = source.main_text.count("\n") + 2
    if any(one.severity >= ERROR and not (one.file == MAIN and one.line > end) for one in unit.complaints()):
        return None
    own, behind = _parted(unit, source, end)
    found = [cursor for cursor in own if cursor.kind == CursorKind.MACRO]
    unasked = [cursor for cursor in found if cursor.spelling not in asked and not cursor.is_function_like]
    if len(own) == len(found) or unasked or all(cursor.spelling != _END for cursor in behind):
        return None
    names = {cursor.spelling for cursor in found}
    constants = {name: value for name, value in probed_values(unit, behind).items() if name in names}
    return Opening(unit, own, constants, reasons(found, constants))


def _parted(unit: Unit, source: Source, end: int) -> tuple[list[Cursor], list[Cursor]]:
    """Return the header's own declarations, and those of the lines behind it."""
    header = MAIN if source.path is None else str(source.path)
    paths: dict[int | None, str] = {}
    own: list[Cursor] = []
    behind: list[Cursor] = []
    for cursor in unit.cursor.children:
        file = cursor.file
        if file not in paths:
            paths[file] = file_name(file)
        if paths[file] == MAIN and cursor.location.line >= end:
            behind.append(cursor)
        elif paths[file] == header and cursor.kind in DECLARATIONS:
            own.append(cursor)
    return own, behind
