"""Ipopt behind `ipopt.minimize`: a published solution, SciPy and closed forms are the oracles."""

from __future__ import annotations

import importlib.util
import signal
import threading
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize

import structcb
from structcb.consumers import ipopt
from structcb.consumers.ipopt import libraries, problems
from structcb.layouts import describe

if not importlib.util.find_spec("casadi"):
    pytest.skip("Ipopt is not installed: pip install 'structcb[ipopt]'", allow_module_level=True)

pytestmark = pytest.mark.integration

H = structcb.parse("""
    typedef struct { double weight; long nf, ngrad, nit; double last, fail_beyond; } hs071;
    typedef struct { double a, b; } valley;
    typedef struct { double centre[40]; long ncalls; } bowl;
""")

# Problem 71 of Hock and Schittkowski, Test Examples for Nonlinear Programming Codes (1981), p. 92.
START = [1.0, 5.0, 5.0, 1.0]
PUBLISHED = [1.0, 4.742994, 3.8211503, 1.3794082]
PUBLISHED_VALUE = 17.0140173
BOUNDS = [(1, 5)] * 4
CONSTRAINT_BOUNDS = [(25, None), (40, 40)]


@ipopt.objective(H, "hs071")
def value(x, p):
    p.nf += 1
    if p.fail_beyond and p.nf > p.fail_beyond:
        raise ValueError("past the last call")
    return p.weight * (x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2])


@ipopt.gradient(H, "hs071")
def slope(x, grad, p):
    p.ngrad += 1
    grad[0] = p.weight * (x[3] * (2 * x[0] + x[1] + x[2]))
    grad[1] = p.weight * (x[0] * x[3])
    grad[2] = p.weight * (x[0] * x[3] + 1)
    grad[3] = p.weight * (x[0] * (x[0] + x[1] + x[2]))


@ipopt.constraints(H, "hs071")
def limits(x, g, p):
    g[0] = x[0] * x[1] * x[2] * x[3]
    g[1] = x[0] ** 2 + x[1] ** 2 + x[2] ** 2 + x[3] ** 2


@ipopt.jacobian(H, "hs071")
def dense(x, J, p):
    for j in range(4):
        J[0, j] = x[0] * x[1] * x[2] * x[3] / x[j]
        J[1, j] = 2 * x[j]


@ipopt.sparse_jacobian(H, [1, 1, 1, 1, 0, 0, 0, 0], [0, 1, 2, 3, 0, 1, 2, 3], "hs071")
def sparse(x, values, p):
    for j in range(4):
        values[j] = 2 * x[j]
        values[4 + j] = x[0] * x[1] * x[2] * x[3] / x[j]


@ipopt.hessian(H, "hs071")
def curvature(x, factor, multipliers, hess, p):
    hess[0, 0] = factor * p.weight * 2 * x[3]
    hess[1, 0] = factor * p.weight * x[3]
    hess[2, 0] = factor * p.weight * x[3]
    hess[3, 0] = factor * p.weight * (2 * x[0] + x[1] + x[2])
    hess[3, 1] = factor * p.weight * x[0]
    hess[3, 2] = factor * p.weight * x[0]
    for i in range(4):
        hess[i, i] += 2 * multipliers[1]
        for j in range(i):
            hess[i, j] += multipliers[0] * x[0] * x[1] * x[2] * x[3] / (x[i] * x[j])
            hess[j, i] = 1e300  # above the diagonal, where nobody looks


TRIANGLE = [(i, j) for i in range(4) for j in range(i + 1)]


@ipopt.sparse_hessian(H, [i for i, _ in TRIANGLE], [j for _, j in TRIANGLE], "hs071")
def packed(x, factor, multipliers, values, p):
    for i in range(4):
        for j in range(i + 1):
            k = i * (i + 1) // 2 + j
            objective = 0.0
            if i == 3:
                objective = 2 * x[0] + x[1] + x[2] if j == 0 else x[0] if j < 3 else 0.0
            elif j == 0:
                objective = 2 * x[3] if i == 0 else x[3]
            product = 0.0 if i == j else x[0] * x[1] * x[2] * x[3] / (x[i] * x[j])
            values[k] = factor * p.weight * objective + multipliers[0] * product
            if i == j:
                values[k] += 2 * multipliers[1]


@ipopt.intermediate(H, "hs071")
def watch(iteration, objective, inf_pr, inf_du, mu, p):  # noqa: PLR0917
    p.nit = iteration
    p.last = objective


