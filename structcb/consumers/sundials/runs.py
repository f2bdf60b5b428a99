"""One pass over the span: the solver steps, and what is wanted on the way is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .callbacks import Events
from .integrators import Integrator
from .polynomials import Polynomial
from .problems import Problem

if TYPE_CHECKING:
    from .problems import Vector

__all__ = ["Run"]


@dataclass
class Run:
    """One pass from start to end, and what was seen on the way."""

    problem: Problem
    integrator: Integrator
    dense_output: bool
    t: list[float] = field(default_factory=list)
    y: list[Vector] = field(default_factory=list)
    ydot: list[Vector] = field(default_factory=list)
    event_times: list[list[float]] = field(default_factory=list)
    event_values: list[list[Vector]] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    polynomials: list[Polynomial] = field(default_factory=list)

    @property
    def events(self) -> Events | None:
        """The events to look for."""
        return self.integrator.functions.events

    def to_the_end(self) -> int:
        """Integrate over the whole span; return the solver's last code."""
        problem = self.problem
        if self.events is not None:
            self.event_times = [[] for _ in self.events.terminal]
            self.event_values = [[] for _ in self.events.terminal]
        code = self.integrator.prepare()
        if code < 0:
            return code
        if problem.interval.start == problem.interval.end:
            return self.at_once()
        wanted = problem.interval.wanted
        if wanted is not None and self.events is None and not self.dense_output:
            return self.by_times(wanted)
        return self.by_steps()

    def keep(self, t: float) -> None:
        """Keep the solution as it is now."""
        self.t.append(t)
        self.y.append(self.integrator.y.copy())
        if self.integrator.ydot is not None:
            self.ydot.append(self.integrator.ydot.copy())

    def at_once(self) -> int:
        """Keep the start of an interval without a length, which is its end too."""
        interval = self.problem.interval
        for time in (interval.start, interval.end) if interval.wanted is None else interval.wanted:
            self.keep(float(time))
        if self.dense_output:
            self.ends = [interval.start, interval.end]
            self.polynomials.append(Polynomial(interval.start, [self.integrator.y.copy()]))
        return 0

    def by_times(self, times: Vector) -> int:
        """Keep the solution at some times; the steps are those that would be made without them."""
        interval, targets = self.problem.interval, times.tolist()
        end = interval.end
        if targets[:1] == [interval.start]:
            self.keep(targets.pop(0))
        # The first step is made towards the end: a target close to the start would be too close to choose a step by.
        code, _ = self.integrator.advance(end, one_step=True)
        for target in targets:
            if code >= 0:
                code, _ = self.integrator.advance(target, one_step=False)
            if code < 0:
                return code
            self.keep(target)
        if not targets or targets[-1] != end:
            code, _ = self.integrator.advance(end, one_step=False)
        return code

    def by_steps(self) -> int:
        """Look at every step: for events, for polynomials, and for times that lie in it."""
        interval, root = self.problem.interval, self.integrator.constant("ROOT_RETURN")
        end, t = interval.end, interval.start
        pending = None if interval.wanted is None else interval.wanted.tolist()
        self.ends.append(t)
        if pending is None:
            self.keep(t)
        elif pending[:1] == [t]:
            self.keep(pending.pop(0))
        while t != end:
            code, t = self.integrator.advance(end, one_step=True)
            if code < 0:
                return code
            if self.dense_output:
                self.keep_polynomial(t)
            is_last = code == root and self.keep_events(t)
            if pending is not None:
                self.keep_times(pending, t)
            elif is_last or code != root:
                self.keep(t)
            if is_last:
                return code
        return 0

    def keep_times(self, pending: list[float], t: float) -> None:
        """Keep the solution at the times that have been reached."""
        forwards = self.problem.interval.direction > 0
        while pending and (pending[0] <= t if forwards else pending[0] >= t):
            time = pending.pop(0)
            self.t.append(time)
            self.y.append(self.integrator.derivative(time, 0))
            if self.integrator.ydot is not None:
                self.ydot.append(self.integrator.derivative(time, 1))

    def keep_events(self, t: float) -> bool:
        """Keep the events that happen now; tell whether one of them is the last."""
        assert self.events is not None
        happened = self.integrator.roots(self.events.count)
        for times, values, crossing in zip(self.event_times, self.event_values, happened, strict=True):
            if crossing:
                times.append(t)
                values.append(self.integrator.y.copy())
        return any(
            terminal and crossing and len(times) >= terminal
            for terminal, crossing, times in zip(
                self.events.terminal, happened, self.event_times, strict=True
            )
        )

    def keep_polynomial(self, t: float) -> None:
        """Keep the solver's own polynomial of the last step."""
        if t == self.ends[-1]:
            return
        center, order = self.integrator.last_step()
        derivatives = [self.integrator.derivative(center, k) for k in range(order + 1)]
        self.ends.append(t)
        self.polynomials.append(Polynomial(center, derivatives))
