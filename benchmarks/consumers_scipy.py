"""scipy.ndimage.generic_filter with a native callback, against the same as a plain Python function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import LowLevelCallable, ndimage

from structcb.consumers import scipy

from .compilers import Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("consumers_scipy")
IMAGE = np.random.default_rng(0).normal(size=(192, 192))
LOW, HIGH = -1.5, 1.5


def clipped_mean(window, p):
    total = 0.0
    for value in window:
        if value < p.low:
            value = p.low  # noqa: PLW2901  (as in C)
            p.nclipped += 1
        elif value > p.high:
            value = p.high  # noqa: PLW2901
            p.nclipped += 1
        total += value
    return total / len(window)


def comparisons() -> Iterator[Comparison]:
    """Yield one filter of 5 × 5 pixels."""
    ffi, state = PROGRAM.header.ffi, new_state()
    in_c = LowLevelCallable(
        PROGRAM.callbacks().clipped_mean.cffi,
        ffi.cast("void *", state.cffi),
        "int (double *, intptr_t, double *, void *)",
    )
    ours = scipy.filter(PROGRAM.header, "struct trimmed", cache=False, error_model="numpy")(clipped_mean)
    native = ours.lowlevel(state)
    yield Comparison(
        "scipy.ndimage.generic_filter, clipped mean of 5 × 5 pixels",
        {
            "C": Route(lambda: ndimage.generic_filter(IMAGE, in_c, 5).ravel(), IMAGE.size),
            "structcb": Route(lambda: ndimage.generic_filter(IMAGE, native, 5).ravel(), IMAGE.size),
            "structcb, scipy.generic_filter": Route(
                lambda: scipy.generic_filter(IMAGE, ours, state, size=5).ravel(), IMAGE.size
            ),
            "Python": Route(in_python, IMAGE.size),
        },
        [Bar("structcb", "C", 1.05), Bar("structcb, scipy.generic_filter", "C", 1.1)],
        unit="pixel",
    )


def new_state() -> Any:
    """Return fresh parameters and a fresh counter."""
    return PROGRAM.header.new("struct trimmed", low=LOW, high=HIGH)


class Parameters:
    """What a Python user would hand over."""

    def __init__(self) -> None:
        self.low, self.high, self.nclipped = LOW, HIGH, 0


def in_python() -> Any:
    """Filter with the same function in the interpreter."""
    parameters = Parameters()
    return ndimage.generic_filter(IMAGE, clipped_mean, 5, extra_arguments=(parameters,)).ravel()
