"""A solver that goes through time: what CVODE, IDA and ARKODE have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, ClassVar

from .functions import Functions
from .libraries import Sundials
from .linear_solvers import attach, attach_fixed_point
from .memories import Memory
from .problems import Problem

if TYPE_CHECKING:
    from types import TracebackType

    from .problems import Vector

__all__ = ["LINEAR", "Integrator"]

# How all of them count what they do for linear equations, but for the calls of the user's function.
LINEAR: Mapping[str, str] = {
    "jacobian_products": "NumJtimesEvals",
    "linear_iterations": "NumLinIters",
    "jacobians": "NumJacEvals",
    "factorisations": "NumLinSolvSetups",
}

# After as many steps in a row that leave the time as it is, the solver is stuck; SUNDIALS would go on for ever.
STUCK = 10
CHUNK = 10_000


class Integrator(Memory):
    """A solver's memory for one problem; `types` begins the names of its callbacks' types."""

    types: ClassVar[str]
    set_order: ClassVar[str] = "SetMaxOrd"
    evaluations: ClassVar[Mapping[str, str]]
    stepping: ClassVar[Mapping[str, str]] = {
        "steps": "NumSteps",
        "error_test_failures": "NumErrTestFails",
        "event_evaluations": "NumGEvals",
    }
    nonlinear: ClassVar[Mapping[str, str]] = {
        "nonlinear_iterations": "NumNonlinSolvIters",
        "nonlinear_failures": "NumNonlinSolvConvFails",
    }
    linear: ClassVar[Mapping[str, str]]
    ydot: Vector | None = None

    def __init__(self, library: Sundials, problem: Problem, functions: Functions) -> None:
        self.problem = problem
        self._time = library.ffi.new("double *", problem.interval.start)
        self._idle = 0
        super().__init__(library, functions, problem.y0)

    @abstractmethod
    def step(self, target: float, task: int) -> int:
        """Call the solver once; return its code."""

    def prepare(self) -> int:
        """Do what needs the callbacks before the first step; return the solver's code."""
        return 0

    def set_up(self, stack: ExitStack) -> None:
        """Tell the solver of the tolerances, the limits, the linear solver, the Jacobian and the events."""
        self._other, self._derivative = self.new_vector(stack, self.problem.y0)
        tolerances, _ = self.new_vector(stack, self.problem.tolerances.absolute)
        self.call("SVtolerances", self.problem.tolerances.relative, tolerances)
        self._set_limits()
        if self.problem.rule.is_implicit:
            attach(self, self.problem.linear, stack)
            self._install_jacobian()
        elif self.problem.rule.method == "Adams":
            attach_fixed_point(self, stack)
        self._install_events()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        del self._derivative
        self.ydot = None
        super().__exit__(kind, error, trace)

    def advance(self, target: float, *, one_step: bool) -> tuple[int, float]:
        """Integrate to a time, or by one step towards it; return the solver's code and the time reached."""
        task = self.constant("ONE_STEP" if one_step else "NORMAL")
        tired = self.constant("TOO_MUCH_WORK")
        while True:
            before = self._time[0]
            code = self.step(target, task)
            moved = self._time[0] != before
            self._idle = 0 if moved else self._idle + 1
            if one_step and self._idle >= STUCK:
                return tired, before
            # So many steps may be needed; they are made in chunks, to see whether they lead anywhere.
            if code != tired or not moved:
                return code, self._time[0]

    @property
    def time(self) -> float:
        """How far it came."""
        return float(self._time[0])

    def derivative(self, t: float, order: int) -> Vector:
        """Return a derivative of the solution anywhere in the last step; order 0 is the solution itself."""
        self.call("GetDky", t, order, self._other)
        return self._derivative.copy()

    def last_step(self) -> tuple[float, int]:
        """Return where the last step ended inside of the solver, and the degree of its polynomial."""
        return self._last_time(), self._last_order()

    def roots(self, count: int) -> list[int]:
        """Return which events there are now: 1 rising, -1 falling, 0 none."""
        found = self.library.ffi.new("int[]", count)
        self.call("GetRootInfo", found)
        return list(found)

    def statistics(self) -> dict[str, int]:
        """Return the solver's own counters."""
        names = {**self.evaluations, **self.stepping}
        if self.problem.rule.method != "ERK":
            names |= self.nonlinear
        if self.problem.rule.is_implicit:
            names |= self.linear
        return {name: self.count(counter) for name, counter in names.items()}

    def _last_time(self) -> float:
        end = self.library.ffi.new("double *")
        self.call("GetCurrentTime", end)
        return float(end[0])

    def _last_order(self) -> int:
        order = self.library.ffi.new("int *")
        self.call("GetLastOrder", order)
        return int(order[0])

    def _set_limits(self) -> None:
        """Set the limits on the order and the steps; nothing may be evaluated past the end."""
        interval, steps, order = self.problem.interval, self.problem.steps, self.problem.rule.order
        self.call("SetMaxNumSteps", CHUNK)
        self.call("SetStopTime", interval.end)
        self.call("SetInitStep", steps.first * interval.direction)
        self.call("SetMaxStep", steps.largest)
        self.call("SetMinStep", steps.smallest)
        if order is not None:
            self.call(self.set_order, order)

    def _install_jacobian(self) -> None:
        ffi, jac = self.library.ffi, self.functions.jac
        if jac is not None and jac.kind == "product":
            function = ffi.cast(f"{self.types}LsJacTimesVecFn", jac.callback.address)
            self.call("SetJacTimes", ffi.NULL, function)
        elif jac is not None:
            self.call("SetJacFn", ffi.cast(f"{self.types}LsJacFn", jac.callback.address))

    def _install_events(self) -> None:
        events, ffi = self.functions.events, self.library.ffi
        if events is not None:
            self.call("RootInit", events.count, ffi.cast(f"{self.types}RootFn", events.callback.address))
            self.call("SetRootDirection", ffi.new("int[]", events.direction))
            self.call("SetNoInactiveRootWarn")
