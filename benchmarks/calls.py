"""What one call costs: the entry around the body, the interrupt check, the error slot, and a call that fails."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Iterator, Sequence
from typing import Any

import numba

import structcb
from structcb import compiler
from structcb.runtime.assembly import ERROR_CAP, NODE_BYTES, NODES
from structcb.runtime.machine_code import load
from structcb.runtime.native import native

from .compilers import NATIVE, Program
from .measuring import Bar, Comparison, Limit, Route

__all__ = ["comparisons"]

PROGRAM = Program("calls")
TIMES, BATCHES = 1_000_000, 2_000


def stretch(x, p):
    return p.k * x


def ratio(x, p):
    return x / p.k


def refuse(x, p):
    if x >= 0.0:
        raise ValueError("refused")
    return x


def accept(x, p):
    if x < 0.0:
        raise ValueError("refused")
    return x


def comparisons() -> Iterator[Comparison]:
    """Yield a call that cannot fail, one that may, and one that does."""
    yield plain_call()
    yield fallible_call()
    yield failing_call()


def plain_call() -> Comparison:
    """Return the smallest body: what is left is the call."""
    return Comparison(
        "a call: p.k * x",
        {
            "C": route(PROGRAM.callbacks(NATIVE).stretch.cffi),
            "structcb": route(compiled(stretch).cffi),
            "structcb, no interrupt check": route(at(without_interrupts(compiled(stretch)).address)),
            "numba.cfunc": route(at(stock().address)),
            "Python through cffi": route(through_cffi(stretch), TIMES // 500),
        },
        [Bar("structcb", "C", 1.05), Bar("structcb", "structcb, no interrupt check", 1.05)],
        same_result=False,  # the Python route makes fewer calls
    )


def fallible_call() -> Comparison:
    """Return a body that may raise, against one that tests as much in C and against one that cannot raise."""
    return Comparison(
        "a call that may fail: x / p.k",
        {
            "C": route(PROGRAM.callbacks(NATIVE).ratio.cffi),
            "structcb": route(compiled(ratio).cffi),
            "structcb, no interrupt check": route(at(without_interrupts(compiled(ratio)).address)),
            "structcb, no slot": route(compiled(ratio, error_model="numpy").cffi),
        },
        [Bar("structcb", "C", 1.05), Bar("structcb", "structcb, no slot", 1.05)],
    )


def failing_call() -> Comparison:
    """Return a body that raises, against one that could: while its exceptions are kept, and past the cap."""
    raises, could, succeeds = compiled(refuse), compiled(accept), "structcb, succeeds"
    return Comparison(
        "a call that fails",
        {
            succeeds: batches(could, emptied=could),
            "structcb, fails and is kept": batches(raises, emptied=raises),
            "structcb, fails past the cap": batches(raises, emptied=could),
        },
        [
            Limit("structcb, fails and is kept", 20.0, more_than=succeeds),
            Limit("structcb, fails past the cap", 20.0, more_than=succeeds),
        ],
        same_result=False,
    )


def batches(callback: structcb.Callback, *, emptied: structcb.Callback) -> Route:
    """Return the route that makes few calls again and again, and empties an error slot in between: its own, or not."""
    state, slot, other = PROGRAM.header.new("struct spring", k=2.0), *slots(callback, emptied)
    function, pointer, many = callback.cffi, state.cffi, PROGRAM.driver.map_many
    # What the slot holds is not looked at: to make exceptions of it takes longer than all calls.
    take, nodes = native().take, (ctypes.c_char * (NODES * NODE_BYTES))()

    def run() -> Sequence[float]:
        take(slot.address, nodes)
        if other is not slot:
            many(function, ERROR_CAP, pointer)
        for _ in range(BATCHES):
            last = many(function, ERROR_CAP, pointer)
            take(other.address, nodes)
        take(slot.address, nodes)
        slot.take_dropped()
        return (last,)

    return Route(run, BATCHES * ERROR_CAP)


def slots(*callbacks: structcb.Callback) -> list[Any]:
    """Return where callbacks keep their exceptions."""
    return [callback._structcb_slot for callback in callbacks]


def compiled(function: Any, **options: Any) -> structcb.Callback:
    """Return a structcb callback."""
    return PROGRAM.compiled(function, "map_fn", user_data="struct spring", **options)


@functools.cache
def without_interrupts(callback: structcb.Callback) -> Any:
    """Return the same callback compiled without the look at the interrupt flag."""
    made = compiler.compile_callback(
        callback.py_func,
        callback._signature,
        PROGRAM.header.declarations.structs,
        compiler.Options(interruptible=False),
    )
    return load(made.machine_code)


@functools.cache
def stock() -> Any:
    """Return what numba alone gives: a record behind a pointer, seen through `carray`."""
    record = structcb.map_type(PROGRAM.header.ffi.typeof("struct spring"), use_record_dtype=True)
    signature = numba.types.float64(numba.types.float64, numba.types.CPointer(record))

    @numba.cfunc(signature)
    def function(x, p):
        return numba.carray(p, 1)[0].k * x

    return function


def at(address: int) -> Any:
    """Return the C function at an address."""
    return PROGRAM.header.ffi.cast("map_fn", address)


def through_cffi(function: Any) -> Any:
    """Return the Python function behind a cffi callback, which casts its own user data."""
    ffi = PROGRAM.header.ffi
    return ffi.callback("map_fn", lambda x, p: function(x, ffi.cast("struct spring *", p)))


def route(callback: Any, times: int = TIMES) -> Route:
    """Return the route that calls a C function so many times."""
    return Route(lambda: drive(callback, times), times)


def drive(callback: Any, times: int) -> Sequence[float]:
    """Call a C function from C."""
    state = PROGRAM.header.new("struct spring", k=2.0)
    return (PROGRAM.driver.map_many(callback, times, state.cffi),)
