"""The compiler's verdict on layouts: every size, alignment and offset as an assertion behind the real header."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...layouts import Array, Enum, Field, Layout, size_of
from ..declarations import Declarations
from ..sources import Source
from ..spellings import type_of
from .compilers import faulty_lines

__all__ = ["disproved"]


def disproved(found: Declarations, source: Source) -> dict[str, str]:
    """Return the structs and enumerations that the compiler lays out otherwise, with the first difference."""
    asked = [*_about_structs(found.structs), *_about_enums(found.enums)]
    names = {member for layout in found.structs.values() for member, _ in layout.members}
    # A macro of a member's name would spoil the question.
    lines = [f"#undef {name}" for name in sorted(names)]
    assertions = [f'_Static_assert({claim}, "");' for _, claim in asked]
    wrong = faulty_lines(source, "\n".join([*lines, *assertions]))
    reasons: dict[str, str] = {}
    for index, (name, claim) in enumerate(asked):
        if index + len(lines) in wrong:
            reasons.setdefault(name, f"the compiler disagrees that {claim}")
    return reasons


def _about_structs(structs: Mapping[str, Layout]) -> Iterator[tuple[str, str]]:
    for name, layout in structs.items():
        spelling = type_of(name, structs)
        if not spelling:
            yield name, "0"
            continue
        yield name, f"sizeof({spelling}) == {layout.size}"
        yield name, f"_Alignof({spelling}) == {layout.align}"
        for member, field in layout.members:
            if field.bits is None:
                yield name, f"__builtin_offsetof({spelling}, {member}) == {field.offset}"
                yield from ((name, claim) for claim in _about_size(spelling, member, field))


def _about_size(spelling: str, member: str, field: Field) -> Iterator[str]:
    if not isinstance(field.type, Array) or field.type.length is not None:
        yield f"sizeof((({spelling} *)0)->{member}) == {size_of(field.type)}"


def _about_enums(enums: Mapping[str, Enum]) -> Iterator[tuple[str, str]]:
    for name, enum in enums.items():
        yield name, f"sizeof({name}) == {enum.size}"
        yield name, f"(({name})-1 < 0) == {int(enum.signed)}"
