"""What the pointers of an array borrow, while C moves its structs about behind Python's back."""

from __future__ import annotations

import struct
import sys
from typing import TypeAlias

from ...states import StateArray
from ...states.memory import Bound

__all__ = ["borrowed", "move_along"]

# By the offset of a pointer in its struct, and the address that it holds.
Borrowed: TypeAlias = "dict[tuple[int, int], Bound]"


def borrowed(items: StateArray) -> Borrowed:
    """Return what the pointers of each struct borrow."""
    start, size = items.address, items._structcb_layout.size
    end = start + len(items) * size
    return {
        ((place - start) % size, bound.address): bound
        for place, bound in items._structcb_memory.borrowed.items()
        if start <= place < end
    }


def move_along(items: StateArray, before: Borrowed) -> None:
    """Note where the pointers lie now; each borrows what it did before."""
    start, size, memory = items.address, items._structcb_layout.size, items._structcb_memory
    here, width = items._structcb_offset, struct.calcsize("P")
    end = start + len(items) * size
    moved: dict[int, Bound] = {}
    for offset in {offset for offset, _ in before}:
        for i in range(len(items)):
            at = here + i * size + offset
            address = int.from_bytes(memory.bytes[at : at + width], sys.byteorder)
            if bound := before.get((offset, address)):
                moved[start + i * size + offset] = bound
    for place in [place for place in memory.borrowed if start <= place < end]:
        del memory.borrowed[place]
    memory.borrowed.update(moved)
