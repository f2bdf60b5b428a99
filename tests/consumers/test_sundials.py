"""CVODE behind `sundials.solve_ivp`: SciPy and published tables are the oracles."""

from __future__ import annotations

import ctypes.util
import gc
import importlib.util
import linecache
import os
import signal
import subprocess
import sys
import threading
import traceback
from contextlib import ExitStack
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import integrate

import structcb
from structcb.consumers import base, sundials
from structcb.consumers.sundials import adapters, libraries, proofs
from tests.resident_memory import growth

if not importlib.util.find_spec("sksundae"):
    pytest.skip("SUNDIALS is not installed: pip install 'structcb[sundials]'", allow_module_level=True)

pytestmark = pytest.mark.integration

H = structcb.parse("""
    typedef struct { double k1, k2, k3; long ncalls; double tlast; double ymax[3]; } robertson;
    typedef struct { double omega; double fail_after; long ncalls, nfailed; } oscillator;
""")

# The output of SUNDIALS' own example cvRoberts_dns (examples/cvode/serial/cvRoberts_dns.out), whose rtol is 1e-4.
PUBLISHED = {
    0.4: (9.851641e-01, 3.386242e-05, 1.480205e-02),
    4.0: (9.055097e-01, 2.240338e-05, 9.446793e-02),
    40.0: (7.158017e-01, 9.185037e-06, 2.841892e-01),
    400.0: (4.505360e-01, 3.223271e-06, 5.494608e-01),
    4e3: (1.832066e-01, 8.942601e-07, 8.167925e-01),
    4e4: (3.898824e-02, 1.621985e-07, 9.610116e-01),
}
RATES = {"k1": 0.04, "k2": 1e4, "k3": 3e7}
START = [1.0, 0.0, 0.0]


def reactions(t, y):
    slow, fast, faster = 0.04 * y[0], 1e4 * y[1] * y[2], 3e7 * y[1] * y[1]
    return fast - slow, slow - fast - faster, faster


@pytest.fixture(scope="module")
def robertson():
    @sundials.rhs(H, user_data="robertson")
    def rhs(t, y, ydot, p):
        p.ncalls += 1
        p.tlast = t
        for i in range(3):
            p.ymax[i] = max(p.ymax[i], y[i])
        slow, fast, faster = p.k1 * y[0], p.k2 * y[1] * y[2], p.k3 * y[1] * y[1]
        ydot[0] = fast - slow
        ydot[1] = slow - fast - faster
        ydot[2] = faster

    return rhs


@pytest.fixture(scope="module")
def oscillator():
    @sundials.rhs(H, user_data="oscillator")
    def rhs(t, y, ydot, p):
        p.ncalls += 1
        if p.fail_after and t > p.fail_after:
            raise ValueError("past the end of the table")  # the traceback ends here
        ydot[0] = y[1]
        ydot[1] = -p.omega * p.omega * y[0]

    return rhs


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_the_stiff_solution_agrees_with_radau(robertson):
    ours = sundials.solve_ivp(robertson, (0, 4e4), START, H.new("robertson", **RATES), rtol=1e-8, atol=1e-13)
    radau = integrate.solve_ivp(reactions, (0, 4e4), START, method="Radau", rtol=1e-9, atol=1e-14)

    np.testing.assert_allclose(ours.y[:, -1], radau.y[:, -1], rtol=2e-6)


def test_the_stiff_solution_agrees_with_the_published_table(robertson):
    state = H.new("robertson", **RATES)
    ours = sundials.solve_ivp(
        robertson, (0, 4e4), START, state, t_eval=list(PUBLISHED), rtol=1e-7, atol=1e-12
    )

    np.testing.assert_allclose(ours.y.T, list(PUBLISHED.values()), rtol=1e-3)


def test_the_result_has_scipys_names_and_shapes(robertson):
    ours = sundials.solve_ivp(robertson, (0, 40), START, H.new("robertson", **RATES))
    scipy = integrate.solve_ivp(reactions, (0, 40), START, method="BDF")

    assert set(scipy) <= set(ours)
    assert ours.y.shape == (3, len(ours.t))
    assert (ours.t[0], ours.t[-1]) == (0, 40)
    assert (ours.status, ours.success, ours.message) == (scipy.status, scipy.success, scipy.message)


def test_the_counters_of_the_state_are_those_of_the_solver(robertson):
    state = H.new("robertson", **RATES)
    ours = sundials.solve_ivp(robertson, (0, 4e4), START, state)

    assert state.ncalls == ours.nfev > 0
    assert ours.njev > 0
    assert ours.nlu > 0
    # C's column by column Jacobian disturbs each component, so that the largest is a little above the start.
    assert state.ymax[0] == pytest.approx(1, abs=1e-6)
    assert state.tlast > 1e4


@pytest.mark.parametrize("method", ["BDF", "Adams"])
def test_the_cosine_comes_out(oscillator, method):
    times = np.linspace(0, 10, 21)
    ours = sundials.solve_ivp(
        oscillator,
        (0, 10),
        [1, 0],
        H.new("oscillator", omega=2.0),
        method=method,
        t_eval=times,
        rtol=1e-9,
        atol=1e-10,
    )

    np.testing.assert_array_equal(ours.t, times)
    np.testing.assert_allclose(ours.y[0], np.cos(2 * times), atol=2e-6)


def test_time_runs_backwards_too(oscillator):
    state = H.new("oscillator", omega=1.0)
    times = [3.0, 2.0, 0.5]
    ours = sundials.solve_ivp(
        oscillator, (3.5, 0), [np.cos(3.5), -np.sin(3.5)], state, t_eval=times, rtol=1e-8, atol=1e-10
    )

    np.testing.assert_allclose(ours.y[0], np.cos(times), atol=1e-5)


