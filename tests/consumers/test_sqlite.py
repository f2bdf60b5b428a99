"""SQL functions on real connections: the same functions in Python's own sqlite3, and SQLite's built-in ones, are the oracles."""

# In compiled code text and blobs are arrays, whatever SQL calls them.
# mypy: disable-error-code="no-any-return, attr-defined, return-value, comparison-overlap, empty-body"

from __future__ import annotations

import contextlib
import gc
import math
import os
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import structcb
from structcb.consumers import sqlite
from structcb.consumers.sqlite import libraries

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
H = structcb.parse("""
    typedef struct { double scale; long ncalls; } scaling;
    typedef struct { long n; double mean, m2; } welford;
    typedef struct { long n; } counter;
    typedef struct { _Alignas(16) double lanes[4]; } wide;
""")
ROWS = [(i % 5, (i * 7919 % 10007) / 100.0) for i in range(2000)]


def standard():
    return sqlite3.connect(":memory:")


def of_apsw():
    return pytest.importorskip("apsw").Connection(":memory:")


@pytest.fixture(params=[standard, of_apsw], ids=["sqlite3", "apsw"])
def connection(request):
    made = request.param()
    yield made
    made.close()


@pytest.fixture
def table(connection):
    connection.execute("create table t(g int, x real)")
    connection.executemany("insert into t values (?, ?)", ROWS)
    return connection


@sqlite.function(H, user_data="scaling")
def scaled(x: float, p) -> float:
    p.ncalls += 1
    if x < 0:
        raise ValueError("x is negative")
    return p.scale * x * x + math.sin(x)


@sqlite.step(H, "welford")
def add(g, x: float):
    g.n += 1
    delta = x - g.mean
    g.mean += delta / g.n
    g.m2 += delta * (x - g.mean)


@sqlite.step(H, "welford")
def remove(g, x: float):
    g.n -= 1
    if g.n == 0:
        g.mean = g.m2 = 0.0
    else:
        delta = x - g.mean
        g.mean -= delta / g.n
        g.m2 -= delta * (x - g.mean)


@sqlite.final(H, "welford")
def deviation(g) -> float | None:
    if g.n < 2:
        return None
    return math.sqrt(g.m2 / (g.n - 1))


@sqlite.final(H, "welford")
def mean(g) -> float | None:
    if g.n == 0:
        return None
    return g.mean


def rows(connection, sql, *values):
    return [tuple(row) for row in connection.execute(sql, values)]


def value(connection, sql, *values):
    return rows(connection, sql, *values)[0][0]


def test_a_scalar_function_agrees_with_the_plain_python_function(table):
    state = H.new("scaling", scale=2.0)
    sqlite.create_function(table, "scaled", scaled, state)

    assert [y for (y,) in rows(table, "select scaled(x) from t")] == pytest.approx(
        [2.0 * x * x + math.sin(x) for _, x in ROWS], rel=1e-15
    )
    assert state.ncalls == len(ROWS)


def test_an_aggregate_keeps_each_group_apart(table):
    sqlite.create_aggregate(table, "deviation", add, deviation)

    expected = [(g, statistics.stdev(x for group, x in ROWS if group == g)) for g in range(5)]
    assert rows(table, "select g, deviation(x) from t group by g order by g") == [
        (g, pytest.approx(s)) for g, s in expected
    ]


def test_a_group_without_rows_is_all_zeros(table):
    sqlite.create_aggregate(table, "deviation", add, deviation)

    assert value(table, "select deviation(x) from t where g = 77") is None


def test_a_window_slides_as_sqlites_own_average_does(table):
    sqlite.create_window_function(table, "mean", add, remove, mean)
    window = "over (partition by g order by x, rowid rows between 3 preceding and 2 following)"

    ours = rows(table, f"select mean(x) {window} from t order by rowid")
    assert [m for (m,) in ours] == pytest.approx(
        [m for (m,) in rows(table, f"select avg(x) {window} from t order by rowid")], rel=1e-9
    )


