"""SQL's values and Python's: what a parameter's annotation reads, and what the result's annotation gives back.

The readers and writers are plain functions that are compiled with the user's. Each gets SQLite's own table of functions,
so that the same machine code serves every SQLite in the process.
"""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ... import states
from ...callbacks import inline
from ...errors import SignatureError
from ..base import Function

__all__ = ["NULL", "SqlType", "reader", "sql_types", "writer"]

INTEGER, FLOAT, TEXT, BLOB, NULL = 1, 2, 3, 4, 5
COPY = -1  # SQLITE_TRANSIENT: SQLite makes a copy before the function returns.


@dataclass(frozen=True)
class SqlType:
    """A Python class that stands for a type of SQL, and whether None stands for NULL."""

    kind: type
    nullable: bool


def sql_types(function: Function, values: slice) -> tuple[dict[str, SqlType], SqlType | None]:
    """Return the SQL types of some of a function's parameters, and of its result if it has an annotation.

    Raises
    ------
    SignatureError
        An annotation that is missing, or that SQL has no type for; or one of a group or a state.
    """
    signature = inspect.signature(function, eval_str=True)
    name, parameters = function.__qualname__, [*signature.parameters.values()]
    found = {p.name: sql_type(name, p.name, p.annotation) for p in parameters[values]}
    for other in parameters:
        if other.name not in found and other.annotation in READERS:
            raise SignatureError(
                f"`{name}({other.name})` is annotated {other.annotation}, but what stands there is the group (first) "
                "or the state (last), without an annotation; what SQL passes stands between them"
            )
    result = signature.return_annotation
    return found, None if result in (signature.empty, None) else sql_type(name, "return", result)


def sql_type(function: str, name: str, annotation: Any) -> SqlType:
    """Return the SQL type that an annotation stands for."""
    is_union = isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union
    options = typing.get_args(annotation) if is_union else (annotation,)
    kinds = [option for option in options if option is not types.NoneType]
    if len(kinds) != 1 or kinds[0] not in READERS:
        bare = "has no annotation, and a state needs `user_data=`"
        found = bare if annotation is inspect.Parameter.empty else f"is annotated {annotation}"
        raise SignatureError(
            f"`{function}({name})` {found}; SQL has `int`, `float`, `str` and `bytes`, each with `| None` if NULL may come"
        )
    return SqlType(kinds[0], len(kinds) < len(options))


def reader(name: str, sql: SqlType) -> Any:
    """Return a function that reads one value: `read(sqlite, value, kind)`."""
    what = {int: "an integer", float: "a number", str: "text", bytes: "a blob"}[sql.kind]
    read = inline(READERS[sql.kind](f"`{name}` takes {what}, and SQL gave something else; use SQL's cast()"))
    if not sql.nullable:
        return read

    def read_nullable(sqlite, value, kind):  # type: ignore[no-untyped-def]  # compiled
        if kind == NULL:
            return None
        return read(sqlite, value, kind)

    return inline(read_nullable)


def read_integer(fault: str) -> Function:
    """Return a function that reads an integer."""

    def read(sqlite, value, kind):  # type: ignore[no-untyped-def]  # compiled
        if kind != INTEGER:
            raise TypeError(fault)
        return sqlite.value_int64(value)

    return read


def read_number(fault: str) -> Function:
    """Return a function that reads a number."""

    def read(sqlite, value, kind):  # type: ignore[no-untyped-def]  # compiled
        if kind not in (FLOAT, INTEGER):
            raise TypeError(fault)
        return sqlite.value_double(value)

    return read


def read_text(fault: str) -> Function:
    """Return a function that reads text as an array of `char`."""
    view = states.view

    def read(sqlite, value, kind):  # type: ignore[no-untyped-def]  # compiled
        if kind != TEXT:
            raise TypeError(fault)
        # The text first: asking for it may convert it, which changes its length.
        text = sqlite.value_text(value)
        return view(text, sqlite.value_bytes(value))

    return read


def read_blob(fault: str) -> Function:
    """Return a function that reads a blob as an array of bytes."""
    view = states.view

    def read(sqlite, value, kind):  # type: ignore[no-untyped-def]  # compiled
        if kind != BLOB:
            raise TypeError(fault)
        blob = sqlite.value_blob(value)
        # What is empty has no address.
        return view(sqlite.nothing if blob is None else blob, sqlite.value_bytes(value))

    return read


READERS: dict[type, Callable[[str], Function]] = {
    int: read_integer,
    float: read_number,
    str: read_text,
    bytes: read_blob,
}


def writer(function: Function, sql: SqlType | None) -> Any:
    """Return a function that gives a result to SQL: `write(sqlite, context, result)`.

    Raises
    ------
    SignatureError
        No annotation says what the function returns.
    """
    if sql is None:
        raise SignatureError(
            f"`{function.__qualname__}` has no annotation of what it returns, as in `-> float`"
        )
    write = inline(WRITERS[sql.kind]())
    fault = f"`{function.__qualname__}` returned None; annotate its result `| None`, or return a value on every path"

    def write_value(sqlite, context, result):  # type: ignore[no-untyped-def]  # compiled
        if result is None:
            raise TypeError(fault)
        write(sqlite, context, result)

    def write_nullable(sqlite, context, result):  # type: ignore[no-untyped-def]  # compiled
        if result is None:
            sqlite.result_null(context)
        else:
            write(sqlite, context, result)

    return inline(write_nullable if sql.nullable else write_value)


def write_integer() -> Function:
    """Return a function that gives an integer."""

    def write(sqlite, context, result):  # type: ignore[no-untyped-def]  # compiled
        # A float has no `|`, and is refused instead of cut off.
        sqlite.result_int64(context, result | 0)

    return write


def write_number() -> Function:
    """Return a function that gives a number."""

    def write(sqlite, context, result):  # type: ignore[no-untyped-def]  # compiled
        # `float()` does not take what may be None, and a product does.
        sqlite.result_double(context, result * 1.0)

    return write


def write_text() -> Function:
    """Return a function that gives bytes, or an array of them, as text."""

    def give(sqlite, context, data, length):  # type: ignore[no-untyped-def]  # compiled
        sqlite.result_text(context, data, length, COPY)

    return write_bytes(inline(give))


def write_blob() -> Function:
    """Return a function that gives bytes, or an array of anything, as a blob."""

    def give(sqlite, context, data, length):  # type: ignore[no-untyped-def]  # compiled
        sqlite.result_blob(context, data, length, COPY)

    return write_bytes(inline(give))


def write_bytes(give: Any) -> Function:
    """Return a function that gives the bytes of a result."""
    import numpy as np

    def write(sqlite, context, result):  # type: ignore[no-untyped-def]  # compiled
        # `frombuffer` does not take what may be None, and a slice does.
        array = np.frombuffer(result[:], np.uint8)
        if len(array):
            give(sqlite, context, array, len(array))
        else:
            # Without bytes there may be no address, which SQLite takes for NULL.
            give(sqlite, context, sqlite.nothing, 0)

    return write


WRITERS: dict[type, Callable[[], Function]] = {
    int: write_integer,
    float: write_number,
    str: write_text,
    bytes: write_blob,
}
