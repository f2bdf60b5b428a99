"""Constants: a macro is made the initialiser of a variable behind the header, for clang to work out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from .. import constants
from ..constants import python_value
from ..sources import Source
from ..syntax import parse_expression
from .cursors import Cursor
from .kinds import CursorKind, TypeKind
from .parses import Unit
from .units import ERROR, MAIN, parse_unit
from .values import evaluate

__all__ = ["Constants", "constant_value", "macro_values", "probed_values", "probes_of", "reasons"]

Constants: TypeAlias = dict[str, int | float | bytes]

_INDIRECT = (TypeKind.POINTER, TypeKind.CONSTANT_ARRAY)
_PROBE = "structcb_value_of_"
_NO_CONSTANT = "it is not an integer, float or string constant"


def macro_values(macros: Iterable[Cursor], source: Source) -> tuple[Constants, dict[str, str]]:
    """Return the constants among macros, and why the others are none."""
    macros = list(macros)
    plain = [macro.spelling for macro in macros if not macro.is_function_like]
    found = _work_out(plain, source) if plain else {}
    return found, reasons(macros, found)


def reasons(macros: Iterable[Cursor], found: Constants) -> dict[str, str]:
    """Return why macros are no constants, but for those that were found to be some."""
    named = {m.spelling: "it takes arguments" if m.is_function_like else _NO_CONSTANT for m in macros}
    return {name: reason for name, reason in named.items() if name not in found}


def _work_out(names: list[str], source: Source) -> Constants:
    unit = parse_unit(source, probes=probes_of(names), tolerant=True, recorded=False)
    return probed_values(unit, unit.cursor.children)


def probes_of(names: Iterable[str]) -> str:
    """Return lines that make macros the initialisers of variables, those that are defined where the lines stand."""
    return "".join(f"#ifdef {n}\nstatic const __auto_type {_PROBE}{n} =\n{n};\n#endif\n" for n in names)


def probed_values(unit: Unit, cursors: Iterable[Cursor]) -> Constants:
    """Return the values of probes that are among cursors."""
    faulty = {one.line for one in unit.complaints() if one.severity >= ERROR and one.file == MAIN}
    found: Constants = {}
    for cursor in cursors:
        if cursor.kind != CursorKind.VARIABLE or not cursor.spelling.startswith(_PROBE):
            continue
        # A list such as `1L,2L` gives a value and an error, on the line of the name or on the one behind it.
        line = cursor.location.line
        if {line, line + 1} & faulty:
            continue
        if (value := constant_value(cursor)) is not None:
            found[cursor.spelling.removeprefix(_PROBE)] = value
    return found


def constant_value(variable: Cursor) -> int | float | bytes | None:
    """Return what a variable begins with, None where that is neither a number nor text."""
    if variable.type.canonical.kind in _INDIRECT:
        return _text(variable)
    value = evaluate(variable)
    return None if isinstance(value, bytes) else value


def _text(variable: Cursor) -> bytes | None:
    """Return the text of a string literal, in parentheses and casts or not; None for any other expression."""
    text, here = evaluate(variable), variable
    children = variable.children[-1:]  # before it stand the names of types
    while len(children) == 1:
        here = children[0]
        children = here.children
    if here.kind != CursorKind.STRING or here.type.element_count != here.type.size:
        return None
    # clang's value ends at the first zero, and there is none for a literal in parentheses.
    cut = r"\000" in here.spelling.replace(r"\\", "")
    return _spelled(here) if cut or not isinstance(text, bytes) else text


def _spelled(literal: Cursor) -> bytes | None:
    """Return the text of a literal from how clang spells it."""
    try:
        text = python_value(
            constants.evaluate(parse_expression(literal.spelling), {}, int_bits=32, long_bits=64)
        )
    except ValueError:
        return None
    return text if isinstance(text, bytes) and len(text) < literal.type.element_count else None
