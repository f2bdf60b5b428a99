"""What a C type is: frozen facts about size, alignment and place, for every other room to read.

Embedded structs are held whole; a pointer holds a `Reference` by C spelling, so that recursive structs stay
finite. A table (C spelling → `Layout`) resolves references; `reachable` cuts the part of it that a type can see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Literal, TypeAlias

from .digests import hexdigest_of
from .facts import Fact

__all__ = [
    "Array",
    "Bits",
    "CType",
    "Enum",
    "Field",
    "Layout",
    "Opaque",
    "Parameter",
    "Pointer",
    "Prototype",
    "Reference",
    "Scalar",
    "Struct",
    "Table",
    "Union",
    "Unsupported",
    "Void",
    "align_of",
    "array_of",
    "base_of",
    "describe",
    "fingerprint",
    "reachable",
    "resolve",
    "shape_of",
    "size_of",
]

ScalarKind: TypeAlias = Literal["signed", "unsigned", "bool", "char", "float", "complex"]


class Void(Fact):
    """The type of no value; only ever behind a pointer or as a result."""

    name: str = "void"


class Scalar(Fact):
    """A number: an integer, `_Bool`, plain `char`, a floating-point or a complex number.

    `kind` and `size` say what it is; `name` is only how the header spells it.
    """

    name: str
    kind: ScalarKind
    size: int
    align: int


class Enum(Fact):
    """An enumeration: an integer with named values."""

    name: str
    size: int
    align: int
    signed: bool
    members: tuple[tuple[str, int], ...]

    @property
    def kind(self) -> ScalarKind:
        """The kind of the integer that holds it."""
        return "signed" if self.signed else "unsigned"


class Opaque(Fact):
    """A struct or union that the header names but never completes."""

    name: str


class Reference(Fact):
    """A complete struct or union, by C spelling; `resolve` finds its layout in a table."""

    name: str


class Unsupported(Fact):
    """A type that is shown as opaque bytes only, with the reason why.

    A type that cannot even be stored (`void` by value, say) has size 0.
    """

    name: str
    size: int
    align: int
    reason: str


class Pointer(Fact):
    """An address. `const` speaks of what it points at, `restrict` of the pointer itself."""

    to: CType
    size: int
    const: bool = False
    restrict: bool = False

    @property
    def align(self) -> int:
        """Pointers are aligned to their size on every ABI that structcb knows."""
        return self.size


class Array(Fact):
    """An array; `length` is None for a flexible array member. More dimensions are arrays of arrays."""

    item: CType
    length: int | None

    @property
    def size(self) -> int:
        """Bytes in all; a flexible array has none of its own."""
        return (self.length or 0) * size_of(self.item)

    @property
    def align(self) -> int:
        """The alignment of one item."""
        return align_of(self.item)


class Bits(Fact):
    """Where a bit-field lies: `shift` bits (0 to 7) above the byte at the field's offset, `width` bits wide."""

    shift: int
    width: int


class Field(Fact, aside=("doc",)):
    """One member of a struct: its offset in bytes, its type and, for a bit-field, its bits.

    Members of anonymous structs and unions stand under their own names, at their offset in the outer struct.
    """

    offset: int
    type: CType
    bits: Bits | None = None
    const: bool = False
    doc: str = ""


class Layout(Fact, aside=("doc",)):
    """The memory of a complete struct or union: size and alignment in bytes, and its fields in C's order.

    `unnamed_bits` tells that it has bit-fields without a name: they are no fields, but compilers differ on them.
    """

    name: str
    size: int
    align: int
    members: tuple[tuple[str, Field], ...]
    doc: str = ""
    unnamed_bits: bool = False

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Name → field, read-only and in C's order; unnamed bit-fields are left out."""
        return MappingProxyType(dict(self.members))

    def __str__(self) -> str:
        from .tables import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from .tables import as_html

        return as_html(self)


class Struct(Layout):
    """The memory of a `struct`."""


class Union(Layout):
    """The memory of a `union`: fields share their bytes."""


class Parameter(Fact):
    """One parameter of a C function; `name` is empty where the header gives none.

    `array` keeps the dimensions that C drops (`double m[][3]` is `double (*m)[3]`).
    """

    name: str
    type: CType
    array: tuple[int | None, ...] = ()


