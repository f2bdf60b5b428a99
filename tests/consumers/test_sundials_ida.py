"""IDA's banded and matrix-free Jacobians, its failures and its limits: SciPy and closed forms are the oracles."""

from __future__ import annotations

import importlib.util
import os
import signal
import threading
from typing import Any

import numpy as np
import pytest
from scipy import integrate

import structcb
from structcb.consumers import sundials
from tests.resident_memory import growth

if not importlib.util.find_spec("sksundae"):
    pytest.skip("SUNDIALS is not installed: pip install 'structcb[sundials]'", allow_module_level=True)

pytestmark = pytest.mark.integration

H = structcb.parse("typedef struct { double rate, fail_after; long ncalls, nfailed; } rod;")
SIZE, END = 30, 0.05
TIGHT: dict[str, Any] = {"rtol": 1e-8, "atol": 1e-10}


@pytest.fixture(scope="module")
def rod():
    """Heat on a rod, with more of it going to the left, so that nothing is symmetric; both ends are held at 0."""

    @sundials.residual(H, user_data="rod")
    def residual(t, y, ydot, r, p):
        p.ncalls += 1
        if p.fail_after and t > p.fail_after:
            raise ValueError("past the end of the table")
        n = len(y)
        r[0] = y[0]
        r[n - 1] = y[n - 1]
        for i in range(1, n - 1):
            far = y[i + 2] if i < n - 2 else 0.0
            r[i] = p.rate * (y[i - 1] - 2.5 * y[i] + y[i + 1] + 0.5 * far) - ydot[i]

    return residual


@sundials.residual_jacobian(H, user_data="rod")
def dense(t, c, y, ydot, J, p):  # noqa: PLR0917
    n = len(y)
    J[0, 0] = J[n - 1, n - 1] = 1.0
    for i in range(1, n - 1):
        J[i, i - 1] = p.rate
        J[i, i] = -2.5 * p.rate - c
        J[i, i + 1] = p.rate
        if i < n - 2:
            J[i, i + 2] = 0.5 * p.rate


@sundials.residual_banded_jacobian(H, user_data="rod")
def banded(t, c, y, ydot, J, p):  # noqa: PLR0917
    n = len(y)
    J[2, 0] = J[2, n - 1] = 1.0
    for i in range(1, n - 1):
        J[3, i - 1] = p.rate
        J[2, i] = -2.5 * p.rate - c
        J[1, i + 1] = p.rate
        if i < n - 2:
            J[0, i + 2] = 0.5 * p.rate


@sundials.residual_jacobian_product(H, user_data="rod")
def product(t, c, y, ydot, v, Jv, p):  # noqa: PLR0917
    n = len(y)
    Jv[0] = v[0]
    Jv[n - 1] = v[n - 1]
    for i in range(1, n - 1):
        far = v[i + 2] if i < n - 2 else 0.0
        Jv[i] = p.rate * (v[i - 1] - 2.5 * v[i] + v[i + 1] + 0.5 * far) - c * v[i]


def operator():
    matrix = 500.0 * (np.eye(SIZE, k=-1) - 2.5 * np.eye(SIZE) + np.eye(SIZE, k=1) + 0.5 * np.eye(SIZE, k=2))
    matrix[[0, -1]] = 0
    return matrix


def start():
    y0 = np.sin(np.linspace(0, np.pi, SIZE))
    y0[[0, -1]] = 0
    return y0, operator() @ y0


def solve(residual, **options):
    y0, slopes = start()
    return sundials.solve_dae(
        residual, (0, END), y0, slopes, options.pop("state", H.new("rod", rate=500.0)), **TIGHT | options
    )


WAYS: dict[str, dict[str, Any]] = {
    "dense": {"jac": dense},
    "banded": {"jac": banded, "lband": 1, "uband": 2},
    "product": {"jac": product, "linear_solver": "gmres"},
}


@pytest.mark.parametrize("options", WAYS.values(), ids=WAYS)
def test_every_given_jacobian_gives_scipys_solution(rod, options):
    ours = solve(rod, **options)
    scipy = integrate.solve_ivp(
        lambda t, y: operator() @ y, (0, END), start()[0], method="Radau", rtol=1e-9, atol=1e-12
    )

    assert ours.statistics["jacobian_residual_evaluations"] == 0
    assert ours.statistics["nonlinear_failures"] == 0
    np.testing.assert_allclose(ours.y[:, -1], scipy.y[:, -1], atol=1e-7)


def test_a_band_costs_fewer_calls_than_a_full_matrix(rod):
    full, band = solve(rod), solve(rod, lband=1, uband=2)

    assert full.statistics["jacobian_residual_evaluations"] == SIZE * full.njev
    assert band.statistics["jacobian_residual_evaluations"] == 4 * band.njev


