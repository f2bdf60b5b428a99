"""The order of a cdef: every declaration after what it needs, explicit layouts under their own packing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ..layouts import Array, CType, Enum, Layout, Opaque, Pointer, Prototype, Reference
from .declarations import CdefPart
from .emission import Speller, UnspellableError, enum_text, number_text, record_body, record_text
from .explicit import explicit_text
from .inventions import invented_tag
from .records import Record, flat_members
from .spellings import is_nameless

__all__ = ["Item", "Wanted", "compose", "parts_of_items"]


@dataclass(frozen=True)
class Wanted:
    """All that a cdef is to declare."""

    records: Mapping[str, Record]
    enums: list[Enum]
    typedefs: Mapping[str, CType]
    functions: Mapping[str, Prototype]
    variables: Mapping[str, CType]
    constants: Mapping[str, int | float | bytes]


@dataclass(frozen=True, slots=True)
class Item:
    """One declaration: what it declares, its text, and the packing to read it under."""

    name: str
    text: str
    pack: int | None = None


def compose(
    wanted: Wanted, explicit: Collection[str], speller: type[Speller] = Speller
) -> tuple[list[Item], dict[str, str]]:
    """Return the declarations in order, and what cffi has no words for; `explicit` structs get every gap spelled."""
    composition = _Composition(wanted, explicit, speller)
    return list(composition.items()), composition.skipped


def parts_of_items(items: list[Item]) -> tuple[CdefPart, ...]:
    """Join neighbours of one packing."""
    parts: list[CdefPart] = []
    for item in items:
        if parts and parts[-1].pack == item.pack:
            parts[-1] = CdefPart(f"{parts[-1].text}\n{item.text}", item.pack)
        else:
            parts.append(CdefPart(item.text, item.pack))
    return tuple(parts)


def is_tagged(record: Record, explicit: Collection[str]) -> bool:
    """Tell whether a struct without a name gets one: where it, or what holds it, is spelled out."""
    if record.name.startswith("*"):
        return True
    owners = [record.name[:n] for n, letter in enumerate(record.name) if letter == "."]
    return record.unnamed and any(owner in explicit for owner in [*owners, record.name])


class _Composition:
    def __init__(self, wanted: Wanted, explicit: Collection[str], speller: type[Speller]) -> None:
        self.wanted, self.explicit = wanted, explicit
        self.skipped: dict[str, str] = {}
        self.speller = speller(self._spelling, frozenset(wanted.typedefs))
        self._done: set[str] = set()

    def items(self) -> Iterator[Item]:
        enumerators = {name for enum in self.wanted.enums for name, _ in enum.members}
        yield from (Item(enum.name, text) for enum in self.wanted.enums if (text := enum_text(enum)))
        yield from self._renamed_enums()
        for name in self.wanted.records:
            yield from self._record(name)
        for name, ctype in self.wanted.typedefs.items():
            yield from self._typedef(name, ctype)
        for name, prototype in self.wanted.functions.items():
            yield from self._spelled(name, prototype, "")
        for name, ctype in self.wanted.variables.items():
            yield from self._spelled(name, ctype, "extern ")
        for name, value in self.wanted.constants.items():
            if isinstance(value, int) and name not in enumerators:
                yield Item(name, f"#define {name} {number_text(value)}")

    def _renamed_enums(self) -> Iterator[Item]:
        """Yield integer typedefs for enumerations that cffi would size otherwise."""
        for enum in self.wanted.enums:
            spelling = self.speller.declare(enum)
            if enum.name and " " not in enum.name and spelling != enum.name:
                yield Item(enum.name, f"typedef {spelling} {enum.name};")
                self._done.add(enum.name)

    def _record(self, name: str) -> Iterator[Item]:
        if name in self._done:
            return
        self._done.add(name)
        record = self.wanted.records[name]
        for member in flat_members(record):
            for needed in self._needed(member.type):
                yield from self._record(needed)
        if record.unnamed and not self._is_tagged(name):
            return
        tag = invented_tag(record.keyword, name) if self._is_tagged(name) else ""
        explicit = explicit_text(record, self.speller, tag) if name in self.explicit else None
        text, pack = explicit or (record_text(record, self.speller, tag), None)
        yield Item(name, text, pack)

    def _needed(self, ctype: CType) -> Iterator[str]:
        """Yield structs that must stand before a type: embedded ones, and those that only a typedef names."""
        match ctype:
            case Pointer(to=inner) | Array(item=inner):
                yield from self._needed(inner)
            case Prototype(result=result, parameters=parameters):
                yield from self._needed(result)
                for parameter in parameters:
                    yield from self._needed(parameter.type)
            case Layout(name=name) if name in self.wanted.records:
                yield name
            case Reference(name=name) if " " not in name and name in self.wanted.records:
                yield name

    def _typedef(self, name: str, ctype: CType) -> Iterator[Item]:
        itself = isinstance(ctype, Reference | Layout | Opaque | Enum) and ctype.name == name
        if not itself and name not in self._done:
            yield from self._spelled(name, ctype, "typedef ")

    def _spelled(self, name: str, ctype: CType, lead: str) -> Iterator[Item]:
        try:
            yield Item(name, f"{lead}{self.speller.declare(ctype, name)};")
        except UnspellableError as error:
            self.skipped[name] = str(error)

    def _is_tagged(self, name: str) -> bool:
        return is_tagged(self.wanted.records[name], self.explicit)

    def _spelling(self, name: str) -> str:
        record = self.wanted.records.get(name)
        if record is not None and self._is_tagged(name):
            return invented_tag(record.keyword, name)
        if record is not None and record.unnamed:
            return f"{record.keyword} {{\n{record_body(record, self.speller, ' ' * 8)}    }}"
        if is_nameless(name):
            raise UnspellableError(f"`{name}` has no name in C and cannot be laid out")
        return name
