"""C structs and unions: a numba Record that holds an address, with every C field as an attribute.

`CStruct` subclasses `types.Record`, so that numba's own code for records and arrays of records serves it; its data
model never looks at its members, so that recursive structs are no special case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
from llvmlite import ir
from numba.core import errors, types
from numba.core.base import BaseContext
from numba.core.datamodel.models import CompositeModel, RecordModel
from numba.core.imputils import lower_cast
from numba.core.typeconv import Conversion
from numba.core.types.npytypes import _RecordField
from numba.extending import register_model

from ... import dtypes
from ...layouts import CType, Field, Layout, Union, align_of, fingerprint, size_of

__all__ = ["Access", "CStruct", "Typemap", "copied_struct"]


class Typemap(Protocol):
    """What a struct needs of the typemap: the numba type of a field, and a name for its whole world."""

    def map(self, ctype: CType, access: Access = ...) -> types.Type:
        """Return the numba type of a C type."""

    def layout(self, name: str) -> Layout:
        """Return the layout that a reference names."""

    @property
    def table(self) -> Mapping[str, Layout]:
        """The layouts that references are resolved with."""


class Access(NamedTuple):
    """What may be assumed of memory: natural alignment, C's effective types, and whether it may be written."""

    aligned: bool = True
    tagged: bool = True
    readonly: bool = False

    def __str__(self) -> str:
        return ("" if self.aligned else "U") + ("" if self.tagged else "A") + ("R" if self.readonly else "")


@dataclass(frozen=True)
class Attribute:
    """A field as compiled code sees it: where it is, its type, and what may be assumed of it."""

    path: str
    field: Field
    type: types.Type
    access: Access


class CStruct(types.Record, types.Hashable):
    """A C struct or union at some address."""

    def __init__(self, layout: Layout, typemap: Typemap, access: Access = Access()) -> None:
        self.layout, self.typemap = layout, typemap
        self.digest = fingerprint(layout, typemap.table)
        self.size, self.align = layout.size, layout.align
        self.aligned = access.aligned and is_natural(layout)
        self.access = access._replace(aligned=self.aligned)
        self.attributes: dict[str, Attribute] = {}
        types.Type.__init__(self, f"CStruct[{layout.name}#{self.digest[:16]}{self.access}]")
        self.bitwidth = self.size * 8

    def __reduce__(self) -> tuple[Any, ...]:
        return CStruct, (self.layout, self.typemap, self.access)

    @property
    def key(self) -> str:
        """The name says it all: it holds a digest of every layout in reach."""
        return str(self.name)

    def __repr__(self) -> str:
        return str(self.name)

    def same_layout(self, other: object) -> bool:
        """Return whether another type is this struct, whatever may be assumed of its memory."""
        return isinstance(other, CStruct) and self.digest == other.digest

    def attribute(self, name: str) -> Attribute | None:
        """Return a field, or None where there is no such name."""
        if name not in self.layout.fields:
            return None
        if name not in self.attributes:
            self.attributes[name] = self.make_attribute(name, self.layout.fields[name])
        return self.attributes[name]

    def make_attribute(self, name: str, field: Field) -> Attribute:
        """Return a field with what may be assumed of it; nothing is told apart by type where bytes are shared."""
        tagged = self.access.tagged and name not in self.overlapping
        access = Access(self.aligned, tagged, self.access.readonly or field.const)
        return Attribute(f"{self.layout.name}.{name}", field, self.typemap.map(field.type, access), access)

    @cached_property
    def overlapping(self) -> frozenset[str]:
        """The fields that share bytes with another, being in a union or an anonymous one."""
        return frozenset(self.layout.fields) if isinstance(self.layout, Union) else overlaps(self.layout)

    @cached_property
    def fields(self) -> dict[str, _RecordField]:
        """The fields that numba's own record code may see (columns of arrays of structs)."""
        plain = ((name, f) for name, f in self.layout.members if f.bits is None and size_of(f.type))
        attributes = ((name, self.attribute(name)) for name, _ in plain)
        return {
            name: _RecordField(nested_type(a.type), a.field.offset, None, None)
            for name, a in attributes
            if a is not None and not isinstance(a.type, types.Opaque)
        }

    @property
    def dtype(self) -> np.dtype[Any]:
        """The NumPy dtype of a record that numba can take as an argument."""
        return dtypes.record_dtype(self.layout)

    def can_convert_to(self, typingctx: object, other: types.Type) -> Any:
        """Convert to the same struct; read-only memory stays read-only."""
        if self.same_layout(other) and (other.access.readonly or not self.access.readonly):
            return Conversion.safe
        return None


def nested_type(numba_type: types.Type) -> types.Type:
    """Return the type of a field inside a record: an array field is a NestedArray there."""
    return getattr(numba_type, "nested", numba_type)


def overlaps(layout: Layout) -> frozenset[str]:
    """Return the fields that share bits with another."""
    spans = sorted((*span_of(field), name) for name, field in layout.members)
    found: set[str] = set()
    reach, widest = 0, ""
    for start, end, name in spans:
        if start < reach:
            found |= {name, widest}
        if end > reach:
            reach, widest = end, name
    return frozenset(found)


def span_of(field: Field) -> tuple[int, int]:
    """Return a field's first and last bit (exclusive)."""
    start = 8 * field.offset + (field.bits.shift if field.bits else 0)
    return start, start + (field.bits.width if field.bits else 8 * size_of(field.type))


def is_natural(layout: Layout) -> bool:
    """Return whether every field of a struct lies at its natural alignment, in arrays too."""
    plain = [field for _, field in layout.members if field.bits is None]
    return all(
        field.offset % align_of(field.type) == 0 and layout.align >= align_of(field.type) for field in plain
    ) and (layout.size % layout.align == 0)


@register_model(CStruct)
class CStructModel(RecordModel):
    """An address; members are never looked at, so that structs may be recursive."""

    def __init__(self, manager: object, numba_type: CStruct) -> None:
        CompositeModel.__init__(self, manager, numba_type)
        self._models: list[object] = []
        self._be_type = ir.ArrayType(ir.IntType(8), numba_type.size)
        self._be_ptr_type = self._be_type.as_pointer()

    def from_data(self, builder: ir.IRBuilder, value: ir.Value) -> Any:
        """Refuse to take a struct out of a container of numba's, which holds copies."""
        raise copied_struct(self._fe_type.layout.name)


def copied_struct(name: str) -> errors.TypingError:
    """Return the error for a struct where numba would keep a copy of it."""
    return errors.TypingError(
        f"`{name}` is a place in C's memory: compiled code cannot keep it in a list, set or dict, nor return it "
        f"in a tuple. Use pointers, `[S(x), S(y)]` with the struct type `S`, or indices"
    )


@lower_cast(CStruct, CStruct)
def cast_struct(
    context: BaseContext, builder: ir.IRBuilder, source: CStruct, target: CStruct, value: ir.Value
) -> Any:
    """Use a struct under weaker promises."""
    if not source.same_layout(target):
        raise errors.TypingError(f"`{source.layout.name}` is not a `{target.layout.name}`")
    return builder.bitcast(value, context.get_value_type(target))
