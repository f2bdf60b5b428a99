"""HiGHS behind `highs.milp`: SciPy's own HiGHS is the oracle for solutions, sums of the solution for what is seen."""

from __future__ import annotations

import importlib.util
import os
import signal
import threading
import time

import numpy as np
import pytest
from scipy import optimize, sparse

import structcb
from structcb.consumers import highs
from structcb.consumers.highs import libraries

if not importlib.util.find_spec("highspy"):
    pytest.skip("HiGHS is not installed: pip install 'structcb[highs]'", allow_module_level=True)

pytestmark = pytest.mark.integration

H = structcb.parse("typedef struct { long calls, solutions, size, fail; double best, sum, most; } watch;")
COUNT = 40
RANDOM = np.random.default_rng(1)
WEIGHTS = RANDOM.integers(10, 100, (3, COUNT)).astype(float)
VALUES = WEIGHTS.sum(0) / 3 + RANDOM.integers(0, 20, COUNT)
ROOM = WEIGHTS.sum(1) / 2


@pytest.fixture(scope="module")
def look():
    @highs.callback(H, "watch")
    def look(kind, data, p):
        p.calls += 1
        if p.fail and p.calls >= p.fail:
            raise ValueError("seen enough")
        if kind == 4:
            p.best = data.objective_function_value
            p.solutions += 1
            p.size = data.mip_solution_size
            p.sum = 0.0
            for k in range(p.size):
                p.sum += data.mip_solution[k] * k
        return p.most > 0 and p.calls > p.most

    return look


def solve(look, state, **options):
    return highs.milp(
        -VALUES, look, state, integrality=1, bounds=(0, 1), constraints=(WEIGHTS, -np.inf, ROOM), **options
    )


def test_the_solution_is_scipys(look):
    state = H.new("watch")
    ours = solve(look, state)
    limits = optimize.LinearConstraint(WEIGHTS, -np.inf, ROOM)
    scipy = optimize.milp(
        -VALUES, integrality=np.ones(COUNT), bounds=optimize.Bounds(0, 1), constraints=limits
    )

    assert ours.success
    assert ours.fun == pytest.approx(scipy.fun)
    assert state.best == pytest.approx(ours.fun)


def test_the_pointer_inside_of_the_struct_is_the_solution(look):
    state = H.new("watch")
    x = solve(look, state).x

    assert state.size == COUNT
    assert state.solutions > 1
    assert state.sum == pytest.approx(x @ np.arange(COUNT))


def test_the_body_may_stop_it(look):
    state = H.new("watch", most=3)
    result = solve(look, state)

    assert not result.success
    assert state.calls < 50


def test_an_exception_arrives_once_and_highs_stays_usable(look):
    state = H.new("watch", fail=3)

    with pytest.raises(ValueError, match="seen enough"):
        solve(look, state)

    look.check()
    assert state.calls == 3
    assert solve(look, H.new("watch")).success


# A market split (Cornuéjols and Dawande, 1999): as small as this, its linear programs take no time, and there is no end.
SPLIT = np.random.default_rng(2).integers(0, 100, (4, 30)).astype(float)


