"""CVODE as an integrator: y' = f(t, y)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, ClassVar

from .failures import checked, made
from .integrators import Integrator

__all__ = ["Cvode"]


class Cvode(Integrator):
    """CVODE's memory for one problem."""

    prefix, codes = "CVode", "CV_"
    counters: ClassVar[Mapping[str, str]] = {
        "rhs_evaluations": "NumRhsEvals",
        "steps": "NumSteps",
        "error_test_failures": "NumErrTestFails",
        "nonlinear_iterations": "NumNonlinSolvIters",
        "nonlinear_failures": "NumNonlinSolvConvFails",
        "event_evaluations": "NumGEvals",
    }
    linear_counters: ClassVar[Mapping[str, str]] = {
        "jacobian_rhs_evaluations": "NumLinRhsEvals",
        "jacobian_products": "NumJtimesEvals",
        "linear_iterations": "NumLinIters",
        "jacobians": "NumJacEvals",
        "factorisations": "NumLinSolvSetups",
    }

    def create(self, stack: ExitStack) -> Any:
        """Return CVODE's memory, with the right-hand side and the initial values in it."""
        library, ffi = self.library, self.library.ffi
        family = self.constant("BDF" if self.problem.method == "BDF" else "ADAMS")
        memory = made(library.CVodeCreate(family, self.context), "a solver")
        stack.callback(library.CVodeFree, ffi.new("void **", memory))
        rhs = ffi.cast("CVRhsFn", self.functions.function.address)
        checked("CVodeInit", library.CVodeInit(memory, rhs, self.problem.t0, self.vector))
        # CVODE would print where steps become too small; `advance` finds out itself.
        checked("CVodeSetMaxHnilWarns", library.CVodeSetMaxHnilWarns(memory, -1))
        return memory

    def install(self) -> None:
        """Tell CVODE of the Jacobian and of the events."""
        ffi, jac = self.library.ffi, self.functions.jac
        if jac is not None and jac.kind == "product":
            self.call("SetJacTimes", ffi.NULL, ffi.cast("CVLsJacTimesVecFn", jac.callback.address))
        elif jac is not None:
            self.call("SetJacFn", ffi.cast("CVLsJacFn", jac.callback.address))
        self.install_events("CVRootFn")

    def step(self, target: float, task: int) -> int:
        """Call CVODE once; return its code."""
        return int(self.library.CVode(self.memory, target, self.vector, self._time, task))
