"""Nonlinear problems, minimised by Ipopt under SciPy's name and with SciPy's result."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeAlias

from ...callbacks import guard
from ...errors import Recoverable, SignatureError, StructcbError
from ...states import State, StateArray
from ..base import user_data_address
from .callbacks import Part
from .libraries import Ipopt, ipopt

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray
    from scipy.optimize import OptimizeResult

    Vector: TypeAlias = NDArray[np.float64]

__all__ = ["minimize"]

Limits: TypeAlias = Sequence[tuple[float | None, float | None]]
Options: TypeAlias = Mapping[str, str | bool | int | float]

# Ipopt reads bounds of this size and more as none at all (`nlp_upper_bound_inf`).
UNBOUNDED = 1e19
QUIET: Options = {"print_level": 0, "sb": "yes"}
C_STYLE = 0

ADVICE = {
    "Infeasible_Problem_Detected": "no point near fulfils the constraints; start elsewhere, or look at them again",
    "Diverging_Iterates": "the values grow beyond all bounds; give bounds, or look at the objective's sign",
    "User_Requested_Stop": "the intermediate callback stopped it",
    "Maximum_Iterations_Exceeded": "raise the option `max_iter`, or scale the problem",
    "Restoration_Failed": "no better point was found; are the derivatives right? `derivative_test` compares them",
    "Error_In_Step_Computation": "no step was found; are the derivatives right? `derivative_test` compares them",
    "Not_Enough_Degrees_Of_Freedom": "there are more equations than variables",
    "Invalid_Number_Detected": "a callback failed, or returned NaN, where no shorter step can help",
    "Search_Direction_Becomes_Too_Small": "it may be the solution already; loosen `tol`",
}


@dataclass(frozen=True)
class Functions:
    """The functions of one problem; each field is what its part must be."""

    objective: Part
    gradient: Part
    constraints: Part | None
    jacobian: Part | None
    hessian: Part | None
    intermediate: Part | None

    def check(self, n: int, m: int) -> None:
        """Refuse a part in another's place, constraints that are not whole, and nonzeros outside of their matrix."""
        for name, one in ((field.name, getattr(self, field.name)) for field in fields(self)):
            if one is not None and (not isinstance(one, Part) or one.kind != name):
                found = one.kind if isinstance(one, Part) else repr(one)
                raise SignatureError(
                    f"`{name}` is {found}; make it with one of `ipopt`'s decorators for {name}"
                )
        if len({self.constraints is None, self.jacobian is None, not m}) > 1:
            raise ValueError(
                "`constraints`, `jacobian` and `constraint_bounds` are given all three, or none."
            )
        check_places(self.jacobian, m, n)
        check_places(self.hessian, n, n)

    @property
    def parts(self) -> list[Part]:
        """What C calls."""
        return [part for part in vars(self).values() if part is not None]

    def user_data(self, state: State | StateArray | None) -> int:
        """Return the address of the state, after each callback has agreed to it."""
        addresses = [user_data_address(part.callback, state) for part in self.parts]
        return addresses[0]


def minimize(
    objective: Part,
    x0: ArrayLike,
    gradient: Part,
    state: State | StateArray | None = None,
    *,
    bounds: Limits | None = None,
    constraints: Part | None = None,
    constraint_bounds: Limits = (),
    jacobian: Part | None = None,
    hessian: Part | None = None,
    intermediate: Part | None = None,
    options: Options | None = None,
) -> OptimizeResult:
    """Minimise a function under bounds and constraints with Ipopt.

    The GIL is free while Ipopt runs, but for a moment after each iteration. An exception of a callback is raised here,
    and Ctrl-C stops the solver.

    Parameters
    ----------
    objective, gradient
        Made by ``ipopt.objective`` and ``ipopt.gradient``.
    x0
        Where to start.
    state
        What the callbacks get as their last argument.
    bounds
        The least and the largest of each variable, None where there is no limit; by default no limits at all.
    constraints, jacobian
        Made by ``ipopt.constraints``, and by ``ipopt.jacobian`` or ``ipopt.sparse_jacobian``.
    constraint_bounds
        The least and the largest of each constraint; the same twice is an equation.
    hessian
        Made by ``ipopt.hessian`` or ``ipopt.sparse_hessian``; by default Ipopt estimates it from the gradients.
    intermediate
        Made by ``ipopt.intermediate``; called after each iteration.
    options
        Ipopt's own options, such as ``{"tol": 1e-10, "print_level": 5}``. By default nothing is printed.

    Returns
    -------
    scipy.optimize.OptimizeResult
        With SciPy's ``x``, ``fun``, ``success``, ``status``, ``message`` and ``nit``, the constraints' values
        ``constr``, and the multipliers ``multipliers`` (of the constraints), ``lower`` and ``upper`` (of the bounds).
        ``message`` begins with Ipopt's own name of the status.

    Raises
    ------
    ValueError
        A problem that makes no sense, or an option that Ipopt does not know.
    MissingLibraryError
        Ipopt is not installed.
    """
    import numpy as np

    start = np.array(x0, float)
    if start.ndim != 1 or not start.size or not np.isfinite(start).all():
        raise ValueError(f"`x0` must be finite numbers in one dimension, at least one, not {x0!r}.")
    functions = Functions(objective, gradient, constraints, jacobian, hessian, intermediate)
    functions.check(len(start), len(constraint_bounds))
    lower, upper = limits("bounds", [(None, None)] * len(start) if bounds is None else bounds, len(start))
    least, largest = limits("constraint_bounds", constraint_bounds, len(constraint_bounds))
    with ExitStack() as stack:
        problem = Problem(ipopt(), functions, functions.user_data(state), lower, upper, least, largest, stack)
        problem.set_options(options or {})
        return problem.solve(start)


