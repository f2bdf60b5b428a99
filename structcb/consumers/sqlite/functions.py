"""Functions of SQL values as what SQLite calls: each is compiled with an adapter that reads its arguments.

A function returns 0, or 1 after an exception; the entry that SQLite itself calls then makes an SQL error of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable as PyCallable
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...callbacks import Callback, inline, inline_body
from ...errors import SignatureError
from ...headers import Header
from ...layouts import Layout
from ...prototypes import parameter_names
from ...runtime.slots import BorrowedSlot, Failure, Slot
from ...states import StructType
from ..base import Function, UserData, named_like, stateless
from .libraries import sqlite_header
from .values import NULL, SqlType, reader, sql_types, writer

__all__ = ["Final", "Scalar", "Step", "final", "function", "step"]

# SQLite's functions and types come as `void *`, because the header of the state declares none of them.
CALL = "int (void *sqlite, void *context, int count, void **values, void *user_data)"
FINISH = "int (void *sqlite, void *context, void *user_data)"
# What the entry takes for a failure.
FAILED = 1
CONVENTIONS = (
    "`int` and `float` are numbers, `str` is an array of `char`, `bytes` one of `uint8`; "
    "for a result that is `str` or `bytes`, return bytes, as b'text', or a contiguous array"
)
# SQLite aligns what it allocates to eight bytes.
SQLITE_ALIGNMENT = 8


@dataclass(frozen=True)
class SqlFunction:
    """A compiled function, whether it takes a state, and the struct of its group if it has one."""

    callback: Callback
    stateful: bool
    group: Layout | None

    @property
    def _structcb_slots(self) -> Sequence[Slot]:
        return [OwnSlot(slot) for slot in self.callback._structcb_slots]

    def __call__(self, *arguments: Any) -> Any:
        """Call the plain Python function."""
        return self.callback.py_func(*arguments)


@dataclass(frozen=True)
class Scalar(SqlFunction):
    """A compiled scalar function of `count` arguments."""

    count: int


@dataclass(frozen=True)
class Step(SqlFunction):
    """A compiled function that takes a row of `count` arguments into a group, or out of it."""

    count: int


@dataclass(frozen=True)
class Final(SqlFunction):
    """A compiled function of a group that returns its value."""


class OwnSlot(BorrowedSlot):
    """A slot whose guard takes what failed on its own thread only.

    SQLite calls on the thread that asks, which makes an SQL error of what no guard there is to have.
    """

    def open_guard(self, thread_id: int) -> None:
        """Note that a thread guards this callback, so that interrupts stop it."""
        self.slot.open_guard(thread_id)

    def close_guard(self, thread_id: int) -> None:
        """Note that a thread's guard has ended."""
        self.slot.close_guard(thread_id)

    def collect(self, accept: PyCallable[[Failure], bool] = lambda failure: True) -> list[Failure]:
        """Take the failures of this thread that are accepted."""
        thread = threading.get_ident()
        return self.slot.collect(lambda failure: failure.thread_id == thread and accept(failure))


def function(header: Header, user_data: UserData = None, **options: Any) -> PyCallable[[Function], Scalar]:
    """Compile the decorated ``f(x: float, name: str, ..., p) -> float``.

    The annotations say what SQL passes and gets: ``int``, ``float``, ``str`` and ``bytes``, each with ``| None`` where
    NULL may come. Text is a read-only array of ``char``, which compares with bytes (``name == b"abc"``), a blob a
    read-only array of ``uint8``; what is returned for either is bytes or an array. Where an argument is NULL whose
    annotation has no ``None``, the result is NULL and the body is not called. A value of another type is a
    ``TypeError``; only an integer for a ``float`` will do.

    Parameters
    ----------
    header
        The header that declares the state.
    user_data
        The struct of the state, which the body gets last.
    **options
        ``noalias``, ``fastmath``, ``boundscheck``, ``error_model``, ``cache`` and ``debug``, as for ``Header.callback``.
    """

    def decorate(function: Function) -> Scalar:
        parameters, result = sql_types(function, arguments(function, None, user_data))
        finish = scalar_end(with_state(function, user_data, options), writer(function, result))
        adapter = adapt_call(parameters, finish)
        callback = compiled(CALL, header, user_data, options, function, adapter)
        return Scalar(callback, user_data is not None, None, len(parameters))

    return decorate


def step(
    header: Header, group: str | StructType, user_data: UserData = None, **options: Any
) -> PyCallable[[Function], Step]:
    """Compile the decorated ``f(g, x: float, ..., p)``, which takes a row into the group ``g``, or out of it.

    SQLite allocates the struct of each group, zeroed. A row is passed over where an argument is NULL whose annotation
    has no ``None``.

    Parameters
    ----------
    header
        The header that declares the group and the state.
    group
        The struct of a group.
    user_data
        The struct of the state, which the body gets last.
    **options
        As for ``function``.
    """
    struct = group_struct(header, group)

    def decorate(function: Function) -> Step:
        parameters, _ = sql_types(function, arguments(function, struct, user_data))
        adapter = adapt_call(
            parameters, step_end(with_state(function, user_data, options), inline(group_at(struct)))
        )
        callback = compiled(CALL, header, user_data, options, function, adapter)
        return Step(callback, user_data is not None, struct.layout, len(parameters))

    return decorate