def solve(state, **options):
    return ipopt.minimize(
        value, START, slope, state, bounds=BOUNDS, constraint_bounds=CONSTRAINT_BOUNDS,
        **{"constraints": limits, "jacobian": dense, **options},
    )  # fmt: skip


@pytest.mark.parametrize("hessian", [None, curvature, packed], ids=["estimated", "dense", "sparse"])
@pytest.mark.parametrize("jacobian", [dense, sparse], ids=["dense", "sparse"])
def test_the_solution_is_the_published_one(jacobian, hessian):
    result = solve(H.new("hs071", weight=1.0), jacobian=jacobian, hessian=hessian)

    assert result.message == "Solve_Succeeded"
    assert result.success
    np.testing.assert_allclose(result.x, PUBLISHED, rtol=2e-6)
    assert result.fun == pytest.approx(PUBLISHED_VALUE, rel=1e-6)


@pytest.mark.parametrize("hessian", [curvature, packed], ids=["dense", "sparse"])
@pytest.mark.parametrize("jacobian", [dense, sparse], ids=["dense", "sparse"])
def test_ipopts_own_comparison_with_finite_differences_finds_no_fault(capfd, jacobian, hessian):
    options = {"derivative_test": "second-order", "derivative_test_tol": 1e-2, "print_level": 5}
    solve(H.new("hs071", weight=1.5), jacobian=jacobian, hessian=hessian, options=options)

    assert "No errors detected by derivative checker." in capfd.readouterr().out


def test_the_multipliers_balance_the_gradients():
    # At the solution: gradient + Jᵀ · multipliers - lower + upper = 0.
    result = solve(H.new("hs071", weight=1.0), hessian=curvature, options={"tol": 1e-10})
    x = result.x
    gradient = np.array([x[3] * (2 * x[0] + x[1] + x[2]), x[0] * x[3], x[0] * x[3] + 1, x[0] * x[:3].sum()])
    jacobian = np.array([x.prod() / x, 2 * x])
    balance = gradient + jacobian.T @ result.multipliers - result.lower + result.upper

    np.testing.assert_allclose(balance, 0, atol=1e-7)
    np.testing.assert_allclose(result.constr, [x.prod(), x @ x])


def test_the_result_has_scipys_names():
    scipy = optimize.minimize(lambda x: x @ x, [1.0])

    assert set(solve(H.new("hs071", weight=1.0))) >= set(scipy) - {"jac", "hess_inv", "nfev", "njev"}


def test_what_looks_on_sees_every_iteration():
    state = H.new("hs071", weight=1.0)
    result = solve(state, intermediate=watch)

    assert state.nit == result.nit
    assert state.last == pytest.approx(result.fun)


def test_what_looks_on_may_stop():
    @ipopt.intermediate(H, "hs071")
    def three(iteration, objective, inf_pr, inf_du, mu, p):  # noqa: PLR0917
        return iteration < 3

    result = solve(H.new("hs071", weight=1.0), intermediate=three)

    assert (result.nit, result.success) == (3, False)
    assert result.message.startswith("User_Requested_Stop")


def test_a_problem_without_constraints_and_state_agrees_with_scipy():
    @ipopt.objective(H)
    def rosenbrock(x):
        total = 0.0
        for i in range(len(x) - 1):
            total += 100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2
        return total

    @ipopt.gradient(H)
    def gradient(x, grad):
        grad[:] = 0.0
        for i in range(len(x) - 1):
            inner = x[i + 1] - x[i] ** 2
            grad[i] += -400 * x[i] * inner - 2 * (1 - x[i])
            grad[i + 1] += 200 * inner

    start = np.full(5, 0.5)
    scipy = optimize.minimize(optimize.rosen, start, jac=optimize.rosen_der, bounds=[(None, 0.8)] * 5)
    ours = ipopt.minimize(rosenbrock, start, gradient, bounds=[(None, 0.8)] * 5)

    np.testing.assert_allclose(ours.x, scipy.x, atol=1e-5)
    assert start.tolist() == [0.5] * 5


def test_an_exception_arrives_once_and_the_solver_stops():
    state = H.new("hs071", weight=1.0, fail_beyond=3)

    with pytest.raises(ValueError, match="past the last call") as caught:
        solve(state)

    value.callback.check()
    assert state.nf < 60
    assert any("test_ipopt.py" in str(entry.path) for entry in caught.traceback)
    assert solve(H.new("hs071", weight=1.0)).success


def test_an_exception_at_the_first_point_arrives():
    with pytest.raises(ValueError, match="past the last call"):
        solve(H.new("hs071", weight=1.0, nf=9, fail_beyond=1))


