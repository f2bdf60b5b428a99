"""The routes of a benchmark do the same work: C, compiled Python and plain Python give the same numbers."""

from __future__ import annotations

import functools
import importlib

import pytest

from benchmarks.__main__ import TOPICS
from benchmarks.compilers import have_compiler
from benchmarks.measuring import Bar, Comparison, Limit, Measurement, Route

pytestmark = pytest.mark.skipif(not have_compiler(), reason="the benchmarks compare with C and need gcc")


@functools.cache
def comparisons(topic: str) -> tuple[Comparison, ...]:
    return tuple(importlib.import_module(f"benchmarks.{topic}").comparisons())


@pytest.mark.parametrize("topic", TOPICS)
def test_all_routes_give_the_same_result(topic: str) -> None:
    for comparison in comparisons(topic):
        expected, *others = [route.run() for route in comparison.routes.values()]

        for result in others if comparison.same_result else ():
            assert result == pytest.approx(expected, rel=1e-9, nan_ok=True), comparison.name


@pytest.mark.parametrize("topic", TOPICS)
def test_bars_name_routes(topic: str) -> None:
    for comparison in comparisons(topic):
        for bar in comparison.bars:
            named = {bar.route} | ({bar.of} if isinstance(bar, Bar) else set())

            assert named <= set(comparison.routes), comparison.name


def test_cvode_solves_the_same_problem_in_c_and_in_python() -> None:
    pytest.importorskip("sksundae", reason="needs the SUNDIALS of scikit-sundae")
    (comparison,) = comparisons("cvode")
    in_c, ours, by_users, by_scipy = (route.run() for route in comparison.routes.values())

    assert ours == pytest.approx(in_c, rel=1e-9)
    assert by_users[:3] == pytest.approx(in_c[:3], rel=1e-6)
    assert by_scipy[:3] == pytest.approx(in_c[:3], rel=1e-3)


def measurement(**nanoseconds: list[float]) -> Measurement:
    routes = {name: Route(lambda: (), 1) for name in nanoseconds}
    return Measurement(Comparison("made up", routes), nanoseconds)


def test_a_ratio_is_the_median_of_the_rounds() -> None:
    slow_machine_in_round_three = measurement(c=[1.0, 1.0, 9.0], ours=[2.0, 2.1, 18.0])

    assert slow_machine_in_round_three.ratio("ours", "c") == 2.0


def test_a_bar_holds_up_to_its_limit() -> None:
    found = measurement(c=[1.0] * 3, ours=[1.05] * 3)

    assert found.verdict(Bar("ours", "c", 1.05)) == "reached"
    assert found.verdict(Bar("ours", "c", 1.04)) == "MISSED"
    assert found.verdict(Limit("ours", 1.0)) == "MISSED"


def test_noise_alone_decides_nothing() -> None:
    found = measurement(c=[1.0] * 4, ours=[0.9, 1.0, 1.1, 1.2])

    assert found.verdict(Bar("ours", "c", 1.0)) == "unclear"
    assert found.misses() == []
