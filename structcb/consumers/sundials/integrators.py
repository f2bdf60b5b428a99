"""One solver in C memory: made for a problem, freed when its `with` ends."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, ClassVar

from .failures import checked
from .functions import Functions
from .libraries import Sundials
from .linear_solvers import attach
from .problems import Problem

if TYPE_CHECKING:
    from types import TracebackType

    from .problems import Vector

__all__ = ["Integrator"]

# After as many steps in a row that leave the time as it is, the solver is stuck; SUNDIALS would go on for ever.
STUCK = 10
CHUNK = 10_000


class Integrator(ABC):
    """A solver's memory for one problem, and everything that it points at.

    CVODE and IDA have the same functions under different names: `prefix` begins those of functions, `codes` those of
    constants. It holds addresses of callbacks and states, which the caller must keep alive.
    """

    prefix: ClassVar[str]
    codes: ClassVar[str]
    counters: ClassVar[Mapping[str, str]]
    linear_counters: ClassVar[Mapping[str, str]]
    ydot: Vector | None = None

    def __init__(self, library: Sundials, problem: Problem, functions: Functions) -> None:
        self.library, self.problem, self.functions = library, problem, functions
        self._time = library.ffi.new("double *", problem.t0)
        self._count = library.ffi.new("long *")
        self._idle = 0
        with ExitStack() as stack:
            self.context = library.context(stack)
            self.vector, self.y = self.new_vector(stack, problem.y0)
            self._other, self._derivative = self.new_vector(stack, problem.y0)
            self.memory = self.create(stack)
            self._set_tolerances(stack)
            self._set_limits()
            attach(self, stack)
            self.install()
            self._stack = stack.pop_all()

    @abstractmethod
    def create(self, stack: ExitStack) -> Any:
        """Return the solver's memory, with the function and the initial values in it."""

    @abstractmethod
    def install(self) -> None:
        """Tell the solver of the Jacobian and of the events."""

    @abstractmethod
    def step(self, target: float, task: int) -> int:
        """Call the solver once; return its code."""

    def prepare(self) -> int:
        """Do what needs the callbacks before the first step; return the solver's code."""
        return 0

    def __enter__(self) -> Integrator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What is left of the array would lead to memory that C has taken back.
        del self.y, self._derivative
        self.ydot = None
        self._stack.close()

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

    def call(self, name: str, *arguments: Any) -> None:
        """Call a function of the solver on its memory; anything but success is an error."""
        checked(
            f"{self.prefix}{name}", getattr(self.library, f"{self.prefix}{name}")(self.memory, *arguments)
        )

    def count(self, what: str) -> int:
        """Return a counter, such as `"NumSteps"`."""
        self.call(f"Get{what}", self._count)
        return int(self._count[0])

    def derivative(self, t: float, order: int) -> Vector:
        """Return a derivative of the solution anywhere in the last step; order 0 is the solution itself."""
        self.call("GetDky", t, order, self._other)
        return self._derivative.copy()

    def last_step(self) -> tuple[float, int]:
        """Return where the last step ended inside of the solver, and of what order it was."""
        end, order = self.library.ffi.new("double *"), self.library.ffi.new("int *")
        self.call("GetCurrentTime", end)
        self.call("GetLastOrder", order)
        return end[0], order[0]

    def roots(self, count: int) -> list[int]:
        """Return which events there are now: 1 rising, -1 falling, 0 none."""
        found = self.library.ffi.new("int[]", count)
        self.call("GetRootInfo", found)
        return list(found)

    def constant(self, name: str) -> int:
        """Return a constant of the solver, such as `"ROOT_RETURN"`."""
        return int(self.library.header.constants[f"{self.codes}{name}"])

    def new_vector(self, stack: ExitStack, values: Vector) -> tuple[Any, Vector]:
        """Return a vector with these values, freed with the stack, and an array of its memory."""
        return self.library.vector(self.context, values, stack)

    def install_events(self, function_type: str) -> None:
        """Tell the solver of the events."""
        events, ffi = self.functions.events, self.library.ffi
        if events is not None:
            self.call("RootInit", events.count, ffi.cast(function_type, events.callback.address))
            self.call("SetRootDirection", ffi.new("int[]", events.direction))
            self.call("SetNoInactiveRootWarn")

    def _set_tolerances(self, stack: ExitStack) -> None:
        tolerances, _ = self.new_vector(stack, self.problem.atol)
        self.call("SVtolerances", self.problem.rtol, tolerances)
        self.call("SetUserData", self.library.ffi.cast("void *", self.functions.user_data))

    def _set_limits(self) -> None:
        """Set the limits on the steps; nothing may be evaluated past the end."""
        problem, steps = self.problem, self.problem.steps
        self.call("SetMaxNumSteps", CHUNK)
        self.call("SetStopTime", problem.t1)
        self.call("SetInitStep", steps.first if problem.t1 > problem.t0 else -steps.first)
        self.call("SetMaxStep", steps.largest)
        self.call("SetMinStep", steps.smallest)