def test_an_exception_in_what_looks_on_arrives():
    @ipopt.intermediate(H, "hs071")
    def fails(iteration, objective, inf_pr, inf_du, mu, p):  # noqa: PLR0917
        if iteration == 2:
            raise RuntimeError("seen enough")

    state = H.new("hs071", weight=1.0)
    with pytest.raises(RuntimeError, match="seen enough"):
        solve(state, intermediate=fails)


def test_a_recoverable_error_asks_for_a_shorter_step():
    @ipopt.objective(H, "valley")
    def root(x, p):
        if x[0] <= p.a:
            p.b += 1
            raise structcb.Recoverable("no logarithm there")
        return x[0] - np.log(x[0] - p.a)

    @ipopt.gradient(H, "valley")
    def gradient(x, grad, p):
        grad[0] = 1 - 1 / (x[0] - p.a)

    state = H.new("valley", a=1.0)
    result = ipopt.minimize(root, [9.0], gradient, state)

    assert result.success
    assert result.x == pytest.approx([2.0], abs=1e-6)
    assert state.b > 0
    root.callback.check()


def test_what_it_could_not_recover_from_is_in_the_message():
    @ipopt.gradient(H, "valley")
    def nowhere(x, grad, p):
        raise structcb.Recoverable("no slope there")

    @ipopt.objective(H, "valley")
    def height(x, p):
        return x[0] ** 2

    result = ipopt.minimize(height, [9.0], nowhere, H.new("valley"))

    assert not result.success
    assert result.message.endswith("It raised last: no slope there")


def test_more_recoverable_errors_than_are_kept_leave_nothing_behind(recwarn):
    @ipopt.objective(H, "valley")
    def cliff(x, p):
        p.b += 1
        if p.b > 1:
            raise structcb.Recoverable("over the edge")
        return x[0] ** 2

    @ipopt.gradient(H, "valley")
    def slope(x, grad, p):
        grad[0] = 2 * x[0]

    state = H.new("valley")
    assert not ipopt.minimize(cliff, [9.0], slope, state).success
    assert state.b > 64
    assert cliff.callback._structcb_slots[0].take_dropped() == 0


def test_a_gradient_that_is_not_filled_is_no_solution():
    @ipopt.objective(H, "valley")
    def bowl(x, p):
        return (x[0] - 2) ** 2 + (x[1] - 1) ** 2

    @ipopt.gradient(H, "valley")
    def half(x, grad, p):
        grad[0] = 2 * (x[0] - 2)

    result = ipopt.minimize(bowl, [0.0, 0.0], half, H.new("valley"))

    assert not result.success
    assert "left NaN or nothing" in result.message


def test_constraints_that_are_not_filled_are_no_solution():
    @ipopt.constraints(H, "hs071")
    def half(x, g, p):
        g[0] = x[0] * x[1] * x[2] * x[3]

    result = solve(H.new("hs071", weight=1.0), constraints=half)

    assert "left NaN or nothing" in result.message


@pytest.mark.usefixtures("compiled")
def test_an_objective_that_returns_an_array_is_refused():
    # numba would store its first item.
    with pytest.raises(Exception, match=r"float\(array"):
        ipopt.objective(H)(lambda x: x * 2)


def test_control_c_between_two_calls_arrives_too(capfd, monkeypatch):
    # Python's own handler runs while it looks on after an iteration, inside of C.
    def interrupted(problem):
        signal.raise_signal(signal.SIGINT)
        return False

    monkeypatch.setattr(problems.Problem, "failed", interrupted)

    with pytest.raises(KeyboardInterrupt):
        solve(H.new("hs071", weight=1.0))

    monkeypatch.undo()
    assert capfd.readouterr().err == ""
    assert solve(H.new("hs071", weight=1.0)).success


def test_control_c_inside_of_a_callback_stops_the_solver():
    # The signal is there while a callback of ours runs in C, not while Python does.
    raise_signal = structcb.parse("int raise(int signal);").open(None)
    send, number = getattr(raise_signal, "raise"), int(signal.SIGINT)

    @ipopt.objective(H, "bowl")
    def shallow(x, p):
        p.ncalls += 1
        if p.ncalls == 2:
            send(number)
        return (x[0] - 3) ** 4

    @ipopt.gradient(H, "bowl")
    def gradient(x, grad, p):
        grad[0] = 4 * (x[0] - 3) ** 3

    state = H.new("bowl")
    with pytest.raises(KeyboardInterrupt):
        ipopt.minimize(shallow, [100.0], gradient, state, options={"tol": 1e-300, "max_iter": 100_000})

    assert state.ncalls < 10


