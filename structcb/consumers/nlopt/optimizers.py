"""One optimiser in C memory: made for a problem, freed when its `with` ends."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from ..base import user_data_address
from .libraries import NLopt
from .problems import Constraint, Problem
from .watches import is_vector, new_watch, watched_function, watched_functions

if TYPE_CHECKING:
    from types import TracebackType

    from .problems import Vector

__all__ = ["Optimizer"]

WAYS_OUT = {
    "invalid algorithm for constraints": "; `LD_SLSQP` and `LN_COBYLA` take them all, "
    "and `AUGLAG` takes them for its `local_method`",
}


class Optimizer:
    """NLopt's memory for one problem, and everything that it points at."""

    def __init__(
        self, library: NLopt, problem: Problem, method: str, limits: Mapping[str, float], local: str | None
    ) -> None:
        self.library, self.problem = library, problem
        self.watches: list[Any] = []
        with ExitStack() as stack:
            self.memory = self._create(stack, method)
            self._set_objective()
            for kind, constraints in (
                ("inequality", problem.inequalities),
                ("equality", problem.equalities),
            ):
                for constraint in constraints:
                    self._add(kind, constraint)
            if problem.bounds is not None:
                for side, limits_of_all in zip(("lower", "upper"), problem.bounds, strict=True):
                    self._checked(f"set_{side}_bounds", self.memory, doubles(library, limits_of_all))
            self._limit(self.memory, limits)
            if local is not None:
                inner = self._create(stack, local)
                self._limit(inner, {k: v for k, v in limits.items() if "tol" in k})
                self._checked("set_local_optimizer", self.memory, inner)
            self._stack = stack.pop_all()

    def __enter__(self) -> Optimizer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def run(self) -> tuple[int, Vector, float]:
        """Minimise; return NLopt's code, the best point and its value."""
        value, x = self.library.ffi.new("double *"), self.problem.x0.copy()
        code = self.library.optimize(self.memory, doubles(self.library, x), value)
        return int(code), x, float(value[0])

    def set_initial_step(self, step: Vector) -> None:
        """Set the first step of each variable."""
        self._checked("set_initial_step", self.memory, doubles(self.library, step))

    def set_parameter(self, name: str, value: float) -> None:
        """Set a parameter that is the algorithm's own."""
        self._checked("set_param", self.memory, name.encode(), value)

    @property
    def evaluations(self) -> int:
        """How often the objective was evaluated."""
        return int(self.library.get_numevals(self.memory))

    @property
    def said(self) -> str:
        """What NLopt has to say of a failure."""
        message = self.library.get_errmsg(self.memory)
        return self.library.ffi.string(message).decode() if message else ""

    @property
    def lacks_gradient(self) -> list[str]:
        """The functions that were asked for a gradient, and left items of it as they were."""
        called = zip(self.problem.functions, self.watches, strict=True)
        return [function.__qualname__ for function, watch in called if watch.gradient_missing]

    def _create(self, stack: ExitStack, method: str) -> Any:
        memory = self.library.create(self.library.algorithm(method), self.problem.x0.size)
        if not memory:
            raise MemoryError("NLopt could not make an optimiser")
        stack.callback(self.library.destroy, memory)
        return memory

    def _set_objective(self) -> None:
        watch = self._watch(self.problem.objective, self.problem.state)
        self._checked("set_min_objective", self.memory, self._entry("nlopt_func"), watch)

    def _add(self, kind: str, constraint: Constraint) -> None:
        state = self.problem.state if constraint.state is None else constraint.state
        watch = self._watch(constraint.function, state)
        if is_vector(constraint.function):
            assert constraint.count is not None
            tolerances = self.library.ffi.new("double[]", [constraint.tolerance] * constraint.count)
            entry = self._entry("nlopt_mfunc")
            self._checked(f"add_{kind}_mconstraint", self.memory, constraint.count, entry, watch, tolerances)
        else:
            entry = self._entry("nlopt_func")
            self._checked(f"add_{kind}_constraint", self.memory, entry, watch, constraint.tolerance)

    def _watch(self, function: Any, state: Any) -> Any:
        address = user_data_address(function, state)
        self.watches.append(new_watch(function, address, self.memory, self.library.force_stop))
        return self.watches[-1]

    def _entry(self, kind: str) -> Any:
        called = watched_functions() if kind == "nlopt_mfunc" else watched_function()
        return self.library.ffi.cast(kind, called.address)

    def _limit(self, memory: Any, limits: Mapping[str, float]) -> None:
        for name, value in limits.items():
            # Zero is no limit, and the default.
            if value or name == "stopval":
                self._checked(f"set_{name}", memory, value)

    def _checked(self, name: str, *arguments: Any) -> None:
        """Call a function that sets something, and raise what it says."""
        code = getattr(self.library, name)(*arguments)
        if code < 0:
            said = self.said or self.library.code_name(code)
            raise ValueError(f"NLopt refuses: nlopt_{name} says {said}{WAYS_OUT.get(said, '')}.")


def doubles(library: NLopt, array: Vector) -> Any:
    """Return an array as C takes it; the caller keeps it alive."""
    return library.ffi.from_buffer("double[]", array)
