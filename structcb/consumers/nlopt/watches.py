"""Between NLopt and a callback: an exception stops the optimiser, which would take the error value for a result.

The callback itself cannot do that: while Ctrl-C is pending its body does not run.
"""

from __future__ import annotations

import functools
import math
from typing import Any, Literal

from ...callbacks import Callback, inline
from ...headers import Header, parse
from ...states import StructType
from ..base import check_prototype

__all__ = ["check_callback", "is_vector", "new_watch", "watched_function", "watched_functions"]

# `failures` leads to a word of the callback's slot, which is not zero while an exception waits.
WATCH = """
typedef double (*function_fn)(unsigned n, const double *x, double *gradient, void *user_data);
typedef void (*functions_fn)(unsigned m, double *values, unsigned n, const double *x, double *gradient,
                             void *user_data);
typedef int (*stop_fn)(void *optimizer);
typedef struct {
    function_fn function;
    functions_fn functions;
    void *user_data;
    void **failures;
    stop_fn stop;
    void *optimizer;
    _Bool stopped, gradient_seen, gradient_missing;
} watch;
"""


@functools.cache
def header() -> Header:
    """Return the header of what stands between."""
    return parse(WATCH)


@functools.cache
def watch_type() -> StructType:
    """Return the struct that NLopt hands to a watched callback."""
    return header().struct("watch")


def check_callback(given: object, kind: Literal["function", "functions"]) -> None:
    """Refuse what NLopt would call with other arguments than it takes."""
    check_prototype(given, header().callbacks[f"{kind}_fn"], f"nlopt.{kind}")


def is_vector(given: object) -> bool:
    """Return whether a callback has several values."""
    return isinstance(given, Callback) and len(given.prototype.parameters) == 6


def new_watch(callback: Callback, user_data: int, optimizer: Any, stop: Any) -> Any:
    """Return what a watched callback gets as its user data; everything that it points at must outlive it."""
    ffi = header().ffi
    # Plain cffi: a State takes four times as long to make, and there is one of these for each solve.
    made = ffi.new("watch *")
    if is_vector(callback):
        made.functions = ffi.cast("functions_fn", callback.address)
    else:
        made.function = ffi.cast("function_fn", callback.address)
    made.user_data, made.optimizer = ffi.cast("void *", user_data), optimizer
    made.stop = ffi.cast("stop_fn", stop)
    made.failures = ffi.cast("void **", callback._structcb_slots[0].address)
    return made


@functools.cache
def watched_function() -> Callback:
    """Return what NLopt calls in place of a function."""
    watch: Any = watch_type()
    begin, end = inline(before), inline(after)

    @header().callback("function_fn")
    def call(n, x, gradient, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        w = watch(user_data)
        if not w.gradient_seen:
            begin(w, gradient, n)
        value = math.inf
        if not w.stopped:
            value = w.function(n, x, gradient, w.user_data)
            end(w, value, gradient, n)
        return value

    return call


@functools.cache
def watched_functions() -> Callback:
    """Return what NLopt calls in place of several functions."""
    watch: Any = watch_type()
    begin, end = inline(before), inline(after)

    @header().callback("functions_fn")
    def call(m, values, n, x, gradient, user_data):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        w = watch(user_data)
        if not w.gradient_seen:
            begin(w, gradient, m * n)
        values[0] = math.nan
        if not w.stopped:
            w.functions(m, values, n, x, gradient, w.user_data)
            end(w, values[0], gradient, m * n)

    return call


def before(w, gradient, size):  # type: ignore[no-untyped-def]  # compiled
    """Fill the first gradient with NaNs, to see which of them the function leaves."""
    if gradient is not None:
        for i in range(size):
            gradient[i] = math.nan


def after(w, value, gradient, size):  # type: ignore[no-untyped-def]  # compiled
    """Stop the optimiser after an exception, or where a gradient has holes."""
    # A NaN that was returned is NLopt's to judge.
    if math.isnan(value) and w.failures[0] is not None:
        w.stopped = True
        w.stop(w.optimizer)
    if gradient is not None and not w.gradient_seen:
        w.gradient_seen = True
        for i in range(size):
            w.gradient_missing |= math.isnan(gradient[i])
        if w.gradient_missing:
            w.stopped = True
            w.stop(w.optimizer)