def test_a_failure_is_told_with_ipopts_own_word():
    result = solve(H.new("hs071", weight=1.0), options={"max_iter": 2})

    assert not result.success
    assert result.message.startswith("Maximum_Iterations_Exceeded: raise")


def test_nothing_is_printed_unless_it_is_asked_for(capfd):
    solve(H.new("hs071", weight=1.0))
    assert capfd.readouterr() == ("", "")

    solve(H.new("hs071", weight=1.0), options={"print_level": 5})
    assert "EXIT: Optimal Solution Found." in capfd.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"options": {"tolly": 1.0}}, "`tolly`"),
        ({"options": {"tol": 1}}, "a real number has a point"),
        ({"jacobian": None}, "all three, or none"),
        ({"constraints": dense}, "`constraints` is jacobian"),
        ({"intermediate": lambda: None}, "`intermediate` is <function"),
    ],
    ids=["no such option", "an integer for a real", "no jacobian", "another's callback", "a plain function"],
)
def test_a_problem_without_sense_is_refused(options, message):
    with pytest.raises((ValueError, structcb.SignatureError), match=message):
        solve(H.new("hs071", weight=1.0), **options)


@pytest.mark.parametrize(
    ("x0", "bounds", "message"),
    [
        ([[1.0]], None, "`x0` must be"),
        ([np.nan], None, "`x0` must be"),
        ([1.0], [(0, 1), (0, 1)], "`bounds` must be 1 pairs"),
        ([1.0], [(1, 0)], r"`bounds\[0\]` is \(1.0, 0.0\)"),
    ],
)
def test_a_start_or_bounds_without_sense_are_value_errors(x0, bounds, message):
    with pytest.raises(ValueError, match=message):
        ipopt.minimize(value, x0, slope, H.new("hs071"), bounds=bounds)


def test_a_missing_or_wrong_state_is_refused():
    with pytest.raises(structcb.StateError, match="hs071"):
        ipopt.minimize(value, START, slope)
    with pytest.raises(structcb.SignatureError, match="valley"):
        ipopt.minimize(value, START, slope, H.new("valley"))


def test_places_above_the_diagonal_of_a_hessian_are_refused():
    with pytest.raises(ValueError, match="below the diagonal"):
        ipopt.sparse_hessian(H, [0], [1])


def test_nonzeros_outside_of_the_matrix_are_refused():
    @ipopt.sparse_jacobian(H, [2], [0], "hs071")
    def outside(x, values, p):
        values[0] = 1.0

    with pytest.raises(ValueError, match="2 by 4, but its nonzeros reach to"):
        solve(H.new("hs071", weight=1.0), jacobian=outside)


def test_threads_solve_side_by_side():
    results = {}

    def one(weight):
        results[weight] = solve(H.new("hs071", weight=weight)).fun / weight

    threads = [threading.Thread(target=one, args=(weight,)) for weight in (1.0, 2.0, 4.0, 8.0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    np.testing.assert_allclose(list(results.values()), [PUBLISHED_VALUE] * 4, rtol=1e-5)


def test_the_shipped_header_says_what_casadis_says():
    import casadi

    ours = structcb.load("ipopt/ipopt")
    path = Path(casadi.__file__).parent / "include/coin-or/IpStdCInterface.h"
    # Younger than the oldest Ipopt that serves; nothing calls it.
    functions = [name for name in ours.functions if name != "GetIpoptVersion"]
    real = structcb.load(path, only=[*functions, "ApplicationReturnStatus", "Intermediate_CB"])

    def plain(prototype):
        return describe(prototype).replace("const ", "").replace("bool", "_Bool")

    assert {n: plain(ours.functions[n]) for n in functions} == {
        n: plain(real.functions[n]) for n in functions
    }
    assert {n: plain(p) for n, p in ours.callbacks.items()} == {
        n: plain(real.callbacks[n]) for n in ours.callbacks
    }
    status = "enum ApplicationReturnStatus"
    assert dict(ours.enums[status].__members__) == dict(real.enums[status].__members__)


def test_an_ipopt_before_bool_is_refused():
    libc = Path("/lib/x86_64-linux-gnu/libm.so.6")
    if not libc.exists():
        pytest.skip("no library at hand that is no Ipopt")

    with pytest.raises(structcb.MissingLibraryError, match=r"older than 3\.14"):
        libraries.open_ipopt(libc)
