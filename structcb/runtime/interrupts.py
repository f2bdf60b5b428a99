"""Ctrl-C while C runs: a native handler in front of Python's, only while a guard is open on the main thread."""

from __future__ import annotations

import contextlib
import ctypes
import threading
from collections.abc import Iterator
from typing import Any

from .native import native

__all__ = ["interruptible"]

# In place of an address, as in C's <signal.h>.
SIG_DFL, SIG_IGN = 0, 1


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let SIGINT set the flag that guarded callbacks look at, and put the previous handler back afterwards.

    Python's own handler still runs, so KeyboardInterrupt (or whatever handler the user has set) comes as ever.
    Does nothing off the main thread, inside another guard, or where SIGINT is ignored or kills the process.
    """
    runtime = native()
    nested = runtime.previous_handler.value is not None
    if threading.current_thread() is not threading.main_thread() or nested:
        yield
        return
    import signal

    getsig, setsig = handler_functions()
    previous = getsig(signal.SIGINT) or SIG_DFL
    if previous in (SIG_DFL, SIG_IGN):
        yield
        return
    runtime.interrupt.value = 0
    runtime.previous_handler.value = previous
    setsig(signal.SIGINT, runtime.sigint_handler)
    try:
        yield
    finally:
        setsig(signal.SIGINT, previous)
        runtime.previous_handler.value = None
        runtime.interrupt.value = 0


def handler_functions() -> tuple[Any, Any]:
    """Return CPython's own functions that read and set a C signal handler."""
    getsig, setsig = ctypes.pythonapi.PyOS_getsig, ctypes.pythonapi.PyOS_setsig
    getsig.argtypes, getsig.restype = [ctypes.c_int], ctypes.c_void_p
    setsig.argtypes, setsig.restype = [ctypes.c_int, ctypes.c_void_p], ctypes.c_void_p
    return getsig, setsig