def test_where_one_looks_does_not_change_the_steps(oscillator):
    states = [H.new("oscillator", omega=1.0) for _ in range(2)]
    everywhere = sundials.solve_ivp(oscillator, (0, 5), [1, 0], states[0])
    at_times = sundials.solve_ivp(oscillator, (0, 5), [1, 0], states[1], t_eval=[1e-14, 1, 5])

    assert states[0].ncalls == states[1].ncalls
    np.testing.assert_array_equal(everywhere.y[:, -1], at_times.y[:, -1])


def test_nothing_is_evaluated_past_the_end(robertson):
    state = H.new("robertson", **RATES)
    sundials.solve_ivp(robertson, (0, 7), START, state)

    assert state.tlast <= 7


def test_the_steps_keep_their_limits(oscillator):
    state = H.new("oscillator", omega=1.0)
    ours = sundials.solve_ivp(oscillator, (0, 5), [1, 0], state, first_step=0.001, max_step=0.05)

    assert np.diff(ours.t)[0] == pytest.approx(0.001)
    assert np.diff(ours.t).max() <= 0.05 * (1 + 1e-12)


def test_each_equation_has_a_tolerance_of_its_own(oscillator):
    state = H.new("oscillator", omega=1.0)
    loose = sundials.solve_ivp(oscillator, (0, 5), [1, 0], state, rtol=0, atol=[1e-3, 1e-3])
    tight = sundials.solve_ivp(oscillator, (0, 5), [1, 0], state, rtol=0, atol=[1e-9, 1e-3])

    assert tight.nfev > 2 * loose.nfev


def test_a_span_without_length_gives_the_start_twice(oscillator):
    ours = sundials.solve_ivp(oscillator, (1, 1), [1, 0], H.new("oscillator"))
    scipy = integrate.solve_ivp(lambda t, y: [y[1], -y[0]], (1, 1), [1, 0], method="BDF")

    np.testing.assert_array_equal(ours.y, scipy.y)


def test_a_span_without_length_keeps_what_is_wanted(oscillator):
    state = H.new("oscillator")
    ours = sundials.solve_ivp(oscillator, (1, 1), [1, 0], state, t_eval=[1.0], dense_output=True)
    scipy = integrate.solve_ivp(lambda t, y: [y[1], -y[0]], (1, 1), [1, 0], method="BDF", dense_output=True)

    np.testing.assert_array_equal(ours.t, [1.0])
    np.testing.assert_array_equal(ours.y, [[1], [0]])
    np.testing.assert_array_equal(ours.sol(1.0), scipy.sol(1.0))


@pytest.mark.parametrize("option", ["jac", "events"])
def test_a_plain_function_is_refused_with_the_decorator_to_use(oscillator, option):
    plain: dict[str, Any] = {option: print}

    with pytest.raises(
        structcb.SignatureError, match=f"`{option}` must be made by a decorator of `sundials`"
    ):
        sundials.solve_ivp(oscillator, (0, 1), [1, 0], H.new("oscillator"), **plain)


def test_an_exception_arrives_once_with_the_users_line(oscillator):
    state = H.new("oscillator", omega=1.0, fail_after=2.0)

    with pytest.raises(ValueError, match="past the end of the table") as caught:
        sundials.solve_ivp(oscillator, (0, 5), [1, 0], state)

    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.filename, last.name) == (__file__, "rhs")
    assert "# the traceback ends here" in linecache.getline(__file__, last.lineno or 0)
    oscillator.check()
    state.fail_after = 0
    assert sundials.solve_ivp(oscillator, (0, 5), [1, 0], state).success


def test_a_recoverable_error_asks_for_a_smaller_step():
    @sundials.rhs(H, user_data="oscillator")
    def root(t, y, ydot, p):
        p.ncalls += 1
        if y[0] < 0:
            p.nfailed += 1
            raise structcb.Recoverable("no root of a negative number")
        ydot[0] = -np.sqrt(y[0])

    state = H.new("oscillator")
    ours = sundials.solve_ivp(root, (0, 1.99), [1], state, rtol=1e-6, atol=1e-12, first_step=1.9)

    assert state.nfailed > 0
    assert ours.success
    assert ours.y[0, -1] == pytest.approx((1 - 1.99 / 2) ** 2, abs=1e-6)
    root.check()


def test_a_step_that_fails_is_told_with_sundials_own_word():
    @sundials.rhs(H, user_data="oscillator")
    def hopeless(t, y, ydot, p):
        if p.ncalls > 50:
            raise structcb.Recoverable("nothing is known there")
        p.ncalls += 1
        ydot[0] = np.cos(t)

    ours = sundials.solve_ivp(hopeless, (0, 200), [0], H.new("oscillator"))

    assert (ours.status, ours.success) == (-1, False)
    assert "CV_REPTD_RHSFUNC_ERR" in ours.message
    assert "nothing is known there" in ours.message
    assert 0 < ours.t[-1] < 200
    hopeless.check()


@pytest.mark.parametrize("t_eval", [None, [0.5, 1.5]])
def test_steps_that_lead_nowhere_come_to_an_end(capfd, t_eval):
    @sundials.rhs(H, user_data="oscillator")
    def walled(t, y, ydot, p):
        if t > 1:
            raise structcb.Recoverable("nothing is known after 1")
        ydot[0] = 1.0

    ours = sundials.solve_ivp(walled, (0, 2), [0], H.new("oscillator"), t_eval=t_eval)

    assert "CV_TOO_MUCH_WORK at t = 1: " in ours.message
    assert "nothing is known after 1" in ours.message
    assert capfd.readouterr() == ("", "")


