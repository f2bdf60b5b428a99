"""Who keeps whom alive: bound callbacks and SciPy's callables hold callback, state and every borrowed array."""

from __future__ import annotations

import ctypes
import gc
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.integrate

import structcb

from ..resident_memory import growth
from .drivers import open_driver

H = structcb.parse("""
typedef struct { double k; long n; double *data; } work;
typedef double (*value_fn)(double x, void *user_data);
typedef int (*step_fn)(double x, void *user_data);
typedef struct { step_fn step; work *work; } job;
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


def adds(x, p):
    p.n += int(p.data[0])
    return 0


HOLDERS: dict[str, Callable[[Any, Any], Any]] = {
    "a bound pair": lambda callback, state: callback.bind(state),
    "SciPy's callable": lambda callback, state: callback.lowlevel(state),
    "ctypes": lambda callback, state: (callback.ctypes, state.ctypes),
    "a struct that C keeps": lambda callback, state: H.new("job", step=callback, work=state),
    "a field of that struct": lambda callback, state: H.new("job", step=callback, work=state).work,
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_collecting_in_the_middle_of_a_solve_frees_nothing_that_c_uses(
    holder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    header, library = open_driver()
    callback = H.callback("step_fn", user_data="work")(adds)
    monkeypatch.setenv("STRUCTCB_DEBUG", "1")  # from here on, a state that is freed is overwritten
    state = H.new("work", data=np.ones(1000))
    step, user_data = callback.cffi, state.cffi  # addresses, which keep nothing alive
    held = HOLDERS[holder](callback, state)
    del callback, state
    garbage: list[Any] = []

    @header.ffi.callback("void (void)")
    def middle() -> None:
        gc.collect()
        garbage.extend(np.full(1000, 7.0) for _ in range(100))  # takes the place of an array that is freed

    failures = library.cffi.drive_around(header.ffi.cast("step_fn", step), middle, 1000, 0.0, user_data)

    assert (failures, user_data.n) == (0, 1000)
    assert len(garbage) == 100
    del held


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


def test_of_many_states_only_the_freed_are_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRUCTCB_DEBUG", "1")
    callback = H.callback("value_fn", user_data="work")(sums)
    states = [H.new("work") for _ in range(20)]
    pointers = [state.cffi for state in states]
    del states[3::4], states[0]
    gc.collect()

    freed = []
    for i, pointer in enumerate(pointers):
        callback.cffi(1.0, pointer)
        try:
            callback.check()
        except structcb.StateError:
            freed.append(i)
    assert freed == [0, 3, 7, 11, 15, 19]


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


@pytest.mark.parametrize("prototype", ["value_fn", "double (double x, void *user_data)"])
def test_redecorating_in_a_loop_does_not_grow(prototype: str) -> None:
    def decorate() -> None:
        H.callback(prototype, user_data="work")(sums)

    assert growth(decorate, times=900) < 100_000
