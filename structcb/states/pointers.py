"""Pointers as Python sees them: they index, add and compare as in C, and show the fields that they lead to."""

from __future__ import annotations

import operator
import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from .. import layouts
from ..errors import FieldTypeError, StateError
from ..layouts import Scalar, Void, describe
from .codecs import Codec, assign
from .faults import Path, spell
from .ffis import plain_ffi, typed_pointer
from .fields import Fielded
from .memory import Borrowed, Memory
from .pointees import Pointee

if TYPE_CHECKING:
    from .pointer_fields import PointerCodec

__all__ = ["Address", "Pointer"]


class Address:
    """An address with a C type: NULL is false, and no other process has it."""

    __slots__ = ("__weakref__", "_structcb_address", "_structcb_codec", "_structcb_path")

    _structcb_address: int
    _structcb_codec: PointerCodec
    _structcb_path: Path

    @property
    def address(self) -> int:
        """The address; it keeps nothing alive."""
        return self._structcb_address

    @property
    def cffi(self) -> Any:
        """A typed cffi pointer; it keeps nothing alive."""
        codec = self._structcb_codec
        return typed_pointer(codec.types.ffi, describe(codec.ctype), self._structcb_address)

    def __bool__(self) -> bool:
        return self._structcb_address != 0

    def __hash__(self) -> int:
        return hash(self._structcb_address)

    def __copy__(self) -> Self:
        return self

    def __repr__(self) -> str:
        return f"<{describe(self._structcb_codec.ctype)} at {self._structcb_address:#x}>"

    @property
    def _numba_type_(self) -> object:
        return self._structcb_codec.types.numba_type(self._structcb_codec.ctype)


class Pointer(Address, Fielded):
    """An address with a C type: `p[i]`, `p + 1`, `p - q`, `p == q`, `if p:`, and `p.field` where it leads to a struct.

    What it leads to lives as long as its owner wants; structcb keeps alive what it knows of.
    """

    __slots__ = ("_structcb_root",)

    _structcb_root: tuple[Borrowed, object]

    def __new__(cls, address: int) -> Pointer:
        """Wrap a plain address, to bind it to a pointer field of any type."""
        from .pointer_fields import PointerCodec
        from .struct_types import StructTypes

        void = layouts.Pointer(Void(), struct.calcsize("P"))
        codec = PointerCodec(void, StructTypes({}, plain_ffi, compiler=None))
        pointer: Pointer = codec.pointer(operator.index(address), "pointer", borrowed={})
        return pointer

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, str):
            return self._structcb_field(index).__get__(self)
        if isinstance(index, slice):
            return self._structcb_slice(index)
        if isinstance(index, tuple):
            return self[index[0]][index[1:]] if len(index) > 1 else self[index[0]]
        codec, memory = self._structcb_at(index)
        return codec.read(memory, 0, (self._structcb_path, operator.index(index)))

    def __setitem__(self, index: Any, value: object) -> None:
        if isinstance(index, str):
            self._structcb_field(index).__set__(self, value)
        elif isinstance(index, slice):
            self._structcb_slice(index)[:] = value
        elif isinstance(index, tuple) and len(index) > 1:
            self[index[0]][index[1:]] = value
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

    def __int__(self) -> int:
        return self._structcb_address

    __hash__ = Address.__hash__

    def __eq__(self, other: object) -> bool:
        to = self._structcb_codec.to
        if isinstance(other, bytes) and isinstance(to, Scalar) and to.kind == "char":
            ffi = plain_ffi()
            return bool(self) and ffi.string(ffi.cast("char *", self._structcb_address)) == other
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

    def __reduce__(self) -> tuple[Any, ...]:
        raise StateError(
            f"`{spell(self._structcb_path)}` is an address, which holds in one process only: pickle what it leads to, "
            f"or the state that it was bound to."
        )

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
