"""debug=True: the same function, plain, debugged and compiled, with the same results and the same errors."""

from __future__ import annotations

import gc
import os
import pdb
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import structcb
from structcb import view

from ..c_libraries import build
from .drivers import open_driver

HEADER = """
typedef struct pt { double x; float y; } pt;
typedef struct node {
    double v; int n; char name[8]; double w[3]; double m[2][2]; unsigned f : 3; int g : 5;
    struct node *next; double *data; pt p; pt items[2]; double (*eval)(double); _Bool on;
    union { double as_double; long as_long; } u; enum { RED = 1, BLUE = 4 } color;
} node;
typedef double (*fn)(double x, void *user_data);
typedef void (*afn)(const double *a, double *b, int m, int n, void *user_data);
typedef pt (*vfn)(pt a, double s);
typedef int (*ifn)(int a, unsigned char b);
"""
H = structcb.parse(HEADER)
S, P = H.struct("node"), H.struct("pt")


def scalars(x, p):
    p.n += 3
    p.f = 6
    p.g -= 2
    p.on = x > 1
    p.u.as_long = 0x4000000000000000
    return p.v * x + p.u.as_double + p.f + p.g + p.n


def arrays(x, p):
    p.w[1] += x
    p.m[1, 0] = 5.0
    p.w[:2] *= 2
    return p.w.sum() + p.m[1, 0] + len(p.w) + (10.0 if p.name == b"abc" else 0.0) + p.name[1]


def pointers(x, p):
    total = 0.0
    node = p
    while node is not None:
        total += node.v * x
        node = node.next
    if p.data:
        q = p.data + 1
        total += q[0] + view(p.data, 3).sum() + view(p.data, (2, 2))[1, 0]
        p.data[2] = total
    if not p.next.next:
        total += 1.0
    return total


def structs(x, p):
    p.p.x = x
    p.items[1].x = 7.0
    p.items[0] = p.items[1]
    q = p.items[0]
    q.y = 2.0
    return p.items[0].x + p.items[0].y + p.p.x


def calls(x, p):
    if p.eval is None:
        return -1.0
    return p.eval(x) + p.color


def casts(x, user_data):
    p = S(user_data)
    p.v += 1
    return p.v


def fails(x, p):
    return 1 / (x - x)


BODIES = [scalars, arrays, pointers, structs, calls, fails]


def new_state(callback: Any = None) -> Any:
    inner = S(v=2.0)
    return S(v=3.0, next=inner, data=np.arange(4.0), name=b"abc", w=[1, 2, 3], color=4, g=-3, eval=callback)


@H.callback("node.eval")
def square(x):
    return x * x


def outcome(run: Any, state: structcb.State) -> tuple[Any, ...]:
    try:
        result: Any = run(1.5, state)
    except ZeroDivisionError:
        result = ZeroDivisionError
    values = state.asdict()
    return (
        result if result is ZeroDivisionError else float(result),
        str({k: v for k, v in values.items() if k not in ("next", "data", "eval")}),
        state.data.tolist(),
    )


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
def test_plain_debugged_and_compiled_agree(body: Any) -> None:
    compiled = H.callback("fn", user_data="node")(body)
    debugged = H.callback("fn", user_data="node", debug=True)(body)
    state = new_state(square)

    expected = outcome(compiled, new_state(square))

    assert outcome(debugged, new_state(square)) == expected
    # Plain Python sees through a pointer what compiled code sees.
    assert outcome(lambda x, s: body(x, S(s)), state) == expected


@pytest.mark.parametrize("debug", [False, True])
def test_a_cast_is_spelled_the_same(debug: bool) -> None:
    callback = H.callback("fn", debug=debug)(casts)
    state = new_state()

    assert callback(0.0, state) == 4.0
    assert state.v == 4.0


@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_of_arguments_agree(order: Any) -> None:
    def transpose(a, b, m, n, p):
        for i in range(m):
            for j in range(n):
                b[j, i] = a[i, j] * p.v

    given = np.asarray(np.arange(6.0).reshape(2, 3), order=order)
    results = []
    for debug in (False, True):
        options = {"arrays": {"a": ("m", "n"), "b": ("n", "m")}, "order": order, "debug": debug}
        out = np.zeros((3, 2), order=order)
        H.callback("afn", user_data="node", **options)(transpose)(given, out, 2, 3, new_state())
        results.append(out)

    np.testing.assert_array_equal(results[0], given.T * 3)
    np.testing.assert_array_equal(results[1], results[0])


@pytest.mark.parametrize("debug", [False, True])
def test_structs_by_value_agree(debug: bool) -> None:
    @H.callback("vfn", debug=debug)
    def move(a, s):
        return P.value(x=a.x * s, y=a.y + s)

    moved = move.cffi(P(x=2, y=3).cffi[0], 5.0)

    assert (moved.x, moved.y) == (10.0, 8.0)


def test_integers_are_cut_to_their_width_in_both() -> None:
    def cut(a, b):
        return a * 65536 + b

    results = {H.callback("ifn", debug=debug)(cut).cffi(70000, 255) for debug in (False, True)}

    assert len(results) == 1


def test_a_debugged_exception_has_the_users_frames() -> None:
    callback = H.callback("fn", user_data="node", debug=True)(fails)
    callback.cffi(1.0, new_state().cffi)

    with pytest.raises(ZeroDivisionError) as caught:
        callback.check()
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert frames[-1].name == "fails"
    assert frames[-1].line == "return 1 / (x - x)"


