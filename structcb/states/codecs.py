"""A codec reads and writes one C type at a place in memory; this is what all codecs have in common."""

from __future__ import annotations

from ..errors import FieldTypeError, StateError
from ..layouts import CType, describe, size_of
from .faults import Path, spell
from .memory import Memory

__all__ = ["BytesCodec", "Codec", "assign", "check_writable", "not_writable"]


class Codec:
    """Read, check and write one C type. `convert` finds every fault; `write` then cannot fail."""

    ctype: CType
    size: int

    # Whether what is read can be written through, so that a const field must be read from read-only bytes.
    gives_views = True

    def __init__(self, ctype: CType) -> None:
        self.ctype, self.size = ctype, size_of(ctype)

    def is_same(self, other: Codec) -> bool:
        """Tell whether both mean the same C type."""
        return type(self) is type(other) and self.ctype == other.ctype

    def read(self, memory: Memory, offset: int, path: Path) -> object:
        """Return the value, or a view of it, as Python sees it."""
        raise NotImplementedError

    def convert(self, value: object, path: Path) -> object:
        """Return what `write` takes, or raise; change nothing."""
        raise NotImplementedError

    def write(self, memory: Memory, offset: int, converted: object) -> None:
        """Store what `convert` returned."""
        raise NotImplementedError

    def plain(self, memory: Memory, offset: int) -> object:
        """Return a value that shares no memory."""
        return self.read(memory, offset, "")

    def equal(self, memory: Memory, offset: int, other: Memory, there: int) -> bool:
        """Compare the values at two places."""
        return bool(self.read(memory, offset, "") == self.read(other, there, ""))

    def show(self, memory: Memory, offset: int) -> str:
        """Return the value as `repr` shows it."""
        return repr(self.plain(memory, offset))


class BytesCodec(Codec):
    """A type that cannot be mapped right: its bytes can be looked at, and that is all."""

    def __init__(self, ctype: CType, reason: str) -> None:
        super().__init__(ctype)
        self.reason = reason

    def read(self, memory: Memory, offset: int, path: Path) -> memoryview:
        """Return a read-only view of the bytes."""
        return memory.bytes[offset : offset + self.size].toreadonly()

    def convert(self, value: object, path: Path) -> object:
        """Refuse, with the reason."""
        raise FieldTypeError(
            f"`{spell(path)}` is a `{describe(self.ctype)}`, which can only be read as bytes: {self.reason}. Let a C "
            f"function set it."
        )

    def plain(self, memory: Memory, offset: int) -> bytes:
        """Return a copy of the bytes."""
        return bytes(self.read(memory, offset, ""))


def assign(codec: Codec, memory: Memory, offset: int, value: object, path: Path) -> None:
    """Store a value, or refuse it before any byte changes."""
    if memory.bytes.readonly:
        raise not_writable(path)
    codec.write(memory, offset, codec.convert(value, path))


def check_writable(memory: Memory, path: Path) -> None:
    """Refuse to write where C says `const`, or where the owner allows no writing."""
    if memory.bytes.readonly:
        raise not_writable(path)


def not_writable(path: Path) -> StateError:
    """Return the error for a place that must not change."""
    return StateError(
        f"`{spell(path)}` cannot be changed: it is const in C (and can only be set when the struct is made), "
        f"or a view of read-only memory."
    )
