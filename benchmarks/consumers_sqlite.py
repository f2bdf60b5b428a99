"""SQL functions in SQLite: a scalar and an aggregate, compiled, in C, and as `sqlite3` takes them from Python."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from structcb.consumers import sqlite
from structcb.consumers.sqlite.libraries import find_sqlite

from .compilers import Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("consumers_sqlite")
ROWS = 20_000
UTF8 = 1


def scaled(x: float, p) -> float:
    p.ncalls += 1
    p.sum += x
    return p.scale * x * x + math.sin(x)


def enter(g, x: float):
    g.n += 1
    delta = x - g.mean
    g.mean += delta / g.n
    g.m2 += delta * (x - g.mean)


def deviation(g) -> float | None:
    if g.n < 2:
        return None
    return math.sqrt(g.m2 / (g.n - 1))


class Group:
    """The aggregate as Python's own module takes it."""

    def __init__(self) -> None:
        self.n, self.mean, self.m2 = 0, 0.0, 0.0

    def step(self, x: float) -> None:
        """Take a row in."""
        enter(self, x)

    def finalize(self) -> float | None:
        """Return the value."""
        return deviation(self)


class Parameters:
    """The state as a Python user would keep it."""

    scale, ncalls, sum = 2.0, 0, 0.0


def comparisons() -> Iterator[Comparison]:
    """Yield the scalar and the aggregate, over the same table."""
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (g int, x real)")
    values = ((i % 50, (i * 7919 % 10007) / 100.0) for i in range(ROWS))
    connection.executemany("insert into t values (?, ?)", values)
    state = create_in_c(connection)
    create_compiled(connection)
    create_in_python(connection)
    yield comparison(connection, state, "a scalar function", "select sum(scaled_{}(x)) from t")
    yield comparison(
        connection, state, "an aggregate of 50 groups", "select deviation_{}(x) from t group by g"
    )


def comparison(connection: Any, state: Any, what: str, sql: str) -> Comparison:
    """Return one query, with the function of each route; the state is C's, which nobody else keeps alive."""

    def route(suffix: str) -> Route:
        def run(kept: Any = state) -> Sequence[float]:
            return [value for (value,) in connection.execute(sql.format(suffix))]

        return Route(run, ROWS)

    routes = {"C": route("c"), "structcb": route("structcb"), "sqlite3, a Python function": route("python")}
    return Comparison(f"SQLite, {what}", routes, [Bar("structcb", "C", 1.05)], unit="row")


def create_in_c(connection: Any) -> Any:
    """Register the functions in C, and return their state."""
    found, handle = find_sqlite(connection)
    library, ffi = PROGRAM.callbacks(), found.ffi
    library.use(ffi.cast("void *", found.routines.address))
    state = PROGRAM.header.new("scaling", scale=2.0)
    database, null = ffi.cast("sqlite3 *", handle), ffi.NULL
    create = found.cffi.create_function_v2
    row, group = "void (*)(sqlite3_context *, int, sqlite3_value **)", "void (*)(sqlite3_context *)"
    data = ffi.cast("void *", state.address)
    entry = ffi.cast(row, library.scaled.address)
    assert not create(database, b"scaled_c", 1, UTF8, data, entry, null, null, null)
    step, final = ffi.cast(row, library.enter.address), ffi.cast(group, library.deviation.address)
    assert not create(database, b"deviation_c", 1, UTF8, null, null, step, final, null)
    return state


def create_compiled(connection: Any) -> None:
    """Register the compiled functions."""
    header, options = PROGRAM.header, {"error_model": "numpy", "cache": False}
    scalar = sqlite.function(header, "scaling", **options)(scaled)
    sqlite.create_function(connection, "scaled_structcb", scalar, header.new("scaling", scale=2.0))
    step = sqlite.step(header, "welford", **options)(enter)
    final = sqlite.final(header, "welford", **options)(deviation)
    sqlite.create_aggregate(connection, "deviation_structcb", step, final)


def create_in_python(connection: Any) -> None:
    """Register the plain Python functions."""
    parameters = Parameters()
    connection.create_function("scaled_python", 1, lambda x: scaled(x, parameters))
    connection.create_aggregate("deviation_python", 1, Group)
