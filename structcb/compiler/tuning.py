"""How LLVM is set while it optimises a callback: options of the process, which are put back afterwards.

Compilers in numba's lock are not disturbed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

from llvmlite import binding as ll

__all__ = ["merging_sums", "tuned"]

USUAL = {"slp-threshold": "0", "unroll-full-max-count": str(2**32 - 1)}
# `ydot[0] = …; ydot[1] = …` becomes one store where LLVM's cost model sees no difference, as with gcc: a solver that
# was built with SSE reads both with one load, and the processor forwards a store to a load only as a whole.
# And a loop of more than a dozen rounds stays one until it was vectorised: LLVM unrolls loops of up to some hundred
# instructions first, and then merges what it finds side by side, which takes several times as long.
TUNED = {"slp-threshold": "-1", "unroll-full-max-count": "12"}


@contextlib.contextmanager
def tuned() -> Iterator[None]:
    """Set LLVM for callbacks."""
    set_options(TUNED)
    try:
        yield
    finally:
        set_options(USUAL)


@contextlib.contextmanager
def merging_sums(wanted: bool) -> Iterator[None]:
    """Let LLVM merge the terms of a sum into vectors, or not."""
    set_options({"slp-vectorize-hor": str(wanted).lower()})
    try:
        yield
    finally:
        set_options({"slp-vectorize-hor": "true"})


def set_options(options: Mapping[str, str]) -> None:
    """Set options of LLVM's."""
    for name, value in options.items():
        ll.set_option("structcb", f"-{name}={value}")
