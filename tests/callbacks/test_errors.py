"""Exceptions in callbacks: C gets the error value, Python the original exception with the user's line, once."""

from __future__ import annotations

import gc
import math
import os
import subprocess
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import njit, objmode

import structcb

from .drivers import asserts, open_driver

H = structcb.parse("""
typedef struct { double k; long n; } work;
typedef int (*step_fn)(double x, void *user_data);
typedef enum { GREEN, BLUE } unsigned_t;
typedef enum { MINUS = -1, PLUS } signed_t;
""")


class OwnError(Exception):
    def __init__(self, code: float, text: str = "own") -> None:
        super().__init__(code, text)
        self.code = code


@njit
def static_helper(x):
    if x > 1:
        raise OwnError(7, "static")
    return 0


@njit
def dynamic_helper(x):
    if x > 1:
        raise OwnError(x, "dynamic")
    return 0


def boom(x):
    raise KeyError("from Python", x)


def divides(x, p):
    return int(1 / (x - 2))


def indexes(x, p):
    return int(np.zeros(2)[int(x)])


def raises_own(x, p):
    if x > 1:
        raise OwnError(3)
    return 0


def raises_value(x, p):
    if x > 1:
        raise ValueError(x, "seen")
    return 0


def helper_static(x, p):
    return static_helper(x)


def helper_dynamic(x, p):
    return dynamic_helper(x)


def runs_python(x, p):
    with objmode():
        boom(x)
    return 0


CASES = [
    (divides, ZeroDivisionError("division by zero"), {}),
    (indexes, IndexError("index is out of bounds"), {"boundscheck": True}),
    (asserts, AssertionError("too large"), {}),
    (raises_own, OwnError(3), {}),
    (raises_value, ValueError(2.0, "seen"), {}),
    (helper_static, OwnError(7, "static"), {}),
    (helper_dynamic, OwnError(2.0, "dynamic"), {}),
    (runs_python, KeyError("from Python", 2.0), {}),
]
IDS = [case[0].__name__ for case in CASES]


def raised_line(error: BaseException) -> str:
    return traceback.extract_tb(error.__traceback__)[-1].line or ""


@pytest.mark.parametrize(("body", "expected", "options"), CASES, ids=IDS)
def test_an_exception_arrives_as_it_was_raised(body: Any, expected: BaseException, options: Any) -> None:
    callback = H.callback("step_fn", user_data="work", **options)(body)
    state = H.new("work")

    assert callback.cffi(2.0, state.cffi) == -1
    with pytest.raises(type(expected)) as caught:
        callback.check()
    assert caught.value.args == expected.args
    assert getattr(caught.value, "code", None) == getattr(expected, "code", None)
    callback.check()


@pytest.mark.parametrize(
    ("body", "text"),
    [(divides, "1 / (x - 2)"), (indexes, "np.zeros(2)"), (raises_own, "raise OwnError"), (helper_static, 'OwnError(7, "static")'),
     (runs_python, "raise KeyError")],
)  # fmt: skip
def test_the_traceback_ends_on_the_users_line(body: Any, text: str) -> None:
    callback = H.callback("step_fn", user_data="work", boundscheck=True)(body)
    callback.cffi(2.0, H.new("work").cffi)

    with pytest.raises(Exception) as caught:
        callback.check()
    assert text in raised_line(caught.value)


def test_a_note_names_callback_thread_and_user_data() -> None:
    callback = H.callback("step_fn", user_data="work")(raises_own)
    state = H.new("work")
    callback.cffi(2.0, state.cffi)

    with pytest.raises(OwnError) as caught:
        callback.check()
    note = "".join(caught.value.__notes__)
    for part in ("raises_own", str(threading.get_ident()), hex(state.address)):
        assert part in note


def test_an_exception_that_the_body_handles_is_none() -> None:
    @H.callback("step_fn", user_data="work")
    def handles(x, p):
        try:
            static_helper(x)
        except Exception:
            return 5
        return 0

    assert handles.cffi(2.0, H.new("work").cffi) == 5
    handles.check()


@pytest.mark.parametrize(
    ("result", "value"),
    [("int", -1), ("long", -1), ("signed char", -1), ("unsigned", 0), ("_Bool", False), ("signed_t", -1), ("unsigned_t", 0),
     ("size_t", 0)],
)  # fmt: skip
def test_the_default_error_value_is_what_c_reads_as_failure(result: str, value: int) -> None:
    @H.callback(f"{result} (double)")
    def fails(x):
        return int(1 / x)

    assert fails.cffi(0.0) == value
    with pytest.raises(ZeroDivisionError):
        fails.check()


