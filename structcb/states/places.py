"""Places in memory: a block, an offset in bytes, and the path by which faults call it."""

from __future__ import annotations

from typing import Protocol

from .faults import Path
from .memory import Memory

__all__ = ["Located", "Place"]


class Place(Protocol):
    """A place in memory with a name."""

    @property
    def _structcb_memory(self) -> Memory: ...
    @property
    def _structcb_offset(self) -> int: ...
    @property
    def _structcb_path(self) -> Path: ...


class Located:
    """What stays at one place, and keeps its memory alive."""

    __slots__ = ("__weakref__", "_structcb_memory", "_structcb_offset", "_structcb_path")

    _structcb_memory: Memory
    _structcb_offset: int
    _structcb_path: Path

    def __init__(self, memory: Memory, offset: int, path: Path) -> None:
        # A field may have any name, so attributes are set past the fields.
        set_slot = object.__setattr__
        set_slot(self, "_structcb_memory", memory)
        set_slot(self, "_structcb_offset", offset)
        set_slot(self, "_structcb_path", path)

    @property
    def _structcb_address(self) -> int:
        return self._structcb_memory.address + self._structcb_offset

    @property
    def _structcb_const(self) -> bool:
        return self._structcb_memory.bytes.readonly
