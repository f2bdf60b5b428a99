"""What libclang says when it reads the header once more."""

from __future__ import annotations

from dataclasses import replace

from ..errors import HeaderError
from ..layouts import Enum, base_of, reachable
from ..parsing import Declarations
from ..parsing.sources import Source
from ..parsing.spellings import is_nameless
from .c_texts import as_c
from .facts import Answers, facts_of

__all__ = ["ask_clang"]

_SOURCE = "clang"


def ask_clang(declarations: Declarations, source: Source) -> Answers:
    """Return the layouts that libclang finds under the same names."""
    from ..parsing import clang

    if not clang.is_available():
        return Answers(
            _SOURCE, {}, {"everything": "libclang is not installed: pip install 'structcb[headers]'"}
        )
    text = replace(source, text=as_c(source), path=None)
    try:
        found = clang.parse_unmodified(text, only=names_in(declarations))
    except HeaderError as error:
        return Answers(
            _SOURCE, {}, {"everything": f"libclang cannot read it: {str(error).partition(chr(10))[0]}"}
        )
    facts = facts_of(found)
    refused = {name: why for name, why in found.skipped.items() if name in declarations.structs}
    return Answers(_SOURCE, facts, refused)


def names_in(declarations: Declarations) -> list[str]:
    """Return the names to ask for. What is declared inside a struct has no place of its own, so its struct is asked."""
    table = declarations.structs
    beyond = {name: set(reachable(layout, table)) for name, layout in table.items()}
    seen = {inner for name, inners in beyond.items() for inner in inners if name not in beyond.get(inner, ())}
    names = [*(n for n in table if n not in seen), *declarations.typedefs, *declarations.functions]
    names += [name for name in declarations.enums if name not in enums_inside(declarations)]
    return [name for name in dict.fromkeys(names) if not is_nameless(name)]


def enums_inside(declarations: Declarations) -> set[str]:
    """Return the enumerations that members have."""
    types = (base_of(f.type) for layout in declarations.structs.values() for _, f in layout.members)
    return {ctype.name for ctype in types if isinstance(ctype, Enum)}