class NotNotableError(Exception):
    """An exception that fails where it is kept."""

    def add_note(self, note: str) -> None:
        raise RuntimeError("no notes")


def test_what_fails_around_the_body_is_a_failure_to_c_too() -> None:
    @H.callback("ifn", debug=True, on_error=-7)
    def body(a, b):
        raise NotNotableError

    assert body.cffi(1, 2) == -7
    with pytest.raises(RuntimeError, match="no notes"):
        body.check()


def test_ctrl_c_that_no_guard_waits_for_is_reported() -> None:
    @H.callback("ifn", debug=True)
    def body(a, b):
        raise KeyboardInterrupt

    seen: list[Any] = []
    assert body.cffi(1, 2) == -1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "unraisablehook", seen.append)
        del body
        gc.collect()
    assert [details.exc_type for details in seen] == [KeyboardInterrupt]


def test_const_arrays_are_read_only_in_the_interpreter_too() -> None:
    def writes(a, b, m, n, p):
        a[0] = 1.0

    callback = H.callback("afn", user_data="node", arrays={"a": "m"}, debug=True)(writes)
    with pytest.raises(ValueError, match="read-only"):
        callback(np.zeros(2), np.zeros(2), 2, 1, new_state())


def test_the_environment_variable_debugs_every_callback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRUCTCB_DEBUG", "1")
    lines: list[str] = []

    @H.callback("fn", user_data="node")
    def prints(x, p):
        lines.append(f"v is {p.v}")
        return x

    assert prints(2.0, new_state()) == 2.0
    assert lines == ["v is 3.0"]
    with pytest.raises(structcb.UnsupportedTypeError, match="debug"):
        prints.inspect_llvm()


@pytest.fixture
def traced() -> Iterator[set[int]]:
    """The lines of this file that ran on other threads than the main one, as coverage sees them."""
    lines: set[int] = set()

    def trace(frame: Any, event: str, argument: object) -> Any:
        if frame.f_code.co_filename == __file__ and event == "line":
            lines.add(frame.f_lineno)
        return trace

    before = threading.gettrace()
    threading.settrace(trace)
    yield lines
    threading.settrace(before)


def steps(x, p):
    p.n += 1
    return 0


def test_coverage_sees_bodies_on_the_threads_of_c(traced: set[int]) -> None:
    header, library = open_driver()
    callback = header.callback("step_fn", user_data="work", debug=True)(steps)
    failures = library.drive_threads(callback, 4, 3, 0.0, header.new("work"))

    first = steps.__code__.co_firstlineno
    assert failures == 0
    assert {first + 1, first + 2} <= traced


def test_an_inlined_helper_runs_in_the_interpreter_too() -> None:
    seen: list[float] = []

    @structcb.inline
    def helper(x):
        seen.append(x)
        return x + 1

    @H.callback("fn", user_data="node", debug=True)
    def body(x, p):
        return helper(x) * p.v

    assert body(2.0, new_state()) == 9.0
    assert seen == [2.0]


def test_pdb_stops_in_a_debugged_callback(tmp_path: Path) -> None:
    script = tmp_path / "stops.py"
    script.write_text(
        f"import structcb\nh = structcb.parse({HEADER!r})\n"
        "@h.callback('fn', user_data='node', debug=True)\n"
        "def body(x, p):\n    y = x * 2\n    return y + p.v\n"
        "print('result', body(2.0, h.new('node', v=1.0)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pdb", "-c", "break 5", "-c", "continue", str(script)],
        input="p ('stopped', x, p.v)\ncontinue\nquit\n",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert pdb.__name__ == "pdb"
    assert "('stopped', 2.0, 1.0)" in done.stdout
    assert "result 5.0" in done.stdout


LIBRARY = """
typedef struct { double x; int n; } pair;
enum color { RED, GREEN };
pair *find(int k); pair make(double x, int n); const char *name(int k); char next(char c);
enum color flip(enum color c); int *numbers(void); void nothing(void);
typedef double (*fn)(int k, void *user_data);
"""
LIBRARY_SOURCE = """
typedef struct { double x; int n; } pair;
enum color { RED, GREEN };
static pair one = {1.5, 3};
static int four[] = {1, 2, 3, 4};
pair *find(int k) { return k ? &one : 0; }
pair make(double x, int n) { pair made = {x, n}; return made; }
const char *name(int k) { return k ? "abc" : 0; }
char next(char c) { return c + 1; }
enum color flip(enum color c) { return 1 - c; }
int *numbers(void) { return four; }
void nothing(void) {}
"""


@pytest.mark.parametrize("k", [0, 1])
def test_a_c_function_gives_what_it_gives_compiled_code(k: int, tmp_path: Path) -> None:
    (tmp_path / "c.c").write_text(LIBRARY_SOURCE)
    header = structcb.parse(LIBRARY)
    lib = header.open(build([tmp_path / "c.c"], tmp_path / "c.so", "-shared", "-fPIC"))

    def body(k, p):
        lib.nothing()
        found, name, made = lib.find(k), lib.name(k), lib.make(2.5, k)
        total = 1.0 if found is None else found.x
        if name is not None and name == b"abc":
            total += name[0]
        total += 10 * made.x + 100 * made.n + 1000 * lib.next(97) + lib.flip(k)
        return total + view(lib.numbers(), 4).sum()

    compiled, debugged = (header.callback("fn", debug=debug)(body) for debug in (False, True))

    assert debugged(k, None) == compiled(k, None) == body(k, None)