def test_text_blobs_and_integers_go_both_ways(connection):
    @sqlite.function(H)
    def bracket(text: str) -> str:
        made = np.zeros(len(text) + 2, np.int8)
        made[0], made[-1] = 91, 93
        made[1:-1] = text
        return made

    @sqlite.function(H)
    def reverse(blob: bytes) -> bytes:
        return blob[::-1].copy()

    @sqlite.function(H)
    def count(text: str, blob: bytes, n: int) -> int:
        return len(text) + 10 * len(blob) + 100 * n

    for name, function in (("bracket", bracket), ("reverse", reverse), ("count_up", count)):
        sqlite.create_function(connection, name, function)
    assert rows(connection, "select bracket('Größe'), bracket(''), reverse(x'010203'), reverse(x'')") == [
        ("[Größe]", "[]", b"\3\2\1", b"")
    ]
    assert value(connection, "select count_up('größe', x'00ff', ?)", -(2**40)) == 7 + 20 - 100 * 2**40


def test_text_and_blobs_may_be_null(connection):
    @sqlite.function(H)
    def tail(text: str | None) -> str | None:
        if text is None or len(text) < 2:
            return None
        return text[1:].copy()

    @sqlite.function(H)
    def maybe(blob: bytes | None) -> bytes | None:
        if blob is None:
            return np.arange(3).astype(np.uint8)
        return None

    sqlite.create_function(connection, "tail", tail)
    sqlite.create_function(connection, "maybe", maybe)
    assert rows(connection, "select tail('abc'), tail('a'), tail(NULL), maybe(NULL), maybe(x'00')") == [
        ("bc", None, None, b"\0\1\2", None)
    ]


def test_what_is_empty_is_not_null(connection):
    @sqlite.function(H)
    def text(x: str) -> str:
        return x

    @sqlite.function(H)
    def blob(x: bytes | None) -> bytes | None:
        return x

    sqlite.create_function(connection, "as_text", text)
    sqlite.create_function(connection, "as_blob", blob)
    assert rows(connection, "select as_text(''), as_blob(x''), as_blob(zeroblob(0)), as_blob(NULL)") == [
        ("", b"", b"", None)
    ]


def test_text_compares_with_bytes(connection):
    @sqlite.function(H)
    def rank(name: str) -> int:
        if name == b"low":
            return 1
        return 2 if name == b"high" else 3

    sqlite.create_function(connection, "rank_of", rank)
    assert rows(connection, "select rank_of('low'), rank_of('high'), rank_of('lower')") == [(1, 2, 3)]


def test_constant_bytes_are_text_as_well(connection):
    @sqlite.function(H)
    def sign(x: float) -> str:
        return b"minus" if x < 0 else b"plus!"

    sqlite.create_function(connection, "sign_of", sign)
    assert rows(connection, "select sign_of(-1), sign_of(1)") == [("minus", "plus!")]


def test_constant_bytes_may_be_null(connection):
    @sqlite.function(H)
    def sign(x: float) -> str | None:
        return None if x == 0 else b"minus" if x < 0 else b"plus"

    sqlite.create_function(connection, "sign_of", sign)
    assert rows(connection, "select sign_of(-1), sign_of(1), sign_of(0)") == [("minus", "plus", None)]


def test_a_result_without_a_value_says_what_to_annotate(connection):
    @sqlite.function(H)
    def large(x: float) -> float:
        return x if x > 10 else None  # the mistake

    sqlite.create_function(connection, "large", large)
    assert value(connection, "select large(11)") == 11
    with pytest.raises(Exception, match=r"large` returned None; annotate its result `\| None`"):
        rows(connection, "select large(9)")


def test_a_body_may_do_nothing_but_raise(connection):
    @sqlite.function(H)
    def never(x: int) -> int:
        raise NotImplementedError("not yet")

    sqlite.create_function(connection, "never", never)
    with pytest.raises(Exception, match="NotImplementedError: not yet"):
        rows(connection, "select never(1)")


@pytest.mark.usefixtures("compiled")
def test_a_body_that_cannot_be_compiled_is_told_what_sql_takes():
    def hello(x: int) -> str:
        return "hello"

    with pytest.raises(Exception, match="frontend") as caught:
        sqlite.function(H)(hello)
    assert "return bytes, as b'text'" in caught.value.__notes__[-1]


