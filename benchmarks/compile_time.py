"""What compiling costs: five lines against stock `numba.cfunc`, and a struct of 600 fields against one of 6."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numba

import structcb

from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

DECLARATIONS = """
typedef int (*rhs_fn)(double t, const double *y, double *ydot, void *user_data);
typedef double (*sum_fn)(double x, void *user_data);
struct oscillator {{ double k; double m; long ncalls; }};
struct small {{ {small} }};
struct large {{ {large} }};
"""


def rhs(t, y, ydot, p):
    ydot[0] = y[1]
    ydot[1] = -p.k / p.m * y[0]
    p.ncalls += 1
    return 0


def total(x, p):
    return x * p.f0 + p.f3 * p.f5


def comparisons() -> Iterator[Comparison]:
    """Yield both; every run compiles anew, past all caches."""
    yield Comparison(
        "compiling five lines",
        {"numba.cfunc": route(stock), "structcb": route(oscillator)},
        [Bar("structcb", "numba.cfunc", 1.3)],
        unit="callback",
    )
    yield Comparison(
        "compiling for a large struct",
        {
            "6 fields": route(lambda: sum_of("struct small")),
            "600 fields": route(lambda: sum_of("struct large")),
        },
        [Bar("600 fields", "6 fields", 2.0)],
        unit="callback",
    )


def route(compile_one: Callable[[], int]) -> Route:
    """Return the route that compiles once and gives what a first call returns."""

    def run() -> Sequence[float]:
        return (compile_one(),)

    return Route(run, 1)


@functools.cache
def header() -> structcb.Header:
    """Return the declarations."""
    small, large = ("".join(f"double f{i}; " for i in range(n)) for n in (6, 600))
    return structcb.parse(DECLARATIONS.format(small=small, large=large))


def oscillator() -> int:
    """Compile the right-hand side with structcb and call it."""
    shapes = {"y": 2, "ydot": 2}
    callback = header().callback("rhs_fn", user_data="struct oscillator", arrays=shapes, cache=False)(rhs)
    return first_call(callback.cffi)


def stock() -> int:
    """Compile the same with numba alone: arrays and record through `carray`."""

    def function(t, y_, ydot_, p_):
        y, ydot, p = numba.carray(y_, 2), numba.carray(ydot_, 2), numba.carray(p_, 1)[0]
        ydot[0] = y[1]
        ydot[1] = -p.k / p.m * y[0]
        p.ncalls += 1
        return 0

    doubles, record = numba.types.CPointer(numba.types.float64), numba.types.CPointer(stock_record())
    callback = numba.cfunc(numba.types.intc(numba.types.float64, doubles, doubles, record))(function)
    return first_call(header().ffi.cast("rhs_fn", callback.address))


@functools.cache
def stock_record() -> Any:
    """Return numba's own type of the struct."""
    from numba.core.typing import cffi_utils

    return cffi_utils.map_type(header().ffi.typeof("struct oscillator"), use_record_dtype=True)


def first_call(function: Any) -> int:
    """Call a right-hand side once; return how often it says that it was called."""
    state = header().new("struct oscillator", k=2.0, m=0.5)
    ydot = header().ffi.new("double[2]")
    function(0.0, header().ffi.new("double[2]", [1.0, 0.0]), ydot, state.cffi)
    return int(state.ncalls + ydot[1])


def sum_of(struct: str) -> int:
    """Compile a callback that reads three fields of a struct and call it."""
    callback = header().callback("sum_fn", user_data=struct, cache=False)(total)
    state = header().new(struct, f0=1.0, f3=2.0, f5=3.0)
    return int(callback.cffi(1.0, state.cffi))
