"""NLopt with native callbacks: SciPy, NLopt's own Python wrapper and closed forms are the oracles."""

from __future__ import annotations

import importlib
import math
import os
import signal
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import optimize

import structcb
from structcb.consumers import nlopt
from structcb.consumers.nlopt import libraries

if not importlib.util.find_spec("nlopt"):
    pytest.skip("NLopt is not installed: pip install 'structcb[nlopt]'", allow_module_level=True)

pytestmark = pytest.mark.integration

H = structcb.parse("""
    typedef struct { double a, b; long ncalls, ngradients; double limit; } valley;
    typedef struct { double a, b; } cubic;
""")
START = [-1.2, 1.0, -0.5]


@pytest.fixture(scope="module")
def rosenbrock():
    @nlopt.function(H, user_data="valley")
    def f(x, grad, p):
        p.ncalls += 1
        if p.limit and p.ncalls > p.limit:
            raise ValueError("far enough")  # the traceback ends here
        value = 0.0
        for i in range(len(x) - 1):
            value += p.a * (x[i + 1] - x[i] ** 2) ** 2 + (p.b - x[i]) ** 2
        if grad is not None:
            p.ngradients += 1
            grad[:] = 0
            for i in range(len(x) - 1):
                rise = x[i + 1] - x[i] ** 2
                grad[i] -= 4 * p.a * x[i] * rise + 2 * (p.b - x[i])
                grad[i + 1] += 2 * p.a * rise
        return value

    return f


@pytest.fixture(scope="module")
def below_cubic():
    @nlopt.function(H, user_data="cubic")
    def f(x, grad, p):
        side = p.a * x[0] + p.b
        if grad is not None:
            grad[0] = 3 * p.a * side**2
            grad[1] = -1.0
        return side**3 - x[1]

    return f


@pytest.fixture(scope="module")
def height():
    @nlopt.function(H)
    def f(x, grad):
        root = math.sqrt(max(x[1], 0.0))
        if grad is not None:
            grad[0] = 0.0
            grad[1] = 0.5 / max(root, 1e-300)
        return root

    return f


def valley(**fields):
    return H.new("valley", a=100.0, b=1.0, **fields)


@pytest.mark.parametrize(
    "method", ["LD_LBFGS", "LD_SLSQP", "LD_TNEWTON_PRECOND", "LN_BOBYQA", "LN_NELDERMEAD"]
)
def test_the_minimum_is_scipys(rosenbrock, method):
    state = valley()
    ours = nlopt.minimize(rosenbrock, START, state, method=method, maxeval=20_000)

    np.testing.assert_allclose(ours.x, optimize.minimize(optimize.rosen, START).x, atol=2e-4)
    assert ours.success
    assert state.ncalls == ours.nfev
    assert (state.ngradients > 0) == method.startswith("LD_")


def test_every_step_is_that_of_nlopts_own_wrapper(rosenbrock):
    theirs = importlib.import_module("nlopt")
    points: list[list[float]] = []

    def plain(x, grad):
        points.append(list(x))
        if grad.size:
            grad[:] = optimize.rosen_der(x)
        return float(optimize.rosen(x))

    wrapped = theirs.opt(theirs.LD_LBFGS, 3)
    wrapped.set_min_objective(plain)
    wrapped.set_xtol_rel(1e-8)
    x = wrapped.optimize(START)
    ours = nlopt.minimize(rosenbrock, START, valley(), method="LD_LBFGS")

    np.testing.assert_allclose(ours.x, x, rtol=1e-10)
    assert (ours.nfev, ours.status) == (wrapped.get_numevals(), wrapped.last_optimize_result())


def test_nlopts_tutorial_comes_out(height, below_cubic):
    walls = [nlopt.Constraint(below_cubic, H.new("cubic", a=a, b=b)) for a, b in ((2, 0), (-1, 1))]
    ours = nlopt.minimize(
        height, [1.234, 5.678], method="LD_MMA", bounds=[(None, None), (0, None)], inequalities=walls
    )

    np.testing.assert_allclose(ours.x, [1 / 3, 8 / 27], rtol=1e-5)
    assert ours.fun == pytest.approx(math.sqrt(8 / 27), rel=1e-5)