def check_places(part: Part | None, rows: int, columns: int) -> None:
    """Refuse nonzeros outside of their matrix: Ipopt trusts them, and would write past its end."""
    if part is None or part.places is None:
        return
    shape = tuple(max(axis) + 1 for axis in part.places)
    if shape[0] > rows or shape[1] > columns:
        raise ValueError(f"The {part.kind} is {rows} by {columns}, but its nonzeros reach to {shape}.")


def limits(name: str, pairs: Limits, size: int) -> tuple[Vector, Vector]:
    """Return lower and upper limits."""
    import numpy as np

    if len(pairs) != size:
        raise ValueError(f"`{name}` must have {size} pairs, not {len(pairs)}.")
    lower = np.array([-np.inf if low is None else low for low, _ in pairs], float)
    upper = np.array([np.inf if high is None else high for _, high in pairs], float)
    wrong = np.flatnonzero(~(lower <= upper))
    if wrong.size:
        raise ValueError(f"`{name}[{wrong[0]}]` is {pairs[wrong[0]]}: the least must not exceed the largest.")
    return np.maximum(lower, -UNBOUNDED), np.minimum(upper, UNBOUNDED)


class Problem:
    """Ipopt's memory for one problem, freed with the stack."""

    def __init__(  # noqa: PLR0917
        self,
        library: Ipopt,
        functions: Functions,
        user_data: int,
        lower: Vector,
        upper: Vector,
        least: Vector,
        largest: Vector,
        stack: ExitStack,
    ) -> None:
        self.library, self.functions, self.user_data = library, functions, user_data
        self.ffi, self.calls = library.ffi, library.functions
        self.n, self.m, self.iterations = len(lower), len(least), 0
        self.thread = threading.get_ident()
        self.slots = tuple(slot for part in functions.parts for slot in part._structcb_slots)
        # Ipopt holds these for as long as the problem lives.
        self.stubs: list[Any] = []
        self.watcher = self.ffi.callback("Intermediate_CB", self.watch, error=False, onerror=self.keep)
        self.raised: BaseException | None = None
        looker = functions.intermediate
        self.looker = None if looker is None else self.address("Intermediate_CB", looker)
        self.memory = self.calls.CreateIpoptProblem(
            self.n, self.vector(lower), self.vector(upper), self.m, self.vector(least), self.vector(largest),
            self.count(functions.jacobian, self.n * self.m), self.count(functions.hessian, self.n * self.n), C_STYLE,
            self.address("Eval_F_CB", functions.objective), self.address("Eval_G_CB", functions.constraints),
            self.address("Eval_Grad_F_CB", functions.gradient), self.address("Eval_Jac_G_CB", functions.jacobian),
            self.address("Eval_H_CB", functions.hessian),
        )  # fmt: skip
        if not self.memory:
            raise StructcbError("Ipopt could not make a problem of these functions and bounds")
        stack.callback(self.calls.FreeIpoptProblem, self.memory)

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
        match value:
            case bool():
                return bool(self.calls.AddIpoptStrOption(self.memory, name, b"yes" if value else b"no"))
            case str():
                return bool(self.calls.AddIpoptStrOption(self.memory, name, value.encode()))
            case int():
                return bool(self.calls.AddIpoptIntOption(self.memory, name, value))
        return bool(self.calls.AddIpoptNumOption(self.memory, name, value))

    def solve(self, x: Vector) -> OptimizeResult:
        """Run Ipopt from a point, which becomes the solution."""
        import numpy as np
        from scipy.optimize import OptimizeResult

        g, multipliers, lower, upper = (np.zeros(size) for size in (self.m, self.m, self.n, self.n))
        value = self.ffi.new("double *")
        outputs = (self.vector(g), value, *map(self.vector, (multipliers, lower, upper)))
        self.calls.SetIntermediateCallback(self.memory, self.watcher)
        with guard(*self.functions.parts):
            code = self.calls.IpoptSolve(
                self.memory, self.vector(x), *outputs, self.ffi.cast("void *", self.user_data)
            )
            self.failed()
            if self.raised is not None:
                raise self.raised
        name = self.library.status(code)
        return OptimizeResult(
            x=x, fun=value[0], success=code in {0, 1}, status=code, nit=self.iterations,
            message=f"{name}: {ADVICE[name]}" if name in ADVICE else name,
            constr=g, multipliers=multipliers, lower=lower, upper=upper,
        )  # fmt: skip

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
            for failure in slot.collect(lambda f: f.thread_id == self.thread):
                if not isinstance(failure.exception, Recoverable):
                    slot.add(failure)
                    found = True
        return found