class Prototype(Fact):
    """The type of a C function."""

    name: str
    result: CType
    parameters: tuple[Parameter, ...]
    variadic: bool = False


CType: TypeAlias = (
    Void
    | Scalar
    | Enum
    | Opaque
    | Reference
    | Unsupported
    | Pointer
    | Array
    | Struct
    | Union
    | Layout
    | Prototype
)
Table: TypeAlias = Mapping[str, Layout]


def size_of(ctype: CType) -> int:
    """Return the bytes that an object of this type takes; 0 for what cannot be an object."""
    return getattr(ctype, "size", 0)


def align_of(ctype: CType) -> int:
    """Return the alignment in bytes; 1 for what cannot be an object."""
    return getattr(ctype, "align", 1)


def shape_of(array: Array) -> tuple[int | None, ...]:
    """Return the dimensions of an array of arrays, outermost first."""
    inner = array.item
    return (array.length, *(shape_of(inner) if isinstance(inner, Array) else ()))


def array_of(item: CType, shape: Iterable[int]) -> CType:
    """Return an array of arrays with these dimensions, outermost first; without any, the item itself."""
    for length in reversed([*shape]):
        item = Array(item, length)
    return item


def base_of(ctype: CType) -> CType:
    """Return what an array of arrays is made of; any other type is its own base."""
    return base_of(ctype.item) if isinstance(ctype, Array) else ctype


def resolve(ctype: CType, table: Table) -> CType:
    """Return the layout that a reference names; any other type as it is."""
    return table[ctype.name] if isinstance(ctype, Reference) else ctype


def parts_of(ctype: CType) -> Iterator[CType]:
    """Yield the types that this type is directly made of or points at."""
    match ctype:
        case Pointer(to=inner) | Array(item=inner):
            yield inner
        case Layout(members=members):
            yield from (member.type for _, member in members)
        case Prototype(result=result, parameters=parameters):
            yield result
            yield from (parameter.type for parameter in parameters)


def reachable(ctype: CType, table: Table) -> dict[str, Layout]:
    """Return the part of a table that can be reached from a type, sorted by name."""
    seen: dict[str, Layout] = {}
    todo: list[CType] = [ctype]
    while todo:
        here = todo.pop()
        if isinstance(here, Reference):
            if here.name in seen:
                continue
            here = seen[here.name] = table[here.name]
        todo.extend(parts_of(here))
    return dict(sorted(seen.items()))


def fingerprint(ctype: CType, table: Table) -> str:
    """Return a digest of a type and of all that it reaches, the same in every process."""
    return hexdigest_of(ctype, tuple(reachable(ctype, table).items()))


def describe(ctype: CType) -> str:
    """Return a type as C would spell it, for messages and tables."""
    return _declared(ctype, "")


def _declared(ctype: CType, name: str) -> str:
    """Return the declaration of a name, or of nothing."""
    match ctype:
        case Pointer(to=Prototype() | Array() as to, const=const):
            return f"{'const ' if const else ''}{_declared(to, f'(*{name})')}"
        case Pointer(to=Pointer(to=Prototype() | Array()) as to, const=const):
            return _declared(to, f"{'const ' if const else ''}*{name}")
        case Pointer(to=to, const=const):
            is_const = "const " if const else ""
            star = f"{describe(to)}{is_const}*" if isinstance(to, Pointer) else f"{is_const}{describe(to)} *"
            return f"{star}{'' if name.startswith('[') else ' '}{name}".rstrip()
        case Array():
            sizes = "".join(f"[{'' if n is None else n}]" for n in shape_of(ctype))
            return _declared(base_of(ctype), f"{name}{sizes}")
        case Prototype(result=result, parameters=parameters, variadic=variadic):
            inside = [_declared(p.type, p.name) for p in parameters]
            called = f"{name}({', '.join([*inside, *['...'] * variadic]) or 'void'})"
            nested = isinstance(result, Pointer) and isinstance(result.to, Prototype | Array)
            return _declared(result, called) if nested else f"{describe(result)} {called}"
        case _:
            return f"{ctype.name}{'' if name.startswith('[') else ' '}{name}".rstrip()
