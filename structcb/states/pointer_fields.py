"""Codecs of pointer fields, and arrays of them: what was bound is read back, and nothing else borrows silently."""

from __future__ import annotations

import struct
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from .. import layouts
from ..errors import FieldTypeError
from ..layouts import CType, Layout, Opaque, Unsupported, Void, base_of, describe, resolve
from .borrowing import borrow
from .codecs import Codec
from .faults import Path, spell
from .items import Items, ItemsCodec, MakeItems
from .memory import Borrowed, Bound, Memory, SeenByC
from .pointees import Pointee
from .pointers import Pointer
from .steps import Steps

if TYPE_CHECKING:
    import numpy as np

    from .struct_types import StructType, StructTypes

__all__ = ["PointerArray", "PointerCodec", "pointer_array_maker"]

_ADDRESSES = {4: "=I", 8: "=Q"}


class PointerArray(Items):
    """An array of pointers: each item reads and binds like a single pointer field."""

    __slots__ = ("_structcb_item",)

    def __init__(self, item: Codec, memory: Memory, offset: int, path: Path, shape: tuple[int, ...]) -> None:
        super().__init__(memory, offset, path, shape)
        self._structcb_item = item

    @property
    def _structcb_codec(self) -> Codec:
        return self._structcb_item

    @property
    def _structcb_make(self) -> Any:
        return pointer_array_maker(self._structcb_item)

    def _structcb_column(self) -> Any:
        from .item_columns import ItemColumn

        item, memory, offset = self._structcb_item, self._structcb_memory, self._structcb_offset
        return ItemColumn(
            item, memory, offset, self._structcb_path, Steps.packed(self._structcb_shape, item.size)
        )

    @property
    def _structcb_pointee(self) -> Pointee:
        assert isinstance(self._structcb_item, PointerCodec)
        return Pointee(self._structcb_item.ctype, self._structcb_item.types.table)

    @property
    def address(self) -> int:
        """The address of the first pointer; it keeps nothing alive."""
        return self._structcb_address

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PointerArray) or self._structcb_shape != other._structcb_shape:
            return NotImplemented
        codec = self._structcb_rows(self._structcb_shape)
        mine, others = self._structcb_memory, other._structcb_memory
        return codec.equal(mine, self._structcb_offset, others, other._structcb_offset)

    __hash__ = None  # type: ignore[assignment]  # its items change

    def __copy__(self) -> PointerArray:
        item = self._structcb_item
        assert isinstance(item, PointerCodec)
        codec = self._structcb_rows(self._structcb_shape)
        memory = Memory.holding(codec.ctype, item.types)
        codec.write(memory, 0, self)
        return PointerArray(item, memory, 0, self._structcb_path, self._structcb_shape)

    def __repr__(self) -> str:
        codec = self._structcb_rows(self._structcb_shape)
        return codec.show(self._structcb_memory, self._structcb_offset)


def pointer_array_maker(item: Codec) -> MakeItems:
    """Return what makes arrays of this kind of pointer."""
    return partial(PointerArray, item)


