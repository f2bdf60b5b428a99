"""One CVODE solver in C memory: made for a problem, freed when its `with` ends."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from .failures import checked, made
from .functions import Functions
from .libraries import Sundials
from .linear_solvers import attach
from .problems import Problem

if TYPE_CHECKING:
    from types import TracebackType

    from .problems import Vector

__all__ = ["Integrator"]

# After as many steps in a row that leave the time as it is, the solver is stuck; CVODE itself would go on for ever.
STUCK = 10
CHUNK = 10_000


class Integrator:
    """CVODE's memory for one problem, and everything that it points at.

    It holds addresses of callbacks and states, which the caller must keep alive.
    """

    def __init__(self, library: Sundials, problem: Problem, functions: Functions) -> None:
        self.library, self.problem = library, problem
        self._time = library.ffi.new("double *", problem.t0)
        self._count = library.ffi.new("long *")
        self._idle = 0
        with ExitStack() as stack:
            self.context = library.context(stack)
            self.vector, self.y = self._new_vector(stack, problem.y0)
            self._other, self._derivative = self._new_vector(stack, problem.y0)
            self.memory = self._create(stack, functions)
            self._limit()
            attach(self, stack)
            self._install(functions)
            self._stack = stack.pop_all()

    def __enter__(self) -> Integrator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What is left of the array would lead to memory that C has taken back.
        del self.y, self._derivative
        self._stack.close()

    def advance(self, target: float, *, one_step: bool) -> tuple[int, float]:
        """Integrate to a time, or by one step towards it; return CVODE's code and the time reached."""
        task = self.constant("CV_ONE_STEP" if one_step else "CV_NORMAL")
        tired = self.constant("CV_TOO_MUCH_WORK")
        while True:
            before = self._time[0]
            code = self.library.CVode(self.memory, target, self.vector, self._time, task)
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

    def count(self, what: str) -> int:
        """Return a counter, such as `"NumRhsEvals"`."""
        checked(f"CVodeGet{what}", getattr(self.library, f"CVodeGet{what}")(self.memory, self._count))
        return int(self._count[0])

    def derivative(self, t: float, order: int) -> Vector:
        """Return a derivative of the solution anywhere in the last step; order 0 is the solution itself."""
        checked("CVodeGetDky", self.library.CVodeGetDky(self.memory, t, order, self._other))
        return self._derivative.copy()

    def last_step(self) -> tuple[float, int]:
        """Return where the last step ended inside of CVODE, and of what order it was."""
        end, order = self.library.ffi.new("double *"), self.library.ffi.new("int *")
        checked("CVodeGetCurrentTime", self.library.CVodeGetCurrentTime(self.memory, end))
        checked("CVodeGetLastOrder", self.library.CVodeGetLastOrder(self.memory, order))
        return end[0], order[0]

    def roots(self, count: int) -> list[int]:
        """Return which events there are now: 1 rising, -1 falling, 0 none."""
        found = self.library.ffi.new("int[]", count)
        checked("CVodeGetRootInfo", self.library.CVodeGetRootInfo(self.memory, found))
        return list(found)

    def constant(self, name: str) -> int:
        """Return a constant of the header."""
        return int(self.library.header.constants[name])

    def _new_vector(self, stack: ExitStack, values: Vector) -> tuple[Any, Vector]:
        """Return a vector with these values, and an array of its memory."""
        import numpy as np

        library = self.library
        vector = made(library.N_VNew_Serial(len(values), self.context), "a vector")
        stack.callback(library.N_VDestroy, vector)
        memory = library.ffi.buffer(library.N_VGetArrayPointer(vector), values.nbytes)
        array = np.frombuffer(memory, float)
        array[:] = values
        return vector, array

    def _create(self, stack: ExitStack, functions: Functions) -> Any:
        library, ffi, problem = self.library, self.library.ffi, self.problem
        family = self.constant("CV_BDF" if problem.method == "BDF" else "CV_ADAMS")
        memory = made(library.CVodeCreate(family, self.context), "a solver")
        stack.callback(library.CVodeFree, ffi.new("void **", memory))
        rhs = ffi.cast("CVRhsFn", functions.rhs.address)
        checked("CVodeInit", library.CVodeInit(memory, rhs, problem.t0, self.vector))
        tolerances, _ = self._new_vector(stack, problem.atol)
        checked("CVodeSVtolerances", library.CVodeSVtolerances(memory, problem.rtol, tolerances))
        checked("CVodeSetUserData", library.CVodeSetUserData(memory, ffi.cast("void *", functions.user_data)))
        return memory

    def _limit(self) -> None:
        """Set the limits on the steps; nothing may be evaluated past the end."""
        steps = self.problem.steps
        for name, value in (
            ("MaxNumSteps", CHUNK),
            ("MaxHnilWarns", -1),
            ("StopTime", self.problem.t1),
            ("InitStep", steps.first if self.problem.t1 > self.problem.t0 else -steps.first),
            ("MaxStep", steps.largest),
            ("MinStep", steps.smallest),
        ):
            checked(f"CVodeSet{name}", getattr(self.library, f"CVodeSet{name}")(self.memory, value))

    def _install(self, functions: Functions) -> None:
        """Tell CVODE of the Jacobian and of the events."""
        library, ffi, jac, events = self.library, self.library.ffi, functions.jac, functions.events
        if jac is not None and jac.kind == "product":
            product = ffi.cast("CVLsJacTimesVecFn", jac.callback.address)
            checked("CVodeSetJacTimes", library.CVodeSetJacTimes(self.memory, ffi.NULL, product))
        elif jac is not None:
            matrix = ffi.cast("CVLsJacFn", jac.callback.address)
            checked("CVodeSetJacFn", library.CVodeSetJacFn(self.memory, matrix))
        if events is not None:
            roots, directions = (
                ffi.cast("CVRootFn", events.callback.address),
                ffi.new("int[]", events.direction),
            )
            checked("CVodeRootInit", library.CVodeRootInit(self.memory, events.count, roots))
            checked("CVodeSetRootDirection", library.CVodeSetRootDirection(self.memory, directions))
            checked("CVodeSetNoInactiveRootWarn", library.CVodeSetNoInactiveRootWarn(self.memory))