def test_the_counters_of_the_state_are_those_of_the_solver(rod):
    state = H.new("rod", rate=500.0)
    ours = solve(rod, state=state, linear_solver="gmres", jac=product)

    assert ours.statistics["jacobian_products"] > 0
    assert ours.nfev == state.ncalls


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"linear_solver": "gmres"}, "takes a product Jacobian, not a dense one"),
        ({"lband": 1, "uband": 1}, "takes a banded Jacobian, not a dense one"),
        ({"order": 6}, "must be from 1 to 5"),
        ({"rtol": [1e-3, 1e-3]}, "`rtol` must be one number"),
        ({"algebraic": [True]}, f"`algebraic` must have {SIZE} values"),
    ],
    ids=str,
)
def test_a_problem_without_sense_is_a_value_error(rod, options, message):
    with pytest.raises(ValueError, match=message):
        solve(rod, jac=dense, **options)


def test_a_jacobian_without_its_state_is_refused():
    @sundials.residual(H)
    def decay(t, y, ydot, r):
        r[0] = ydot[0] + y[0]

    with pytest.raises(structcb.StateError, match="`dense` reads a `rod`, but no state was given"):
        sundials.solve_dae(decay, (0, 1), [1], [-1], jac=dense)


def test_slopes_of_another_length_are_refused(rod):
    with pytest.raises(ValueError, match="`ydot0` must have 2 values"):
        sundials.solve_dae(rod, (0, 1), [1, 0], [1.0], H.new("rod"))


def test_an_exception_arrives_and_leaves_the_library_usable(rod):
    with pytest.raises(ValueError, match="past the end of the table"):
        solve(rod, state=H.new("rod", rate=500.0, fail_after=0.01))

    assert solve(rod).success


def test_a_recoverable_error_asks_for_a_smaller_step():
    @sundials.residual(H, user_data="rod")
    def root(t, y, ydot, r, p):
        if y[0] < 0:
            p.nfailed += 1
            raise structcb.Recoverable("no root of a negative number")
        r[0] = ydot[0] + np.sqrt(y[0])

    state = H.new("rod")
    ours = sundials.solve_dae(root, (0, 1.9), [1], [-1], state, rtol=1e-6, atol=1e-9, first_step=1.9)

    assert state.nfailed > 0
    assert ours.success
    assert ours.y[0, -1] == pytest.approx((1 - 1.9 / 2) ** 2, abs=1e-5)
    root.check()


@pytest.mark.parametrize("t_eval", [None, [1e9]], ids=["steps", "times"])
def test_control_c_stops_the_solver(t_eval):
    @sundials.residual(H)
    def circle(t, y, ydot, r):
        r[0] = ydot[0] - y[1]
        r[1] = ydot[1] + y[0]

    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        sundials.solve_dae(circle, (0, 1e9), [1, 0], [0, -1], max_step=1e-3, t_eval=t_eval)

    timer.join()
    assert sundials.solve_dae(circle, (0, 1), [1, 0], [0, -1]).success


def test_control_c_stops_the_search_for_initial_values():
    @sundials.residual(H)
    def slow(t, y, ydot, r):
        total = 0.0
        for i in range(3_000_000):
            total += np.sin(i * y[0])
        r[0] = y[0] * y[0] + 1 + 1e-30 * total

    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        sundials.solve_dae(slow, (0, 1), [1], [0], algebraic=[True])
    timer.join()


def test_time_runs_backwards_too():
    @sundials.residual(H)
    def circle(t, y, ydot, r):
        r[0] = ydot[0] - y[1]
        r[1] = y[0] * y[0] + y[1] * y[1] - 1

    times = [0.8, 0.4, 0.0]
    ours = sundials.solve_dae(
        circle, (1.0, 0), np.array([np.sin(1), np.cos(1)]), [np.cos(1), -np.sin(1)], t_eval=times, **TIGHT
    )

    np.testing.assert_allclose(ours.y[0], np.sin(times), atol=1e-6)
    np.testing.assert_allclose(ours.ydot[0], np.cos(times), atol=1e-5)


def test_a_span_without_length_gives_consistent_initial_values():
    @sundials.residual(H)
    def circle(t, y, ydot, r):
        r[0] = ydot[0] - y[1]
        r[1] = y[0] * y[0] + y[1] * y[1] - 1

    ours = sundials.solve_dae(circle, (1, 1), [0, 0.9], [1, 0], algebraic=[False, True])

    assert ours.success
    np.testing.assert_allclose(ours.y[:, -1], [0, 1], atol=1e-6)


@pytest.mark.slow
def test_ten_thousand_solves_leave_no_memory_behind():
    @sundials.residual(H)
    def decay(t, y, ydot, r):
        r[0] = ydot[0] + y[0]

    assert growth(lambda: sundials.solve_dae(decay, (0, 1e-3), [1], [-1]), times=10_000) < 100_000
