"""Error slots: what a callback could not raise through C, kept until Python asks for it.

Machine code pushes onto the slot; here the nodes become exceptions with the user's file and line.
"""

from __future__ import annotations

import ctypes
import threading
import types
from collections.abc import Callable, Sequence
from typing import TypeAlias

from ..errors import CallbackError
from ..facts import Fact
from .assembly import ERROR_CAP, NODES, PYTHON_AT_LINE, RECOVERABLE_CAP
from .native import native
from .raised import DynamicDecoder, decode
from .tracebacks import Place, line_of, with_places

__all__ = ["BorrowedSlot", "Failure", "NativeSlot", "Slot"]

PYTHON_EXCEPTION, STOP_ITERATION, INTERRUPTED = -1, -3, -100


Recovers: TypeAlias = Callable[[type[BaseException]], bool]


class Node(ctypes.Structure):
    """One error as machine code left it; the layout is that of `%node` in `native`."""

    _fields_ = (
        ("state", ctypes.c_int64),
        ("code", ctypes.c_int64),
        ("excinfo", ctypes.c_void_p),
        ("thread", ctypes.c_uint64),
        ("user_data", ctypes.c_void_p),
        ("value", ctypes.c_void_p),
        ("type", ctypes.c_void_p),
        ("traceback", ctypes.c_void_p),
    )


class Failure(Fact):
    """An exception of a callback, the thread that it happened on, and the user data that it was called with.

    `recoverable` means that C was told to try again.
    """

    exception: BaseException
    thread_id: int
    user_data: int
    interrupted: bool = False
    recoverable: bool = False


class Slot:
    """The errors of one callback, waiting to be collected. Any thread may add one; taking them needs the GIL.

    `address` is that of a word for C to look at, which is not zero while something waits.
    """

    def __init__(self, callback_name: str, recovers: Recovers = lambda raised: False) -> None:
        self.callback_name, self.recovers = callback_name, recovers
        self._word = ctypes.c_int64()
        self.address = ctypes.addressof(self._word)
        self.guards: list[int] = []
        self._kept: list[Failure] = []
        self._dropped = 0
        self._lock = threading.Lock()

    @property
    def pending(self) -> bool:
        """Whether anything waits to be collected."""
        return bool(self._kept)

    def add(self, failure: Failure) -> None:
        """Keep a failure, or count it where too many wait already and its thread has one among them."""
        with self._lock:
            crowded = len(self._kept) >= (RECOVERABLE_CAP if failure.recoverable else ERROR_CAP)
            if crowded and any(kept.thread_id == failure.thread_id for kept in self._kept):
                self._dropped += 1
            else:
                self._kept.append(failure)
                self._word.value = 1

    def collect(self, accept: Callable[[Failure], bool] = lambda failure: True) -> list[Failure]:
        """Take the failures that are accepted, oldest first; the others stay."""
        with self._lock:
            found = [*self._kept, *self._drain()]
            taken = [failure for failure in found if accept(failure)]
            self._kept = [failure for failure in found if not any(failure is t for t in taken)]
            self._word.value = bool(self._kept)
        return taken

    def take_dropped(self) -> int:
        """Return how many failures were dropped past the cap since the last call."""
        dropped, self._dropped = self._dropped, 0
        return dropped

    def report(self, exception: BaseException, source: object) -> None:
        """Hand an exception that cannot be raised to `sys.unraisablehook`."""
        native().report(type(exception), exception, exception.__traceback__, source)

    def open_guard(self, thread_id: int) -> None:
        """Note that a thread guards this callback, so that interrupts stop it."""
        with self._lock:
            self.guards.append(thread_id)

    def close_guard(self, thread_id: int) -> None:
        """Note that a thread's guard has ended."""
        with self._lock:
            self.guards.remove(thread_id)

    def failure(self, exception: BaseException, thread_id: int, user_data: int) -> Failure:
        """Return an exception together with the place where it happened."""
        if isinstance(exception, KeyboardInterrupt):
            return Failure(exception, thread_id, user_data, interrupted=True)
        place = f"thread {thread_id}" + (f", user data at {user_data:#x}" if user_data else "")
        exception.add_note(f"raised in callback `{self.callback_name}` ({place})")
        return Failure(exception, thread_id, user_data, recoverable=self.recovers(type(exception)))

    def _drain(self) -> list[Failure]:
        return []