def test_floats_fail_as_nan_and_pointers_as_null() -> None:
    @H.callback("double (double)")
    def number(x):
        return 1 / x

    @H.callback("work *(double, work *)")
    def pointer(x, p):
        p.k = 1 / x
        return p

    state = H.new("work")

    assert math.isnan(number.cffi(0.0))
    assert pointer.cffi(0.0, state.cffi) == H.ffi.NULL
    assert pointer.cffi(1.0, state.cffi) == state.cffi
    for callback in (number, pointer):
        with pytest.raises(ZeroDivisionError):
            callback.check()


POLICY = {structcb.Recoverable: 1, OwnError: 5, ArithmeticError: 7, Exception: -3}


@pytest.mark.parametrize(
    ("body", "value"),
    [(divides, 7), (raises_own, 5), (helper_static, 5), (helper_dynamic, 5), (raises_value, -3), (runs_python, -3), (asserts, -3)],
    ids=lambda case: getattr(case, "__name__", str(case)),
)  # fmt: skip
def test_c_gets_the_value_of_the_first_class_that_fits(body: Any, value: int) -> None:
    callback = H.callback("step_fn", user_data="work", on_error=POLICY)(body)

    assert callback.cffi(2.0, H.new("work").cffi) == value
    with pytest.raises(Exception):  # noqa: B017  (which one is another test's matter)
        callback.check()


def test_recoverable_and_fatal_are_told_apart() -> None:
    @H.callback("step_fn", user_data="work", on_error={structcb.Recoverable: 1, Exception: -1})
    def step(x, p):
        if x > 10:
            raise structcb.Recoverable("try a smaller step")
        if x > 1:
            raise ValueError("give up")
        return 0

    state = H.new("work")
    assert [step.cffi(x, state.cffi) for x in (0.0, 5.0, 50.0)] == [0, -1, 1]
    with pytest.raises(ValueError, match="give up"):
        step.check()


@pytest.mark.parametrize("value", [300, 2.5, "x", None, True])
def test_an_error_value_must_fit_the_result(value: Any) -> None:
    with pytest.raises(structcb.SignatureError, match="on_error"):
        H.callback("signed char (double)", on_error={ValueError: value})(lambda x: 0)


@pytest.mark.parametrize("body", [raises_own, runs_python], ids=["compiled", "object mode"])
def test_pure_pthreads_lose_no_exception(body: Any) -> None:
    header, library = open_driver()
    callback = header.callback("step_fn", user_data="work")(body)
    state = header.new("work")

    assert library.drive_threads(callback, 4, 5, 2.0, state) == 20
    failures = callback._structcb_slot.collect()
    assert len(failures) == 20
    assert {f.user_data for f in failures} == {state.address}
    assert len({f.thread_id for f in failures}) == 4


def test_python_threads_lose_no_exception() -> None:
    header, library = open_driver()
    callback = header.callback("step_fn", user_data="work")(raises_own)
    caught: list[BaseException] = []

    def work() -> None:
        state = header.new("work")
        try:
            with structcb.guard(callback):
                library.drive(callback, 10, 2.0, state)
        except OwnError as error:
            caught.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(caught) == 4
    assert all("raised 10 times" in "".join(error.__notes__) for error in caught)


def test_what_is_dropped_past_the_cap_is_counted_and_said() -> None:
    header, library = open_driver()
    callback = header.callback("step_fn", user_data="work")(raises_value)

    library.drive(callback, 100, 2.0, header.new("work"))
    with pytest.raises(ValueError, match="seen") as caught:
        callback.check()
    assert "36 further exceptions were dropped" in "".join(caught.value.__notes__)


def test_what_nobody_collected_is_reported_when_the_callback_dies() -> None:
    seen: list[Any] = []
    callback = H.callback("step_fn", user_data="work", cache=False)(raises_own)
    callback.cffi(2.0, H.new("work").cffi)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "unraisablehook", seen.append)
        del callback
        gc.collect()

    assert [type(details.exc_value) for details in seen] == [OwnError]
    assert seen[0].object is raises_own