def test_null_in_is_null_out_unless_none_is_taken(connection):
    @sqlite.function(H)
    def first(x: float | None, y: float) -> float | None:
        return y if x is None else x

    sqlite.create_function(connection, "first_of", first)
    sqlite.create_function(connection, "scaled", scaled, state := H.new("scaling"))
    assert rows(connection, "select first_of(NULL, 2), first_of(1, 2), first_of(1, NULL), scaled(NULL)") == [
        (2.0, 1.0, None, None)
    ]
    assert state.ncalls == 0


def test_rows_with_null_are_passed_over(table):
    sqlite.create_aggregate(table, "mean", add, mean)
    expected = value(table, "select avg(x) from t")
    table.execute("insert into t values (0, NULL)")

    assert value(table, "select mean(x) from t") == pytest.approx(expected)


def test_a_function_without_arguments_is_called_for_each_row(table):
    @sqlite.function(H, user_data="scaling")
    def next_number(p) -> int:
        p.ncalls += 1
        return p.ncalls

    sqlite.create_function(table, "next_number", next_number, H.new("scaling"))
    assert value(table, "select max(next_number()) from t") == len(ROWS)


def test_a_value_of_another_type_is_an_sql_error_that_names_the_parameter(connection):
    @sqlite.function(H)
    def half(n: int) -> int:
        return n // 2

    sqlite.create_function(connection, "half", half)
    for wrong in ("1.5", "'text'", "x'00'"):
        with pytest.raises(Exception, match="`n` takes an integer"):
            rows(connection, f"select half({wrong})")
    assert value(connection, "select half(9)") == 4


def test_an_exception_is_an_sql_error_with_its_message(connection, monkeypatch):
    reported: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", reported.append)
    sqlite.create_function(connection, "scaled", scaled, H.new("scaling", scale=1.0))

    with pytest.raises(Exception, match=r"^ValueError: x is negative$"):
        rows(connection, "select scaled(-1)")
    assert value(connection, "select scaled(0)") == 0.0
    scaled.callback.check()
    assert reported == []


def test_inside_a_guard_the_exception_arrives_as_itself_once(connection):
    sqlite.create_function(connection, "scaled", scaled, H.new("scaling", scale=1.0))

    with pytest.raises(ValueError, match="x is negative") as caught, structcb.guard(scaled):
        rows(connection, "select scaled(-1)")
    assert "x is negative" in str(caught.value.__cause__)
    scaled.callback.check()
    assert value(connection, "select scaled(0)") == 0.0


def test_a_guard_leaves_the_errors_of_other_threads_alone():
    def ask(how: Any) -> str:
        connection = standard()
        sqlite.create_function(connection, "scaled", scaled, H.new("scaling", scale=1.0))
        with pytest.raises(Exception, match="x is negative") as caught, how:
            rows(connection, "select scaled(-1)")
        return caught.typename

    with ThreadPoolExecutor(4) as pool:
        guards = (structcb.guard(scaled) if n % 2 else contextlib.nullcontext() for n in range(400))
        found = list(pool.map(ask, guards))

    assert found == ["OperationalError", "ValueError"] * 200


@pytest.mark.parametrize("where", ["step", "final", "inverse"])
def test_every_part_of_a_window_function_may_fail(table, where):
    @sqlite.step(H, "counter")
    def enter(g, x: float):
        g.n += 1
        if where == "step" and g.n == 3:
            raise RuntimeError("step failed")

    @sqlite.step(H, "counter")
    def leave(g, x: float):
        g.n -= 1
        if where == "inverse":
            raise RuntimeError("inverse failed")

    @sqlite.final(H, "counter")
    def size(g) -> int:
        if where == "final" and g.n == 3:
            raise RuntimeError("final failed")
        return g.n

    sqlite.create_window_function(table, "size", enter, leave, size)
    with pytest.raises(RuntimeError, match=f"{where} failed"), structcb.guard(enter, leave, size):
        rows(table, "select size(x) over (order by rowid rows between 5 preceding and current row) from t")
    assert value(table, "select count(*) from t") == len(ROWS)


def test_ctrl_c_stops_a_long_query(connection):
    @sqlite.function(H)
    def same(x: float) -> float:
        return x

    sqlite.create_function(connection, "same", same)
    endless = "with recursive r(i) as (select 1 union all select i + 1 from r) select sum(same(i)) from r"
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()

    with pytest.raises(KeyboardInterrupt), structcb.guard(same):
        rows(connection, endless)
    assert value(connection, "select same(1)") == 1.0


