"""Who keeps whom alive: bound callbacks and SciPy's callables hold callback, state and every borrowed array."""

from __future__ import annotations

import ctypes
import gc
import resource
import threading
import weakref

import numpy as np
import pytest
import scipy.integrate

import structcb

from .drivers import open_driver

H = structcb.parse("""
typedef struct { double k; long n; double *data; } work;
typedef double (*value_fn)(double x, void *user_data);
""")


def sums(x, p):
    total = 0.0
    for i in range(p.n):
        total += p.data[i]
    return total * x


def borrowed_state() -> tuple[structcb.State, weakref.ref[np.ndarray]]:
    array = np.arange(4.0)
    return H.new("work", data=array, n=4), weakref.ref(array)


def test_a_lowlevel_callable_keeps_everything_alive() -> None:
    callback = H.callback("value_fn", user_data="work")(sums)
    state, array = borrowed_state()
    callable_ = callback.lowlevel(state)
    del callback, state
    gc.collect()

    value, _ = scipy.integrate.quad(callable_, 0, 1)

    assert array() is not None
    assert value == pytest.approx(3.0)


def test_nothing_is_kept_once_the_callable_is_gone() -> None:
    callback = H.callback("value_fn", user_data="work")(sums)
    state, array = borrowed_state()
    callable_ = callback.lowlevel(state)
    del callback, state, callable_
    gc.collect()

    assert array() is None


def test_a_bound_pair_keeps_everything_alive() -> None:
    state, array = borrowed_state()
    bound = H.callback("value_fn", user_data="work")(sums).bind(state)
    del state
    gc.collect()

    assert array() is not None
    assert bound.callback(2.0, bound.state) == 12.0


def test_a_state_keeps_the_callback_in_its_function_pointer() -> None:
    header = structcb.parse("typedef struct { double (*eval)(double); } holder;")

    @header.callback("holder.eval")
    def square(x):
        return x * x

    holder = header.new("holder", eval=square)
    alive = weakref.ref(square)
    del square
    gc.collect()

    assert alive() is not None
    assert holder.cffi.eval(3.0) == 9.0


def test_collecting_in_the_middle_of_a_solve_frees_nothing_that_c_uses() -> None:
    header, library = open_driver()

    @header.callback("step_fn", user_data="work")
    def step(x, p):
        p.n += int(p.data[0]) - 1
        return 0

    bound = step.bind(header.new("work", data=np.ones(1000)))
    solved: list[int] = []
    solver = threading.Thread(
        target=lambda: solved.append(library.drive(bound.callback, 30_000_000, 0.0, bound.state))
    )
    solver.start()
    del step
    while solver.is_alive():
        gc.collect()
        garbage = [np.full(1000, 7.0) for _ in range(100)]
        del garbage
    solver.join()

    assert solved == [0]
    assert bound.state.n == 0


def test_a_poisoned_state_refuses_every_access() -> None:
    state = H.new("work", k=1.0)
    state.poison()

    with pytest.raises(structcb.StateError):
        _ = state.k


def test_touching_a_freed_state_is_an_error_in_debug_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRUCTCB_DEBUG", "1")
    callback = H.callback("value_fn", user_data="work")(sums)
    state = H.new("work")
    address = state.address
    callback.cffi(1.0, H.ffi.cast("void *", address))
    del state
    gc.collect()

    callback.cffi(1.0, H.ffi.cast("void *", address))
    with pytest.raises(structcb.StateError, match="freed"):
        callback.check()
    assert ctypes.string_at(address, 4) == b"\xdb" * 4


@pytest.mark.parametrize("cache", [True, False])
def test_machine_code_outlives_its_callback(cache: bool) -> None:
    callback = H.callback("value_fn", user_data="work", cache=cache)(sums)
    state, _ = borrowed_state()
    function = callback.cffi
    del callback
    gc.collect()

    assert function(1.0, state.cffi) == 6.0


def test_the_same_source_gives_the_same_code_back() -> None:
    addresses = {H.callback("value_fn", user_data="work")(sums).address for _ in range(50)}

    assert len(addresses) == 1


def test_redecorating_in_a_loop_does_not_grow() -> None:
    def decorate(times: int) -> int:
        for _ in range(times):
            H.callback("value_fn", user_data="work")(sums)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    first = decorate(50)
    assert decorate(300) - first < 4_000  # kilobytes
