"""Bodies that Python, or LLVM, makes slower than gcc makes the same lines of C, and what to write instead."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .buffers import PLACES, buffers
from .compilers import NATIVE, RESTRICT, Program
from .measuring import Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("bodies")
LENGTH = 1024
NUMPYS, CONTRACTED = {"error_model": "numpy"}, {"fastmath": {"contract"}}
ALONE = {"noalias": True}


def divide(x, out, p):
    for i in range(p.n):
        out[i] = p.k / (x[i] + p.m)
    return 0


def polynomial(x, out, p):
    s = 0.0
    for i in range(7, -1, -1):
        s = s * x[0] + p.c[i]
    out[0] = s
    return 0


def clip(x, out, p):
    for i in range(p.n):
        v = x[i]
        if v < p.lo:
            v = p.lo
        elif v > p.hi:
            v = p.hi
        out[i] = v
    return 0


def clip_by_locals(x, out, p):
    lo, hi = p.lo, p.hi
    for i in range(p.n):
        v = x[i]
        if v < lo:
            v = lo
        elif v > hi:
            v = hi
        out[i] = v
    return 0


def heat(x, out, p):
    n = p.n // 32
    for i in range(1, n - 1):
        for j in range(1, n - 1):
            out[i * n + j] = p.k * (
                x[(i - 1) * n + j]
                + x[(i + 1) * n + j]
                + x[i * n + j - 1]
                + x[i * n + j + 1]
                - 4 * x[i * n + j]
            )
    return 0


def remainders(x, out, p):
    count = 0
    for i in range(p.n):
        count += (p.whole[i] * 7 + i) % 13
    p.count = count
    return 0


def comparisons() -> Iterator[Comparison]:
    """Yield each body in C, as one writes it first, and as it is fast."""
    yield compare("a division in a loop", divide, 300, {"NumPy's division": (divide, NUMPYS)})
    yield compare("a polynomial", polynomial, 30_000, {"contracted": (polynomial, CONTRACTED)})
    yield compare("fields on one of two branches", clip, 1_000, {"in variables": (clip_by_locals, {})})
    yield compare("heat on 32 x 32, flat", heat, 300, {"noalias": (heat, ALONE)}, restrict=True)
    yield compare("whole numbers: remainders", remainders, 300, {})


def compare(
    name: str,
    function: Any,
    times: int,
    others: dict[str, tuple[Any, dict[str, Any]]],
    *,
    restrict: bool = False,
) -> Comparison:
    """Return one body in C, and in Python's ways."""
    routes = {
        "C": route(getattr(PROGRAM.callbacks(NATIVE), function.__name__), times),
        "structcb": route(compiled(function), times),
    }
    if restrict:
        routes["C, restrict"] = route(getattr(PROGRAM.callbacks(RESTRICT), function.__name__), times)
    for other, (variant, options) in others.items():
        routes[f"structcb, {other}"] = route(compiled(variant, **options), times)
    return Comparison(name, routes)


def compiled(function: Any, **options: Any) -> Any:
    """Compile one body."""
    shapes = {"x": LENGTH, "out": LENGTH}
    return PROGRAM.compiled(function, "body_fn", user_data="struct model", arrays=shapes, **options)


def route(callback: Any, times: int) -> Route:
    """Return the route that calls a C function, on the same data as all others, in one place after the other."""
    state = PROGRAM.header.new(
        "struct model", n=LENGTH, k=0.5, m=1.0, lo=0.2, hi=0.8, c=[1.0, 0.5, 0.25, 2.0] * 2
    )
    state.whole[:] = np.arange(LENGTH) * 31 % 1000
    from_buffer = PROGRAM.header.ffi.from_buffer
    places = [[from_buffer("double[]", array) for array in place] for place in data()]
    _, last = data()[-1]

    def run() -> Sequence[float]:
        last[:] = 0.0
        for x, out in places:
            PROGRAM.driver.repeat_body(callback.cffi, times, x, out, state.cffi)
        return [*last[:100].tolist(), state.count]

    return Route(run, times * PLACES)


@functools.cache
def data() -> Any:
    """Return the input and output that all routes work on: the same numbers in several places of memory."""
    places = list(buffers(2, LENGTH))
    for x, _ in places:
        x[:] = np.random.default_rng(0).random(LENGTH)
    return places