def test_a_number_that_the_body_returns_reaches_the_solver():
    @sundials.rhs(H, user_data="oscillator")
    def gives_up(t, y, ydot, p):
        ydot[0] = 1.0
        return -1 if t > 1 else 0

    ours = sundials.solve_ivp(gives_up, (0, 2), [0], H.new("oscillator"))

    assert not ours.success
    assert "CV_RHSFUNC_FAIL" in ours.message


def test_an_index_past_the_end_is_told_where_bounds_are_checked():
    @sundials.rhs(H, boundscheck=True)
    def rhs(t, y, ydot):
        ydot[len(y)] = 1.0

    with pytest.raises(IndexError):
        sundials.solve_ivp(rhs, (0, 1), [1.0])


@pytest.mark.usefixtures("compiled")
def test_a_result_that_is_no_status_is_refused():
    with pytest.raises(structcb.SignatureError, match="returns float64, but C expects `int`"):

        @sundials.rhs(H)
        def rhs(t, y, ydot):
            return -y[0]


def test_a_solution_that_blows_up_fails_as_a_step():
    @sundials.rhs(H)
    def square(t, y, ydot):
        ydot[0] = y[0] * y[0]

    ours = sundials.solve_ivp(square, (0, 2), [1], rtol=1e-8, atol=1e-8)

    assert ours.status == -1
    assert ours.t[-1] == pytest.approx(1, abs=1e-3)
    assert ours.message.startswith("CV_")


@pytest.mark.parametrize("method", ["BDF", "Adams"])
def test_what_the_body_leaves_unfilled_is_no_solution(method):
    # C would have taken what lay there, mostly zero, and reported success.
    @sundials.rhs(H)
    def half(t, y, ydot):
        ydot[0] = y[1]

    ours = sundials.solve_ivp(half, (0, 3), [1.0, 0.0], method=method)

    assert not ours.success
    assert "what a body leaves unfilled is NaN" in ours.message


def test_without_a_state_python_calls_it_without_one():
    @sundials.rhs(H)
    def turn(t, y, ydot):
        ydot[0], ydot[1] = y[1], -y[0]

    ydot = np.zeros(2)
    turn(0.0, np.array([2.0, 3.0]), ydot)

    assert ydot.tolist() == [3, -2]


@pytest.mark.usefixtures("compiled")
def test_the_values_of_the_solver_are_read_only():
    with pytest.raises(Exception, match=r"(?i)read-?only|immutable|cannot .*write"):

        @sundials.rhs(H)
        def rhs(t, y, ydot):
            y[0] = 1.0


def test_a_function_with_other_parameters_is_refused():
    with pytest.raises(
        structcb.SignatureError, match=r"`.*rhs` gets \(t, y, ydot\), but takes \(t, y\); for a state"
    ):

        @sundials.rhs(H)
        def rhs(t, y):
            return y


def test_a_state_of_another_struct_is_refused(oscillator):
    with pytest.raises(structcb.SignatureError, match="oscillator"):
        sundials.solve_ivp(oscillator, (0, 1), [1, 0], H.new("robertson"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"y0": [[1.0]]}, "1-dimensional"),
        ({"y0": []}, "at least one"),
        ({"y0": [1j, 0]}, "real"),
        ({"y0": [np.nan, 0]}, "finite"),
        ({"method": "RK45"}, "'BDF', 'Adams'"),
        ({"t_eval": [0, 7]}, "within `t_span`"),
        ({"t_eval": [1, 0]}, "sorted"),
        ({"rtol": -1}, "rtol"),
        ({"atol": [1, 2, 3]}, "atol"),
        ({"max_step": 0}, "max_step"),
        ({"first_step": 9}, "first_step"),
    ],
    ids=str,
)
def test_a_problem_without_sense_is_a_value_error(oscillator, options, message):
    problem = {"t_span": (0, 1), "y0": [1, 0], "state": H.new("oscillator"), **options}

    with pytest.raises(ValueError, match=message):
        sundials.solve_ivp(oscillator, **problem)


