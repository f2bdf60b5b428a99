"""Constants: a macro is made the initialiser of a variable in a second parse, for clang to work out."""

from __future__ import annotations

from collections.abc import Iterable

from .. import constants
from ..constants import python_value
from ..sources import Source
from ..syntax import parse_expression
from .binding import Cursor, CursorKind, TypeKind, cursor_kind, evaluate, is_function_like, type_kind
from .units import ERROR, MAIN, parse_unit

__all__ = ["constant_value", "macro_values"]

_INDIRECT = (TypeKind.POINTER, TypeKind.CONSTANT_ARRAY)
_PROBE = "structcb_value_of_"
_NO_CONSTANT = "it is not an integer, float or string constant"


def macro_values(
    macros: Iterable[Cursor], source: Source
) -> tuple[dict[str, int | float | bytes], dict[str, str]]:
    """Return the constants among macros, and why the others are none."""
    skipped: dict[str, str] = {}
    names: list[str] = []
    for macro in macros:
        if is_function_like(macro):
            skipped[macro.spelling] = "it takes arguments"
        else:
            names.append(macro.spelling)
    found = _work_out(names, source) if names else {}
    skipped |= {name: _NO_CONSTANT for name in names if name not in found}
    return found, skipped


def _work_out(names: list[str], source: Source) -> dict[str, int | float | bytes]:
    probes = "".join(f"#ifdef {n}\nstatic const __auto_type {_PROBE}{n} =\n{n};\n#endif\n" for n in names)
    unit = parse_unit(source, probes=probes, tolerant=True)
    faulty = {one.line for one in unit.complaints() if one.severity >= ERROR and one.file == MAIN}
    found: dict[str, int | float | bytes] = {}
    for cursor in unit.cursor.get_children():
        if cursor_kind(cursor) != CursorKind.VARIABLE or not cursor.spelling.startswith(_PROBE):
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
    if type_kind(variable.type.get_canonical()) in _INDIRECT:
        return _text(variable)
    value = evaluate(variable)
    return None if isinstance(value, bytes) else value


def _text(variable: Cursor) -> bytes | None:
    """Return the text of a string literal, in parentheses and casts or not; None for any other expression."""
    text, here = evaluate(variable), variable
    children = variable.get_children()[-1:]  # before it stand the names of types
    while len(children) == 1:
        here = children[0]
        children = here.get_children()
    if cursor_kind(here) != CursorKind.STRING or here.type.element_count != here.type.get_size():
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