def test_several_constraints_fit_into_one(height):
    @nlopt.functions(H)
    def walls(x, values, grad):
        for i, (a, b) in enumerate(((2.0, 0.0), (-1.0, 1.0))):
            side = a * x[0] + b
            values[i] = side**3 - x[1]
            if grad is not None:
                grad[i, 0] = 3 * a * side**2
                grad[i, 1] = -1.0

    ours = nlopt.minimize(
        height,
        [1.234, 5.678],
        bounds=optimize.Bounds([-math.inf, 0], math.inf),
        inequalities=[nlopt.Constraint(walls, count=2)],
    )

    np.testing.assert_allclose(ours.x, [1 / 3, 8 / 27], rtol=1e-5)


@pytest.mark.parametrize("method", ["LD_SLSQP", "LN_COBYLA"])
def test_an_equality_holds(rosenbrock, method):
    @nlopt.function(H, user_data="valley")
    def on_sphere(x, grad, p):
        if grad is not None:
            grad[:] = 2 * x
        return x @ x - p.b

    ours = nlopt.minimize(rosenbrock, START, valley(), method=method, equalities=[on_sphere], maxeval=50_000)
    scipys = optimize.minimize(
        optimize.rosen, START, constraints={"type": "eq", "fun": lambda x: x @ x - 1}, tol=1e-10
    )

    np.testing.assert_allclose(ours.x, scipys.x, atol=1e-4)


def test_a_local_optimiser_works_inside_of_another(rosenbrock):
    ours = nlopt.minimize(
        rosenbrock,
        START,
        valley(),
        method="G_MLSL_LDS",
        local_method="LD_LBFGS",
        bounds=[(-3, 3)] * 3,
        maxeval=3000,
        ftol_rel=1e-10,
        population=4,
    )

    np.testing.assert_allclose(ours.x, 1, atol=1e-3)


def test_the_result_says_how_it_ended_in_nlopts_word(rosenbrock):
    ended = nlopt.minimize(rosenbrock, START, valley(), maxeval=5)
    good_enough = nlopt.minimize(rosenbrock, START, valley(), stopval=1.0)

    assert isinstance(ended, optimize.OptimizeResult)
    assert (ended.success, ended.status, ended.nfev) == (False, 5, 5)
    assert ended.message.startswith("NLOPT_MAXEVAL_REACHED: ")
    assert good_enough.message.startswith("NLOPT_STOPVAL_REACHED: ")
    assert good_enough.success
    assert good_enough.fun <= 1


def test_an_exception_stops_the_optimiser_and_arrives_once(rosenbrock):
    state = valley(limit=20)

    with pytest.raises(ValueError, match="far enough") as caught:
        nlopt.minimize(rosenbrock, START, state)

    assert traceback.extract_tb(caught.value.__traceback__)[-1].filename == __file__
    assert state.ncalls == 21
    rosenbrock.check()
    state.limit = 0
    assert nlopt.minimize(rosenbrock, START, state).success


def every_method() -> list[str]:
    # One name is there without an algorithm behind it.
    return [name for name in libraries.nlopt().algorithms() if name != "NLOPT_LD_LBFGS_NOCEDAL"]


@pytest.mark.parametrize("method", every_method())
def test_an_exception_stops_each_algorithm(rosenbrock, method):
    local = "LN_SBPLX" if "AUGLAG" in method or "MLSL" in method else None
    state, maxeval = valley(limit=2), 1000 if "STOGO" in method else 0

    with pytest.raises(ValueError, match="far enough"):
        nlopt.minimize(
            rosenbrock,
            START,
            state,
            method=method,
            bounds=[(-3, 3)] * 3,
            local_method=local,
            maxeval=maxeval,
        )

    assert state.ncalls == 3


def test_an_exception_of_a_constraint_arrives_too(rosenbrock):
    @nlopt.functions(H)
    def broken(x, values, grad):
        values[0] = 1.0
        raise ZeroDivisionError("no such place")

    with pytest.raises(ZeroDivisionError, match="no such place"):
        nlopt.minimize(rosenbrock, START, valley(), inequalities=[nlopt.Constraint(broken, count=2)])


def test_a_nan_is_no_exception():
    @nlopt.function(H, user_data="valley")
    def hole(x, grad, p):
        p.ncalls += 1
        return math.nan if p.ncalls == 2 else (x[0] - 1) ** 2

    ours = nlopt.minimize(hole, [3.0], H.new("valley"), method="LN_NELDERMEAD")

    assert ours.x[0] == pytest.approx(1, abs=1e-3)


