"""What SQLite itself calls: entries that find the function in its user data, and make SQL errors of exceptions."""

from __future__ import annotations

import ctypes
import functools
import threading
from collections.abc import Callable as PyCallable
from dataclasses import dataclass
from typing import Any

from ...callbacks import Callback
from ...errors import CallbackError
from ...runtime.slots import Failure
from ...states import State
from .functions import SqlFunction
from .libraries import Sqlite

__all__ = ["Entries", "Kept", "entries_of"]

PARTS = ("step", "inverse", "final", "value")
STEP, INVERSE, FINAL, VALUE = range(len(PARTS))


@dataclass(frozen=True)
class Kept:
    """What must live as long as SQLite may call a function."""

    registration: State
    parts: dict[str, SqlFunction]


@functools.cache
def entries_of(sqlite: Sqlite) -> Entries:
    """Return the entries of one SQLite, which live as long as the process."""
    return Entries(sqlite)


class Entries:
    """The C functions that SQLite calls, the same for all functions; what differs they find in the user data."""

    def __init__(self, sqlite: Sqlite) -> None:
        self.sqlite = sqlite
        self.kept: dict[int, Kept] = {}
        self.compiled: dict[str, Callback] = {}
        ffi, forget = sqlite.ffi, self.kept.pop
        self.failed = ffi.callback("void (void *, void *, int)", self.tell, onerror=self.tell_of_interrupt)
        # Connections close when Python itself ends, and what is global may be gone by then; ctypes hands over integers.
        self.destroy = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(
            lambda address: (forget(address, None), None)[1]
        )
        for immortal in (self.destroy, self.failed):
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(immortal))

    def new_registration(self, parts: dict[str, Callback], state: Any) -> State:
        """Return what the entries need to know of a function."""
        made: State = self.sqlite.header.new(
            "registration",
            sqlite=self.sqlite.calls,
            user_data=state,
            failed=self.failed,
            **parts,
        )
        return made

    def create(
        self, handle: int, name: str, count: int, address: int, parts: frozenset[str], *, deterministic: bool
    ) -> int:
        """Call SQLite's function that creates functions; return its code."""
        cffi, ffi = self.sqlite.cffi, self.sqlite.ffi
        constants: Any = self.sqlite.header.constants
        flags = constants.SQLITE_UTF8 | (constants.SQLITE_DETERMINISTIC if deterministic else 0)
        database, data = ffi.cast("sqlite3 *", handle), ffi.cast("void *", address)
        destroy = ffi.cast("void (*)(void *)", ctypes.cast(self.destroy, ctypes.c_void_p).value)
        first = database, name.encode(), count, flags, data
        null = ffi.NULL
        if "inverse" in parts:
            entries = [self.entry(part) for part in ("step", "final", "value", "inverse")]
            return int(cffi.create_window_function(*first, *entries, destroy))
        if "final" in parts:
            step, final = self.entry("step"), self.entry("final")
            return int(cffi.create_function_v2(*first, null, step, final, destroy))
        return int(cffi.create_function_v2(*first, self.entry("step"), null, null, destroy))

    def entry(self, part: str) -> Any:
        """Return what SQLite calls for a part of a function, as its header has it; each is compiled once."""
        prototype, kind, make = ROW if part in {"step", "inverse"} else GROUP
        if part not in self.compiled:
            self.compiled[part] = self.sqlite.header.callback(prototype)(make(self.sqlite, part))
        return self.sqlite.ffi.cast(kind, self.compiled[part].address)

    def tell(self, address: Any, context: Any, part: int) -> None:
        """Make an SQL error of the exception that a function has left in its slot."""
        failure = last_failure(self.function(address, part))
        error = failure.exception if failure else CallbackError("the function failed without an exception")
        self.give_error(context, f"{type(error).__name__}: {error}")
        if failure and failure.interrupted:
            self.give_interrupt(context)

    def tell_of_interrupt(self, kind: type, error: BaseException, traceback: Any) -> None:
        """Make an SQL error of Ctrl-C, which Python raises as soon as `tell` begins; a guard raises it again."""
        # This is how cffi documents to get at the arguments.
        given = traceback.tb_frame.f_locals
        self.give_error(given["context"], f"{kind.__name__}: {error}")
        if not issubclass(kind, KeyboardInterrupt):
            return
        self.give_interrupt(given["context"])
        slot = self.function(given["address"], given["part"]).callback._structcb_slot
        slot.add(Failure(error, threading.get_ident(), 0, interrupted=True))

    def function(self, address: Any, part: int) -> SqlFunction:
        """Return the function that is a part of a registration."""
        return self.kept[int(self.sqlite.ffi.cast("uintptr_t", address))].parts[PARTS[part]]

    def give_error(self, context: Any, text: str) -> None:
        """Make the result an error."""
        where = self.sqlite.ffi.cast("sqlite3_context *", context)
        self.sqlite.cffi.result_error(where, text.encode(errors="replace"), -1)

    def give_interrupt(self, context: Any) -> None:
        """Make the error an interruption, with SQLite's own message."""
        constants: Any = self.sqlite.header.constants
        where = self.sqlite.ffi.cast("sqlite3_context *", context)
        self.sqlite.cffi.result_error_code(where, constants.SQLITE_INTERRUPT)


def last_failure(function: SqlFunction) -> Failure | None:
    """Return the failure that this thread has just had, and take it unless a guard will.

    Without a guard the SQL error is how the exception arrives; it must not be reported a second time.
    """
    slot, thread = function.callback._structcb_slot, threading.get_ident()
    seen: list[Failure] = []

    def accept(failure: Failure) -> bool:
        if failure.thread_id == thread:
            seen.append(failure)
        return failure.thread_id == thread and thread not in slot.guards

    slot.collect(accept)
    return seen[-1] if seen else None


def row_entry(sqlite: Sqlite, part: str) -> PyCallable[..., None]:
    """Return what SQLite calls with a row."""
    registration: Any = sqlite.header.struct("registration")
    user_data = sqlite.user_data

    def step(context, count, values):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        self = registration(user_data(context))
        if self.step(self.sqlite, context, count, values, self.user_data):
            self.failed(self, context, STEP)

    def inverse(context, count, values):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        self = registration(user_data(context))
        if self.inverse(self.sqlite, context, count, values, self.user_data):
            self.failed(self, context, INVERSE)

    return step if part == "step" else inverse


def group_entry(sqlite: Sqlite, part: str) -> PyCallable[..., None]:
    """Return what SQLite calls with a group."""
    registration: Any = sqlite.header.struct("registration")
    user_data = sqlite.user_data

    def final(context):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        self = registration(user_data(context))
        if self.final(self.sqlite, context, self.user_data):
            self.failed(self, context, FINAL)

    def value(context):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        self = registration(user_data(context))
        if self.value(self.sqlite, context, self.user_data):
            self.failed(self, context, VALUE)

    return final if part == "final" else value


# What is compiled, what SQLite's header calls it, and how it is made.
ROW = (
    "void (void *context, int count, void **values)",
    "void (*)(sqlite3_context *, int, sqlite3_value **)",
    row_entry,
)
GROUP = "void (void *context)", "void (*)(sqlite3_context *)", group_entry