def final(
    header: Header, group: str | StructType, user_data: UserData = None, **options: Any
) -> PyCallable[[Function], Final]:
    """Compile the decorated ``f(g, p) -> float``, which returns the value of the group ``g``.

    A group without a row is all zeros. The parameters are those of ``step``.
    """
    struct = group_struct(header, group)

    def decorate(function: Function) -> Final:
        _, result = sql_types(function, slice(0, 0))
        arguments(function, struct, user_data, most=0)
        adapter = adapt_final(
            with_state(function, user_data, options), inline(group_at(struct)), writer(function, result)
        )
        callback = compiled(FINISH, header, user_data, options, function, adapter)
        return Final(callback, user_data is not None, struct.layout)

    return decorate


def compiled(  # noqa: PLR0917
    prototype: str,
    header: Header,
    user_data: UserData,
    options: Mapping[str, Any],
    function: Function,
    adapter: Function,
) -> Callback:
    """Compile a function with its adapter."""
    decorate = header.callback(prototype, user_data=user_data, on_error=FAILED, **options)
    try:
        return decorate(named_like(function, adapter))
    except Exception as error:
        # numba's own words are about the adapter, which the user has not written.
        error.add_note(f"`{function.__qualname__}`: {CONVENTIONS}")
        raise


def arguments(
    function: Function, group: StructType | None, user_data: UserData, most: int | None = None
) -> slice:
    """Return which of a function's parameters SQL passes.

    Raises
    ------
    SignatureError
        Fewer parameters than there are group and state, or more than SQL can pass.
    """
    names = parameter_names(function)
    first, last = int(group is not None), len(names) - (user_data is not None)
    if last < first or (most is not None and last - first > most):
        wanted = ", ".join(["g"] * first + ["..."] * (most is None) + ["p"] * (user_data is not None))
        raise SignatureError(f"`{function.__qualname__}` gets ({wanted}), but takes ({', '.join(names)})")
    return slice(first, last)


def group_struct(header: Header, group: str | StructType) -> StructType:
    """Return the struct of a group, which SQLite must be able to allocate."""
    struct = header.struct(group) if isinstance(group, str) else group
    if struct.layout.align > SQLITE_ALIGNMENT:
        raise SignatureError(
            f"`{struct.name}` must lie at a multiple of {struct.layout.align} bytes; SQLite, which allocates groups, "
            f"knows of {SQLITE_ALIGNMENT} only. Point to such data from the state"
        )
    return struct


def with_state(function: Function, user_data: UserData, options: Mapping[str, Any]) -> Any:
    """Return the body as a function whose last argument is the state, wanted or not."""
    body = inline_body(function, options)
    return body if user_data is not None else inline(stateless(body))


def adapt_call(parameters: Mapping[str, SqlType], end: Any) -> Function:
    """Return a function of values as the entry calls it."""
    calls: Any = sqlite_header().struct("calls")
    for position, (name, sql) in reversed([*enumerate(parameters.items())]):
        end = inline(take(position, reader(name, sql), end, nullable=sql.nullable))

    def adapter(sqlite, context, count, values, user_data):  # type: ignore[no-untyped-def]  # C's, from the prototype
        return end(calls(sqlite), context, values, user_data, ())

    return adapter


def take(position: int, read: Any, rest: Any, *, nullable: bool) -> Function:
    """Return a function that reads one argument, and leaves the others to the rest."""

    def take_any(sqlite, context, values, user_data, taken):  # type: ignore[no-untyped-def]  # compiled
        value = values[position]
        return rest(
            sqlite, context, values, user_data, (*taken, read(sqlite, value, sqlite.value_type(value)))
        )

    def take_value(sqlite, context, values, user_data, taken):  # type: ignore[no-untyped-def]  # compiled
        value = values[position]
        kind = sqlite.value_type(value)
        if kind == NULL:
            return 0
        return rest(sqlite, context, values, user_data, (*taken, read(sqlite, value, kind)))

    return take_any if nullable else take_value


def scalar_end(body: Any, write: Any) -> Any:
    """Return a function that calls the body with what was read, and gives its result to SQL."""

    def end(sqlite, context, values, user_data, taken):  # type: ignore[no-untyped-def]  # compiled
        write(sqlite, context, body(*taken, user_data))
        return 0

    return inline(end)


def step_end(body: Any, group: Any) -> Any:
    """Return a function that calls the body with the group and with what was read."""

    def end(sqlite, context, values, user_data, taken):  # type: ignore[no-untyped-def]  # compiled
        body(group(sqlite, context), *taken, user_data)
        return 0

    return inline(end)


def adapt_final(body: Any, group: Any, write: Any) -> Function:
    """Return a function of a group as the entry calls it."""
    calls: Any = sqlite_header().struct("calls")

    def adapter(sqlite, context, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        api = calls(sqlite)
        write(api, context, body(group(api, context), user_data))
        return 0

    return adapter


def group_at(struct: Any) -> Function:
    """Return a function that has SQLite find the group, or allocate it."""
    size = struct.size

    def group(sqlite, context):  # type: ignore[no-untyped-def]  # compiled
        found = struct(sqlite.aggregate_context(context, size))
        if not found:
            raise MemoryError("SQLite has no memory for the group")
        return found

    return group
