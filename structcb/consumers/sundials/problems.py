"""What a user asks to be solved, checked before any of it reaches C; the rules are SciPy's."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Vector: TypeAlias = NDArray[np.float64]

__all__ = [
    "DaeProblem",
    "Interval",
    "LinearSolver",
    "LinearSystem",
    "Method",
    "Problem",
    "Rule",
    "Steps",
    "Tolerances",
    "differential_values",
    "initial_values",
    "interval",
    "linear_system",
    "rule",
    "steps",
    "tolerances",
]

Method: TypeAlias = Literal["BDF", "Adams", "ERK", "DIRK", "ARK"]
LinearSolver: TypeAlias = Literal["dense", "banded", "gmres"]

# The orders that SUNDIALS 7 has; it would put another in place of one that it doesn't have, and not tell.
ORDERS: dict[Method, tuple[int, int]] = {
    "BDF": (1, 5),
    "Adams": (1, 12),
    "ERK": (2, 9),
    "DIRK": (2, 5),
    "ARK": (2, 5),
}


@dataclass(frozen=True, eq=False)
class Interval:
    """From when to when, and at which times the solution is wanted: at every step where that is None."""

    start: float
    end: float
    wanted: Vector | None

    @property
    def length(self) -> float:
        """How long it is."""
        return abs(self.end - self.start)

    @property
    def direction(self) -> int:
        """1 for forwards, -1 for backwards."""
        return 1 if self.end >= self.start else -1


@dataclass(frozen=True)
class Rule:
    """How steps are made; the order is the solver's choice where it is None."""

    method: Method
    order: int | None

    @property
    def is_implicit(self) -> bool:
        """Whether each step solves equations with a Jacobian."""
        return self.method in {"BDF", "DIRK", "ARK"}


@dataclass(frozen=True, eq=False)
class Tolerances:
    """How exactly."""

    relative: float
    absolute: Vector


@dataclass(frozen=True)
class Steps:
    """Limits on the steps; 0 leaves one to the solver."""

    first: float = 0.0
    largest: float = 0.0
    smallest: float = 0.0


@dataclass(frozen=True)
class LinearSystem:
    """How the linear equations of a step are solved; the bands are those of the banded solver."""

    solver: LinearSolver
    lband: int
    uband: int


@dataclass(frozen=True, eq=False)
class Problem:
    """An initial value problem."""

    interval: Interval
    y0: Vector
    rule: Rule
    tolerances: Tolerances
    steps: Steps
    linear: LinearSystem

    @property
    def size(self) -> int:
        """How many equations there are."""
        return len(self.y0)


@dataclass(frozen=True, eq=False)
class DaeProblem(Problem):
    """The same for a differential-algebraic system; `differential` is 1 for each value whose derivative matters."""

    ydot0: Vector
    differential: Vector | None


def interval(t_span: Any, t_eval: ArrayLike | None) -> Interval:
    """Return the interval, with the times at which the solution is wanted."""
    start, end = map(float, t_span)
    if not (math.isfinite(start) and math.isfinite(end)):
        raise ValueError(f"`t_span` must be finite, not {(start, end)}.")
    return Interval(start, end, None if t_eval is None else times(t_eval, start, end))


def times(t_eval: ArrayLike, start: float, end: float) -> Vector:
    """Return the times at which the solution is wanted, in the direction of the integration."""
    import numpy as np

    found = np.array(t_eval, float)
    if found.ndim != 1:
        raise ValueError("`t_eval` must be 1-dimensional.")
    if not ((min(start, end) <= found) & (found <= max(start, end))).all():
        raise ValueError("Values in `t_eval` are not within `t_span`.")
    differences = np.diff(found)
    if not ((differences > 0) if end > start else (differences < 0)).all():
        raise ValueError("Values in `t_eval` are not properly sorted.")
    return found


