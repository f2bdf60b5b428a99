"""A block of C memory: its bytes, its address, and everything that must live as long as it does.

States, arrays and pointers are places in such blocks. What a pointer field borrows is kept by the address of the
field, in a dict that all blocks share which were reached from one another: it lives as long as the root does.
"""

from __future__ import annotations

import ctypes
import weakref
from collections.abc import Iterator, MutableMapping
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeAlias

from ..errors import StateError
from ..layouts import CType, align_of, size_of
from .ffis import address_of, plain_ffi
from .graves import bury, is_debugging

if TYPE_CHECKING:
    from .struct_types import StructTypes

__all__ = ["Borrowed", "Bound", "Memory", "SeenByC"]


class Bound(NamedTuple):
    """What was given to a pointer field: the address that C sees, the object, and what else must live.

    `ctype` is the type of the field that it was given to.
    """

    address: int
    value: object
    keep: object = None
    ctype: CType | None = None


# What is bound, by the address of the pointer field that it was given to.
Borrowed: TypeAlias = MutableMapping[int, Bound]


class SeenByC(MutableMapping[int, Bound]):
    """The same bindings, kept alive as ever, where every field reads as the plain pointer that C sees."""

    def __init__(self, bound: Borrowed) -> None:
        self._bound = bound

    def __getitem__(self, address: int) -> Bound:
        # Only a field of the type that an object was given to reads back as that object.
        return self._bound[address]._replace(ctype=None)

    def __setitem__(self, address: int, bound: Bound) -> None:
        self._bound[address] = bound

    def __delitem__(self, address: int) -> None:
        del self._bound[address]

    def __iter__(self) -> Iterator[int]:
        return iter(self._bound)

    def __len__(self) -> int:
        return len(self._bound)


class Memory:
    """A block of C memory. `tail` says where a flexible array starts and how many items it has, if known.

    Of a block that structcb has allocated, `content` says what lies there; `whole` is the block that this one shows
    read-only.
    """

    __slots__ = ("__weakref__", "address", "borrowed", "bytes", "content", "owned", "tail", "whole")

    address: int
    bytes: memoryview
    borrowed: Borrowed

    def __init__(self, address: int, size: int, keep: object, borrowed: Borrowed, owned: bool) -> None:
        # A memoryview keeps the ctypes array that it was made from, and the array what it carries: so a NumPy view
        # of these bytes alone keeps their owner and all that they borrow alive.
        held: Any = (ctypes.c_char * size).from_address(address)
        held._structcb_keep = keep, borrowed
        if owned and is_debugging():
            weakref.finalize(held, bury, address, size, keep)
        self.address, self.borrowed, self.owned = address, borrowed, owned
        self.bytes = memoryview(held).cast("B")
        self.tail: tuple[int, int] | None = None
        self.content: tuple[CType, StructTypes] | None = None
        self.whole: Memory | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        from .travel import reduce_memory

        return reduce_memory(self)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        from .travel import fill

        fill(self, state)

    @classmethod
    def allocate(cls, size: int, align: int) -> Self:
        """Allocate zeroed bytes, also for types that want more than malloc's alignment."""
        # cffi asks for zeroed pages, which cost nothing until they are touched; ctypes would write the zeros.
        raw = plain_ffi().new("char[]", size + align - 1)
        start = address_of(raw)
        return cls(start + -start % align, size, raw, {}, owned=True)

    @classmethod
    def holding(cls, ctype: CType, types: StructTypes) -> Self:
        """Allocate zeroed bytes for a value of a C type."""
        memory = cls.allocate(size_of(ctype), align_of(ctype))
        memory.content = ctype, types
        return memory

    @classmethod
    def at(cls, address: int, size: int, *, owner: object, borrowed: Borrowed | None = None) -> Self:
        """Look at bytes that somebody else owns, and keep the owner alive."""
        return cls(address, size, owner, {} if borrowed is None else borrowed, owned=False)

    def __getattr__(self, name: str) -> Any:
        # Only reached when a slot is empty, and only `poison` empties one; `copy` asks for names of Python's own.
        if name.startswith("__"):
            raise AttributeError(name)
        raise StateError("This state was poisoned: its memory must not be used any more.")

    def readonly(self) -> Memory:
        """Return the same block without the right to write."""
        if self.bytes.readonly:
            return self
        block = Memory.at(self.address, 0, owner=None, borrowed=self.borrowed)
        block.bytes, block.owned, block.tail = self.bytes.toreadonly(), self.owned, self.tail
        block.whole = self.whole or self
        return block

    def copy_from(self, here: int, source: Memory, there: int, size: int) -> None:
        """Copy bytes, and with them what the pointers among them keep alive."""
        self.bytes[here : here + size] = bytes(source.bytes[there : there + size])
        old, new = source.address + there, self.address + here
        moved = {k - old + new: source.borrowed[k] for k in _keys_between(source.borrowed, old, size)}
        for key in _keys_between(self.borrowed, new, size):
            del self.borrowed[key]
        self.borrowed.update(moved)

    def poison(self) -> None:
        """Overwrite an owned block with 0xDB and refuse every later access through it."""
        if not self.owned:
            raise StateError(
                "Only memory that structcb allocated can be poisoned; this is a view of foreign memory."
            )
        self.bytes[:] = b"\xdb" * len(self.bytes)
        del self.bytes, self.address


def _keys_between(borrowed: Borrowed, start: int, size: int) -> list[int]:
    """List the keys in a range of addresses, walking whichever is shorter."""
    if len(borrowed) < size:
        return [key for key in borrowed if start <= key < start + size]
    return [key for key in range(start, start + size) if key in borrowed]
