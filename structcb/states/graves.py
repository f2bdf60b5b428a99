"""Freed memory in debug mode: poisoned and never used again, so that a touch after the end is found out."""

from __future__ import annotations

import bisect
import ctypes
import functools
import operator
import os

__all__ = ["POISON", "bury", "is_buried", "is_debugging"]

POISON = 0xDB


def is_debugging() -> bool:
    """Return whether `STRUCTCB_DEBUG` asks for debug mode."""
    return os.environ.get("STRUCTCB_DEBUG", "0") != "0"


def bury(address: int, size: int, memory: object) -> None:
    """Overwrite a block that Python has let go, and keep it from being used again: C may still hold its address."""
    ctypes.memset(address, POISON, size)
    # Nothing is allocated there again, so that graves never overlap, and order by address is enough to find one.
    bisect.insort(graves(), (address, size, memory), key=operator.itemgetter(0))


def is_buried(address: int) -> bool:
    """Return whether an address lies in memory that was freed in debug mode."""
    behind = bisect.bisect(graves(), address, key=operator.itemgetter(0))
    if not behind:
        return False
    start, size, _ = graves()[behind - 1]
    return address < start + size


@functools.cache
def graves() -> list[tuple[int, int, object]]:
    """Return the blocks that were freed in this process, by address."""
    return []
