"""Many random prototypes: `python -m tests.abi.long_run callbacks 10000`; other words than `callbacks` are targets.

`callbacks` compiles whole Python callbacks and has C call them and be called by them; `native`, `aarch64` and `win64`
check the calling convention alone, with GCC of that platform.
"""

from __future__ import annotations

import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from tests.abi.batches import callback_faults, crossing_faults
from tests.abi.targets import NATIVE, TARGETS

BATCH = 100


def main(what: str, count: int, first_seed: int = 1000) -> int:
    """Check `count` prototypes in batches and return how many values were wrong."""
    run = (
        callback_faults
        if what == "callbacks"
        else partial(crossing_faults, {"native": NATIVE, **TARGETS}[what])
    )
    wrong, started = 0, time.monotonic()
    for seed in range(first_seed, first_seed + (count + BATCH - 1) // BATCH):
        with tempfile.TemporaryDirectory() as folder:
            faults = run(seed, BATCH, Path(folder))
        wrong += len(faults)
        sys.stdout.write("".join(f"{fault}\n" for fault in faults))
        done = (seed - first_seed + 1) * BATCH
        sys.stdout.write(f"{done} prototypes, {wrong} wrong, {time.monotonic() - started:.0f} s\n")
        sys.stdout.flush()
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1], int(sys.argv[2]), *map(int, sys.argv[3:]))))
