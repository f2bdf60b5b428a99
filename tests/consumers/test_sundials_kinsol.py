"""KINSOL behind `sundials.root`: `scipy.optimize.root` is the oracle."""

from __future__ import annotations

import math
import os
import signal
import threading
from typing import Any

import numpy as np
import pytest
from scipy import optimize

import structcb
from structcb.consumers import sundials
from structcb.consumers.sundials import libraries
from tests.resident_memory import growth

try:
    KINSOL = libraries.sundials("kinsol")
except structcb.MissingLibraryError as missing:
    pytest.skip(str(missing), allow_module_level=True)

pytestmark = pytest.mark.integration

H = structcb.parse("typedef struct { double a; long ncalls; int trouble; } pair;")


@pytest.fixture(scope="module")
def pair():
    """The example of `scipy.optimize.root`."""

    @sundials.system(H, user_data="pair")
    def system(x, f, p):
        p.ncalls += 1
        if p.trouble == 1:
            raise ValueError("no such point")
        if p.trouble == 2 and p.ncalls == 2:
            raise structcb.Recoverable("too far")
        if p.trouble == 3:
            raise structcb.Recoverable("nothing is known")
        f[0] = x[0] + 0.5 * (x[0] - x[1]) ** 3 - p.a
        f[1] = 0.5 * (x[1] - x[0]) ** 3 + x[1]

    return system


def scipys(a=1.0):
    return optimize.root(
        lambda x: [x[0] + 0.5 * (x[0] - x[1]) ** 3 - a, 0.5 * (x[1] - x[0]) ** 3 + x[1]], [0, 0], tol=1e-12
    ).x


@sundials.system_jacobian(H, user_data="pair")
def dense(x, f, J, p):
    slope = 1.5 * (x[0] - x[1]) ** 2
    J[0, 0] = J[1, 1] = 1 + slope
    J[0, 1] = J[1, 0] = -slope


@sundials.system_banded_jacobian(H, user_data="pair")
def banded(x, f, J, p):
    slope = 1.5 * (x[0] - x[1]) ** 2
    J[1, 0] = J[1, 1] = 1 + slope
    J[0, 1] = J[2, 0] = -slope


@sundials.system_jacobian_product(H, user_data="pair")
def product(x, v, Jv, p):
    slope = 1.5 * (x[0] - x[1]) ** 2
    Jv[0] = v[0] + slope * (v[0] - v[1])
    Jv[1] = v[1] - slope * (v[0] - v[1])


WAYS: dict[str, dict[str, Any]] = {
    "estimated": {},
    "dense": {"jac": dense},
    "band": {"lband": 1, "uband": 1},
    "banded": {"jac": banded, "lband": 1, "uband": 1},
    "gmres": {"linear_solver": "gmres"},
    "product": {"jac": product, "linear_solver": "gmres"},
    "newton": {"method": "newton", "jac_every": 1, "jac": dense},
}


@pytest.mark.parametrize("options", WAYS.values(), ids=WAYS)
def test_every_way_finds_the_root_that_scipy_finds(pair, options):
    state = H.new("pair", a=1.0)

    ours = sundials.root(pair, [0, 0], state, tol=1e-12, **options)

    np.testing.assert_allclose(ours.x, scipys(), atol=1e-6)
    assert np.abs(ours.fun).max() <= 1e-12
    assert (ours.success, ours.status) == (True, 0)
    assert ours.nfev == state.ncalls
    assert (ours.statistics["jacobian_function_evaluations"] == 0) == ("jac" in options)


def test_the_result_is_scipys(pair):
    ours = sundials.root(pair, [0, 0], H.new("pair", a=1.0))
    scipy = optimize.root(lambda x: x, [1.0])

    assert isinstance(ours, optimize.OptimizeResult)
    assert {"x", "fun", "success", "status", "message", "nfev"} <= set(scipy) & set(ours)


def test_a_start_that_fulfils_the_equations_stays(pair):
    ours = sundials.root(pair, [0, 0], H.new("pair", a=0.0))

    assert ours.success
    assert ours.message.startswith("KIN_INITIAL_GUESS_OK")
    np.testing.assert_array_equal(ours.x, 0)


def test_too_few_iterations_are_told(pair):
    ours = sundials.root(pair, [0, 0], H.new("pair", a=1.0), maxiter=1)

    assert not ours.success
    assert ours.message.startswith("KIN_MAXITER_REACHED: allow more iterations")


def test_equations_without_a_root_are_no_success():
    @sundials.system(H)
    def above(x, f):
        f[0] = x[0] * x[0] + 1

    ours = sundials.root(above, [3.0])

    assert not ours.success
    assert ours.fun[0] >= 1


@pytest.mark.parametrize("method", ["newton", "linesearch"])
def test_a_nan_is_no_root(method):
    # KINSOL itself reports success at NaN, or goes on for ever.
    @sundials.system(H)
    def half(x, f):
        f[0] = x[0] - 1

    ours = sundials.root(half, [0.0, 0.0], method=method)

    assert not ours.success
    assert ours.message.startswith("KIN_FIRST_SYSFUNC_ERR: the callback failed or gave NaN at the start")