def test_a_gradient_that_is_not_filled_is_told():
    @nlopt.function(H)
    def half(x, grad):
        if grad is not None:
            grad[0] = 2 * x[0]
        return x[0] ** 2 + x[1] ** 2

    with pytest.raises(ValueError, match=r"`LD_SLSQP` needs gradients, but `.*half`"):
        nlopt.minimize(half, [1.0, 1.0])
    assert nlopt.minimize(half, [1.0, 1.0], method="LN_BOBYQA").success


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"method": "LD_NEWTON"}, "no algorithm `LD_NEWTON`; it has GN_DIRECT, "),
        ({"method": "GN_DIRECT"}, "`GN_DIRECT` cannot take this problem: finite domain"),
        ({"method": "GD_STOGO"}, "give `maxeval` or `maxtime`"),
        ({"bounds": [(0, 1)] * 3}, r"`x0\[0\]` is -1.2, outside"),
        ({"bounds": [(0, 1)] * 2}, "3 pairs"),
        ({"bounds": (0, 1)}, "3 pairs"),
        ({"bounds": [(1, 0)] * 3}, "the least must not exceed the largest"),
        ({"x0": []}, "`x0` must be"),
        ({"x0": [math.nan]}, "`x0` must be"),
    ],
)
def test_a_problem_that_makes_no_sense_is_refused(rosenbrock, changes, told):
    with pytest.raises(ValueError, match=told):
        nlopt.minimize(rosenbrock, state=valley(), **{"x0": START, **changes})


def test_an_algorithm_without_constraints_is_a_value_error(rosenbrock):
    with pytest.raises(ValueError, match="invalid algorithm for constraints; `LD_SLSQP`"):
        nlopt.minimize(rosenbrock, START, valley(), method="LD_LBFGS", inequalities=[rosenbrock])


def test_what_was_made_for_another_library_is_refused(rosenbrock):
    # NLopt would call it with other arguments, and the process would end.
    foreign = H.callback("double (double x)")(lambda x: x)

    with pytest.raises(structcb.SignatureError, match=r"make it with `nlopt.function`"):
        nlopt.minimize(foreign, START)
    with pytest.raises(structcb.SignatureError, match=r"make it with `nlopt.function`"):
        nlopt.minimize(rosenbrock, START, valley(), inequalities=[foreign])


def test_how_many_values_a_constraint_fills_must_be_said(rosenbrock):
    # With one value less than the body fills, it would write past the end of C's array.
    @nlopt.functions(H)
    def walls(x, values, grad):
        values[0], values[1] = x[0], x[1]

    with pytest.raises(structcb.SignatureError, match=r"Constraint\(.*walls, count=2\)"):
        nlopt.minimize(rosenbrock, START, valley(), inequalities=[walls])
    with pytest.raises(structcb.SignatureError, match=r"for several use `nlopt.functions`"):
        nlopt.Constraint(rosenbrock, count=2)


def test_a_state_that_is_missing_is_told(rosenbrock):
    with pytest.raises(structcb.StateError, match="reads a `valley`"):
        nlopt.minimize(rosenbrock, START)


def test_threads_do_not_stop_each_other(rosenbrock):
    def attempt(limit):
        try:
            return nlopt.minimize(
                rosenbrock, START, valley(limit=limit), method="LN_SBPLX", maxeval=5000
            ).nfev
        except ValueError:
            return "raised"

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(attempt, [0, 50] * 8))

    assert found[::2] == [found[0]] * 8
    assert found[1::2] == ["raised"] * 8


def test_ctrl_c_stops_the_optimiser(rosenbrock):
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        nlopt.minimize(rosenbrock, START, valley(), method="GN_ISRES", bounds=[(-3, 3)] * 3, xtol_rel=0)
    timer.join()

    assert nlopt.minimize(rosenbrock, START, valley()).success


def test_the_body_runs_in_the_interpreter_too():
    seen: list[bool] = []

    @nlopt.function(H, debug=True)
    def f(x, grad):
        seen.append(grad is not None)
        if len(seen) > 40:
            raise ValueError("enough")
        if grad is not None:
            grad[:] = 2 * (x - 3)
        return (x[0] - 3) ** 2

    assert nlopt.minimize(f, [0.0]).x[0] == pytest.approx(3)
    assert any(seen)
    with pytest.raises(ValueError, match="enough"):
        nlopt.minimize(f, [0.0], method="LN_SBPLX", xtol_rel=0, maxeval=5000)
