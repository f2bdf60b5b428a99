"""IDA as an integrator: F(t, y, y') = 0."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, ClassVar

from .failures import checked, made
from .integrators import LINEAR, Integrator
from .problems import DaeProblem

__all__ = ["Ida"]


class Ida(Integrator):
    """IDA's memory for one problem."""

    solver, prefix, types, codes = "ida", "IDA", "IDA", "IDA_"
    evaluations: ClassVar[Mapping[str, str]] = {"residual_evaluations": "NumResEvals"}
    linear: ClassVar[Mapping[str, str]] = {
        "jacobian_residual_evaluations": "NumLinResEvals",
        **LINEAR,
    }
    problem: DaeProblem

    def create(self, stack: ExitStack) -> Any:
        """Return IDA's memory, with the residual and the initial values in it."""
        library, ffi = self.library, self.library.ffi
        self._slopes, self.ydot = self.new_vector(stack, self.problem.ydot0)
        memory = made(library.IDACreate(self.context), "a solver")
        stack.callback(library.IDAFree, ffi.new("void **", memory))
        residual = ffi.cast("IDAResFn", self.functions.function.address)
        start = self.problem.interval.start
        checked("IDAInit", library.IDAInit(memory, residual, start, self.vector, self._slopes))
        if self.problem.differential is not None:
            kinds, _ = self.new_vector(stack, self.problem.differential)
            checked("IDASetId", library.IDASetId(memory, kinds))
        return memory

    def prepare(self) -> int:
        """Make the initial values consistent, where it is known which equations are algebraic."""
        if self.problem.differential is None:
            return 0
        code = int(self.library.IDACalcIC(self.memory, self.constant("YA_YDP_INIT"), self._towards()))
        if not code:
            self.call("GetConsistentIC", self.vector, self._slopes)
        return code

    def _towards(self) -> float:
        """Return a time that tells IDA in which direction it will go, and how large times are."""
        start, end = self.problem.interval.start, self.problem.interval.end
        return end if end != start else start + max(1.0, abs(start))

    def step(self, target: float, task: int) -> int:
        """Call IDA once; return its code."""
        return int(self.library.IDASolve(self.memory, target, self._time, self.vector, self._slopes, task))
