"""Loops over array arguments: short and long, a stencil, and all pairs."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .buffers import PLACES, buffers
from .compilers import NATIVE, PROMISES, RESTRICT, Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("arrays")


def line(n, x, out, p):
    for i in range(n):
        out[i] = p.k * x[i] + p.m
    return 0


def stencil(n, x, out, p):
    out[0] = 0.0
    out[n - 1] = 0.0
    for i in range(1, n - 1):
        out[i] = p.k * (x[i - 1] - 2.0 * x[i] + x[i + 1])
    return 0


def pairs(n, x, out, p):
    for i in range(n):
        out[i] = 0.0
        for j in range(n):
            out[i] += p.k * (x[j] - x[i])
    return 0


def comparisons() -> Iterator[Comparison]:
    """Yield each kernel, with no promises, with `restrict`, and with all."""
    yield compare("out[i] = p.k * x[i] + p.m, n = 8", line, 8, 10_000)
    yield compare("out[i] = p.k * x[i] + p.m, n = 1000", line, 1000, 1_000)
    yield compare("a stencil of three points, n = 256", stencil, 256, 3_000)
    yield compare("all pairs, summed in out[i], n = 256", pairs, 256, 4)


def compare(name: str, function: Any, n: int, times: int) -> Comparison:
    """Return one kernel in C and in Python."""
    routes = {
        "C": c_route(function, NATIVE, n, times),
        "structcb": python_route(function, n, times),
        "structcb, boundscheck": python_route(function, n, times, boundscheck=True),
        "C, restrict": c_route(function, RESTRICT, n, times),
        "structcb, noalias": python_route(function, n, times, noalias=True),
        "C, fast-math and restrict": c_route(function, PROMISES, n, times),
        "structcb, fastmath and noalias": python_route(function, n, times, fastmath=True, noalias=True),
    }
    bars = [
        Bar("structcb", "C", 1.05),
        Bar("structcb, fastmath and noalias", "C, fast-math and restrict", 1.05),
    ]
    return Comparison(name, routes, bars)


def c_route(function: Any, flags: tuple[str, ...], n: int, times: int) -> Route:
    """Return the route through the kernel in C."""
    return route(getattr(PROGRAM.callbacks(flags), function.__name__), n, times)


def python_route(function: Any, n: int, times: int, **options: Any) -> Route:
    """Return the route through the kernel in Python."""
    shapes = {"x": "n", "out": "n"}
    callback = PROGRAM.compiled(function, "vector_fn", user_data="struct line", arrays=shapes, **options)
    return route(callback, n, times)


def route(callback: Any, n: int, times: int) -> Route:
    """Return the route that calls a C function, on the same data as all others, in one place after the other."""
    state, from_buffer = PROGRAM.header.new("struct line", k=0.5, m=1.0), PROGRAM.header.ffi.from_buffer
    places = [[from_buffer("double[]", array) for array in place] for place in data()]
    _, last = data()[-1]

    def run() -> Sequence[float]:
        last[:] = 0.0
        for x, out in places:
            PROGRAM.driver.repeat_vector(callback.cffi, times, n, x, out, state.cffi)
        return last[:n].tolist()

    return Route(run, times * PLACES)


@functools.cache
def data() -> Any:
    """Return the input and output that all routes work on: the same numbers in several places of memory."""
    places = list(buffers(2, 1024))
    for x, _ in places:
        x[:] = np.random.default_rng(0).random(1024)
    return places