def bytes_kept(solve, times: int) -> int:
    """How many bytes of memory each of many calls leaves behind."""
    for _ in range(times // 4):
        solve()
    before = resident_bytes()
    for _ in range(times):
        solve()
    return (resident_bytes() - before) // times


@pytest.mark.parametrize(
    "options",
    [{}, {"lband": 1, "uband": 1}, {"linear_solver": "gmres"}, {"method": "Adams"}, {"dense_output": True}],
    ids=str,
)
def test_a_solve_leaves_no_memory_behind(oscillator, options):
    state = H.new("oscillator", omega=1.0)

    kept = bytes_kept(lambda: sundials.solve_ivp(oscillator, (0, 1e-3), [1, 0], state, **options), 2000)

    assert kept < 64  # the smallest object of the solver takes more


@pytest.mark.slow
def test_ten_thousand_solves_leave_no_memory_behind(oscillator):
    state = H.new("oscillator", omega=1.0)

    assert growth(lambda: sundials.solve_ivp(oscillator, (0, 1e-3), [1, 0], state), times=10_000) < 100_000


def test_a_solve_that_raises_leaves_no_memory_behind(oscillator):
    state = H.new("oscillator", omega=1.0, fail_after=1e-9)

    def solve() -> None:
        with pytest.raises(ValueError, match="table"):
            sundials.solve_ivp(oscillator, (0, 1), [1, 0], state)

    assert bytes_kept(solve, 1000) < 64


def test_a_dae_leaves_no_memory_behind(robertson_residual):
    state = H.new("robertson", **RATES)

    kept = bytes_kept(
        lambda: sundials.solve_dae(
            robertson_residual, (0, 1e-3), START, SLOPES, state, algebraic=[False, False, True]
        ),
        1000,
    )

    assert kept < 64


def test_collecting_garbage_in_the_middle_of_a_solve_harms_nothing(robertson):
    stop = threading.Event()

    def collect() -> None:
        while not stop.is_set():
            gc.collect()

    collector = threading.Thread(target=collect)
    collector.start()
    try:
        ours = [
            sundials.solve_ivp(robertson, (0, 4e4), START, H.new("robertson", **RATES), rtol=1e-6, atol=1e-10)
            for _ in range(3)
        ]
    finally:
        stop.set()
        collector.join()

    assert all(one.success and np.array_equal(one.y, ours[0].y) for one in ours)


def test_threads_solve_side_by_side(oscillator):
    found = {}

    def solve(omega: float) -> None:
        state = H.new("oscillator", omega=omega)
        found[omega] = sundials.solve_ivp(oscillator, (0, 3), [1, 0], state, rtol=1e-8, atol=1e-10)

    threads = [threading.Thread(target=solve, args=(omega,)) for omega in (1.0, 2.0, 3.0, 4.0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for omega, ours in found.items():
        assert ours.y[0, -1] == pytest.approx(np.cos(3 * omega), abs=1e-5)
    assert len(found) == 4


def test_a_library_that_is_not_installed_is_told_with_its_extra():
    with pytest.raises(structcb.MissingLibraryError, match=r"pip install 'structcb\[sundials\]'"):
        libraries.find_libraries("no-such-distribution")


def test_a_distribution_without_the_library_is_told_with_its_version():
    with pytest.raises(
        structcb.MissingLibraryError, match=r"`cffi` [\d.]+ is installed, but .*`sundials_cvode`"
    ):
        base.find_library("cffi", "sundials_cvode", extra="sundials")


def test_an_old_sundials_is_refused_by_its_version():
    debian = ctypes.util.find_library("sundials_cvode")
    if debian is None or debian.endswith(".so.7"):
        pytest.skip("Debian 12's SUNDIALS 6 is not installed: apt-get install libsundials-cvode6")

    with pytest.raises(structcb.MissingLibraryError, match=r"is SUNDIALS 6\.\d\.\d, whose functions differ"):
        sundials.open_sundials([debian])


def test_a_sundials_without_a_version_is_refused():
    casadi = pytest.importorskip("casadi")
    (path,) = Path(casadi.__file__).parent.glob("libcasadi_rootfinder_kinsol.so")

    with pytest.raises(structcb.MissingLibraryError, match="cannot tell its version"):
        sundials.open_sundials([path], "kinsol")


def test_libraries_without_the_solver_are_refused():
    paths = libraries.find_libraries("scikit-sundae", "cvode")

    with pytest.raises(structcb.MissingLibraryError, match="has no `N_VNew_Serial`"):
        sundials.open_sundials(paths[:1])
    with pytest.raises(structcb.MissingLibraryError, match="has no `IDACreate`"):
        sundials.open_sundials(paths, "ida")


@pytest.mark.parametrize("index", ["int32_t", "int64_t"])
def test_the_wrong_width_of_an_index_is_refused(index):
    paths = libraries.find_libraries("scikit-sundae")
    right = proofs.measure_index(paths)

    if index == right:
        assert libraries.open_sundials(paths, index=index).ffi.sizeof("sunindextype") == int(index[3:5]) // 8
    else:
        with pytest.raises(structcb.LayoutMismatchError, match=f"`sunindextype` of {index}"):
            libraries.open_sundials(paths, index=index)


def test_the_measured_width_is_that_of_the_wheel():
    (config,) = (file for file in metadata.files("scikit-sundae") or () if file.name == "c_config.pxi")
    spelled = "int32_t" if "ctypedef int sunindextype" in config.read_text() else "int64_t"

    assert proofs.measure_index(libraries.find_libraries("scikit-sundae")) == spelled


def test_the_shipped_header_loads_alone():
    header = structcb.load("sundials/cvode")

    assert header.constants["CV_CONV_FAILURE"] == -4
    assert header.struct("struct _N_VectorContent_Serial").size == 16


@pytest.fixture(scope="module")
def robertson_jacobian():
    @sundials.jacobian(H, user_data="robertson")
    def jac(t, y, ydot, J, p):
        J[0, 0] = -p.k1
        J[0, 1] = p.k2 * y[2]
        J[0, 2] = p.k2 * y[1]
        J[1, 0] = p.k1
        J[1, 1] = -p.k2 * y[2] - 2 * p.k3 * y[1]
        J[1, 2] = -p.k2 * y[1]
        J[2, 1] = 2 * p.k3 * y[1]

    return jac


def test_a_jacobian_that_is_given_serves_like_the_estimated_one(robertson, robertson_jacobian):
    estimated, given = (
        sundials.solve_ivp(
            robertson, (0, 4e4), START, H.new("robertson", **RATES), rtol=1e-8, atol=1e-13, jac=jac
        )
        for jac in (None, robertson_jacobian)
    )

    assert estimated.statistics["jacobian_rhs_evaluations"] == 3 * estimated.njev
    assert given.statistics["jacobian_rhs_evaluations"] == 0
    assert given.statistics["steps"] < 1.1 * estimated.statistics["steps"]
    np.testing.assert_allclose(given.y[:, -1], estimated.y[:, -1], rtol=1e-6)


def test_an_exception_in_the_jacobian_arrives(robertson):
    @sundials.jacobian(H, user_data="robertson")
    def jac(t, y, ydot, J, p):
        raise ZeroDivisionError("no slope")

    with pytest.raises(ZeroDivisionError, match="no slope"):
        sundials.solve_ivp(robertson, (0, 1), START, H.new("robertson", **RATES), jac=jac)


HEAT_SIZE = 30


@pytest.fixture(scope="module")
def heat():
    """The heat equation on a rod, with another speed to the left than to the right, so that nothing is symmetric."""

    @sundials.rhs(H, user_data="oscillator")
    def rhs(t, y, ydot, p):
        p.ncalls += 1
        n = len(y)
        for i in range(n):
            left = y[i - 1] if i > 0 else 0.0
            right = y[i + 1] if i < n - 1 else 0.0
            far = y[i + 2] if i < n - 2 else 0.0
            ydot[i] = 500.0 * (left - 2.5 * y[i] + right + 0.5 * far)

    return rhs


def heat_in_scipy():
    n = HEAT_SIZE
    matrix = 500.0 * (np.eye(n, k=-1) - 2.5 * np.eye(n) + np.eye(n, k=1) + 0.5 * np.eye(n, k=2))
    return integrate.solve_ivp(
        lambda t, y: matrix @ y, (0, 0.05), np.ones(n), method="Radau", rtol=1e-9, atol=1e-12
    ).y[:, -1]


@pytest.mark.parametrize(
    "options", [{}, {"lband": 1, "uband": 2}, {"linear_solver": "gmres"}], ids=["dense", "banded", "gmres"]
)
def test_every_linear_solver_gives_scipys_solution(heat, options):
    state = H.new("oscillator")
    ours = sundials.solve_ivp(heat, (0, 0.05), np.ones(HEAT_SIZE), state, rtol=1e-8, atol=1e-10, **options)

    assert state.ncalls == ours.nfev
    np.testing.assert_allclose(ours.y[:, -1], heat_in_scipy(), rtol=1e-4)


def test_a_band_costs_fewer_calls_than_a_full_matrix(heat):
    bands: list[dict[str, Any]] = [{}, {"lband": 1, "uband": 2}]
    full, band = (
        sundials.solve_ivp(heat, (0, 0.05), np.ones(HEAT_SIZE), H.new("oscillator"), **options)
        for options in bands
    )

    assert full.statistics["jacobian_rhs_evaluations"] == HEAT_SIZE * full.njev
    assert band.statistics["jacobian_rhs_evaluations"] == 4 * band.njev


def test_a_banded_jacobian_is_packed_as_scipy_packs_it(heat):
    @sundials.banded_jacobian(H, user_data="oscillator")
    def jac(t, y, ydot, J, p):
        n = len(y)
        for j in range(n):
            for i in range(max(0, j - 2), min(n, j + 2)):
                rate = -2.5 if i == j else 0.5 if i == j - 2 else 1.0
                J[i - j + 2, j] = 500.0 * rate

    ours = sundials.solve_ivp(
        heat,
        (0, 0.05),
        np.ones(HEAT_SIZE),
        H.new("oscillator"),
        rtol=1e-8,
        atol=1e-10,
        jac=jac,
        lband=1,
        uband=2,
    )

    assert ours.statistics["jacobian_rhs_evaluations"] == 0
    assert ours.statistics["nonlinear_failures"] == 0
    np.testing.assert_allclose(ours.y[:, -1], heat_in_scipy(), rtol=1e-4)


def test_a_product_with_the_jacobian_serves_gmres(oscillator):
    @sundials.jacobian_product(H, user_data="oscillator")
    def product(t, y, ydot, v, Jv, p):  # noqa: PLR0917
        Jv[0] = v[1]
        Jv[1] = -p.omega * p.omega * v[0]

    state = H.new("oscillator", omega=2.0)
    ours = sundials.solve_ivp(
        oscillator, (0, 3), [1, 0], state, rtol=1e-9, atol=1e-10, linear_solver="gmres", jac=product
    )

    assert ours.statistics["jacobian_products"] > 0
    assert ours.statistics["jacobian_rhs_evaluations"] == 0
    assert ours.y[0, -1] == pytest.approx(np.cos(6), abs=1e-6)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "Adams"}, "without a Jacobian"),
        ({"linear_solver": "gmres"}, "takes a product Jacobian, not a dense one"),
        ({"lband": 1, "uband": 1}, "takes a banded Jacobian, not a dense one"),
        ({"linear_solver": "dense", "lband": 1}, "are for the banded"),
        ({"linear_solver": "sparse"}, "must be one of"),
        ({"lband": 3}, "from 0 to 2"),
    ],
    ids=str,
)
def test_a_jacobian_that_does_not_fit_is_refused(robertson, robertson_jacobian, options, message):
    with pytest.raises(ValueError, match=message):
        sundials.solve_ivp(robertson, (0, 1), START, H.new("robertson"), jac=robertson_jacobian, **options)


