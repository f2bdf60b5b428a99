"""Arrays that lie the same in every process: where a loop's data lies can cost more than how it was compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["buffers"]

LINE, SHIFT = 64, 1408


def buffers(count: int, n: int) -> list[Any]:
    """Return arrays of zeros; each starts a cache line, and no two start at the same offset of a page.

    A processor takes a load for dependent on a store that is a multiple of 4096 bytes away.
    """
    stride = -(-8 * n // LINE) * LINE + SHIFT
    memory = np.zeros(count * stride + LINE, np.uint8)
    start = -memory.ctypes.data % LINE
    return [memory[start + i * stride :][: 8 * n].view(np.float64) for i in range(count)]
