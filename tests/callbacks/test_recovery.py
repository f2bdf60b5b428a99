"""Recoverable errors: a solver that was told to try again, and did, has not failed."""

from __future__ import annotations

from typing import Any

import pytest

import structcb

from .drivers import open_driver

POLICY: dict[type[BaseException], int] = {structcb.Recoverable: 1, Exception: -1}
# C's driver goes on whatever it is told, as a solver does that tries a smaller step.
TOO_MANY = 200


def hesitates(x, p):
    p.n += 1
    if p.n <= x:
        raise structcb.Recoverable("come closer")
    if p.k < 0:
        raise ValueError("k must be positive")
    return 0


class Driven:
    """A callback, its state, and C that calls it."""

    def __init__(self, on_error: Any, debug: bool) -> None:
        self.header, self.library = open_driver()
        self.step = self.header.callback("step_fn", user_data="work", on_error=on_error, debug=debug)(
            hesitates
        )

    def run(self, times: int, recoverable: float, k: float = 1.0) -> int:
        """Call it so many times; return how many of the calls failed."""
        state = self.header.new("work", k=k)
        return int(self.library.drive(self.step, times, recoverable, state))


@pytest.fixture(params=[False, True], ids=["compiled", "debugged"])
def driven(request: pytest.FixtureRequest) -> Driven:
    return Driven(POLICY, request.param)


def test_what_c_has_recovered_from_is_no_failure(driven: Driven) -> None:
    with structcb.guard(driven.step) as guarded:
        assert driven.run(5, recoverable=3) == 3

    (error,) = guarded.recovered
    assert isinstance(error, structcb.Recoverable)
    assert "raised 3 times" in error.__notes__
    assert driven.step.check() == []


def test_without_a_guard_check_returns_it(driven: Driven) -> None:
    driven.run(5, recoverable=1)

    assert [str(error) for error in driven.step.check()] == ["come closer"]
    assert driven.step.check() == []


def test_a_failure_arrives_as_itself_after_recoverable_ones(driven: Driven) -> None:
    with pytest.raises(ValueError, match="k must be positive"), structcb.guard(driven.step) as guarded:
        driven.run(5, recoverable=3, k=-1.0)

    assert [type(error) for error in guarded.recovered] == [structcb.Recoverable]


def test_no_flood_of_recoverable_errors_hides_the_failure(driven: Driven) -> None:
    with pytest.raises(ValueError, match="k must be positive"), structcb.guard(driven.step):
        driven.run(TOO_MANY + 1, recoverable=TOO_MANY, k=-1.0)


def test_what_gave_up_says_why(driven: Driven) -> None:
    with pytest.raises(RuntimeError, match="the solver gave up") as caught, structcb.guard(driven.step):
        if driven.run(5, recoverable=5) == 5:
            raise RuntimeError("the solver gave up")

    assert isinstance(caught.value.__cause__, structcb.Recoverable)


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("on_error", [None, -2, {Exception: -3}, {structcb.Recoverable: -3, Exception: -3}])
def test_it_is_a_failure_where_c_is_not_told(on_error: Any, debug: bool) -> None:
    driven = Driven(on_error, debug)

    with pytest.raises(structcb.Recoverable), structcb.guard(driven.step):
        driven.run(5, recoverable=1)


def test_python_gets_it_from_a_call_of_its_own(driven: Driven) -> None:
    with pytest.raises(structcb.Recoverable):
        driven.step(1.0, driven.header.new("work"))
