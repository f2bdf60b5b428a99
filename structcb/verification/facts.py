"""What can be said of memory, as facts that any source can be asked for: size, alignment, offset, mask, kind, call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ..layouts import (
    Array,
    CType,
    Enum,
    Layout,
    Pointer,
    Prototype,
    Reference,
    Scalar,
    Table,
    Unsupported,
    Void,
    base_of,
    size_of,
)
from ..parsing import Declarations

__all__ = [
    "Answers",
    "Facts",
    "Question",
    "about_record",
    "bit_fields_of",
    "called",
    "facts_of",
    "kind_of",
    "mask_of",
    "prototypes_of",
]

# What is asked about, and what of it: ("struct node.key", "offset").
Question: TypeAlias = tuple[str, str]
Facts: TypeAlias = Mapping[Question, str]


@dataclass(frozen=True)
class Answers:
    """What one source says; `left_out` tells what it was not asked, and why.

    `complaints` are differences that it reports by itself, of what has no layout because of them.
    """

    source: str
    facts: Facts = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    complaints: tuple[str, ...] = ()


def facts_of(declarations: Declarations) -> dict[Question, str]:
    """Return what the layouts of a header say."""
    found: dict[Question, str] = {}
    for name, layout in declarations.structs.items():
        found |= about_layout(name, layout)
    for name, enum in declarations.named_enums.items():
        found |= about_enum(name, enum)
    for name, prototype in prototypes_of(declarations).items():
        found[name, "prototype"] = called(prototype, declarations.structs)
    return found


def about_layout(name: str, layout: Layout) -> Iterator[tuple[Question, str]]:
    """Yield what a layout says of a struct and of its members."""
    yield (name, "size"), str(layout.size)
    yield (name, "alignment"), str(layout.align)
    for member, field_ in layout.members:
        path = f"{name}.{member}"
        if field_.bits is not None:
            yield (path, "mask"), mask_of(8 * field_.offset + field_.bits.shift, field_.bits.width)
        else:
            yield (path, "offset"), str(field_.offset)
            yield (path, "size"), str(size_of(field_.type))
        if kind := kind_of(base_of(field_.type)):
            yield (path, "kind"), kind


def about_record(
    name: str, layout: Layout, size: int, members: Iterable[tuple[str, int, int, str]]
) -> Iterator[tuple[Question, str]]:
    """Yield what a NumPy or numba record says: of each member its name, offset, size and kind of number."""
    yield (name, "size"), str(size)
    for member, offset, nbytes, kind in members:
        if member not in layout.fields:
            continue
        path = f"{name}.{member}"
        yield (path, "offset"), str(offset)
        yield (path, "size"), str(nbytes)
        if kind and kind_of(base_of(layout.fields[member].type)):
            yield (path, "kind"), kind


def bit_fields_of(name: str, layout: Layout) -> list[str]:
    """Return the bit-fields of a struct, of which most sources know nothing."""
    return [f"{name}.{member}" for member, field in layout.members if field.bits]


def about_enum(name: str, enum: Enum) -> Iterator[tuple[Question, str]]:
    """Yield what a layout says of an enumeration."""
    yield (name, "size"), str(enum.size)
    yield (name, "kind"), kind_of(enum)
    yield from (((f"{name}.{member}", "value"), str(value)) for member, value in enum.members)


def prototypes_of(declarations: Declarations) -> dict[str, Prototype]:
    """Return the prototypes of functions, of function typedefs, and of fields under their struct's own name."""
    return {**declarations.own_callbacks, **declarations.functions}


def mask_of(first_bit: int, width: int) -> str:
    """Return a bit-field's mask, from the first byte that it touches."""
    byte, shift = divmod(first_bit, 8)
    return f"{((1 << width) - 1) << shift:#x} from byte {byte} on"


def kind_of(ctype: CType) -> str:
    """Return what kind of number a type is; nothing for what is none, or for plain `char`, which C leaves open."""
    match ctype:
        case Scalar(kind="float" | "signed" | "unsigned" | "bool" as kind) | Enum(kind=kind):
            return kind
    return ""


def called(prototype: Prototype, table: Table) -> str:
    """Return how a function is called: what each value is to the machine, whatever the header calls it."""
    parts = [passed(parameter.type, table) for parameter in prototype.parameters]
    return f"{passed(prototype.result, table)} ({', '.join([*parts, *['...'] * prototype.variadic])})"


def passed(ctype: CType, table: Table) -> str:
    """Return what a value is to the machine."""
    match ctype:
        case Void():
            return "void"
        case Pointer() | Array():
            return "pointer"
        case Scalar(kind=kind, size=size) | Enum(kind=kind, size=size):
            return f"{kind} of {size}"
        case Reference(name=name):
            return f"struct of {table[name].size}"
        case Layout(size=size):
            return f"struct of {size}"
        case Unsupported(name=name, size=size):
            return f"{name} of {size}"
    return "unknown"
