"""How states come to be: in zeroed memory that is large enough, all values checked before one is stored."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import FieldError, FieldTypeError, FieldValueError
from ..layouts import Array
from .faults import Path, convert_all, unknown_field
from .fields import flexible_field
from .memory import Memory

if TYPE_CHECKING:
    from .state_arrays import StateArray
    from .states import State
    from .struct_types import StructType

__all__ = ["build_array", "build_state", "copy_state"]


def build_state(kind: StructType, values: Mapping[str, Any], path: Path, *, flexible: object = None) -> State:
    """Make a state from values by name; `path` is how faults call it, `flexible` sizes the array at its end."""
    memory = allocate(kind, None if flexible is None else tail_of(kind, flexible))

    def convert(name: str, value: object) -> object:
        field = known(kind.fields, name, path)
        return field.codec_at(memory, field.offset).convert(value, (path, name))

    for name, converted in convert_all(values, convert):
        field = kind.fields[name]
        field.codec_at(memory, field.offset).write(memory, field.offset, converted)
    return kind.state_class(memory, 0, kind.label)


def build_array(kind: StructType, n: int, columns: Mapping[str, object]) -> StateArray:
    """Make states side by side, with values for each or for all of them."""
    if flexible_field(kind.layout):
        raise FieldTypeError(f"`{kind.label}` ends in a flexible array, so C has no arrays of it.")
    count = operator.index(n)
    if count < 0:
        raise FieldValueError(f"An array of {count} `{kind.label}` cannot be made.")
    array = kind.array_class(Memory.holding(Array(kind.layout, count), kind.types), 0, kind.label, (count,))

    def convert(name: str, value: object) -> object:
        return known(kind.columns, name, kind.label).convert(array, value)

    for name, converted in convert_all(columns, convert):
        kind.columns[name].write(array, converted)
    return array


def copy_state(state: State) -> State:
    """Copy a state, with its flexible array and with what its pointers keep alive."""
    kind, source, start = state._structcb_type, state._structcb_memory, state._structcb_offset
    tail = source.tail and (source.tail[0] - start, source.tail[1])
    flexible = flexible_field(kind.layout)
    if not flexible or not tail or tail[0] != flexible[1].offset:
        tail = None
    memory = allocate(kind, tail)
    memory.copy_from(0, source, start, len(memory.bytes))
    return kind.state_class(memory, 0, kind.label)


def allocate(kind: StructType, tail: tuple[int, int] | None) -> Memory:
    """Allocate a struct; `tail` says where its flexible array starts and how many items it gets."""
    size, found = kind.layout.size, flexible_field(kind.layout)
    if tail and found:
        assert isinstance(found[1].type, Array)
        # C programs commonly take sizeof the struct and add the items, which may be more than they need.
        size += kind.types.codec(found[1].type.item).size * tail[1]
    memory = Memory.allocate(size, kind.layout.align)
    memory.tail, memory.content = tail, (kind.layout, kind.types)
    return memory


def tail_of(kind: StructType, length: object) -> tuple[int, int]:
    """Return where the flexible array starts, and how many items it gets."""
    found = flexible_field(kind.layout)
    if not found:
        raise FieldError(f"`{kind.label}` has no flexible array that `flexible=` could size.")
    count = operator.index(length)  # type: ignore[arg-type]  # its own message is good
    if count < 0:
        raise FieldValueError(f"`{kind.label}.{found[0]}` cannot have {count} items.")
    return found[1].offset, count


def known(fields: Mapping[str, Any], name: str, path: Path) -> Any:
    """Return a field or a column, or refuse a name that the struct has not."""
    if name not in fields:
        raise unknown_field(path, name, fields)
    return fields[name]