def initial_values(y0: ArrayLike, name: str = "y0") -> Vector:
    """Return initial values as a vector of their own."""
    import numpy as np

    values = np.asarray(y0)
    if np.iscomplexobj(values):
        raise ValueError(
            f"`{name}` must be real: SUNDIALS solves in real numbers. Split it in real and imaginary parts."
        )
    if values.ndim != 1 or not values.size:
        raise ValueError(
            f"`{name}` must be 1-dimensional with at least one value, not of shape {values.shape}."
        )
    values = np.array(values, float)
    if not np.isfinite(values).all():
        raise ValueError(f"All components of the initial state `{name}` must be finite.")
    return values


def differential_values(algebraic: ArrayLike | None, size: int) -> Vector | None:
    """Return 1 for each value whose derivative is in the equations, 0 for the others."""
    import numpy as np

    if algebraic is None:
        return None
    marks = np.asarray(algebraic, bool)
    if marks.shape != (size,):
        raise ValueError(f"`algebraic` must have {size} values, not the shape {marks.shape}.")
    return (~marks).astype(float)


def rule(method: str, order: int | None) -> Rule:
    """Return how steps are made."""
    if method not in get_args(Method):
        raise ValueError(f"`method` must be one of {get_args(Method)}, not {method!r}.")
    if order is not None:
        lowest, highest = ORDERS[method]  # type: ignore[index]  # checked above
        if not lowest <= operator.index(order) <= highest:
            raise ValueError(f"`order` of {method!r} must be from {lowest} to {highest}, not {order!r}.")
    return Rule(method, order)  # type: ignore[arg-type]  # checked above


def tolerances(rtol: float, atol: ArrayLike, size: int) -> Tolerances:
    """Return the tolerances, the absolute one for each equation."""
    import numpy as np

    if np.ndim(rtol) or not 0 <= rtol < math.inf:
        raise ValueError(f"`rtol` must be one number of at least 0, not {rtol!r}.")
    given = np.asarray(atol, float)
    if given.ndim > 1 or given.size not in (1, size):
        raise ValueError(f"`atol` must be one number or {size}, not of shape {given.shape}.")
    if not ((given >= 0) & np.isfinite(given)).all():
        raise ValueError("`atol` must be at least 0 everywhere.")
    return Tolerances(float(rtol), np.array(np.broadcast_to(given, (size,))))


def steps(first_step: float | None, max_step: float, min_step: float, within: Interval) -> Steps:
    """Return the limits on the steps."""
    if first_step is not None and not 0 < first_step <= within.length:
        raise ValueError(f"`first_step` must be positive and within `t_span`, not {first_step!r}.")
    if not max_step > 0:
        raise ValueError(f"`max_step` must be positive, not {max_step!r}.")
    if not 0 <= min_step <= max_step:
        raise ValueError(f"`min_step` must be between 0 and `max_step`, not {min_step!r}.")
    return Steps(first_step or 0.0, 0.0 if math.isinf(max_step) else max_step, min_step)


def linear_system(linear_solver: str | None, lband: int | None, uband: int | None, size: int) -> LinearSystem:
    """Return how linear equations are solved; a band that is given asks for the banded solver, as in SciPy."""
    bands: Sequence[int | None] = (lband, uband)
    chosen = linear_solver or ("dense" if bands == (None, None) else "banded")
    if chosen not in get_args(LinearSolver):
        raise ValueError(f"`linear_solver` must be one of {get_args(LinearSolver)}, not {chosen!r}.")
    if bands != (None, None) and chosen != "banded":
        raise ValueError(f"`lband` and `uband` are for the banded linear solver, not for {chosen!r}.")
    lower, upper = (operator.index(band or 0) for band in bands)
    if not (0 <= lower < size and 0 <= upper < size):
        raise ValueError(f"`lband` and `uband` must be from 0 to {size - 1}, not {(lower, upper)}.")
    return LinearSystem(chosen, lower, upper)  # type: ignore[arg-type]  # checked above
