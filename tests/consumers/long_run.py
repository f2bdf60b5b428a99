"""Many solves with each library: `python -m tests.consumers.long_run 10000`; further words are names of libraries.

Every other one fails by an exception in its callback. Each library has a process of its own.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import time

from tests.consumers.solves import SOLVES, both_ways
from tests.resident_memory import resident_bytes

HEADING = f"{'':14} {'solves':>7} {'seconds':>8} {'MB after a tenth':>17} {'half':>7} {'all':>7}"


def main(count: int, *names: str) -> int:
    """Print a line for each library, and return how many failed."""
    sys.stdout.write(HEADING + "\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "tests.consumers.long_run", str(count), "only"]
    return sum(bool(subprocess.call([*command, name])) for name in names or SOLVES)


def measure(name: str, count: int) -> None:
    """Print how much memory this process holds after a tenth of so many solves, after half, and after all."""
    solve, started, seen = SOLVES[name](), time.monotonic(), []
    for part in (count // 10, count // 2 - count // 10, count - count // 2):
        for _ in range(part // 2):
            both_ways(solve)
        seen.append(held() / 2**20)
    figures = f"{seen[0]:17.2f} {seen[1]:7.2f} {seen[2]:7.2f}"
    sys.stdout.write(f"{name:14} {count:7} {time.monotonic() - started:8.0f} {figures}\n")
    sys.stdout.flush()


def held() -> int:
    """Return how many bytes are in memory when all garbage is gone."""
    gc.collect()
    return resident_bytes()


if __name__ == "__main__":
    if sys.argv[2:3] == ["only"]:
        measure(sys.argv[3], int(sys.argv[1]))
    else:
        sys.exit(bool(main(int(sys.argv[1]), *sys.argv[2:])))
