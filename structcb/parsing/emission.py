"""Layouts as C text that cffi cannot misread."""

from __future__ import annotations

from collections.abc import Callable

from ..layouts import (
    Array,
    CType,
    Enum,
    Layout,
    Opaque,
    Pointer,
    Prototype,
    Reference,
    Scalar,
    Unsupported,
    Void,
    align_of,
    size_of,
)
from .records import Member, Record

__all__ = [
    "Speller",
    "UnspellableError",
    "bytes_text",
    "definition",
    "enum_text",
    "integer_of",
    "member_text",
    "number_text",
    "record_body",
    "record_text",
    "shown_alignment",
]


class UnspellableError(Exception):
    """A type that cffi has no words for; the message is the reason."""


_INTEGERS = {
    ("signed", 1): "signed char",
    ("signed", 2): "short",
    ("signed", 4): "int",
    ("signed", 8): "long long",
    ("unsigned", 1): "unsigned char",
    ("unsigned", 2): "unsigned short",
    ("unsigned", 4): "unsigned int",
    ("unsigned", 8): "unsigned long long",
}


class Speller:
    """Writes declarators; `spelling` says how a struct is written, by its name.

    `reserved` are names that a parameter must not have, because the text uses them for types.
    """

    def __init__(self, spelling: Callable[[str], str], reserved: frozenset[str] = frozenset()) -> None:
        self._spelling, self._reserved = spelling, reserved

    def remarked(self, line: str, member: Member) -> str:
        """Return the line of a member as it is, since cffi reads no comments."""
        return line

    def declare(self, ctype: CType, name: str = "", *, const: bool = False) -> str:
        """Return the declaration of a name with this type."""
        match ctype:
            case Void() | Scalar():
                return self._plain(ctype.name, name, const)
            case Enum():
                return self._plain(enum_spelling(ctype), name, const)
            case Opaque() | Reference() | Layout():
                return self._plain(self._spelling(ctype.name), name, const)
            case Pointer():
                return self._pointer(ctype, name, const)
            case Array(item=item, length=length):
                return self.declare(item, f"{name}[{'' if length is None else length}]", const=const)
            case Prototype():
                return self.declare(ctype.result, f"{name}({self._parameters(ctype)})")
            case Unsupported(name="long double"):
                return self._plain(ctype.name, name, const)
        raise UnspellableError(getattr(ctype, "reason", "it has no C spelling"))

    @staticmethod
    def _plain(spelling: str, name: str, const: bool) -> str:
        return f"{'const ' if const else ''}{spelling} {name}".rstrip()

    def _pointer(self, pointer: Pointer, name: str, const: bool) -> str:
        marks = f"{' const' if const else ''}{' restrict' if pointer.restrict else ''}"
        star = f"*{marks}{' ' if marks and name else ''}{name}"
        inside = f"({star})" if isinstance(pointer.to, Array | Prototype) else star
        return self.declare(pointer.to, inside, const=pointer.const)

    def _parameters(self, prototype: Prototype) -> str:
        texts = [self._parameter(p.type, p.name, p.array) for p in prototype.parameters]
        return ", ".join([*texts, *["..."] * prototype.variadic]) or "void"

    def _parameter(self, ctype: CType, name: str, array: tuple[int | None, ...]) -> str:
        shown = name if name.isascii() and name not in self._reserved else ""
        if isinstance(ctype, Unsupported) and ctype.name == "va_list":
            raise UnspellableError(ctype.reason)
        if array and isinstance(ctype, Pointer) and not ctype.restrict:
            return self.declare(
                ctype.to, f"{shown}[{'' if array[0] is None else array[0]}]", const=ctype.const
            )
        return self.declare(ctype, shown)


def enum_spelling(enum: Enum) -> str:
    """Return the name of an enumeration, or of its integer where cffi would choose another one."""
    if enum.name and _is_natural(enum):
        return enum.name
    return integer_of(enum)


def integer_of(enum: Enum) -> str:
    """Return the integer that is as wide as an enumeration, and as signed."""
    return _INTEGERS[enum.kind, enum.size]


def _is_natural(enum: Enum) -> bool:
    """Tell whether cffi's rule (int, or long where int is too small) gives this size and sign."""
    values = [value for _, value in enum.members]
    if not values:
        return False
    signed = min(values) < 0
    bits = 31 if signed else 32
    fits = max(values) < 1 << bits and min(values) >= -(1 << 31)
    return signed == enum.signed and enum.size == (4 if fits else 8)


def number_text(value: int) -> str:
    """Return an integer as C reads it; no decimal number is as large there as hexadecimal ones may be."""
    return str(value) if value < 1 << 63 else hex(value)


def enum_text(enum: Enum) -> str:
    """Return the definition of an enumeration."""
    if not enum.members:
        return ""
    body = ", ".join(f"{name} = {number_text(value)}" for name, value in enum.members)
    tag = enum.name.removeprefix("enum ") if enum.name.startswith("enum ") and _is_natural(enum) else ""
    if enum.name and not enum.name.startswith("enum ") and _is_natural(enum):
        return f"typedef enum {{ {body} }} {enum.name};"
    return f"enum {tag}{' ' if tag else ''}{{ {body} }};"


def record_text(record: Record, speller: Speller, tag: str = "") -> str:
    """Return the definition of a struct as C would write it; `tag` replaces a missing name."""
    return definition(record, record_body(record, speller), tag)


def definition(record: Record, body: str, tag: str = "") -> str:
    """Return a struct with this body under its name: a tag, or a typedef's."""
    name = tag or record.name
    if name.startswith(("struct ", "union ")):
        return f"{name} {{\n{body}}};"
    return f"typedef {record.keyword} {{\n{body}}} {name};"


def record_body(record: Record, speller: Speller, indent: str = "    ") -> str:
    """Return the members of a record, one a line."""
    lines = ((f"{indent}{_member(member, speller, indent)};", member) for member in record.members)
    return "".join(f"{speller.remarked(line, member)}\n" for line, member in lines)


def _member(member: Member, speller: Speller, indent: str) -> str:
    if member.inner is not None:
        body = record_body(member.inner, speller, indent + "    ")
        return f"{member.inner.keyword} {{\n{body}{indent}}}"
    if member.width_bits is not None:
        ctype = member.type
        spelling = integer_of(ctype) if isinstance(ctype, Enum) else speller.declare(ctype)
        return f"{spelling} {member.name} : {member.width_bits}"
    return member_text(member, speller)


def member_text(member: Member, speller: Speller) -> str:
    """Return the declaration of a member; one that cffi cannot name becomes a bare pointer or bytes."""
    try:
        return speller.declare(member.type, member.name, const=member.const)
    except UnspellableError:
        return f"void *{member.name}" if isinstance(member.type, Pointer) else bytes_text(member)


def bytes_text(member: Member) -> str:
    """Return a member as bytes."""
    return f"unsigned char {member.name}[{size_of(member.type)}]"


def shown_alignment(member: Member, speller: Speller) -> int:
    """Return the alignment that cffi gives to the text of a member."""
    try:
        speller.declare(member.type, member.name)
    except UnspellableError:
        return member.type.size if isinstance(member.type, Pointer) else 1
    return align_of(member.type)