def test_a_nan_on_the_way_asks_for_a_shorter_step():
    @sundials.system(H)
    def logarithm(x, f):
        f[0] = math.log(x[0]) if x[0] > 0 else math.nan

    ours = sundials.root(logarithm, [3.0], tol=1e-10)

    assert ours.success
    assert ours.x[0] == pytest.approx(1)


def test_the_scales_are_the_usual_sizes():
    @sundials.system(H)
    def far_apart(x, f):
        f[0] = 1e8 * (x[0] - 1e-6)
        f[1] = x[1] - 1e6

    ours = sundials.root(far_apart, [1e-5, 1e5], x_scale=[1e-6, 1e6], f_scale=[1e2, 1e6], tol=1e-10)

    assert ours.success
    np.testing.assert_allclose(ours.x, [1e-6, 1e6], rtol=1e-8)


def test_an_exception_arrives_once_and_leaves_the_library_usable(pair):
    with pytest.raises(ValueError, match="no such point") as caught:
        sundials.root(pair, [0, 0], H.new("pair", a=1.0, trouble=1))

    assert not [note for note in caught.value.__notes__ if "times" in note]
    assert sundials.root(pair, [0, 0], H.new("pair", a=1.0)).success


def test_an_exception_in_the_jacobian_arrives(pair):
    @sundials.system_jacobian(H)
    def jac(x, f, J):
        raise ZeroDivisionError("no slope")

    with pytest.raises(ZeroDivisionError, match="no slope"):
        sundials.root(pair, [0, 0], H.new("pair", a=1.0), jac=jac)


def test_a_recoverable_error_asks_for_a_shorter_step(pair):
    ours = sundials.root(pair, [0, 0], H.new("pair", a=1.0, trouble=2), jac=dense, tol=1e-10)

    assert ours.success
    np.testing.assert_allclose(ours.x, scipys(), atol=1e-6)
    pair.check()


def test_a_start_without_a_value_is_told_with_sundials_own_word(pair):
    ours = sundials.root(pair, [0, 0], H.new("pair", a=1.0, trouble=3))

    assert not ours.success
    assert ours.message.startswith("KIN_FIRST_SYSFUNC_ERR")
    assert "nothing is known" in ours.message
    assert ours.fun is None


def test_control_c_stops_the_solver():
    @sundials.system(H)
    def slow(x, f):
        total = 0.0
        for i in range(1000):
            total += np.sin(i * x[0])
        f[0] = x[0] * x[0] + 1 + 1e-30 * total

    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        while True:
            sundials.root(slow, [3.0], maxiter=1_000_000, step_tol=1e-300)
    timer.join()


def test_a_solve_leaves_no_memory_behind(pair):
    state = H.new("pair", a=1.0)

    assert growth(lambda: sundials.root(pair, [0, 0], state), times=1500) < 100_000


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"x0": [[0.0]]}, "1-dimensional"),
        ({"x0": [1j, 0]}, "`x0` must be real"),
        ({"method": "hybr"}, "'linesearch', 'newton'"),
        ({"tol": 0}, "`tol` must be a positive number"),
        ({"maxiter": 0}, "`maxiter` must be at least 1"),
        ({"x_scale": [1, 2, 3]}, "`x_scale` must be one number or 2"),
        ({"f_scale": 0}, "`f_scale` must be positive"),
        ({"jac": dense, "linear_solver": "gmres"}, "takes a product Jacobian"),
    ],
    ids=str,
)
def test_a_problem_without_sense_is_a_value_error(pair, options, message):
    with pytest.raises(ValueError, match=message):
        sundials.root(pair, **{"x0": [0, 0], "state": H.new("pair"), **options})


def test_a_callback_of_another_solver_is_refused(pair):
    @sundials.rhs(H, user_data="pair")
    def rhs(t, y, ydot, p):
        ydot[0] = 1.0

    with pytest.raises(structcb.SignatureError, match=r"make it with `sundials\.system`"):
        sundials.root(rhs, [0, 0], H.new("pair"))
    with pytest.raises(structcb.StateError, match="reads a `pair`, but no state was given"):
        sundials.root(pair, [0, 0])


def test_python_calls_a_system_with_arrays(pair):
    f = np.zeros(2)

    pair(np.array([1.0, 2.0]), f, H.new("pair", a=1.0))

    np.testing.assert_array_equal(f, [-0.5, 2.5])


@pytest.mark.parametrize("solver", ["cvode", "ida", "arkode", "kinsol"])
def test_the_whole_library_has_every_function_of_each_header(solver):
    paths = libraries.find_libraries("sundials4py", solver)
    library = libraries.open_sundials(paths, solver, version=libraries.stated_version("sundials4py"))
    # The one function that this wheel leaves out tells the version.
    names = library.header.functions.keys() - {"SUNDIALSGetVersionNumber"}

    assert all(getattr(library, name) for name in names)


def test_a_library_that_cannot_tell_its_version_is_refused():
    with pytest.raises(structcb.MissingLibraryError, match="cannot tell its version"):
        sundials.open_sundials(libraries.find_libraries("sundials4py", "kinsol"), "kinsol")
