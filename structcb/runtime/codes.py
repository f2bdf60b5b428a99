"""Code objects: what tells one from another, and the names that they look up.

Names count whether code looks them up as globals or as attributes: bytecode would tell them apart, but reading it costs
ten milliseconds, and a name too many only costs a miss.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator

__all__ = ["facts_of", "is_global", "names_of"]

CODE_FACTS = (
    "co_code",
    "co_names",
    "co_varnames",
    "co_freevars",
    "co_cellvars",
    "co_linetable",
    "co_exceptiontable",
    "co_filename",
    "co_firstlineno",
    "co_flags",
    "co_qualname",
)


def facts_of(code: types.CodeType) -> list[tuple[str, object]]:
    """Return what tells code from other code, but for its constants."""
    return [(name, getattr(code, name)) for name in CODE_FACTS]


def names_of(function: types.FunctionType) -> list[str]:
    """Return the names that code looks up, in its module or on objects."""
    return sorted({name for code in codes_in(function.__code__) for name in code.co_names})


def codes_in(code: types.CodeType) -> Iterator[types.CodeType]:
    """Yield the code of a function and of the functions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from codes_in(constant)


def is_global(code: types.CodeType, name: str) -> bool:
    """Return whether code looks a name up in its module."""
    import dis

    found: Iterable[dis.Instruction] = (i for inner in codes_in(code) for i in dis.get_instructions(inner))
    return any(i.argval == name and i.opname in ("LOAD_GLOBAL", "LOAD_NAME") for i in found)