def test_control_c_stops_it():
    @highs.callback(H, "watch")
    def look_on(kind, data, p):
        p.calls += 1

    state, sent = H.new("watch"), []

    def send():
        while state.calls < 10:
            time.sleep(0.01)
        sent.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    sender = threading.Thread(target=send)
    sender.start()
    with pytest.raises(KeyboardInterrupt):
        highs.milp(
            np.zeros(30),
            look_on,
            state,
            integrality=1,
            bounds=(0, 1),
            constraints=(SPLIT, SPLIT.sum(1) // 2, SPLIT.sum(1) // 2),
        )
    stopped = time.perf_counter()
    sender.join()

    assert stopped - sent[0] < 0.05


def test_a_body_that_has_had_enough_is_not_called_again():
    @highs.callback(H, "watch")
    def enough(kind, data, p):
        p.calls += 1
        return True

    state = H.new("watch")
    result = solve(enough, state)

    assert state.calls == 1
    assert result.message == "Interrupt"


def test_the_interpreter_stops_it_too():
    @highs.callback(H, "watch", debug=True)
    def third(kind, data, p):
        p.calls += 1
        if p.calls == 3:
            raise ValueError("three")

    state = H.new("watch")
    with pytest.raises(ValueError, match="three"):
        solve(third, state)

    assert state.calls == 3


def test_the_body_gives_highs_a_solution():
    header = structcb.parse("typedef struct { double *start; double taken; } guess;")

    @highs.answering(header, "guess")
    def give(kind, data, answer, p):
        if kind == 9:
            for j in range(answer.user_solution_size):
                answer.user_solution[j] = p.start[j]
            answer.user_has_solution = 1
        elif kind == 3 and p.taken == 0:
            p.taken = data.objective_function_value

    start = np.zeros(COUNT)
    start[:5] = 1
    state = header.new("guess", start=start)
    assert solve(give, state, kinds=(3, 9), options={"presolve": "off"}).success

    assert state.taken == pytest.approx(-VALUES[:5].sum())


def test_a_sparse_matrix_is_not_made_dense(look):
    n = 40_000  # dense it would take 12 gigabytes
    matrix = sparse.eye_array(n, format="csc")
    given = matrix.data.copy()

    limits = optimize.LinearConstraint(matrix, 2, 3)
    result = highs.milp(
        np.ones(n), look, H.new("watch"), integrality=0, bounds=optimize.Bounds(0, 5), constraints=limits
    )

    assert result.fun == pytest.approx(2 * n)
    np.testing.assert_array_equal(matrix.data, given)


@pytest.mark.parametrize("kind", [sparse.csr_array, sparse.csc_matrix, sparse.coo_array, list])
def test_every_kind_of_matrix_gives_the_same(look, kind):
    matrix = WEIGHTS.tolist() if kind is list else kind(WEIGHTS)
    found = highs.milp(
        -VALUES, look, H.new("watch"), integrality=1, bounds=(0, 1), constraints=(matrix, -np.inf, ROOM)
    )

    assert found.fun == pytest.approx(solve(look, H.new("watch")).fun)


def test_places_that_are_named_twice_add_up(look):
    twice = sparse.csc_matrix(([1.0, 1.0], [0, 0], [0, 2]), shape=(1, 1))

    found = highs.milp([-1.0], look, H.new("watch"), integrality=0, bounds=(0, 9), constraints=(twice, 0, 6))

    assert found.fun == pytest.approx(-3)
    assert twice.nnz == 2


def test_without_a_solution_there_is_no_number(look):
    result = highs.milp(
        [1, 1], look, H.new("watch"), integrality=1, bounds=(0, 1), constraints=([[1, 1]], 3, 4)
    )

    assert (result.x, result.fun, result.success, result.message) == (None, None, False, "Infeasible")


def test_without_constraints_the_bounds_are_the_solution(look):
    result = highs.milp([1, -1], look, H.new("watch"), integrality=0, bounds=([-3, 0], [5, 2]))

    assert list(result.x) == [-3, 2]


@pytest.mark.parametrize("options", [{"mip": 1}, {"mip_rel_gap": "small"}, {"mip_rel_gap": None}], ids=str)
def test_an_option_that_highs_does_not_take_is_refused(look, options):
    with pytest.raises(ValueError, match="no option `mip"):
        solve(look, H.new("watch"), options=options)


def test_a_matrix_of_another_shape_is_refused(look):
    with pytest.raises(ValueError, match="2 columns"):
        highs.milp([1, 2], look, H.new("watch"), integrality=1, bounds=(0, 1), constraints=([[1.0]], 0, 1))


def test_numpys_numbers_are_options_too(look):
    options = {"mip_rel_gap": np.float64(0.5), "threads": np.int64(1), "mip_detect_symmetry": np.bool_(False)}

    assert solve(look, H.new("watch"), options=options).success


@pytest.mark.parametrize(
    "wrong",
    [{"c": [np.nan]}, {"c": [np.inf]}, {"bounds": (np.nan, 1)}, {"constraints": ([[1.0]], np.nan, 1)}],
)
def test_what_is_no_number_is_refused(look, wrong):
    problem = {"c": [1.0], "integrality": 0, "bounds": (0, 1), **wrong}

    with pytest.raises(ValueError, match=r"finite|NaN"):
        highs.milp(callback=look, state=H.new("watch"), **problem)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"constraints": ([[np.nan]], 0, 1)}, "finite real numbers"),  # HiGHS takes it for nothing
        ({"constraints": (sparse.csr_array([[np.nan]]), 0, 1)}, "finite real numbers"),
        ({"constraints": ([[1j]], 0, 1)}, "finite real numbers"),
        ({"constraints": [optimize.LinearConstraint([[1.0]], 0, 1)]}, "one LinearConstraint"),
        ({"bounds": None}, r"\(least, largest\)"),
        ({"integrality": 0.5}, "`integrality` must be 0"),
        ({"integrality": 4}, "`integrality` must be 0"),
    ],
)
def test_a_model_without_sense_is_refused(look, wrong, told):
    problem = {"c": [1.0], "integrality": 0, "bounds": (0, 1), **wrong}

    with pytest.raises(ValueError, match=told):
        highs.milp(callback=look, state=H.new("watch"), **problem)


def test_what_was_made_for_another_library_is_refused():
    foreign = H.callback("double (double x)")(lambda x: x)

    with pytest.raises(structcb.SignatureError, match=r"make it with `highs.callback`"):
        highs.milp([1.0], foreign, integrality=0, bounds=(0, 1))


def test_a_kind_that_highs_does_not_know_is_refused(look):
    with pytest.raises(ValueError, match="kind 77"):
        solve(look, H.new("watch"), kinds=(77,))


def test_a_library_with_other_structs_is_refused(monkeypatch):
    text = structcb.load("highs/highs").declarations.source
    shifted = structcb.parse(text.replace("int log_type;", "int log_type; int64_t one_more;"))
    monkeypatch.setattr(libraries, "load", lambda name: shifted)

    with pytest.raises(structcb.LayoutMismatchError, match="running_time"):
        highs.open_highs(highs.highs().path)
