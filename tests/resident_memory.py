"""How much memory a job leaves behind each time, apart from what it needs once."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path

__all__ = ["growth", "resident_bytes"]


def growth(job: Callable[[], object], times: int = 500, phases: int = 3) -> int:
    """Return by how many bytes the process grew over so many times: a leak shows in every phase, what is kept once in one."""
    for _ in range(times // 5):
        job()
    return min(grown(job, times // phases) for _ in range(phases)) * phases


def grown(job: Callable[[], object], times: int) -> int:
    gc.collect()
    before = resident_bytes()
    for _ in range(times):
        job()
    gc.collect()
    return resident_bytes() - before


def resident_bytes() -> int:
    """Return how many bytes of the process are in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
