"""Functions on a connection: created, checked, and kept alive until SQLite says that it is done with them."""

from __future__ import annotations

from typing import Any

from ...errors import SignatureError, StructcbError
from ...states import State, StateArray
from ..base import check_made, user_data_address
from .entries import Kept, entries_of
from .functions import Final, Scalar, SqlFunction, Step
from .libraries import find_sqlite

__all__ = ["create_aggregate", "create_function", "create_window_function"]

LONGEST_NAME = 255


def create_function(
    connection: Any,
    name: str,
    function: Scalar,
    state: State | StateArray | None = None,
    *,
    deterministic: bool = False,
) -> None:
    """Create a scalar function on a connection of ``sqlite3`` or ``apsw``.

    Function and state are kept alive until the connection is closed, or another function takes the name. An exception
    becomes an SQL error with its message; inside ``structcb.guard(function)`` it arrives as itself.

    Parameters
    ----------
    connection
        The connection.
    name
        What SQL calls the function.
    function
        Made by ``function``.
    state
        What the function gets as its last argument.
    deterministic
        Whether equal arguments give equal results, so that SQLite may call less often, and indices may use it.

    Raises
    ------
    StructcbError
        SQLite refuses, with its own message; or the connection is of neither kind.
    SignatureError
        A state of another struct than the function takes, or a name that SQLite does not have.
    """
    check_made(function, Scalar, "sqlite.function")
    register(connection, name, {"step": function}, state, function.count, deterministic=deterministic)


def create_aggregate(
    connection: Any, name: str, step: Step, final: Final, state: State | StateArray | None = None
) -> None:
    """Create an aggregate function; else it is as ``create_function``."""
    check_made(step, Step, "sqlite.step")
    check_made(final, Final, "sqlite.final")
    register(connection, name, {"step": step, "final": final}, state, step.count)


def create_window_function(  # noqa: PLR0917  (as few as a window function has)
    connection: Any,
    name: str,
    step: Step,
    inverse: Step,
    final: Final,
    state: State | StateArray | None = None,
) -> None:
    """Create an aggregate function that windows may slide with.

    ``inverse`` takes a row out of the group that ``step`` took in; ``final`` returns the value of each window, and
    must leave the group as it is. Else it is as ``create_function``.
    """
    check_made(step, Step, "sqlite.step")
    check_made(inverse, Step, "sqlite.step")
    check_made(final, Final, "sqlite.final")
    parts: dict[str, SqlFunction] = {"step": step, "inverse": inverse, "final": final, "value": final}
    if inverse.count != step.count:
        raise SignatureError(f"`{name}`: step takes {step.count} arguments, inverse {inverse.count}")
    register(connection, name, parts, state, step.count)


def register(
    connection: Any,
    name: str,
    parts: dict[str, SqlFunction],
    state: State | StateArray | None,
    count: int,
    *,
    deterministic: bool = False,
) -> None:
    """Tell SQLite of a function, and keep what it needs until SQLite says that it is done with it."""
    if "\0" in name or len(name.encode()) > LONGEST_NAME:
        raise SignatureError(
            f"SQLite has names of up to {LONGEST_NAME} bytes, without a NUL, and not {name!r}"
        )
    groups = {part.group for part in parts.values() if part.group}
    if len(groups) > 1:
        names = ", ".join(sorted(group.name for group in groups))
        raise SignatureError(f"`{name}`: its parts take different groups: {names}")
    check_state(name, parts, state)
    sqlite, handle = find_sqlite(connection)
    entries = entries_of(sqlite)
    callbacks = {name: part.callback for name, part in parts.items()}
    kept = Kept(entries.new_registration(callbacks, state), parts)
    address = kept.registration.address
    entries.kept[address] = kept
    code = entries.create(handle, name, count, address, frozenset(parts), deterministic=deterministic)
    if code:
        # SQLite has let go of it already: it calls the destructor when it refuses, too.
        ffi = sqlite.ffi
        message = ffi.string(sqlite.cffi.errmsg(ffi.cast("sqlite3 *", handle))).decode()
        raise StructcbError(f"SQLite refused the function `{name}`: {message} (code {code})")


def check_state(name: str, parts: dict[str, SqlFunction], state: State | StateArray | None) -> None:
    """Refuse a state that the parts don't take, and parts that lack theirs; some of them may do without."""
    stateful = [part.callback for part in parts.values() if part.stateful]
    if state is not None and not stateful:
        raise SignatureError(f"`{name}` takes no state; compile it with `user_data=` to have one")
    for callback in stateful:
        user_data_address(callback, state)