class BorrowedSlot(Slot):
    """The slot of a callback, for an object that wants another guard for it: everything else is the callback's."""

    def __init__(self, slot: Slot) -> None:
        super().__init__(slot.callback_name, slot.recovers)
        self.slot, self.guards, self.address = slot, slot.guards, slot.address

    @property
    def pending(self) -> bool:
        """Whether anything waits to be collected."""
        return self.slot.pending

    def add(self, failure: Failure) -> None:
        """Keep a failure, or count it."""
        self.slot.add(failure)

    def collect(self, accept: Callable[[Failure], bool] = lambda failure: True) -> list[Failure]:
        """Take the failures that are accepted."""
        return self.slot.collect(accept)

    def take_dropped(self) -> int:
        """Return how many failures were dropped past the cap since the last call."""
        return self.slot.take_dropped()


class NativeSlot(Slot):
    """The slot of machine code, which pushes without the GIL; what it pushed is decoded when it is collected."""

    def __init__(
        self,
        address: int,
        callback_name: str,
        dynamic: DynamicDecoder | None = None,
        classes: Sequence[type] = (),
        *,
        recovers: Recovers = lambda raised: False,
        filename: str = "",
    ) -> None:
        super().__init__(callback_name, recovers)
        self.filename = filename
        self.address, self.dynamic, self.classes = address, dynamic, classes
        self._first = ctypes.c_void_p.from_address(address)

    @property
    def pending(self) -> bool:
        """Whether anything waits to be collected."""
        return bool(self._kept) or self._first.value is not None

    def take_dropped(self) -> int:
        """Return how many failures were dropped past the cap since the last call."""
        return super().take_dropped() + int(native().take_dropped(self.address))

    def open_guard(self, thread_id: int) -> None:
        """Note that a thread guards this callback, so that interrupts stop it."""
        super().open_guard(thread_id)
        native().open_guard(self.address, 1)

    def close_guard(self, thread_id: int) -> None:
        """Note that a thread's guard has ended."""
        super().close_guard(thread_id)
        native().open_guard(self.address, -1)

    def _drain(self) -> list[Failure]:
        return [
            self.failure(self._exception(node), node.thread, node.user_data or 0)
            for node in take_nodes(self.address)
        ]

    def _exception(self, node: Node) -> BaseException:
        if node.code == INTERRUPTED:
            return KeyboardInterrupt()
        if node.code == STOP_ITERATION:
            return StopIteration()
        line = line_of(node.code)
        places = [] if line is None else [Place(self.callback_name, self.filename, line)]
        if node.code == PYTHON_EXCEPTION or node.code < PYTHON_AT_LINE:
            return with_places(python_exception(node, self.callback_name), places)
        if node.code >= 1:
            raised = decode(node.excinfo, self.dynamic, self.classes)
            return with_places(raised.exception, [*places, *([raised.place] if raised.place else [])])
        return CallbackError(f"callback `{self.callback_name}` returned numba's status {node.code}")


def take_nodes(slot: int) -> list[Node]:
    """Take the nodes of a slot, oldest first."""
    nodes = (Node * NODES)()
    return list(nodes[: native().take(slot, nodes)])


def python_exception(node: Node, name: str) -> BaseException:
    """Return an exception that Python code inside the callback (object mode) had raised, owning its references."""
    kind, value, traceback = owned(node.type), owned(node.value), owned(node.traceback)
    if isinstance(value, BaseException):
        return value.with_traceback(traceback if isinstance(traceback, types.TracebackType) else None)
    if isinstance(kind, type) and issubclass(kind, BaseException):
        return kind(*(value if isinstance(value, tuple) else () if value is None else (value,)))
    return CallbackError(
        f"callback `{name}` raised a Python exception on a thread that Python does not know; the exception was lost"
    )


def owned(address: int | None) -> object:
    """Take over a reference that machine code holds."""
    if not address:
        return None
    holder = ctypes.py_object.from_buffer(ctypes.c_void_p(address))
    # The holder borrows; the reference that PyErr_Fetch gave us is dropped when `value` dies.
    value: object = holder.value
    ctypes.pythonapi.Py_DecRef(ctypes.py_object(value))
    return value