def make_events(terminal=False, direction=0):
    @sundials.events(H, 2, user_data="oscillator", terminal=terminal, direction=direction)
    def crossings(t, y, g, p):
        g[0] = y[0]
        g[1] = y[1] - 0.5

    return crossings


def scipy_events(terminal=(False, False), direction=(0, 0), **options):
    found: list[Any] = [lambda t, y: y[0], lambda t, y: y[1] - 0.5]
    for event, last, way in zip(found, terminal, direction, strict=True):
        event.terminal, event.direction = last, way
    return integrate.solve_ivp(
        lambda t, y: (y[1], -y[0]),
        (0, 12),
        [1, 0],
        method="DOP853",
        rtol=1e-10,
        atol=1e-12,
        events=found,
        **options,
    )


@pytest.mark.parametrize("direction", [(0, 0), (1, -1), (-1, 1)])
def test_events_are_those_that_scipy_finds(oscillator, direction):
    state = H.new("oscillator", omega=1.0)
    options: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-11}
    ours = sundials.solve_ivp(
        oscillator, (0, 12), [1, 0], state, events=make_events(direction=direction), **options
    )
    scipy = scipy_events(direction=direction)

    for i in range(2):
        np.testing.assert_allclose(ours.t_events[i], scipy.t_events[i], atol=1e-6)
        np.testing.assert_allclose(ours.y_events[i], scipy.y_events[i], atol=1e-6)
    assert ours.status == scipy.status == 0
    assert not set(ours.t) & set(ours.t_events[0])


