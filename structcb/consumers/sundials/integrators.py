"""One CVODE solver in C memory: made for a problem, freed when its `with` ends."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from ...errors import StructcbError
from .failures import checked
from .libraries import Sundials
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

    def __init__(self, library: Sundials, problem: Problem, rhs: int, user_data: int) -> None:
        self.library, self.problem = library, problem
        self._time = library.ffi.new("double *", problem.t0)
        self._idle = 0
        self._count = library.ffi.new("long *")
        with ExitStack() as stack:
            self._context = library.context(stack)
            self._y, self.y = self._vector(stack, problem.y0)
            self._memory = self._create(stack, rhs, user_data)
            self._limit()
            if problem.method == "BDF":
                self._use_newton(stack)
            else:
                self._use_fixed_point(stack)
            self._stack = stack.pop_all()

    def __enter__(self) -> Integrator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What is left of the array would lead to memory that C has taken back.
        del self.y
        self._stack.close()

    def advance(self, target: float, *, one_step: bool) -> tuple[int, float]:
        """Integrate to a time, or by one step towards it; return CVODE's code and the time reached."""
        task = self._constant("CV_ONE_STEP" if one_step else "CV_NORMAL")
        tired = self._constant("CV_TOO_MUCH_WORK")
        while True:
            before = self._time[0]
            code = self.library.CVode(self._memory, target, self._y, self._time, task)
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
        checked(f"CVodeGet{what}", getattr(self.library, f"CVodeGet{what}")(self._memory, self._count))
        return int(self._count[0])

    def _vector(self, stack: ExitStack, values: Vector) -> tuple[Any, Vector]:
        """Return a vector with these values, and an array of its memory."""
        import numpy as np

        library = self.library
        vector = self._made(library.N_VNew_Serial(len(values), self._context), "a vector")
        stack.callback(library.N_VDestroy, vector)
        memory = library.ffi.buffer(library.N_VGetArrayPointer(vector), values.nbytes)
        array = np.frombuffer(memory, float)
        array[:] = values
        return vector, array

    def _create(self, stack: ExitStack, rhs: int, user_data: int) -> Any:
        library, ffi, problem = self.library, self.library.ffi, self.problem
        family = self._constant("CV_BDF" if problem.method == "BDF" else "CV_ADAMS")
        memory = self._made(library.CVodeCreate(family, self._context), "a solver")
        stack.callback(library.CVodeFree, ffi.new("void **", memory))
        function = ffi.cast("CVRhsFn", rhs)
        checked("CVodeInit", library.CVodeInit(memory, function, problem.t0, self._y))
        tolerances, _ = self._vector(stack, problem.atol)
        checked("CVodeSVtolerances", library.CVodeSVtolerances(memory, problem.rtol, tolerances))
        checked("CVodeSetUserData", library.CVodeSetUserData(memory, ffi.cast("void *", user_data)))
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
            checked(f"CVodeSet{name}", getattr(self.library, f"CVodeSet{name}")(self._memory, value))

    def _use_newton(self, stack: ExitStack) -> None:
        """Solve each step by Newton's iteration with a dense Jacobian."""
        library, size = self.library, self.problem.size
        matrix = self._made(library.SUNDenseMatrix(size, size, self._context), "a matrix")
        stack.callback(library.SUNMatDestroy, matrix)
        solver = self._made(library.SUNLinSol_Dense(self._y, matrix, self._context), "a linear solver")
        stack.callback(library.SUNLinSolFree, solver)
        checked("CVodeSetLinearSolver", library.CVodeSetLinearSolver(self._memory, solver, matrix))

    def _use_fixed_point(self, stack: ExitStack) -> None:
        """Solve each step by repeated substitution, which is enough where nothing is stiff."""
        library = self.library
        solver = self._made(library.SUNNonlinSol_FixedPoint(self._y, 0, self._context), "a nonlinear solver")
        stack.callback(library.SUNNonlinSolFree, solver)
        checked("CVodeSetNonlinearSolver", library.CVodeSetNonlinearSolver(self._memory, solver))

    def _constant(self, name: str) -> int:
        return int(self.library.header.constants[name])

    def _made(self, pointer: Any, what: str) -> Any:
        if pointer == self.library.ffi.NULL:
            raise StructcbError(f"SUNDIALS could not make {what} for {self.problem.size} equations")
        return pointer
