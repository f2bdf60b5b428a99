"""Pointers as Python sees them: they index, add and compare as in C, and show the fields that they lead to."""

from __future__ import annotations

import operator
import struct
from collections.abc import Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from .. import layouts
from ..errors import FieldTypeError, StateError
from ..layouts import CType, Layout, Opaque, Unsupported, Void, base_of, describe, resolve
from .borrowing import borrow
from .codecs import Codec, assign
from .faults import Path, spell
from .ffis import plain_ffi, typed_pointer
from .items import Items, ItemsCodec, MakeItems
from .memory import Bound, Memory
from .places import Fielded, Pointee

if TYPE_CHECKING:
    import numpy as np

    from .struct_types import StructType, StructTypes

__all__ = ["Pointer", "PointerArray", "PointerCodec", "pointer_array_maker"]

_ADDRESSES = {4: "=I", 8: "=Q"}


class Pointer(Fielded):
    """An address with a C type: `p[i]`, `p + 1`, `p - q`, `p == q`, `if p:`, and `p.field` where it leads to a struct.

    What it leads to lives as long as its owner wants; structcb keeps alive what it knows of.
    """

    __slots__ = ("__weakref__", "_structcb_address", "_structcb_codec", "_structcb_path", "_structcb_root")

    _structcb_address: int
    _structcb_codec: PointerCodec
    _structcb_root: tuple[dict[int, Bound], object]

    def __new__(cls, address: int) -> Pointer:
        """Wrap a plain address, to bind it to a pointer field of any type."""
        from .struct_types import StructTypes

        void = layouts.Pointer(Void(), struct.calcsize("P"))
        codec = PointerCodec(void, StructTypes({}, plain_ffi, compiler=None))
        pointer: Pointer = codec.pointer(operator.index(address), "pointer", borrowed={})
        return pointer

    @property
    def address(self) -> int:
        """The address; it keeps nothing alive."""
        return self._structcb_address

    @property
    def cffi(self) -> Any:
        """A typed cffi pointer; it keeps nothing alive."""
        codec = self._structcb_codec
        return typed_pointer(codec.types.ffi, describe(codec.ctype), self._structcb_address)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, str):
            return self._structcb_field(index).__get__(self)
        if isinstance(index, slice):
            return self._structcb_slice(index)
        codec, memory = self._structcb_at(index)
        return codec.read(memory, 0, (self._structcb_path, operator.index(index)))

    def __setitem__(self, index: Any, value: object) -> None:
        if isinstance(index, str):
            self._structcb_field(index).__set__(self, value)
        elif isinstance(index, slice):
            self._structcb_slice(index)[:] = value
        else:
            codec, memory = self._structcb_at(index)
            assign(codec, memory, 0, value, (self._structcb_path, operator.index(index)))

    def __getattr__(self, name: str) -> Any:
        # No field and nothing of ours: perhaps something that the state has which this leads to.
        if self._structcb_fields() and not name.startswith("_") and hasattr(type(self[0]), name):
            return getattr(self[0], name)
        return super().__getattr__(name)

    # Without these, Python would take the index for a sequence without an end.
    __iter__ = None
    __contains__ = None

    def __bool__(self) -> bool:
        return self._structcb_address != 0

    def __int__(self) -> int:
        return self._structcb_address

    def __hash__(self) -> int:
        return hash(self._structcb_address)

    def __eq__(self, other: object) -> bool:
        address = 0 if other is None else getattr(other, "_structcb_address", None)
        return NotImplemented if address is None else self._structcb_address == address

    def __lt__(self, other: Pointer) -> bool:
        return self._structcb_address < other._structcb_address

    def __le__(self, other: Pointer) -> bool:
        return self._structcb_address <= other._structcb_address

    def __gt__(self, other: Pointer) -> bool:
        return self._structcb_address > other._structcb_address

    def __ge__(self, other: Pointer) -> bool:
        return self._structcb_address >= other._structcb_address

    def __add__(self, steps: int) -> Pointer:
        codec, (borrowed, keep) = self._structcb_codec, self._structcb_root
        address = self._structcb_address + operator.index(steps) * codec.item_of(self._structcb_path).size
        pointer: Pointer = codec.pointer(address, self._structcb_path, borrowed=borrowed, keep=keep)
        return pointer

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        pointee: Pointee | None = getattr(other, "_structcb_pointee", None)
        if pointee is None:
            return self + -other
        if not self._structcb_pointee.is_same(pointee):
            return NotImplemented
        distance = self._structcb_address - other._structcb_address
        return distance // self._structcb_codec.item_of(self._structcb_path).size

    def __repr__(self) -> str:
        return f"<{describe(self._structcb_codec.ctype)} at {self._structcb_address:#x}>"

    @property
    def _structcb_pointee(self) -> Pointee:
        return self._structcb_codec.pointee

    @property
    def _structcb_const(self) -> bool:
        return self._structcb_codec.ctype.const

    # The field descriptors of a struct work on its pointers too: these two say where the struct lies.
    @property
    def _structcb_memory(self) -> Memory:
        return self._structcb_at(0)[1]

    @property
    def _structcb_offset(self) -> int:
        return 0

    def _structcb_fields(self) -> Mapping[str, Any]:
        struct_type = self._structcb_codec.struct_type
        return struct_type.fields if struct_type else {}

    def _structcb_at(self, index: int) -> tuple[Codec, Memory]:
        """Return how and where to find an item."""
        codec = self._structcb_codec.item_of(self._structcb_path)
        return codec, self._structcb_block(codec.size, operator.index(index) * codec.size)

    def _structcb_block(self, size: int, offset: int = 0) -> Memory:
        """Return the memory that this leads to; the caller says how large it is."""
        if not self._structcb_address:
            raise StateError(f"`{spell(self._structcb_path)}` is NULL; test it with `if p:` first.")
        borrowed, keep = self._structcb_root
        block = Memory.at(self._structcb_address + offset, size, owner=keep, borrowed=borrowed)
        return block.readonly() if self._structcb_const else block

    def _structcb_view(self, shape: tuple[int, ...]) -> Any:
        """Return the items as an array of this shape."""
        codec = self._structcb_codec.array_of(shape, self._structcb_path)
        return codec.read(self._structcb_block(codec.size), 0, self._structcb_path)

    def _structcb_slice(self, index: slice) -> Any:
        start, stop = index.start or 0, index.stop
        if stop is None or index.step not in {None, 1}:
            raise FieldTypeError(f"`{spell(self._structcb_path)}` has no end: slice it as `p[start:stop]`.")
        return (self + start)._structcb_view((max(0, stop - start),))


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
        ctype = self.item_of(path).ctype
        for length in reversed(shape):
            ctype = layouts.Array(ctype, length)
        return self.types.codec(ctype)

    def pointers(self, count: int) -> ItemsCodec:
        """Return the codec of an array of the pointers that this pointer leads to."""
        assert self.item is not None
        return ItemsCodec(self.item, (count,), pointer_array_maker(self.item))

    def pointer(self, address: int, path: Path, *, borrowed: dict[int, Bound], keep: object = None) -> Any:
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
        return self.pointer(address, path, borrowed=memory.borrowed, keep=bound)

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
        """Compare the addresses."""
        return bool(self.unpack(memory.bytes, offset) == self.unpack(other.bytes, there))

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
