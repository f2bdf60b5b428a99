"""A struct as the compiler laid it out and as the text wrote it: the step between a header and its layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..layouts import Bits, CType, Field, Layout, Pointer, Prototype, Struct, Union, base_of

__all__ = ["LONG_DOUBLE", "Member", "Record", "flat_members", "layout", "pointed_prototype"]

LONG_DOUBLE = "neither NumPy nor compiled Python can compute with `long double` as C does"


@dataclass(frozen=True, slots=True)
class Member:
    """One member: `offset_bits` within the record that holds it, `width_bits` for a bit-field.

    `name` is empty for an unnamed bit-field and for an anonymous struct or union, whose record is `inner`.
    """

    name: str
    offset_bits: int
    type: CType
    width_bits: int | None = None
    inner: Record | None = None
    const: bool = False
    doc: str = ""


@dataclass(frozen=True)
class Record:
    """A complete struct or union; its name is `"struct node"`, a typedef's, or the path of an unnamed member."""

    name: str
    union: bool
    size: int
    align: int
    members: tuple[Member, ...]
    doc: str = ""

    @property
    def keyword(self) -> str:
        """What C calls it."""
        return "union" if self.union else "struct"

    @property
    def unnamed(self) -> bool:
        """Tell whether C has no name for it: it can only be written where it stands."""
        return "." in self.name


def layout(record: Record) -> Layout:
    """Return the layout of a record, anonymous members flattened."""
    flat = tuple(flat_members(record))
    members = tuple((member.name, _field(member)) for member in flat if member.name)
    unnamed_bits = any(not member.name and member.width_bits for member in flat)
    kind = Union if record.union else Struct
    return kind(record.name, record.size, record.align, members, record.doc, unnamed_bits)


def pointed_prototype(ctype: CType) -> Prototype | None:
    """Return the type of the function that a member, or each item of it, points at."""
    pointer = base_of(ctype)
    return pointer.to if isinstance(pointer, Pointer) and isinstance(pointer.to, Prototype) else None


def flat_members(record: Record, base_bits: int = 0) -> Iterator[Member]:
    """Yield members with those of anonymous members in their place, offsets from the outermost record."""
    for member in record.members:
        offset = base_bits + member.offset_bits
        if member.inner is not None:
            yield from flat_members(member.inner, offset)
        else:
            yield Member(member.name, offset, member.type, member.width_bits, None, member.const, member.doc)


def _field(member: Member) -> Field:
    offset, shift = divmod(member.offset_bits, 8)
    bits = None if member.width_bits is None else Bits(shift, member.width_bits)
    return Field(offset, member.type, bits, member.const, member.doc)