@pytest.mark.parametrize("terminal", [(True, False), (2, 0), (0, 3)])
@pytest.mark.parametrize("t_eval", [None, np.linspace(0, 12, 40)], ids=["steps", "times"])
def test_a_terminal_event_ends_it_where_scipy_does(oscillator, terminal, t_eval):
    state = H.new("oscillator", omega=1.0)
    options: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-11}
    ours = sundials.solve_ivp(
        oscillator, (0, 12), [1, 0], state, events=make_events(terminal=terminal), t_eval=t_eval, **options
    )
    scipy = scipy_events(terminal=terminal, t_eval=t_eval)

    assert (ours.status, ours.message, ours.success) == (scipy.status, scipy.message, scipy.success)
    assert ours.t[-1] == pytest.approx(scipy.t[-1], abs=1e-6)
    if t_eval is not None:
        np.testing.assert_allclose(ours.y, scipy.y, atol=1e-6)


def test_events_are_found_backwards_too(oscillator):
    state = H.new("oscillator", omega=1.0)
    ours = sundials.solve_ivp(
        oscillator, (4, 0), [np.cos(4), -np.sin(4)], state, events=make_events(), rtol=1e-9, atol=1e-11
    )

    np.testing.assert_allclose(ours.t_events[0], [np.pi / 2], atol=1e-6)


def test_an_exception_in_an_event_arrives(oscillator):
    @sundials.events(H, 1, user_data="oscillator")
    def broken(t, y, g, p):
        if t > 1:
            raise structcb.Recoverable("no event after 1")
        g[0] = 1.0

    with pytest.raises(structcb.Recoverable, match="no event after 1"):
        sundials.solve_ivp(oscillator, (0, 3), [1, 0], H.new("oscillator"), events=broken)


def test_the_solution_between_the_steps_is_as_good_as_at_them(oscillator):
    state = H.new("oscillator", omega=1.0)
    ours = sundials.solve_ivp(oscillator, (0, 6), [1, 0], state, dense_output=True, rtol=1e-9, atol=1e-11)
    times = np.linspace(0, 6, 301)

    np.testing.assert_allclose(ours.sol(times)[0], np.cos(times), atol=1e-6)
    np.testing.assert_allclose(ours.sol(ours.t), ours.y, atol=1e-9)
    assert ours.sol(1.5).shape == (2,)


def test_the_solution_between_the_steps_runs_backwards_and_past_events(oscillator):
    state = H.new("oscillator", omega=1.0)
    ours = sundials.solve_ivp(
        oscillator,
        (4, 0),
        [np.cos(4), -np.sin(4)],
        state,
        dense_output=True,
        events=make_events(terminal=(True, False)),
        t_eval=[3.5, 2.0, 0.1],
        rtol=1e-9,
        atol=1e-11,
    )
    times = np.linspace(4, ours.t_events[0][0], 50)

    np.testing.assert_allclose(ours.sol(times)[0], np.cos(times), atol=1e-6)
    np.testing.assert_allclose(ours.y[0], np.cos([3.5, 2.0]), atol=1e-6)


@pytest.mark.parametrize("t_eval", [None, [1e9]], ids=["steps", "times"])
def test_control_c_stops_the_solver(oscillator, t_eval):
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    state = H.new("oscillator", omega=1.0)

    timer.start()
    with pytest.raises(KeyboardInterrupt):
        sundials.solve_ivp(oscillator, (0, 1e9), [1, 0], state, max_step=1e-3, t_eval=t_eval)

    timer.join()
    assert sundials.solve_ivp(oscillator, (0, 1), [1, 0], state).success


@pytest.fixture(scope="module")
def robertson_residual():
    @sundials.residual(H, user_data="robertson")
    def residual(t, y, ydot, r, p):
        p.ncalls += 1
        slow, fast, faster = p.k1 * y[0], p.k2 * y[1] * y[2], p.k3 * y[1] * y[1]
        r[0] = fast - slow - ydot[0]
        r[1] = slow - fast - faster - ydot[1]
        r[2] = y[0] + y[1] + y[2] - 1

    return residual


SLOPES = [-0.04, 0.04, 0.0]


def test_ida_solves_the_reactions_with_mass_as_an_equation(robertson_residual):
    state = H.new("robertson", **RATES)
    ours = sundials.solve_dae(
        robertson_residual, (0, 4e4), START, SLOPES, state, t_eval=list(PUBLISHED), rtol=1e-7, atol=1e-12
    )
    radau = integrate.solve_ivp(
        reactions, (0, 4e4), START, method="Radau", t_eval=list(PUBLISHED), rtol=1e-9, atol=1e-14
    )

    np.testing.assert_allclose(ours.y, radau.y, rtol=1e-5)
    np.testing.assert_allclose(ours.y.sum(axis=0), 1, atol=1e-9)
    np.testing.assert_allclose(ours.ydot[:, -1], reactions(0, radau.y[:, -1]), rtol=1e-3, atol=1e-14)
    assert state.ncalls == ours.nfev > 0
    assert ours.njev > 0


