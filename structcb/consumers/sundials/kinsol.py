"""KINSOL's memory for one system F(x) = 0."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, ClassVar

from .failures import checked, made
from .functions import Functions
from .libraries import Sundials
from .linear_solvers import attach
from .memories import Memory
from .systems import System

if TYPE_CHECKING:
    from .problems import Vector

__all__ = ["Kinsol"]


class Kinsol(Memory):
    """KINSOL's memory for one system."""

    solver, prefix, codes = "kinsol", "KIN", "KIN_"
    evaluations: ClassVar[Mapping[str, str]] = {
        "function_evaluations": "NumFuncEvals",
        "jacobian_function_evaluations": "NumLinFuncEvals",
    }
    counters: ClassVar[Mapping[str, str]] = {
        "iterations": "NumNonlinSolvIters",
        "jacobians": "NumJacEvals",
        "jacobian_products": "NumJtimesEvals",
        "linear_iterations": "NumLinIters",
        "backtracks": "NumBacktrackOps",
    }

    def __init__(self, library: Sundials, system: System, functions: Functions) -> None:
        self.system = system
        super().__init__(library, functions, system.x0)

    def create(self, stack: ExitStack) -> Any:
        """Return KINSOL's memory, with the system in it."""
        library, ffi = self.library, self.library.ffi
        memory = made(library.KINCreate(self.context), "a solver")
        stack.callback(library.KINFree, ffi.new("void **", memory))
        system = ffi.cast("KINSysFn", self.functions.function.address)
        checked("KINInit", library.KINInit(memory, system, self.vector))
        return memory

    def set_up(self, stack: ExitStack) -> None:
        """Tell KINSOL of the tolerances, the scales, the linear solver and the Jacobian."""
        system = self.system
        self._x_scale, _ = self.new_vector(stack, system.x_scale)
        self._f_scale, _ = self.new_vector(stack, system.f_scale)
        self.call("SetFuncNormTol", system.tolerance)
        self.call("SetScaledStepTol", system.step_tolerance)
        self.call("SetNumMaxIters", system.most_iterations)
        attach(self, system.linear, stack)
        self.call("SetMaxSetupCalls", system.jacobian_serves)
        self._install_jacobian()

    def solve(self) -> int:
        """Solve the system; return KINSOL's code."""
        strategy = self.constant("LINESEARCH" if self.system.strategy == "linesearch" else "NONE")
        return int(self.library.KINSol(self.memory, self.vector, strategy, self._x_scale, self._f_scale))

    def residual(self) -> Vector:
        """Return F(x) where the solver ended; not a number where F has no value."""
        ffi = self.library.ffi
        with ExitStack() as stack:
            vector, values = self.new_vector(stack, self.y)
            system = ffi.cast("KINSysFn", self.functions.function.address)
            code = system(self.vector, vector, ffi.cast("void *", self.functions.user_data))
            found = values.copy()
        if code:
            found[:] = math.nan
        return found

    def statistics(self) -> dict[str, int]:
        """Return KINSOL's own counters."""
        return {name: self.count(counter) for name, counter in {**self.evaluations, **self.counters}.items()}

    def _install_jacobian(self) -> None:
        ffi, jac = self.library.ffi, self.functions.jac
        if jac is not None and jac.kind == "product":
            self.call("SetJacTimesVecFn", ffi.cast("KINLsJacTimesVecFn", jac.callback.address))
        elif jac is not None:
            self.call("SetJacFn", ffi.cast("KINLsJacFn", jac.callback.address))
