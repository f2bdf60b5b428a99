"""HiGHS behind `highs.milp`: SciPy's own HiGHS is the oracle for solutions, sums of the solution for what is seen."""

from __future__ import annotations

import importlib.util
import signal

import numpy as np
import pytest
from scipy import optimize

import structcb
from structcb.consumers import highs

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


def test_control_c_stops_it():
    send = getattr(structcb.parse("int raise(int signal);").open(None), "raise")
    number = int(signal.SIGINT)

    @highs.callback(H, "watch")
    def interrupted(kind, data, p):
        p.calls += 1
        if p.calls == 2:
            send(number)

    state = H.new("watch")
    with pytest.raises(KeyboardInterrupt):
        solve(interrupted, state)

    assert state.calls < 5


@pytest.mark.parametrize("options", [{"mip": 1}, {"mip_rel_gap": "small"}], ids=str)
def test_an_option_that_highs_does_not_take_is_refused(look, options):
    with pytest.raises(ValueError, match="no option `mip"):
        solve(look, H.new("watch"), options=options)


def test_a_matrix_of_another_shape_is_refused(look):
    with pytest.raises(ValueError, match="2 columns"):
        highs.milp([1, 2], look, H.new("watch"), integrality=1, bounds=(0, 1), constraints=([[1.0]], 0, 1))


def test_a_library_with_other_structs_is_refused(monkeypatch):
    text = structcb.load("highs/highs").declarations.source
    shifted = structcb.parse(text.replace("int log_type;", "int log_type; int64_t one_more;"))
    monkeypatch.setattr(highs, "load", lambda name: shifted)

    with pytest.raises(structcb.LayoutMismatchError, match="running_time"):
        highs.open_highs(highs.highs().path)
