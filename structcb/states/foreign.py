"""Where a struct lies that somebody else owns, whatever a user has at hand to say so."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from ..errors import StateError
from .faults import wrong_type
from .ffis import address_of, plain_ffi
from .items import Items
from .memory import Borrowed, Memory
from .pointers import Pointer
from .states import State

if TYPE_CHECKING:
    from .struct_types import StructType

__all__ = ["bindings_of", "find"]


def find(where: Any, kind: StructType, owner: object) -> tuple[Memory, int]:
    """Return the memory and the offset of a struct of this kind; the memory keeps the owner alive."""
    size = kind.layout.size
    if isinstance(where, State | Items):
        return _find_inside(where, kind)
    if isinstance(where, Pointer):
        return where._structcb_block(size), 0
    if kind.is_record(where):
        address, readonly = where.__array_interface__["data"]
        memory = Memory.at(address, size, owner=(where, owner))
        return memory.readonly() if readonly else memory, 0
    address = _address(where, kind)
    if not address:
        raise StateError(f"NULL leads to no `{kind.label}`.")
    return Memory.at(address, size, owner=(where, owner)), 0


def bindings_of(where: object) -> Borrowed:
    """Return what the pointers at a place keep alive, to which a cast of it must add what it binds."""
    if isinstance(where, Pointer):
        return where._structcb_root[0]
    return where._structcb_memory.borrowed if isinstance(where, State | Items) else {}


def _find_inside(place: State | Items, kind: StructType) -> tuple[Memory, int]:
    memory, offset = place._structcb_memory, place._structcb_offset
    if offset + kind.layout.size > len(memory.bytes):
        raise StateError(f"`{kind.label}` has {kind.layout.size} bytes, more than lie at the place to view.")
    return memory, offset


def _address(where: Any, kind: StructType) -> int:
    if isinstance(where, plain_ffi().CData):
        return _cffi_address(where, kind)
    try:
        return operator.index(where)
    except TypeError:
        takes = f"an address, a cffi `{kind.name} *`, a NumPy record of its dtype, or a state"
        raise wrong_type(kind.label, takes, where) from None


def _cffi_address(cdata: Any, kind: StructType) -> int:
    ctype = plain_ffi().typeof(cdata)
    if ctype.kind in {"struct", "union"}:
        cdata, item = plain_ffi().addressof(cdata), ctype
    else:
        item = ctype.item if ctype.kind in {"pointer", "array"} else ctype
    if item.kind != "void" and item.cname != kind.name and item is not kind.types.cffi_type(kind.name):
        raise wrong_type(kind.label, f"a cffi `{kind.name} *`", cdata)
    return address_of(cdata)
