"""Ctrl-C while C runs: a native handler in front of Python's, only while a guard is open on the main thread."""

from __future__ import annotations

import ctypes
import functools
import importlib
import threading
from types import CodeType, FrameType
from typing import Any

from .native import native

__all__ = ["Interruption"]

# In place of an address, as in C's <signal.h>.
SIG_DFL, SIG_IGN = 0, 1


class Interruption:
    """While it is open, SIGINT sets the flag that guarded callbacks look at.

    Python's handler (by default the one that raises KeyboardInterrupt) still runs, at once; only what comes while
    `uninterrupted` code runs, that of a guard which opens or closes, waits until that asks for it with `deliver`.
    Does nothing off the main thread, inside another one, or where SIGINT is ignored or kills the process.
    """

    def __init__(self, *uninterrupted: CodeType) -> None:
        self.uninterrupted = uninterrupted
        self.native_previous, self.waiting = SIG_DFL, False
        self.previous: Any = None
        self.holder = self

    def open(self) -> None:
        """Put the handlers in front; from Python's on, Ctrl-C waits."""
        if threading.current_thread() is not threading.main_thread():
            return
        runtime, signal, (getsig, setsig) = native(), plain_signals(), handler_functions()
        handler = signal.getsignal(signal.SIGINT)
        if runtime.previous_handler.value is not None:
            outer = getattr(handler, "__self__", None)
            self.holder = outer if isinstance(outer, Interruption) else self
            return
        if (getsig(signal.SIGINT) or SIG_DFL) in (SIG_DFL, SIG_IGN):
            return
        self.previous = handler
        if callable(handler):
            signal.signal(signal.SIGINT, self.handle)
        self.native_previous = getsig(signal.SIGINT)
        runtime.interrupt.value = 0
        runtime.previous_handler.value = self.native_previous
        setsig(signal.SIGINT, runtime.sigint_handler)

    def handle(self, number: int, frame: FrameType | None) -> None:
        """Let Python's handler run, unless a guard opens or closes: then it runs when that is done."""
        here = frame
        while here is not None:
            if here.f_code in self.uninterrupted:
                self.waiting = True
                return
            here = here.f_back
        self.previous(number, frame)

    def close(self) -> None:
        """Put the previous handlers back; a second call does nothing."""
        native_previous, self.native_previous = self.native_previous, SIG_DFL
        if native_previous == SIG_DFL:
            return
        runtime, signal = native(), plain_signals()
        handler_functions()[1](signal.SIGINT, native_previous)
        runtime.previous_handler.value = None
        runtime.interrupt.value = 0
        # Python sets handlers on its main thread only; elsewhere ours stays, and passes everything on.
        if callable(self.previous) and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self.previous)

    def deliver(self) -> BaseException | None:
        """Run the handler that has waited, and return what it raised."""
        holder = self.holder
        if not holder.waiting:
            return None
        holder.waiting = False
        try:
            holder.previous(plain_signals().SIGINT, None)
        except BaseException as error:  # noqa: BLE001  (the guard raises it)
            return error
        return None


@functools.cache
def plain_signals() -> Any:
    """Return what `signal` wraps.

    The wrappers look every number up as a member of an enumeration. Where a solver has taken all of the processor's
    cache, they were half of what a guard costs.
    """
    return importlib.import_module("_signal")


@functools.cache
def handler_functions() -> tuple[Any, Any]:
    """Return CPython's own functions that read and set a C signal handler."""
    getsig, setsig = ctypes.pythonapi.PyOS_getsig, ctypes.pythonapi.PyOS_setsig
    getsig.argtypes, getsig.restype = [ctypes.c_int], ctypes.c_void_p
    setsig.argtypes, setsig.restype = [ctypes.c_int, ctypes.c_void_p], ctypes.c_void_p
    return getsig, setsig
