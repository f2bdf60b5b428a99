"""Guards: exceptions arrive on leaving the block, nested and per thread; Ctrl-C stops a solver."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import structcb
from structcb.runtime.interrupts import handler_functions
from structcb.runtime.native import native

from .drivers import library_path, open_driver

H = structcb.parse(
    "typedef struct { double k; } work; typedef double (*value_fn)(double x, void *user_data);"
)


def fails_above_one(x, p):
    if x > 1:
        raise ValueError("above one")
    return x


def make() -> structcb.Callback:
    return H.callback("value_fn", user_data="work")(fails_above_one)


def test_a_guard_raises_on_leaving() -> None:
    callback, state = make(), H.new("work")
    reached = False

    with pytest.raises(ValueError, match="above one"), structcb.guard(callback):
        callback.cffi(2.0, state.cffi)
        reached = True
    assert reached


class Large:
    """What a user's frame might hold, and a test may watch."""


def guarded_failure(times: int) -> weakref.ref[Large]:
    callbacks, state, data = [make() for _ in range(times)], H.new("work"), Large()
    large = weakref.ref(data)
    with contextlib.suppress(ValueError, ExceptionGroup), structcb.guard(*callbacks):
        for callback in callbacks:
            callback.cffi(2.0, state.cffi)
    return large


def checked_failure(times: int) -> weakref.ref[Large]:
    callback, state, data = make(), H.new("work"), Large()
    large = weakref.ref(data)
    for _ in range(times):
        callback.cffi(2.0, state.cffi)
    with contextlib.suppress(ValueError, ExceptionGroup):
        callback.check()
    return large


@pytest.mark.parametrize("fail", [guarded_failure, checked_failure])
@pytest.mark.parametrize("times", [1, 2])
def test_an_exception_that_was_handled_keeps_nothing_alive(
    fail: Callable[[int], weakref.ref[Large]], times: int
) -> None:
    gc.disable()
    try:
        assert fail(times)() is None
    finally:
        gc.enable()


def test_several_exceptions_arrive_as_a_group() -> None:
    @H.callback("value_fn", user_data="work")
    def other(x, p):
        return 1 / x

    callback, state = make(), H.new("work")
    with pytest.raises(ExceptionGroup) as caught, structcb.guard(callback, other):
        callback.cffi(2.0, state.cffi)
        other.cffi(0.0, state.cffi)

    assert [type(e) for e in caught.value.exceptions] == [ValueError, ZeroDivisionError]


def test_what_the_library_raised_becomes_the_cause() -> None:
    callback, state = make(), H.new("work")
    with pytest.raises(ValueError, match="above one") as caught, structcb.guard(callback):
        callback.cffi(2.0, state.cffi)
        raise RuntimeError("the library gave up")

    assert isinstance(caught.value.__cause__, RuntimeError)


def test_without_failures_the_users_own_exception_passes() -> None:
    with pytest.raises(KeyError), structcb.guard(make()):
        raise KeyError("mine")


def test_the_inner_guard_takes_what_happened_inside() -> None:
    callback, state = make(), H.new("work")
    with structcb.guard(callback), pytest.raises(ValueError, match="above one"), structcb.guard(callback):
        callback.cffi(2.0, state.cffi)
    callback.check()


