"""What cffi makes of a text, held against the layouts that the text was written for."""

from __future__ import annotations

from collections.abc import Iterator

from ..layouts import Array, CType, Field, Layout, Reference, Table, Union, base_of, size_of
from .ffi_types import (
    FFI,
    FfiType,
    base_type,
    cffi_errors,
    complaint_of,
    declared_type,
    flat_fields,
    is_declared,
)
from .inventions import ALIGNER, invented_tag
from .spellings import is_nameless

__all__ = ["Comparison", "differences"]


def differences(ffi: FFI, table: Table) -> dict[str, str]:
    """Return the structs that an in-line FFI lays out differently or does not know, with the first difference."""
    compared = Comparison(ffi, table)
    for name, layout in table.items():
        known = next((one for one in (_invented(layout), name) if is_declared(ffi, one)), None)
        if known is not None:
            compared.compare_declared(layout, known)
        elif not is_nameless(name):
            # One that has no name is compared where it stands.
            compared.found[name] = "not been told of it"
    return compared.found


def _invented(layout: Layout) -> str:
    return invented_tag("union" if isinstance(layout, Union) else "struct", layout.name)


class Comparison:
    """Compares cffi's types with layouts; what differs gathers in `found`."""

    def __init__(self, ffi: FFI, table: Table) -> None:
        self.ffi, self.table = ffi, table
        self.found: dict[str, str] = {}
        self._any_unnamed = any("." in name for name in table)

    def compare_declared(self, layout: Layout, name: str) -> None:
        """Compare a struct by the name that cffi was told, where cffi can lay it out at all."""
        try:
            ctype = declared_type(self.ffi, name)
        except cffi_errors() as error:
            self.found[layout.name] = complaint_of(error)
        else:
            self.compare(layout, ctype)

    def compare(self, layout: Layout, ctype: FfiType) -> None:
        """Compare one struct, and those without a name that stand in it."""
        try:
            why = self._difference(layout, ctype)
        except cffi_errors() as error:
            why = str(error)
        if why:
            self.found[layout.name] = why

    def _difference(self, layout: Layout, ctype: FfiType) -> str:
        if ctype.fields is None:
            return "it stays opaque"
        size, align = self.ffi.sizeof(ctype), self.ffi.alignof(ctype)
        if (size, align) != (layout.size, layout.align):
            return f"size {size}, alignment {align} instead of {layout.size}, {layout.align}"
        fields = {name: (field, base) for name, field, base in flat_fields(ctype)}
        for name, field in layout.members:
            # Where every gap is spelled out, bit-fields are gaps.
            hidden = field.bits is not None and ALIGNER in fields
            if name not in fields and not hidden:
                return f"there is no `{name}`"
            if name in fields and (why := self._member(name, field, *fields[name])):
                return why
        return ""

    def _member(self, name: str, field: Field, found: FfiType, base: int) -> str:
        at = (base + found.offset) * 8 + max(found.bitshift, 0)
        expected_at = field.offset * 8 + (field.bits.shift if field.bits else 0)
        if at != expected_at:
            return f"`{name}` at bit {at} instead of {expected_at}"
        if field.bits is not None:
            return "" if found.bitsize == field.bits.width else f"`{name}` has {found.bitsize} bits"
        for inner, inner_type in self._unnamed(field.type, found.type) if self._any_unnamed else ():
            self.compare(inner, inner_type)
        if isinstance(field.type, Array) and field.type.length is None:
            return ""
        size, expected = self.ffi.sizeof(found.type), size_of(field.type)
        return "" if size == expected else f"`{name}` takes {size} bytes instead of {expected}"

    def _unnamed(self, ctype: CType, found: FfiType) -> Iterator[tuple[Layout, FfiType]]:
        """Yield the struct that has no name where it stands."""
        ctype = base_of(ctype)
        to = getattr(ctype, "to", ctype)
        if not isinstance(to, Layout | Reference) or "." not in to.name or to.name not in self.table:
            return
        found = base_type(found)
        while found.kind == "pointer":
            found = base_type(found.item)
        if found.kind in ("struct", "union"):
            yield self.table[to.name], found