class PointerCodec(Codec):
    """A pointer: reads as what was bound to it, as long as C stores no other address there."""

    ctype: layouts.Pointer
    gives_views = False

    def __init__(self, ctype: layouts.Pointer, types: StructTypes) -> None:
        super().__init__(ctype)
        self.types = types
        packer = struct.Struct(_ADDRESSES[ctype.size])
        self.unpack, self.pack = packer.unpack_from, packer.pack_into

    @cached_property
    def to(self) -> CType:
        """The type that it leads to, resolved only now: structs may lead to themselves."""
        return resolve(self.ctype.to, self.types.table)

    @property
    def pointee(self) -> Pointee:
        """The type that it leads to, for comparing."""
        return Pointee(self.ctype.to, self.types.table)

    @cached_property
    def struct_type(self) -> StructType | None:
        """The struct type that it leads to, if that is what it leads to."""
        return self.types.get(self.to) if isinstance(self.to, Layout) else None

    @cached_property
    def item(self) -> Codec | None:
        """The codec of one item; None where C knows none."""
        opaque = isinstance(self.to, Void | Opaque | Unsupported | layouts.Prototype)
        return None if opaque else self.types.codec(self.to)

    @cached_property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the numbers that it leads to, directly or in arrays."""
        from ..dtypes import full_dtype

        return full_dtype(base_of(self.to))

    def item_of(self, path: Path) -> Codec:
        """Return the codec of one item, or refuse."""
        if self.item is None:
            raise FieldTypeError(
                f"`{spell(path)}` is a `{describe(self.ctype)}`: what it leads to has no size that C would know."
            )
        return self.item

    def array_of(self, shape: tuple[int, ...], path: Path) -> Codec:
        """Return the codec of an array of items."""
        return self.types.codec(layouts.array_of(self.item_of(path).ctype, shape))

    def pointers(self, count: int) -> ItemsCodec:
        """Return the codec of an array of the pointers that this pointer leads to."""
        assert self.item is not None
        return ItemsCodec(self.item, (count,), pointer_array_maker(self.item))

    def pointer(self, address: int, path: Path, *, borrowed: Borrowed, keep: object = None) -> Any:
        """Return a new pointer of this type."""
        kind = self.struct_type.pointer_class if self.struct_type else Pointer
        pointer = object.__new__(kind)
        set_slot = object.__setattr__
        set_slot(pointer, "_structcb_address", address)
        set_slot(pointer, "_structcb_codec", self)
        set_slot(pointer, "_structcb_path", path)
        set_slot(pointer, "_structcb_root", (borrowed, keep))
        return pointer

    def is_same(self, other: Codec) -> bool:
        """Tell whether both mean the same pointer type."""
        mine = Pointee(self.ctype, self.types.table)
        return isinstance(other, PointerCodec) and mine.is_same(Pointee(other.ctype, other.types.table))

    def read(self, memory: Memory, offset: int, path: Path) -> Any:
        """Return None, the very object that was bound, or a pointer."""
        address: int = self.unpack(memory.bytes, offset)[0]
        if not address:
            return None
        bound = self._bound(memory, offset, address)
        if bound and bound.ctype == self.ctype:
            return bound.value
        # A union shows the same pointer as several types: what was bound is kept alive, but seen anew.
        return self.pointer(address, path, borrowed=_bindings_at(bound, memory.borrowed), keep=bound)

    def convert(self, value: object, path: Path) -> Bound:
        """Return the address and what must be kept alive."""
        return borrow(value, self, path)

    def write(self, memory: Memory, offset: int, converted: object) -> None:
        """Store the address, keep alive what is there now, and let go of what was there before."""
        assert isinstance(converted, Bound)
        self.pack(memory.bytes, offset, converted.address)
        if converted.address:
            memory.borrowed[memory.address + offset] = converted._replace(ctype=self.ctype)
        else:
            memory.borrowed.pop(memory.address + offset, None)

    def plain(self, memory: Memory, offset: int) -> object:
        """Return None, what was bound, or the address."""
        address: int = self.unpack(memory.bytes, offset)[0]
        bound = self._bound(memory, offset, address)
        return bound.value if bound and bound.ctype == self.ctype else address or None

    def equal(self, memory: Memory, offset: int, other: Memory, there: int) -> bool:
        """Compare the addresses; text that was bound has an address of its own every time, and is compared as text."""
        mine, others = self.unpack(memory.bytes, offset)[0], self.unpack(other.bytes, there)[0]
        if mine == others:
            return True
        texts = [self._bound(memory, offset, mine), self._bound(other, there, others)]
        values = [bound.value for bound in texts if bound and isinstance(bound.value, bytes | str)]
        return len(values) == 2 and values[0] == values[1]

    def show(self, memory: Memory, offset: int) -> str:
        """Return None, bound text, or type and address: what it leads to is not followed."""
        value = self.plain(memory, offset)
        if value is None or isinstance(value, bytes | str):
            return repr(value)
        return f"<{describe(self.ctype)} at {self.unpack(memory.bytes, offset)[0]:#x}>"

    def _bound(self, memory: Memory, offset: int, address: int) -> Bound | None:
        """Return what was bound here, unless C has stored another address since."""
        bound = memory.borrowed.get(memory.address + offset)
        return bound if bound and bound.address == address else None


def _bindings_at(bound: Bound | None, outer: Borrowed) -> Borrowed:
    """Return what the pointers inside a bound state keep alive, seen as those around it are."""
    inside: Memory | None = getattr(bound.value, "_structcb_memory", None) if bound else None
    if inside is None:
        return outer
    return SeenByC(inside.borrowed) if isinstance(outer, SeenByC) else inside.borrowed
