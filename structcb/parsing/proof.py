"""The proof that cffi lays every struct out as the compiler does, and the repairs where it would not."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ..layouts import Array, CType, Layout, Reference
from .composition import Item, Wanted, compose, is_tagged, parts_of_items
from .declarations import CdefPart
from .emission import invented_tag
from .ffi_types import FFI, FfiType, base_type, cffi_errors, flat_fields, types_of
from .records import Member, Record, flat_members

__all__ = ["Proof", "Wanted", "faults_of", "prove"]

# A repaired struct changes those that embed it; each round repairs one more level.
_ROUNDS = 12
_BATCH = 32


@dataclass(frozen=True)
class Proof:
    """The text for cffi; the structs that it cannot be told of, and the rest that was left out, with reasons."""

    parts: tuple[CdefPart, ...]
    refused: Mapping[str, str]
    skipped: Mapping[str, str]


def prove(wanted: Wanted) -> Proof:
    """Compose the text, have cffi read it, and compare every struct with the compiler's numbers."""
    explicit: set[str] = set()
    faults: dict[str, str] = {}
    differing: dict[str, str] = {}
    for _ in range(_ROUNDS):
        items, skipped = compose(wanted, explicit)
        items = [item for item in items if item.name not in faults]
        try:
            ffi = _declare(items)
        except cffi_errors():
            faults |= dict(_faulty(items))
            continue
        differing = dict(_differences(ffi, wanted.records, explicit))
        if differing.keys() <= explicit:
            break
        explicit |= differing.keys()
    refused = {name: f"cffi cannot be told its layout: {why}" for name, why in differing.items()}
    refused |= {name: f"cffi cannot read it: {why}" for name, why in faults.items() if name in wanted.records}
    left_out = {name: why for name, why in {**skipped, **faults}.items() if name not in wanted.records}
    return Proof(parts_of_items(items), refused, left_out)


def faults_of(items: list[Item]) -> dict[str, str]:
    """Return the declarations that cffi cannot read, and why."""
    try:
        _declare(items)
    except cffi_errors():
        return dict(_faulty(items))
    return {}


def _declare(items: list[Item]) -> FFI:
    from cffi import FFI

    ffi = FFI()
    _feed(ffi, items)
    return ffi


def _feed(ffi: FFI, items: list[Item]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for part in parts_of_items(items):
            ffi.cdef(part.text, pack=part.pack)


def _faulty(items: list[Item]) -> Iterator[tuple[str, str]]:
    """Find the declarations at fault: whole batches first, since cffi reads all typedefs anew at every call."""
    good: list[Item] = []
    ffi = _declare(good)
    for start in range(0, len(items), _BATCH):
        batch = items[start : start + _BATCH]
        try:
            _feed(ffi, batch)
            good += batch
        except cffi_errors():
            ffi = _declare(good)
            for item in batch:
                try:
                    _feed(ffi, [item])
                    good.append(item)
                except cffi_errors() as error:
                    yield item.name, str(error).partition("\n")[0]


def _differences(
    ffi: FFI, records: Mapping[str, Record], explicit: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield the structs that cffi lays out differently, with the first difference."""
    compared = _Comparison(ffi, records, explicit)
    named = [record for record in records.values() if not record.unnamed or is_tagged(record, explicit)]
    names = {compared.spelling(record): record for record in named}
    failed: dict[str, str] = {}
    for spelling, pointer in types_of(ffi, names, failed):
        compared.compare(names[spelling], pointer.item)
    yield from compared.found.items()
    yield from ((names[spelling].name, why) for spelling, why in failed.items())


class _Comparison:
    def __init__(self, ffi: FFI, records: Mapping[str, Record], explicit: Collection[str]) -> None:
        self.ffi, self.records, self.explicit = ffi, records, explicit
        self.found: dict[str, str] = {}

    def spelling(self, record: Record) -> str:
        return invented_tag(record) if is_tagged(record, self.explicit) else record.name

    def compare(self, record: Record, ctype: FfiType) -> None:
        try:
            why = self._difference(record, ctype)
        except cffi_errors() as error:
            why = str(error)
        if why:
            self.found[record.name] = why

    def _difference(self, record: Record, ctype: FfiType) -> str:
        if ctype.fields is None:
            return "it stays opaque"
        size, align = self.ffi.sizeof(ctype), self.ffi.alignof(ctype)
        if (size, align) != (record.size, record.align):
            return f"size {size}, alignment {align} instead of {record.size}, {record.align}"
        fields = {name: (field, base) for name, field, base in flat_fields(ctype)}
        for member in flat_members(record):
            if member.name and (why := self._member(record, member, fields.get(member.name))):
                return why
        return ""

    def _member(self, record: Record, member: Member, found: tuple[FfiType, int] | None) -> str:
        if found is None:
            hidden = member.width_bits is not None and record.name in self.explicit
            return "" if hidden else f"there is no `{member.name}`"
        field, base = found
        at = (base + field.offset) * 8 + max(field.bitshift, 0)
        if at != member.offset_bits:
            return f"`{member.name}` at bit {at} instead of {member.offset_bits}"
        if member.width_bits is not None:
            return "" if field.bitsize == member.width_bits else f"`{member.name}` has {field.bitsize} bits"
        self._compare_unnamed(member.type, field.type)
        flexible = isinstance(member.type, Array) and member.type.length is None
        size, expected = 0 if flexible else self.ffi.sizeof(field.type), getattr(member.type, "size", 0)
        return (
            ""
            if size == expected or flexible
            else f"`{member.name}` takes {size} bytes instead of {expected}"
        )

    def _compare_unnamed(self, ctype: CType, found: FfiType) -> None:
        """Compare a struct that has no name where it stands."""
        inner = _unnamed_in(ctype, self.records)
        found = base_type(found)
        while found.kind == "pointer":
            found = base_type(found.item)
        if inner is not None and found.kind in ("struct", "union"):
            self.compare(inner, found)


def _unnamed_in(ctype: CType, records: Mapping[str, Record]) -> Record | None:
    while isinstance(ctype, Array):
        ctype = ctype.item
    to = getattr(ctype, "to", ctype)
    record = records.get(to.name) if isinstance(to, Layout | Reference) else None
    return record if record is not None and record.unnamed else None
