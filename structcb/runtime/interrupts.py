"""Ctrl-C while C runs: a native handler in front of Python's, only while a guard is open on the main thread."""

from __future__ import annotations

import ctypes
import threading
from typing import Any

from .native import native

__all__ = ["Interruption"]

# In place of an address, as in C's <signal.h>.
SIG_DFL, SIG_IGN = 0, 1


class Interruption:
    """While it is open, SIGINT sets the flag that guarded callbacks look at.

    Python's own handler still runs, so KeyboardInterrupt (or whatever handler the user has set) comes as ever; on
    closing, that handler stands alone again. It does nothing off the main thread, inside another one, or where SIGINT
    is ignored or kills the process.
    """

    def __init__(self) -> None:
        self.previous = SIG_DFL

    def open(self) -> None:
        """Put the native handler in front."""
        runtime = native()
        is_nested = runtime.previous_handler.value is not None
        if is_nested or threading.current_thread() is not threading.main_thread():
            return
        import signal

        getsig, setsig = handler_functions()
        previous = getsig(signal.SIGINT) or SIG_DFL
        if previous in (SIG_DFL, SIG_IGN):
            return
        runtime.interrupt.value = 0
        runtime.previous_handler.value = self.previous = previous
        setsig(signal.SIGINT, runtime.sigint_handler)

    def close(self) -> None:
        """Put the previous handler back; a second call does nothing."""
        previous, self.previous = self.previous, SIG_DFL
        if previous == SIG_DFL:
            return
        import signal

        runtime = native()
        handler_functions()[1](signal.SIGINT, previous)
        runtime.previous_handler.value = None
        runtime.interrupt.value = 0


def handler_functions() -> tuple[Any, Any]:
    """Return CPython's own functions that read and set a C signal handler."""
    getsig, setsig = ctypes.pythonapi.PyOS_getsig, ctypes.pythonapi.PyOS_setsig
    getsig.argtypes, getsig.restype = [ctypes.c_int], ctypes.c_void_p
    setsig.argtypes, setsig.restype = [ctypes.c_int, ctypes.c_void_p], ctypes.c_void_p
    return getsig, setsig
