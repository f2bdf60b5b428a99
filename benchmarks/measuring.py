"""Ratios that a busy machine does not bend: the routes take turns, and each round gives its own ratio."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Bar", "Comparison", "Limit", "Measurement", "Route", "measure"]

Verdict = Literal["reached", "unclear", "MISSED"]


@dataclass(frozen=True)
class Route:
    """One way to do the work: ``run`` starts from fresh data, does ``work`` units and returns what came out.

    ``clock`` tells the nanoseconds so far.
    """

    run: Callable[[], Sequence[float]]
    work: int
    clock: Callable[[], int] = time.perf_counter_ns


@dataclass(frozen=True)
class Bar:
    """A route takes at most ``limit`` times what another takes."""

    route: str
    of: str
    limit: float


@dataclass(frozen=True)
class Limit:
    """A route takes at most so many nanoseconds a unit, or so many more than another."""

    route: str
    nanoseconds: float
    more_than: str = ""


@dataclass(frozen=True)
class Comparison:
    """The same work by several routes; the first one is what the others are compared with."""

    name: str
    routes: Mapping[str, Route]
    bars: Sequence[Bar | Limit] = ()
    unit: str = "call"
    same_result: bool = True

    @property
    def baseline(self) -> str:
        """The first route."""
        return next(iter(self.routes))


@dataclass(frozen=True)
class Measurement:
    """Nanoseconds a unit, for each route and round."""

    comparison: Comparison
    nanoseconds: Mapping[str, Sequence[float]] = field(repr=False)

    def time(self, route: str) -> float:
        """Return the median time of a route, in nanoseconds a unit."""
        return statistics.median(self.nanoseconds[route])

    def ratio(self, route: str, of: str) -> float:
        """Return the median over the rounds of one route's time by another's."""
        return statistics.median(self.ratios(route, of))

    def excess(self, limit: Limit) -> float:
        """Return the nanoseconds that a limit is about: a route's own, or what it takes more than another."""
        return self.time(limit.route) - (self.time(limit.more_than) if limit.more_than else 0.0)

    def noise(self, route: str, of: str) -> float:
        """Return half the distance between the quartiles of the rounds' ratios."""
        low, _, high = statistics.quantiles(self.ratios(route, of), n=4)
        return (high - low) / 2

    def ratios(self, route: str, of: str) -> list[float]:
        """Return the ratio of each round."""
        pairs = zip(self.nanoseconds[route], self.nanoseconds[of], strict=True)
        return [one / other for one, other in pairs]

    def misses(self) -> list[Bar | Limit]:
        """Return the bars that were not reached, by more than the noise."""
        return [bar for bar in self.comparison.bars if self.verdict(bar) == "MISSED"]

    def verdict(self, bar: Bar | Limit) -> Verdict:
        """Return whether a bar was reached; where only the noise speaks against it, it is `unclear`."""
        if isinstance(bar, Limit):
            return "reached" if self.excess(bar) <= bar.nanoseconds else "MISSED"
        above = self.ratio(bar.route, bar.of) - bar.limit
        if above <= 0:
            return "reached"
        return "unclear" if above <= self.noise(bar.route, bar.of) else "MISSED"


def measure(comparison: Comparison, *, rounds: int = 15, turns: int = 5) -> Measurement:
    """Time all routes in turn; a round keeps each route's best of some turns.

    The best of neighbouring turns drops what other processes took; the median over rounds drops what lasted longer.
    """
    times: dict[str, list[float]] = {name: [] for name in comparison.routes}
    for route in comparison.routes.values():
        route.run()
    for number in range(rounds):
        for name, best in one_round(comparison, turns, backwards=bool(number % 2)):
            times[name].append(best)
    return Measurement(comparison, times)


def one_round(comparison: Comparison, turns: int, *, backwards: bool) -> Iterable[tuple[str, float]]:
    """Return each route's best time of some turns, in nanoseconds a unit."""
    names = list(comparison.routes)[:: -1 if backwards else 1]
    best = dict.fromkeys(names, float("inf"))
    for _ in range(turns):
        for name in names:
            best[name] = min(best[name], timed(comparison.routes[name]))
    return best.items()


def timed(route: Route) -> float:
    """Return the nanoseconds a unit of one run."""
    start = route.clock()
    route.run()
    return (route.clock() - start) / route.work
