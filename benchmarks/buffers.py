"""Arrays in many places: where a loop's data lies can cost more than how it was compiled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

__all__ = ["PLACES", "buffers"]

LINE, PAGE = 64, 4096
PLACES = 8


def buffers(count: int, n: int) -> Iterator[list[Any]]:
    """Yield so many arrays of zeros, in one place after the other; each array starts a cache line.

    Within a place no two start at the same offset of a page, for a processor takes a load for dependent on a store
    that is a multiple of 4096 bytes away. From place to place the distances differ.
    """
    for place in range(PLACES):
        shift = LINE * (2 * place + 3)
        stride = -(-8 * n // PAGE) * PAGE + shift
        memory = np.zeros(count * stride + PAGE, np.uint8)
        start = -memory.ctypes.data % PAGE
        yield [memory[start + i * stride :][: 8 * n].view(np.float64) for i in range(count)]