def test_ida_takes_a_jacobian(robertson_residual):
    @sundials.residual_jacobian(H, user_data="robertson")
    def jac(t, c, y, ydot, J, p):  # noqa: PLR0917
        J[0, 0] = -p.k1 - c
        J[0, 1] = p.k2 * y[2]
        J[0, 2] = p.k2 * y[1]
        J[1, 0] = p.k1
        J[1, 1] = -p.k2 * y[2] - 2 * p.k3 * y[1] - c
        J[1, 2] = -p.k2 * y[1]
        J[2, :] = 1.0

    estimated, given = (
        sundials.solve_dae(
            robertson_residual,
            (0, 4e4),
            START,
            SLOPES,
            H.new("robertson", **RATES),
            rtol=1e-7,
            atol=1e-12,
            jac=one,
        )
        for one in (None, jac)
    )

    assert given.statistics["jacobian_residual_evaluations"] == 0
    assert given.statistics["steps"] < 1.1 * estimated.statistics["steps"]
    np.testing.assert_allclose(given.y[:, -1], estimated.y[:, -1], rtol=1e-5)


def test_ida_finds_consistent_initial_values(robertson_residual):
    state = H.new("robertson", **RATES)
    ours = sundials.solve_dae(
        robertson_residual, (0, 1), [1, 0, 0.3], [0, 0, 0], state, algebraic=[False, False, True]
    )

    np.testing.assert_allclose(ours.y[:, 0], START, atol=1e-8)
    np.testing.assert_allclose(ours.ydot[:2, 0], SLOPES[:2], atol=1e-6)


def test_ida_finds_events_and_stops_at_the_last(robertson_residual):
    @sundials.residual_events(H, 1, user_data="robertson", terminal=True)
    def a_hundredth(t, y, ydot, g, p):
        g[0] = y[2] - 0.01

    state = H.new("robertson", **RATES)
    ours = sundials.solve_dae(
        robertson_residual,
        (0, 4e4),
        START,
        SLOPES,
        state,
        events=a_hundredth,
        rtol=1e-7,
        atol=1e-12,
        dense_output=True,
    )

    assert ours.status == 1
    assert ours.t[-1] == ours.t_events[0][0] == pytest.approx(0.2639, abs=2e-4)  # as cvRoberts_dns prints it
    assert ours.sol(ours.t[-1])[2] == pytest.approx(0.01, abs=1e-9)


def test_inconsistent_initial_values_are_told_with_sundials_own_word():
    @sundials.residual(H)
    def impossible(t, y, ydot, r):
        r[0] = y[0] * y[0] + 1

    ours = sundials.solve_dae(impossible, (0, 1), [1], [0], algebraic=[True])

    assert ours.status == -1
    assert ours.message.startswith("IDA_")
    assert "initial values" in ours.message


def test_an_exception_in_a_residual_arrives():
    @sundials.residual(H)
    def residual(t, y, ydot, r):
        raise ValueError("no residual today")

    with pytest.raises(ValueError, match="no residual today"):
        sundials.solve_dae(residual, (0, 1), [1], [0])


def test_a_callback_of_another_solver_is_refused(robertson, robertson_residual, robertson_jacobian):
    state = H.new("robertson", **RATES)

    with pytest.raises(structcb.SignatureError, match=r"sundials\.rhs"):
        sundials.solve_ivp(robertson_residual, (0, 1), START, state)
    with pytest.raises(structcb.SignatureError, match=r"sundials\.residual"):
        sundials.solve_dae(robertson, (0, 1), START, SLOPES, state)
    with pytest.raises(structcb.SignatureError, match="is for rhs, not for residual"):
        sundials.solve_dae(robertson_residual, (0, 1), START, SLOPES, state, jac=robertson_jacobian)


def test_a_callback_without_its_state_is_refused(oscillator):
    with pytest.raises(structcb.StateError, match="reads a `oscillator`, but no state was given"):
        sundials.solve_ivp(oscillator, (0, 1), [1, 0])


def test_events_without_their_state_are_refused():
    @sundials.rhs(H)
    def rhs(t, y, ydot):
        ydot[0] = 1.0

    with pytest.raises(structcb.StateError, match=r"crossings.*no state was given"):
        sundials.solve_ivp(rhs, (0, 1), [1], events=make_events())


def test_python_calls_a_right_hand_side_with_arrays(oscillator):
    state = H.new("oscillator", omega=2.0)
    y, ydot = np.array([1.0, 3.0]), np.zeros(2)
    y.flags.writeable = False

    assert oscillator(0.5, y, ydot, state) == 0
    np.testing.assert_array_equal(ydot, [3.0, -4.0])
    assert state.ncalls == 1


def test_python_calls_a_residual_with_arrays(robertson_residual):
    r = np.ones(3)

    robertson_residual(0.0, np.array(START), np.array(SLOPES), r, H.new("robertson", **RATES))

    np.testing.assert_array_equal(r, 0)


def test_a_call_from_python_raises_what_the_body_raises(oscillator):
    state = H.new("oscillator", fail_after=1.0)

    with pytest.raises(ValueError, match="table"):
        oscillator(2.0, np.zeros(2), np.zeros(2), state)


