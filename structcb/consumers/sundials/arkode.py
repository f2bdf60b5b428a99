"""ARKODE as an integrator: y' = f(t, y), or y' = fe(t, y) + fi(t, y), by Runge-Kutta methods."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, ClassVar

from .failures import checked, made
from .integrators import LINEAR, Integrator

__all__ = ["Arkode"]

# Which part of the equations each counter is of.
EXPLICIT, IMPLICIT = 0, 1


class Arkode(Integrator):
    """ARKODE's memory for one problem: ERKStep where all is explicit, ARKStep elsewhere."""

    solver, prefix, types, codes = "arkode", "ARKode", "ARK", "ARK_"
    set_order = "SetOrder"
    evaluations: ClassVar[Mapping[str, str]] = {}  # by part, below
    linear: ClassVar[Mapping[str, str]] = {
        "jacobian_rhs_evaluations": "NumLinRhsEvals",
        **LINEAR,
    }

    def create(self, stack: ExitStack) -> Any:
        """Return ARKODE's memory, with the right-hand sides and the initial values in it."""
        library, ffi = self.library, self.library.ffi
        start, rhs = self.problem.interval.start, ffi.cast("ARKRhsFn", self.functions.function.address)
        if self.problem.rule.method == "ERK":
            memory = library.ERKStepCreate(rhs, start, self.vector, self.context)
        else:
            explicit = self.functions.explicit
            other = ffi.NULL if explicit is None else ffi.cast("ARKRhsFn", explicit.address)
            memory = library.ARKStepCreate(other, rhs, start, self.vector, self.context)
        stack.callback(library.ARKodeFree, ffi.new("void **", made(memory, "a solver")))
        # As in CVODE.
        checked("ARKodeSetMaxHnilWarns", library.ARKodeSetMaxHnilWarns(memory, -1))
        return memory

    def step(self, target: float, task: int) -> int:
        """Call ARKODE once; return its code."""
        return int(self.library.ARKodeEvolve(self.memory, target, self.vector, self._time, task))

    def statistics(self) -> dict[str, int]:
        """Return the solver's own counters; where there are two right-hand sides, of each."""
        parts = {
            "ERK": {"rhs_evaluations": EXPLICIT},
            "DIRK": {"rhs_evaluations": IMPLICIT},
            "ARK": {"rhs_evaluations": IMPLICIT, "explicit_rhs_evaluations": EXPLICIT},
        }[self.problem.rule.method]
        return {name: self._count_part(part) for name, part in parts.items()} | super().statistics()

    def count(self, what: str) -> int:
        """Return a counter; ARKODE has none of events where there are none."""
        if what == "NumGEvals" and self.functions.events is None:
            return 0
        return super().count(what)

    def _count_part(self, part: int) -> int:
        self.call("GetNumRhsEvals", part, self._count)
        return int(self._count[0])

    def _last_order(self) -> int:
        # ARKODE does not tell; a polynomial of a lower degree has zeros in the place of what is missing.
        return int(self.library.header.constants["ARK_INTERP_MAX_DEGREE"])
