"""Ipopt's memory for one problem: made of functions and limits, given options, run, and freed with its stack."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ...callbacks import guard
from ...callbacks.guards import collect
from ...errors import Recoverable, StructcbError
from ..base import plain
from .callbacks import Part
from .functions import Functions
from .libraries import Ipopt

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector: TypeAlias = NDArray[np.float64]
    Limits: TypeAlias = tuple[Vector, Vector]

__all__ = ["Options", "Outcome", "Problem"]

Options: TypeAlias = Mapping[str, str | bool | int | float]

# Ipopt reads bounds of this size and more as none at all (`nlp_upper_bound_inf`).
UNBOUNDED = 1e19
QUIET: Options = {"print_level": 0, "sb": "yes"}
C_STYLE = 0


@dataclass(frozen=True, eq=False)
class Outcome:
    """What Ipopt hands back; multipliers of the constraints, and of the lower and upper bounds."""

    code: int
    x: Vector
    value: float
    constraints: Vector
    multipliers: Vector
    lower: Vector
    upper: Vector


class Problem:
    """Ipopt's memory for one problem, freed with the stack."""

    def __init__(
        self,
        library: Ipopt,
        functions: Functions,
        bounds: Limits,
        constraint_bounds: Limits,
        stack: ExitStack,
    ) -> None:
        self.library, self.functions = library, functions
        self.ffi, self.calls = library.ffi, library.functions
        self.n, self.m, self.iterations = len(bounds[0]), len(constraint_bounds[0]), 0
        self.thread = threading.get_ident()
        self.slots = tuple(slot for part in functions.parts for slot in part._structcb_slots)
        # Ipopt holds these for as long as the problem lives.
        self.stubs: list[Any] = []
        self.watcher = self.ffi.callback("Intermediate_CB", self.watch, error=False, onerror=self.keep)
        self.raised: BaseException | None = None
        self.recovered: BaseException | None = None
        looker = functions.intermediate
        self.looker = None if looker is None else self.address("Intermediate_CB", looker)
        self.memory = self.calls.CreateIpoptProblem(
            self.n, *self.limits(bounds), self.m, *self.limits(constraint_bounds),
            self.count(functions.jacobian, self.n * self.m), self.count(functions.hessian, self.n * self.n), C_STYLE,
            self.address("Eval_F_CB", functions.objective), self.address("Eval_G_CB", functions.constraints),
            self.address("Eval_Grad_F_CB", functions.gradient), self.address("Eval_Jac_G_CB", functions.jacobian),
            self.address("Eval_H_CB", functions.hessian),
        )  # fmt: skip
        if not self.memory:
            raise StructcbError("Ipopt could not make a problem of these functions and bounds")
        stack.callback(self.calls.FreeIpoptProblem, self.memory)

    def limits(self, both: Limits) -> Iterator[Any]:
        """Return lower and upper limits as C takes them, which copies them."""
        return (self.vector(side.clip(-UNBOUNDED, UNBOUNDED)) for side in both)

    def vector(self, array: Vector) -> Any:
        """Return an array as C takes it."""
        return self.ffi.from_buffer("double[]", array)

    def count(self, part: Part | None, full: int) -> int:
        """Return how many nonzeros a matrix has."""
        if part is None:
            return 0
        return full if part.places is None else len(part.places[0])

    def address(self, prototype: str, part: Part | None) -> Any:
        """Return a function as C takes it; Ipopt refuses NULL even for one that it has no use for."""
        if part is not None:
            return self.ffi.cast(prototype, part.callback.address)
        self.stubs.append(self.ffi.callback(prototype, lambda *_: True))
        return self.stubs[-1]

    def set_options(self, options: Options) -> None:
        """Set Ipopt's options.

        Raises
        ------
        ValueError
            Ipopt does not know the option, or does not take its value.
        """
        estimated: Options = {} if self.functions.hessian else {"hessian_approximation": "limited-memory"}
        for name, value in {**QUIET, **estimated, **options}.items():
            if not self.set_option(name.encode(), value):
                # Ipopt itself prints what the option is.
                raise ValueError(
                    f"Ipopt has no option `{name}` that takes {value!r}; a real number has a point, as in 1.0"
                )

    def set_option(self, name: bytes, value: str | bool | int | float) -> bool:
        """Set one option; tell whether Ipopt took it."""
        match plain(value):
            case bool(flag):
                return bool(self.calls.AddIpoptStrOption(self.memory, name, b"yes" if flag else b"no"))
            case str(text):
                return bool(self.calls.AddIpoptStrOption(self.memory, name, text.encode()))
            case int(number):
                return bool(self.calls.AddIpoptIntOption(self.memory, name, number))
        return bool(self.calls.AddIpoptNumOption(self.memory, name, value))

    def solve(self, x: Vector, user_data: int) -> Outcome:
        """Run Ipopt from a point, which becomes the solution."""
        import numpy as np

        g, multipliers, lower, upper = (np.zeros(size) for size in (self.m, self.m, self.n, self.n))
        value = self.ffi.new("double *")
        outputs = (self.vector(g), value, *map(self.vector, (multipliers, lower, upper)))
        self.calls.SetIntermediateCallback(self.memory, self.watcher)
        with guard(*self.functions.parts):
            code = self.calls.IpoptSolve(
                self.memory, self.vector(x), *outputs, self.ffi.cast("void *", user_data)
            )
            self.failed()
            if self.raised is not None:
                raise self.raised
        return Outcome(code, x, value[0], g, multipliers, lower, upper)

    def watch(self, mode: int, iteration: int, *rest: Any) -> bool:
        """Look on after each iteration; return whether to go on."""
        self.iterations = iteration
        if self.failed():
            return False
        # The last argument is the user data, as a pointer already.
        return self.looker is None or (bool(self.looker(mode, iteration, *rest)) and not self.failed())

    def keep(self, kind: Any, error: BaseException, traceback: Any) -> None:
        """Keep what was raised while looking on: Ctrl-C may arrive just there."""
        self.raised = error

    def failed(self) -> bool:
        """Tell whether a callback raised what must stop Ipopt, after forgetting what Ipopt has got over.

        Ipopt reads the failure of a function as "try a shorter step", and would go on.
        """
        found = False
        for slot in self.slots:
            # Mostly nothing waits, and this is all that Python does in an iteration.
            if not slot.pending:
                continue
            for failure in collect(slot, self.thread):
                if isinstance(failure.exception, Recoverable):
                    self.recovered = failure.exception
                else:
                    slot.add(failure)
                    found = True
        return found