@pytest.mark.parametrize("wrong", [[1.0, 2.0], np.zeros((1, 2)), np.zeros(2, "float32"), None, 7], ids=repr)
def test_a_call_from_python_takes_vectors_only(oscillator, wrong):
    with pytest.raises(structcb.FieldTypeError, match="1-d arrays of float64"):
        oscillator(0.0, wrong, np.zeros(2), H.new("oscillator"))


def test_a_call_from_python_takes_vectors_of_one_length(oscillator):
    with pytest.raises(structcb.FieldTypeError, match=r"one length, not of \[2, 1\]"):
        oscillator(0.0, np.zeros(2), np.zeros(1), H.new("oscillator"))


def test_values_that_are_no_numbers_fail_as_a_step():
    @sundials.rhs(H)
    def broken(t, y, ydot):
        ydot[0] = np.nan

    ours = sundials.solve_ivp(broken, (0, 1), [1])

    assert not ours.success
    assert ours.message.startswith("CV_")


def test_a_callback_on_the_solvers_own_types_works_too():
    header = libraries.sundials().header
    content = header.struct("struct _N_VectorContent_Serial")

    @header.callback("CVRhsFn")
    def rhs(t, y, ydot, user_data):
        source, target = content(y.content), content(ydot.content)
        target.data[0] = -source.data[0]
        return 0

    ours = sundials.solve_ivp(rhs, (0, 1), [1], rtol=1e-8, atol=1e-10)

    assert ours.y[0, -1] == pytest.approx(np.exp(-1), abs=1e-6)


def test_another_users_sundials_in_the_process_does_no_harm(oscillator):
    casadi = pytest.importorskip("casadi")
    x = casadi.SX.sym("x", 2)
    theirs = casadi.integrator("theirs", "cvodes", {"x": x, "ode": casadi.vertcat(x[1], -x[0])}, 0, 3)

    for _ in range(2):
        state = H.new("oscillator", omega=1.0)
        ours = sundials.solve_ivp(oscillator, (0, 3), [1, 0], state, rtol=1e-8, atol=1e-10)
        assert float(theirs(x0=[1, 0])["xf"][0]) == pytest.approx(np.cos(3), abs=1e-5)
        assert ours.y[0, -1] == pytest.approx(np.cos(3), abs=1e-5)


@pytest.mark.parametrize("solver", ["cvode", "ida"])
def test_the_adapters_view_of_a_vector_is_the_headers(solver):
    library = libraries.sundials(solver)
    ours = structcb.parse(adapters.VECTOR % (library.index, "const")).struct("content").layout
    theirs = library.header.struct("struct _N_VectorContent_Serial").layout

    assert [f.offset for f in ours.fields.values()] == [f.offset for f in theirs.fields.values()]
    assert ours.size == theirs.size


# What the adapters read.
READ = [
    "struct _generic_N_Vector",
    "struct _N_VectorContent_Serial",
    "struct _generic_SUNMatrix",
    "struct _SUNMatrixContent_Dense",
    "struct _SUNMatrixContent_Band",
]


def types(prototype):
    """Without the names of parameters, which differ from version to version."""
    return prototype.result, [parameter.type for parameter in prototype.parameters]


@pytest.mark.parametrize("solver", ["ida", "arkode", "kinsol"])
def test_the_headers_say_the_same_of_what_they_share(solver):
    cvode, other = structcb.load("sundials/cvode"), structcb.load(f"sundials/{solver}")
    shared = cvode.functions.keys() & other.functions.keys()

    assert {"N_VNew_Serial", "SUNDenseMatrix", "SUNLinSol_SPGMR"} <= shared
    assert [name for name in shared if types(cvode.functions[name]) != types(other.functions[name])] == []
    for name in READ:
        assert cvode.struct(name).layout == other.struct(name).layout


@pytest.mark.parametrize("solver", ["cvode", "ida"])
def test_the_library_has_every_function_of_the_header(solver):
    library = libraries.sundials(solver)

    assert all(getattr(library, name) for name in library.header.functions)


def test_the_banded_matrix_is_laid_out_as_the_library_says():
    library = libraries.sundials()
    with ExitStack() as stack:
        matrix = library.SUNBandMatrix(9, 1, 2, library.context(stack))
        stack.callback(library.SUNMatDestroy, matrix)
        content = library.ffi.cast("struct _SUNMatrixContent_Band *", matrix.content)

        assert (content.N, content.mu, content.ml) == (9, 1, 2)
        assert content.s_mu == library.SUNBandMatrix_StoredUpperBandwidth(matrix)
        assert content.ldim == library.SUNBandMatrix_LDim(matrix)
        assert content.data == library.SUNBandMatrix_Data(matrix)


@pytest.mark.usefixtures("compiled")
def test_the_second_process_solves_without_numba(tmp_path):
    script = tmp_path / "solve.py"
    script.write_text("""
import sys
import structcb
from structcb.consumers import sundials
h = structcb.parse("typedef struct { double rate; } decay;")

@sundials.rhs(h, user_data="decay")
def rhs(t, y, ydot, p):
    if p.rate < 0:
        raise ValueError("negative")
    ydot[0] = -p.rate * y[0]

solution = sundials.solve_ivp(rhs, (0, 1), [1.0], h.new("decay", rate=1.0))
assert solution.success
print("numba" in sys.modules)
""")
    environment = {**os.environ, "STRUCTCB_CACHE_DIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}

    loaded = [
        subprocess.run(
            [sys.executable, str(script)], env=environment, capture_output=True, text=True, check=True
        ).stdout.strip()
        for _ in range(2)
    ]

    assert loaded == ["True", "False"]
