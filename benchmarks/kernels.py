"""Loops over structs and arrays inside them, where alias information decides: findings of real callbacks, in small."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

import structcb

from .buffers import PLACES, buffers
from .compilers import NATIVE, PROMISES, Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("kernels")
N, TIMES = 1024, 500


def dot_field(n, y, p):
    s = 0.0
    for i in range(n):
        p.total += 1.0
        s += p.w[i] * y[i]
    return s


def dot_field_counted(n, y, p):
    s = 0.0
    for i in range(n):
        p.count += 1
        s += p.w[i] * y[i]
    return s


def dot_pointer(n, y, p):
    s = 0.0
    for i in range(n):
        p.total += 1.0
        s += p.data[i] * y[i]
    return s


def dot_pointer_counted(n, y, p):
    s = 0.0
    for i in range(n):
        p.count += 1
        s += p.data[i] * y[i]
    return s


def axpy(n, y, p):
    for i in range(n):
        p.out[i] = p.a * p.data[i] + y[i]
    return 0.0


def axpy_hoisted(n, y, p):
    data, out, a = structcb.view(p.data, n), structcb.view(p.out, n), p.a
    for i in range(n):
        out[i] = a * data[i] + y[i]
    return 0.0


def gather(n, y, p):
    s = 0.0
    for i in range(n):
        s += p.w[i] * y[p.indices[i]]
    return s


def gather_unsigned(n, y, p):
    s = 0.0
    for i in range(n):
        s += p.w[i] * y[p.places[i]]
    return s


def tally(n, y, p):
    for i in range(n):
        p.hits += 1
        p.sum += i
        p.marks[i] = i
    return 0.0


KERNELS = {
    "p.total += 1.0; s += p.w[i] * y[i]": dot_field,
    "p.count += 1; s += p.w[i] * y[i]": dot_field_counted,
    "p.total += 1.0; s += p.data[i] * y[i]": dot_pointer,
    "p.count += 1; s += p.data[i] * y[i]": dot_pointer_counted,
    "p.out[i] = p.a * p.data[i] + y[i]": axpy,
    "out[i] = a * data[i] + y[i]": axpy_hoisted,
    "s += p.w[i] * y[p.indices[i]]": gather,
    "s += p.w[i] * y[p.places[i]], unsigned": gather_unsigned,
    "p.hits += 1; p.sum += i; p.marks[i] = i": tally,
}


def comparisons() -> Iterator[Comparison]:
    """Yield each kernel: as it stands, and with all promises given on both sides."""
    for name, function in KERNELS.items():
        yield compare(name, function)


def compare(name: str, function: Any) -> Comparison:
    """Return one kernel in C and in Python."""
    promised_bar = Bar("structcb, fastmath and noalias", "C, fast-math and restrict", 1.0)
    plain, promised = PROGRAM.callbacks(NATIVE), PROGRAM.callbacks(PROMISES)
    return Comparison(
        name,
        {
            "C": route(getattr(plain, function.__name__)),
            "structcb": route(compiled(function)),
            "C, fast-math and restrict": route(getattr(promised, function.__name__)),
            "structcb, fastmath and noalias": route(compiled(function, fastmath=True, noalias=True)),
        },
        [
            Bar("structcb", "C", 1.05),
            # An index that may be negative counts from the end in Python; C has no such question to ask.
            *([] if function is gather else [promised_bar]),
        ],
        unit="element",
    )


def compiled(function: Any, **options: Any) -> Any:
    """Return a kernel as a C function."""
    given = {"user_data": "struct kernel", "arrays": {"y": "n"}, **options}
    return PROGRAM.compiled(function, "kernel_fn", **given)


@functools.cache
def data() -> list[Any]:
    """Return what all routes work on, the same numbers in several places: what C is given, the state, its output."""
    return [placed(*arrays) for arrays in buffers(3, N)]


def placed(y: Any, values: Any, out: Any) -> Any:
    """Fill some arrays and put a state over them."""
    rng = np.random.default_rng(0)
    y[:], values[:] = rng.random(N), rng.random(N)
    state = PROGRAM.header.new("struct kernel", a=0.5, data=values, out=out, w=rng.random(N))
    state.indices[:] = state.places[:] = rng.permutation(N)
    state.marks = np.zeros(N, np.int64)
    return (N, PROGRAM.header.ffi.from_buffer("double[]", y), state.cffi), state, out


def route(callback: Any) -> Route:
    """Return the route that calls a C function."""
    return Route(lambda: drive(callback.cffi), N * TIMES * PLACES)


def drive(callback: Any) -> Sequence[float]:
    """Call a C function from C in each place, in the last one on fresh counters."""
    _, state, out = data()[-1]
    state.total = state.count = state.hits = state.sum = 0
    out[:] = 0.0
    for arguments, _, _ in data():
        total = PROGRAM.driver.repeat_kernel(callback, TIMES, *arguments)
    return total, state.total, state.count, state.hits, state.sum, *out