@pytest.mark.usefixtures("compiled")
def test_ctrl_c_during_an_exception_loses_neither(connection):
    libc = structcb.parse("int kill(int pid, int number); int getpid(void);").open(None)

    @sqlite.function(H)
    def unlucky(x: float) -> float:
        libc.kill(libc.getpid(), 2)
        if x > 0:
            raise ValueError("at the same time")
        return x

    sqlite.create_function(connection, "unlucky", unlucky)
    with pytest.raises(BaseExceptionGroup) as caught, structcb.guard(unlucky):
        rows(connection, "select unlucky(1)")
    assert {type(error) for error in caught.value.exceptions} == {ValueError, KeyboardInterrupt}


def test_the_connection_keeps_the_state_alive_until_it_is_closed(connection):
    state = H.new("scaling", scale=3.0)
    gone = weakref.ref(state)
    sqlite.create_function(connection, "scaled", scaled, state)
    del state
    gc.collect()

    assert value(connection, "select scaled(1)") == pytest.approx(3 + math.sin(1))
    connection.close()
    gc.collect()
    assert gone() is None


def test_a_function_that_takes_the_name_lets_go_of_the_old_state(connection):
    first = H.new("scaling", scale=1.0)
    gone = weakref.ref(first)
    sqlite.create_function(connection, "scaled", scaled, first)
    sqlite.create_function(connection, "scaled", scaled, H.new("scaling", scale=5.0))
    del first
    gc.collect()

    assert gone() is None
    assert value(connection, "select scaled(1)") == pytest.approx(5 + math.sin(1))


def test_what_sqlite_refuses_is_an_error_and_nothing_is_kept(connection):
    sqlite.create_function(connection, "scaled", scaled, H.new("scaling"))
    state = H.new("scaling")
    gone, running = weakref.ref(state), connection.execute("select scaled(1) union all select scaled(2)")
    next(running)

    with pytest.raises(structcb.StructcbError, match=r"SQLite refused.*active statements"):
        sqlite.create_function(connection, "scaled", scaled, state)
    del state
    gc.collect()
    assert gone() is None


def test_a_deterministic_function_may_be_in_an_index(table):
    @sqlite.function(H)
    def square(x: float) -> float:
        return x * x

    sqlite.create_function(table, "square", square, deterministic=True)
    table.execute("create index i on t(square(x))")
    plan = rows(table, "explain query plan select * from t where square(x) = 4")
    assert any("USING INDEX i" in str(row) for row in plan)


def test_the_state_must_be_the_functions(connection):
    with pytest.raises(structcb.SignatureError, match="takes a `scaling`"):
        sqlite.create_function(connection, "scaled", scaled, H.new("counter"))
    with pytest.raises(structcb.StateError, match="no state was given"):
        sqlite.create_function(connection, "scaled", scaled)
    with pytest.raises(structcb.SignatureError, match="takes no state"):
        sqlite.create_aggregate(connection, "mean", add, mean, H.new("counter"))


def test_the_parts_of_an_aggregate_must_have_one_group(connection):
    @sqlite.final(H, "counter")
    def size(g) -> int:
        return g.n

    with pytest.raises(structcb.SignatureError, match="different groups: counter, welford"):
        sqlite.create_aggregate(connection, "size", add, size)


def test_a_group_that_sqlite_cannot_align_is_refused():
    with pytest.raises(structcb.SignatureError, match="multiple of 16"):
        sqlite.step(H, "wide")


def test_annotations_that_sql_has_no_type_for_are_refused():
    def bare(x, p) -> float: ...
    def strange(x: list[int]) -> float: ...
    def silent(x: float): ...
    def stateless(x: float) -> float: ...

    with pytest.raises(structcb.SignatureError, match=r"bare\(x\)` has no annotation"):
        sqlite.function(H, user_data="scaling")(bare)
    with pytest.raises(structcb.SignatureError, match=r"strange\(x\)` is annotated list"):
        sqlite.function(H)(strange)
    with pytest.raises(structcb.SignatureError, match="what it returns"):
        sqlite.function(H)(silent)
    with pytest.raises(structcb.SignatureError, match=r"stateless\(x\)` is annotated.*the state \(last\)"):
        sqlite.function(H, user_data="scaling")(stateless)


