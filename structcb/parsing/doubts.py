"""Names that C allows and cffi's parser may not: only reading the text can tell whether it does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ..layouts import CType, Prototype
from .composition import Wanted
from .records import Record

__all__ = ["doubtful_names"]

# What pycparser, today's or tomorrow's, takes for a word of the language where a header need not, and what cffi
# rewrites before pycparser sees it.
_WORDS = """
    alignas alignof asm auto bool break case char const constexpr continue default do double else enum extern false
    float for goto if inline int long nullptr offsetof register restrict return short signed sizeof static
    static_assert struct switch thread_local true typedef typeof typeof_unqual union unsigned void volatile while
    _Alignas _Alignof _Atomic _BitInt _Bool _Complex _Decimal128 _Decimal32 _Decimal64 _Generic _Imaginary
    _Noreturn _Pragma _Static_assert _Thread_local __int128 __builtin_va_arg __attribute __attribute__ __asm
    __asm__ __cdecl __extension__ __inline __inline__ __restrict __restrict__ __signed__ __stdcall __typeof__
    __volatile__ WINAPI
"""


def doubtful_names(wanted: Wanted) -> set[str]:
    """Return the names among all that is declared which cffi may take for something else."""
    from cffi.commontypes import COMMON_TYPES

    members = {name for record in wanted.records.values() for name in _member_names(record)}
    enumerators = (name for enum in wanted.enums for name, _ in enum.members)
    tags = (name.rpartition(" ")[2] for name in chain(wanted.records, (enum.name for enum in wanted.enums)))
    declared = {*wanted.typedefs, *wanted.functions, *wanted.variables, *wanted.constants}
    names = declared.union(members, enumerators, tags, _parameter_names(wanted))
    return {
        *names.intersection(_WORDS.split()),
        *(names & COMMON_TYPES.keys()),
        *(members & wanted.typedefs.keys()),
    } | {name for name in names if _is_unusual(name)}


def _is_unusual(name: str) -> bool:
    """Tell whether a name has letters that pycparser does not know, or is such as cffi makes by itself."""
    own = name.startswith(("__dotdotdot", "_cffi", "__cffi", "structcb_"))
    return own or "$" in name or not name.isascii()


def _member_names(record: Record) -> Iterator[str]:
    for member in record.members:
        if member.inner is not None:
            yield from _member_names(member.inner)
        yield member.name


def _parameter_names(wanted: Wanted) -> Iterator[str]:
    """Yield the names of the parameters of functions, and of what they and typedefs point at."""
    for ctype in chain(wanted.functions.values(), wanted.typedefs.values(), wanted.variables.values()):
        yield from _inside(ctype)
    for record in wanted.records.values():
        for member in record.members:
            yield from _inside(member.type)


def _inside(ctype: CType) -> Iterator[str]:
    while not isinstance(ctype, Prototype):
        inner = getattr(ctype, "to", None) or getattr(ctype, "item", None)
        if inner is None:
            return
        ctype = inner
    yield from _inside(ctype.result)
    for parameter in ctype.parameters:
        yield parameter.name
        yield from _inside(parameter.type)
