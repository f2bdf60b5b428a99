"""Between HiGHS and a callback: an exception, Ctrl-C or a body that has had enough stops HiGHS.

The callback itself cannot do that: while Ctrl-C is pending its body does not run, and HiGHS listens at some kinds only.
"""

from __future__ import annotations

import functools
from typing import Any

from ...callbacks import Callback
from ...headers import Header, parse
from .libraries import highs

__all__ = ["new_watch", "watched"]

# `failures` leads to a word of the callback's slot, which is not zero while an exception waits.
WATCH = """
typedef void (*called_fn)(int kind, const char *message, void *data_out, void *data_in, void *user_data);
typedef struct {
    called_fn function;
    void *user_data;
    void **failures;
    _Bool stopped;
} watch;
"""
# Stands in `user_interrupt` while the body runs.
RUNNING = 2


@functools.cache
def header() -> Header:
    """Return the header of what stands between."""
    return parse(WATCH)


def new_watch(callback: Callback, user_data: int) -> Any:
    """Return what the watched callback gets as its user data; callback and state must outlive it."""
    ffi = header().ffi
    made = ffi.new("watch *")
    made.function, made.user_data = ffi.cast("called_fn", callback.address), ffi.cast("void *", user_data)
    made.failures = ffi.cast("void **", callback._structcb_slots[0].address)
    return made


@functools.cache
def watched() -> Callback:
    """Return what HiGHS calls in place of the callback."""
    watch: Any = header().struct("watch")
    in_type: Any = highs().header.struct("HighsCallbackDataIn")

    @header().callback("called_fn")
    def call(kind, message, data_out, data_in, user_data):  # type: ignore[no-untyped-def]  # C's types
        w, answer = watch(user_data), in_type(data_in)
        if not w.stopped:
            answer.user_interrupt = RUNNING
            w.function(kind, message, data_out, data_in, w.user_data)
            if answer.user_interrupt == RUNNING:
                w.stopped = w.failures[0] is not None
            else:
                w.stopped = answer.user_interrupt != 0
        answer.user_interrupt = w.stopped

    return call