def test_guards_of_two_threads_never_take_each_others() -> None:
    header, library = open_driver()

    @header.callback("step_fn", user_data="work")
    def step(x, p):
        if x > 1:
            raise ValueError(x)
        return 0

    barrier, caught = threading.Barrier(2), {}

    def work(x: float) -> None:
        state = header.new("work")
        try:
            with structcb.guard(step):
                barrier.wait()
                library.drive(step, 3, x, state)
                barrier.wait()
        except ValueError as error:
            caught[x] = error.args

    threads = [threading.Thread(target=work, args=(x,)) for x in (2.0, 3.0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert caught == {2.0: (2.0,), 3.0: (3.0,)}


def test_a_guard_takes_a_bound_callback() -> None:
    bound = make().bind(H.new("work"))
    with pytest.raises(ValueError, match="above one"), structcb.guard(bound):
        bound.callback(0.5, bound.state)
        bound.callback.cffi(2.0, bound.state.cffi)


def test_a_guard_does_nothing_to_signals_off_the_main_thread() -> None:
    seen: list[Any] = []

    def work() -> None:
        with structcb.guard(make()):
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]


SOLVER = """
    import ctypes, signal, time

    signal.signal(signal.SIGINT, signal.default_int_handler)
    import structcb

    h = structcb.parse({declarations!r})
    library = h.open({library!r})

    @h.callback("step_fn", user_data="work")
    def step(x, p):
        p.n += 1
        return 0

    state = h.new("work")
    step(1.0, state)
    print("ready", flush=True)
    before = signal.getsignal(signal.SIGINT)
    try:
        with structcb.guard(step):
            if {hold_gil}:
                run = ctypes.PyDLL({library!r}).drive_until_failure
                run.argtypes = [ctypes.c_void_p, ctypes.c_long, ctypes.c_double, ctypes.c_void_p]
                run.restype = ctypes.c_long
                done = run(step.address, 10**12, 1.0, state.address)
            else:
                done = library.drive_until_failure(step, 10**12, 1.0, state)
    except KeyboardInterrupt:
        print("stopped", time.time(), signal.getsignal(signal.SIGINT) is before)
    step.check()
    assert library.drive(step, 10, 1.0, state) == 0, "outside a guard nothing changes"
"""


@pytest.mark.parametrize("hold_gil", [False, True], ids=["GIL released", "GIL held"])
def test_ctrl_c_stops_a_solver_within_50_ms(hold_gil: bool) -> None:
    from .drivers import DECLARATIONS

    code = textwrap.dedent(SOLVER).format(
        declarations=DECLARATIONS, library=str(library_path()), hold_gil=hold_gil
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n", child.communicate()[1]
    time.sleep(0.3)
    sent = time.time()
    child.send_signal(signal.SIGINT)
    output, errors = child.communicate(timeout=30)

    assert child.returncode == 0, errors
    word, stopped, restored = output.split()
    assert (word, restored) == ("stopped", "True")
    # 50 ms on a quiet machine; a busy one may not schedule the process at once.
    assert float(stopped) - sent < 0.5


def test_an_ignored_signal_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with structcb.guard(make()):
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_the_handler_is_put_back_after_an_exception() -> None:
    # A shell starts background jobs with SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyError), structcb.guard(make()):
        raise KeyError

    os.kill(os.getpid(), 0)
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
        time.sleep(1)


def test_a_guard_that_another_thread_closes_leaves_ctrl_c_as_it_was() -> None:
    # A shell starts background jobs with SIGINT ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    opened = structcb.guard(make())
    opened.__enter__()
    closing = threading.Thread(target=opened.__exit__, args=(None, None, None))

    try:
        closing.start()
        closing.join()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
            time.sleep(1)
        assert native().interrupt.value == 0
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("nested", [False, True])
def test_ctrl_c_while_a_guard_opens_or_closes_leaves_nothing_behind(nested: bool) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    callback, before = make(), handlers()
    interrupted = 0
    while interrupt_at(interrupted, callback, nested):
        interrupted += 1
        assert handlers() == before
        assert callback._structcb_slot.guards == []

    # Each line of it was hit once.
    assert interrupted > 40


def handlers() -> tuple[object, object, object]:
    """Return Python's handler of SIGINT, C's, and whether a guard is open."""
    runtime = native()
    return (
        signal.getsignal(signal.SIGINT),
        handler_functions()[0](signal.SIGINT),
        runtime.previous_handler.value,
    )


def interrupt_at(step: int, callback: structcb.Callback, nested: bool) -> bool:
    """Send Ctrl-C before some line of a guard; return whether there is such a line."""
    lines = iter(range(10**6))

    def trace(frame: Any, event: str, argument: object) -> Any:
        # Beyond C's calls of Python there are only the guard's own lines.
        if event == "line" and next(lines) == step:
            signal.raise_signal(signal.SIGINT)
        return trace

    try:
        with structcb.guard(make()) if nested else contextlib.nullcontext():
            sys.settrace(trace)
            with structcb.guard(callback):
                pass
            sys.settrace(None)
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(None)
    return False
