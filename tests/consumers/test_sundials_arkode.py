"""ARKODE behind `sundials.solve_ivp`: SciPy and closed forms are the oracles."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from typing import Any

import numpy as np
import pytest
from scipy import integrate

import structcb
from structcb.consumers import sundials
from structcb.consumers.sundials import libraries
from tests.resident_memory import growth

try:
    ARKODE = libraries.sundials("arkode")
except structcb.MissingLibraryError as missing:
    pytest.skip(str(missing), allow_module_level=True)

pytestmark = pytest.mark.integration

H = structcb.parse("typedef struct { double omega, fail_after; long ncalls, nexplicit; } oscillator;")
TIGHT: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-11}


@pytest.fixture(scope="module")
def oscillator():
    @sundials.rhs(H, user_data="oscillator")
    def rhs(t, y, ydot, p):
        p.ncalls += 1
        if p.fail_after and t > p.fail_after:
            raise ValueError("past the end of the table")
        ydot[0] = y[1]
        ydot[1] = -p.omega * p.omega * y[0]

    return rhs


@pytest.mark.parametrize("method", ["ERK", "DIRK"])
def test_the_cosine_comes_out(oscillator, method):
    times = np.linspace(0, 10, 21)
    state = H.new("oscillator", omega=2.0)

    ours = sundials.solve_ivp(oscillator, (0, 10), [1, 0], state, method=method, t_eval=times, **TIGHT)

    np.testing.assert_array_equal(ours.t, times)
    np.testing.assert_allclose(ours.y[0], np.cos(2 * times), atol=1e-6)
    assert state.ncalls == ours.nfev


@pytest.mark.parametrize(("method", "orders"), [("ERK", (2, 5)), ("DIRK", (2, 5)), ("BDF", (2, 5))])
def test_a_higher_order_needs_fewer_steps(oscillator, method, orders):
    low, high = (
        sundials.solve_ivp(
            oscillator, (0, 5), [1, 0], H.new("oscillator", omega=1.0), method=method, order=order, rtol=1e-7
        )
        for order in orders
    )

    assert low.success
    assert high.statistics["steps"] < low.statistics["steps"] / 2


@pytest.mark.parametrize(
    ("method", "order"), [("ERK", 1), ("ERK", 10), ("DIRK", 6), ("ARK", 6), ("BDF", 6), ("Adams", 13)]
)
def test_an_order_that_a_method_lacks_is_refused(oscillator, method, order):
    with pytest.raises(ValueError, match=f"`order` of '{method}' must be from"):
        sundials.solve_ivp(oscillator, (0, 1), [1, 0], H.new("oscillator"), method=method, order=order)


def test_a_stiff_part_and_another_are_solved_as_their_sum():
    @sundials.rhs(H, user_data="oscillator")
    def stiff(t, y, ydot, p):
        p.ncalls += 1
        ydot[0] = -1000.0 * (y[0] - np.cos(t))

    @sundials.rhs(H, user_data="oscillator")
    def mild(t, y, ydot, p):
        p.nexplicit += 1
        ydot[0] = -np.sin(t)

    state = H.new("oscillator")
    ours = sundials.solve_ivp(stiff, (0, 5), [1.0], state, method="ARK", explicit=mild, rtol=1e-6, atol=1e-9)

    # y = cos t fulfils both parts together.
    np.testing.assert_allclose(ours.y[0], np.cos(ours.t), atol=1e-5)
    assert ours.statistics["explicit_rhs_evaluations"] == state.nexplicit
    assert ours.nfev == state.ncalls + state.nexplicit
    assert ours.statistics["steps"] < 500  # an explicit method needs more than 1000


def test_two_parts_are_for_their_method_only(oscillator):
    state = H.new("oscillator")

    with pytest.raises(ValueError, match="give both, or neither"):
        sundials.solve_ivp(oscillator, (0, 1), [1, 0], state, method="ARK")
    with pytest.raises(ValueError, match="give both, or neither"):
        sundials.solve_ivp(oscillator, (0, 1), [1, 0], state, method="ERK", explicit=oscillator)


def reactions(t, y):
    slow, fast, faster = 0.04 * y[0], 1e4 * y[1] * y[2], 3e7 * y[1] * y[1]
    return fast - slow, slow - fast - faster, faster


@sundials.rhs(H)
def robertson(t, y, ydot):
    slow, fast, faster = 0.04 * y[0], 1e4 * y[1] * y[2], 3e7 * y[1] * y[1]
    ydot[0] = fast - slow
    ydot[1] = slow - fast - faster
    ydot[2] = faster


@sundials.jacobian(H)
def robertson_jacobian(t, y, ydot, J):
    J[0, 0] = -0.04
    J[0, 1] = 1e4 * y[2]
    J[0, 2] = 1e4 * y[1]
    J[1, 0] = 0.04
    J[1, 1] = -1e4 * y[2] - 6e7 * y[1]
    J[1, 2] = -1e4 * y[1]
    J[2, 1] = 6e7 * y[1]


@pytest.mark.parametrize("jac", [None, robertson_jacobian], ids=["estimated", "given"])
def test_the_implicit_method_solves_stiff_reactions(jac):
    ours = sundials.solve_ivp(robertson, (0, 400), [1, 0, 0], method="DIRK", rtol=1e-8, atol=1e-13, jac=jac)
    radau = integrate.solve_ivp(reactions, (0, 400), [1, 0, 0], method="Radau", rtol=1e-9, atol=1e-14)

    np.testing.assert_allclose(ours.y[:, -1], radau.y[:, -1], rtol=1e-5)
    assert (ours.statistics["jacobian_rhs_evaluations"] == 0) == (jac is not None)


def test_a_product_with_the_jacobian_serves_gmres(oscillator):
    @sundials.jacobian_product(H, user_data="oscillator")
    def product(t, y, ydot, v, Jv, p):  # noqa: PLR0917
        Jv[0] = v[1]
        Jv[1] = -p.omega * p.omega * v[0]

    state = H.new("oscillator", omega=2.0)
    ours = sundials.solve_ivp(
        oscillator, (0, 3), [1, 0], state, method="DIRK", linear_solver="gmres", jac=product, **TIGHT
    )

    assert ours.statistics["jacobian_products"] > 0
    assert ours.statistics["jacobian_rhs_evaluations"] == 0
    assert ours.y[0, -1] == pytest.approx(np.cos(6), abs=1e-6)


def test_an_explicit_method_takes_no_jacobian():
    with pytest.raises(ValueError, match="does without a Jacobian"):
        sundials.solve_ivp(robertson, (0, 1), [1, 0, 0], method="ERK", jac=robertson_jacobian)


@pytest.mark.parametrize("method", ["ERK", "DIRK"])
@pytest.mark.parametrize("direction", [0, 1, -1])
def test_events_are_those_that_scipy_finds(oscillator, method, direction):
    @sundials.events(H, 1, user_data="oscillator", direction=direction, terminal=2)
    def crossing(t, y, g, p):
        g[0] = y[0]

    def event(t, y):
        return y[0]

    event.direction, event.terminal = direction, 2  # type: ignore[attr-defined]
    state = H.new("oscillator", omega=1.0)
    ours = sundials.solve_ivp(
        oscillator, (0, 30), [1, 0], state, method=method, events=crossing, dense_output=True, **TIGHT
    )
    scipy = integrate.solve_ivp(
        lambda t, y: (y[1], -y[0]), (0, 30), [1, 0], method="DOP853", events=event, rtol=1e-10, atol=1e-12
    )

    np.testing.assert_allclose(ours.t_events[0], scipy.t_events[0], atol=1e-5)
    np.testing.assert_allclose(ours.y_events[0], scipy.y_events[0], atol=1e-5)
    assert (ours.status, ours.message) == (scipy.status, scipy.message)
    times = np.linspace(0, ours.t[-1], 200)
    np.testing.assert_allclose(ours.sol(times)[0], np.cos(times), atol=1e-5)


@pytest.mark.parametrize("method", ["ERK", "DIRK"])
def test_time_runs_backwards_too(oscillator, method):
    state, start = H.new("oscillator", omega=1.0), [np.cos(3.5), -np.sin(3.5)]
    ours = sundials.solve_ivp(
        oscillator, (3.5, 0), start, state, method=method, t_eval=[3, 2, 0.5], first_step=0.01, **TIGHT
    )

    np.testing.assert_allclose(ours.y[0], np.cos([3, 2, 0.5]), atol=1e-6)


@pytest.mark.parametrize("method", ["ERK", "DIRK"])
def test_an_exception_arrives_and_leaves_the_library_usable(oscillator, method):
    state = H.new("oscillator", omega=1.0, fail_after=2.0)

    with pytest.raises(ValueError, match="past the end of the table"):
        sundials.solve_ivp(oscillator, (0, 5), [1, 0], state, method=method)

    state.fail_after = 0
    assert sundials.solve_ivp(oscillator, (0, 5), [1, 0], state, method=method).success


@pytest.fixture(scope="module")
def stumbling():
    """A decay that has no value once, at the first look past 0.5."""

    @sundials.rhs(H, user_data="oscillator")
    def rhs(t, y, ydot, p):
        if t > 0.5 and p.nexplicit == 0:
            p.nexplicit = 1
            raise structcb.Recoverable("nothing is known there")
        ydot[0] = -y[0]

    return rhs


def test_a_recoverable_error_asks_an_implicit_method_for_a_smaller_step(stumbling):
    state = H.new("oscillator")

    ours = sundials.solve_ivp(stumbling, (0, 1), [1], state, method="DIRK", **TIGHT)

    assert state.nexplicit == 1
    assert ours.success
    assert ours.y[0, -1] == pytest.approx(np.exp(-1), abs=1e-7)


def test_a_recoverable_error_ends_an_explicit_method_with_arkodes_own_word(stumbling):
    ours = sundials.solve_ivp(stumbling, (0, 1), [1], H.new("oscillator"), method="ERK")

    assert not ours.success
    assert "ARK_UNREC_RHSFUNC_ERR" in ours.message
    assert "nothing is known there" in ours.message


@pytest.mark.parametrize("method", ["ERK", "DIRK"])
def test_control_c_stops_the_solver(oscillator, method):
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    state = H.new("oscillator", omega=1.0)

    timer.start()
    with pytest.raises(KeyboardInterrupt):
        sundials.solve_ivp(oscillator, (0, 1e9), [1, 0], state, method=method, max_step=1e-3, t_eval=[1e9])

    timer.join()


@pytest.mark.parametrize("method", ["ERK", "DIRK"])
def test_a_solve_leaves_no_memory_behind(oscillator, method):
    state = H.new("oscillator", omega=1.0)

    def solve() -> None:
        sundials.solve_ivp(oscillator, (0, 1e-3), [1, 0], state, method=method)

    assert growth(solve, times=1500) < 100_000


def test_steps_that_fail_are_told_with_sundials_own_word():
    @sundials.rhs(H)
    def square(t, y, ydot):
        ydot[0] = y[0] * y[0]

    ours = sundials.solve_ivp(square, (0, 2), [1], method="ERK", rtol=1e-8, atol=1e-8)

    assert ours.status == -1
    assert ours.t[-1] == pytest.approx(1, abs=1e-3)
    assert ours.message.startswith("ARK_")


def test_one_right_hand_side_serves_libraries_of_both_widths(oscillator):
    pytest.importorskip("sksundae")
    cvode = libraries.sundials("cvode")
    state = H.new("oscillator", omega=1.0)

    ends = [
        sundials.solve_ivp(oscillator, (0, 3), [1, 0], state, method=method, **TIGHT).y[0, -1]
        for method in ("BDF", "ERK", "BDF")
    ]

    assert {cvode.index, ARKODE.index} == {"int32_t", "int64_t"}
    np.testing.assert_allclose(ends, np.cos(3), atol=1e-6)


def test_another_sundials_is_solved_with_where_it_is_given(oscillator):
    pytest.importorskip("SundialsPy")
    cvode = sundials.open_sundials(libraries.find_libraries("sundialspy", "cvode"))
    state = H.new("oscillator", omega=1.0)

    ours = sundials.solve_ivp(oscillator, (0, 3), [1, 0], state, library=cvode, **TIGHT)

    assert cvode.version != libraries.sundials("cvode").version
    assert ours.y[0, -1] == pytest.approx(np.cos(3), abs=1e-6)


def test_a_library_that_was_opened_for_another_solver_is_refused(oscillator):
    with pytest.raises(structcb.MissingLibraryError, match=r"opened for arkode; open it with .*'cvode'"):
        sundials.solve_ivp(oscillator, (0, 1), [1, 0], H.new("oscillator"), library=ARKODE)


def test_a_callback_on_vectors_of_the_other_width_is_refused():
    pytest.importorskip("sksundae")
    header = libraries.sundials("cvode").header

    @header.callback("CVRhsFn")
    def rhs(t, y, ydot, user_data):
        return 0

    with pytest.raises(structcb.SignatureError, match="was written for vectors of"):
        sundials.solve_ivp(rhs, (0, 1), [1.0], method="ERK")


def test_a_right_hand_side_that_has_travelled_is_as_it_was(oscillator):
    pytest.importorskip("cloudpickle")
    arrived = pickle.loads(pickle.dumps(oscillator))
    state, ydot = H.new("oscillator", omega=2.0), np.zeros(2)

    arrived(0.0, np.array([1.0, 3.0]), ydot, state)
    ours = sundials.solve_ivp(arrived, (0, 1), [1, 0], state, method="ERK", **TIGHT)

    np.testing.assert_array_equal(ydot, [3.0, -4.0])
    assert ours.y[0, -1] == pytest.approx(np.cos(2), abs=1e-6)


def test_arkode_has_every_function_of_its_header():
    names = ARKODE.header.functions.keys() - {"SUNDIALSGetVersionNumber"}  # sundials4py leaves it out

    assert all(getattr(ARKODE, name) for name in names)