@pytest.mark.parametrize("name", ["x" * 256, "scaled\0"])
def test_a_name_that_sqlite_does_not_have_is_refused(connection, name):
    with pytest.raises(structcb.SignatureError, match="names of up to 255 bytes"):
        sqlite.create_function(connection, name, scaled, H.new("scaling"))


def test_a_connection_with_a_limit_of_zero_is_known():
    connection = standard()
    connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 0)
    sqlite.create_function(connection, "scaled", scaled, state := H.new("scaling"))

    assert rows(connection, "select scaled(2)")
    assert state.ncalls == 1
    assert connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) == 0


def test_the_interpreter_gives_the_same_results(connection):
    @sqlite.function(H, user_data="scaling", debug=True)
    def shown(x: float, name: str, n: int | None, p) -> float | None:
        p.ncalls += 1
        return None if n is None else p.scale * x + len(name) + n

    sqlite.create_function(connection, "shown", shown, state := H.new("scaling", scale=2.0))
    assert rows(connection, "select shown(1.5, 'abc', 10), shown(1.5, 'abc', NULL)") == [(16.0, None)]

    @sqlite.function(H, debug=True)
    def same(blob: bytes) -> bytes:
        return blob

    sqlite.create_function(connection, "same", same)
    assert rows(connection, "select same(x''), same(x'0102')") == [(b"", b"\1\2")]
    assert state.ncalls == 2


def test_a_closed_connection_says_so():
    closed = standard()
    closed.close()

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        sqlite.create_function(closed, "scaled", scaled, H.new("scaling"))


def test_anything_else_than_a_connection_is_refused():
    with pytest.raises(structcb.StateError, match="connections of `sqlite3` and `apsw`"):
        sqlite.create_function(object(), "scaled", scaled, H.new("scaling"))


def test_memory_that_is_not_there_is_not_read():
    assert [libraries.word_at(address) for address in (0, 8, 3, 2**63)] == [None] * 4


def test_the_handle_is_not_taken_for_granted():
    connection = standard()
    systems = libraries.file_systems(libraries.standard_sqlite())
    handle = libraries.standard_handle(connection)

    assert libraries.word_at(handle) in systems
    assert libraries.word_at(id(connection)) not in systems


def test_a_connection_may_be_open_when_python_ends(tmp_path):
    script = tmp_path / "ends.py"
    script.write_text(
        "import sqlite3, structcb\n"
        "from structcb.consumers import sqlite\n"
        "h = structcb.parse('typedef struct { double k; } s;')\n"
        "@sqlite.function(h, 's')\n"
        "def f(x: float, p) -> float: return p.k * x\n"
        "class Connection(sqlite3.Connection): pass\n"
        "c = Connection(':memory:')\n"
        "c.itself = c\n"
        "sqlite.create_function(c, 'f', f, h.new('s', k=2.0))\n"
        "print(c.execute('select f(21)').fetchone()[0])\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "42.0\n", "")


def test_the_table_of_functions_lies_as_in_sqlites_own_header(tmp_path):
    compiler = shutil.which("gcc")
    if compiler is None or not Path("/usr/include/sqlite3ext.h").exists():
        pytest.skip("needs gcc and sqlite3ext.h")
    every = libraries.sqlite_header().struct("sqlite3_api_routines").layout.fields
    fields = {name: field for name, field in every.items() if not name.startswith("structcb_")}
    source = tmp_path / "offsets.c"
    lines = "".join(f'printf("%zu\\n", offsetof(struct sqlite3_api_routines, {n}));' for n in fields)
    source.write_text(
        f"#include <sqlite3ext.h>\n#include <stddef.h>\n#include <stdio.h>\nint main(void) {{ {lines} }}"
    )
    subprocess.run([compiler, source, "-o", tmp_path / "offsets"], check=True)
    printed = subprocess.run([tmp_path / "offsets"], check=True, capture_output=True, text=True).stdout

    assert [field.offset for field in fields.values()] == [int(n) for n in printed.split()]