def test_an_error_after_the_callback_died_is_reported_at_the_end(tmp_path: Path) -> None:
    script = tmp_path / "late.py"
    script.write_text(
        "import structcb\n"
        "h = structcb.parse('typedef int (*fn)(double);')\n"
        "@h.callback('fn')\n"
        "def late(x):\n    return int(1 / x)\n"
        "function = late.cffi\ndel late\n"
        "assert function(0.0) == -1\nprint('done')\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, str(script)], env=env, capture_output=True, text=True, check=True)

    assert done.stdout == "done\n"
    assert "ZeroDivisionError: division by zero" in done.stderr
    assert "return int(1 / x)" in done.stderr


def test_a_raise_leaks_no_memory_that_the_description_needs() -> None:
    header, library = open_driver()
    callback = header.callback("step_fn", user_data="work")(raises_own)
    state = header.new("work")

    for _ in range(200):
        library.drive(callback, 50, 2.0, state)
        callback._structcb_slot.collect()
    assert not callback._structcb_slot.pending


def only_raises(x, p):
    raise OwnError(x, "always")


@pytest.mark.parametrize("result", ["int", "double", "void", "work *", "_Bool"])
def test_a_body_may_do_nothing_but_raise(result: str) -> None:
    callback = H.callback(f"{result} (double x, work *p)")(only_raises)
    callback.cffi(2.0, H.new("work").cffi)

    with pytest.raises(OwnError) as caught:
        callback.check()
    assert caught.value.args == (2.0, "always")


def lines_of(error: BaseException) -> list[str]:
    """The source lines of a traceback that lie in this file, outermost first."""
    return [e.line or "" for e in traceback.extract_tb(error.__traceback__) if e.filename == __file__]


@pytest.mark.parametrize("body", [helper_static, helper_dynamic, runs_python])
def test_the_traceback_leads_through_the_line_of_the_callback(body: Any) -> None:
    callback = H.callback("step_fn", user_data="work", cache=False)(body)
    callback.cffi(2.0, H.new("work").cffi)

    with pytest.raises(Exception) as caught:
        callback.check()
    *_, here, raised = lines_of(caught.value)
    assert here in ("return static_helper(x)", "return dynamic_helper(x)", "with objmode():")
    assert raised.startswith("raise ")


def looks_up(x, p):
    found = {1.0: 2.0}
    return int(found[x])


def inverts(x, p):
    return int(np.linalg.inv(np.zeros((2, 2)))[0, 0])


def opens(x, p):
    with objmode():
        Path("/nowhere").stat()
    return 0


@pytest.mark.parametrize(
    ("body", "text"), [(looks_up, "found[x]"), (inverts, "np.linalg.inv"), (indexes, "np.zeros(2)")]
)
def test_what_numba_raises_for_an_operation_ends_on_the_users_line(body: Any, text: str) -> None:
    callback = H.callback("step_fn", user_data="work", boundscheck=True)(body)
    callback.cffi(2.0, H.new("work").cffi)

    with pytest.raises((KeyError, IndexError, np.linalg.LinAlgError)) as caught:
        callback.check()
    assert text in raised_line(caught.value)


def test_what_c_code_of_pythons_raises_shows_the_users_line() -> None:
    callback = H.callback("step_fn", user_data="work", on_error=POLICY)(opens)

    assert callback.cffi(2.0, H.new("work").cffi) == -3
    with pytest.raises(FileNotFoundError) as caught:
        callback.check()
    assert "with objmode():" in lines_of(caught.value)


def raises_in_a_handler(x, p):
    try:
        if x > 1:
            raise ValueError("first")
    except Exception:
        raise KeyError("second")  # noqa: B904  (numba takes no `from`)
    return 0


def raises_through_finally(x, p):
    try:
        if x > 1:
            raise ValueError("first")
        return 0
    finally:
        p.n = 5


@pytest.mark.parametrize("body", [raises_in_a_handler, raises_through_finally])
def test_an_exception_that_numba_loses_is_told(body: Any) -> None:
    callback = H.callback("step_fn", user_data="work")(body)
    assert callback.cffi(2.0, H.new("work").cffi) == -1
    with pytest.raises(structcb.CallbackError, match="left an `except` or a `finally` clause"):
        callback.check()


def test_only_callbacks_are_guarded() -> None:
    with pytest.raises(
        structcb.CallbackError, match=r"`guard` takes callbacks.*, not <function raises_value"
    ):
        structcb.guard(raises_value)  # type: ignore[arg-type]
