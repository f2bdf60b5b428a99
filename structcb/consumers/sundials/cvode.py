"""CVODE as an integrator: y' = f(t, y), by multistep methods."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, ClassVar

from .failures import checked, made
from .integrators import LINEAR, Integrator

__all__ = ["Cvode"]


class Cvode(Integrator):
    """CVODE's memory for one problem."""

    solver, prefix, types, codes = "cvode", "CVode", "CV", "CV_"
    evaluations: ClassVar[Mapping[str, str]] = {"rhs_evaluations": "NumRhsEvals"}
    linear: ClassVar[Mapping[str, str]] = {
        "jacobian_rhs_evaluations": "NumLinRhsEvals",
        **LINEAR,
    }

    def create(self, stack: ExitStack) -> Any:
        """Return CVODE's memory, with the right-hand side and the initial values in it."""
        library, ffi = self.library, self.library.ffi
        family = self.constant("BDF" if self.problem.rule.method == "BDF" else "ADAMS")
        memory = made(library.CVodeCreate(family, self.context), "a solver")
        stack.callback(library.CVodeFree, ffi.new("void **", memory))
        rhs = ffi.cast("CVRhsFn", self.functions.function.address)
        checked("CVodeInit", library.CVodeInit(memory, rhs, self.problem.interval.start, self.vector))
        # CVODE would print where steps become too small; `advance` finds out itself.
        checked("CVodeSetMaxHnilWarns", library.CVodeSetMaxHnilWarns(memory, -1))
        return memory

    def step(self, target: float, task: int) -> int:
        """Call CVODE once; return its code."""
        return int(self.library.CVode(self.memory, target, self.vector, self._time, task))
