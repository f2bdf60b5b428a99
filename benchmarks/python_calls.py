"""What a call from Python costs: two arrays and a state, checked, against the same machine code without a check."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numba
import numpy as np

import structcb

from .measuring import Comparison, Limit, Route

__all__ = ["comparisons"]

TIMES = 1_000
HEADER = structcb.parse("""
typedef struct { double k; int n; } oscillator;
typedef int (*rhs_fn)(double t, const double *y, double *ydot, void *user_data);
""")


def rhs(t, y, ydot, p):
    ydot[0] = y[1]
    ydot[1] = -p.k * y[0]
    return 0


def comparisons() -> Iterator[Comparison]:
    """Yield one comparison: who checks, and what it costs."""
    checked, by_field = compiled(2), compiled("p.n")
    yield Comparison(
        "from Python: f(t, y, ydot, state)",
        {
            "ctypes, addresses at hand": route(unchecked(checked), address),
            "structcb": route(checked),
            "structcb, shapes from a field": route(by_field),
            "numba.njit": route(numba.njit(rhs)),
        },
        [Limit("structcb", 3000.0), Limit("structcb, shapes from a field", 3000.0)],
    )


def compiled(shape: int | str) -> structcb.Callback:
    """Return a callback with arrays of a shape."""
    arrays = {"y": shape, "ydot": shape}
    return HEADER.callback("rhs_fn", user_data="oscillator", arrays=arrays, cache=False)(rhs)


def route(function: Callable[..., Any], passed: Callable[[Any], Any] = lambda value: value) -> Route:
    """Return the route that calls a function again and again."""
    state, y = HEADER.new("oscillator", k=2.0, n=2), np.array([1.0, 3.0])

    def run() -> Sequence[float]:
        ydot = np.zeros(2)
        arguments = passed(y), passed(ydot), passed(state)
        for _ in range(TIMES):
            function(0.0, *arguments)
        return list(ydot)

    return Route(run, TIMES)


def unchecked(callback: structcb.Callback) -> Callable[..., Any]:
    """Return the C function as ctypes calls it."""
    return ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_double, *[ctypes.c_void_p] * 3)(callback.address)


def address(value: Any) -> Any:
    """Return the address of an array or a state."""
    return value.ctypes.data if isinstance(value, np.ndarray) else value.address
