"""scipy.integrate.quad with a native integrand, against the same as a plain Python function."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from scipy import LowLevelCallable, integrate

from .compilers import Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("quadrature")


def damped(t, p):
    p.ncalls += 1
    return math.exp(-p.k * t) / (t * t)


def comparisons() -> Iterator[Comparison]:
    """Yield the integral of exp(-t)/t² from 1 to ∞."""
    state = PROGRAM.header.new("struct decay", k=1.0)
    ffi = PROGRAM.header.ffi
    in_c = LowLevelCallable(
        PROGRAM.callbacks().damped.cffi, ffi.cast("void *", state.cffi), "double (double, void *)"
    )
    # C divides as NumPy does.
    ours = PROGRAM.compiled(damped, "integrand_fn", user_data="struct decay", error_model="numpy")
    checked = PROGRAM.compiled(damped, "integrand_fn", user_data="struct decay")
    yield Comparison(
        "scipy.integrate.quad of exp(-t)/t²",
        {
            "C": route(in_c),
            "structcb": route(ours.lowlevel(state)),
            "structcb, Python's division": route(checked.lowlevel(state)),
            "Python": route(damped, (Parameters(),)),
        },
        [Bar("structcb", "C", 1.05)],
        unit="integral",
    )


class Parameters:
    """What a Python user would hand over."""

    def __init__(self) -> None:
        self.k, self.ncalls = 1.0, 0


def route(function: Any, args: tuple[Any, ...] = ()) -> Route:
    """Return the route that integrates a few times."""
    times = 20

    def run() -> Sequence[float]:
        return [integrate.quad(function, 1.0, math.inf, args)[0] for _ in range(times)]

    return Route(run, times)
