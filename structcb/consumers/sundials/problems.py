"""What a user asks to be solved, checked before any of it reaches C."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Vector: TypeAlias = NDArray[np.float64]

__all__ = ["DaeProblem", "LinearSolver", "Method", "Problem", "Steps", "pose", "pose_dae"]

Method: TypeAlias = Literal["BDF", "Adams"]
LinearSolver: TypeAlias = Literal["dense", "banded", "gmres"]


@dataclass(frozen=True)
class Steps:
    """Limits on the steps; 0 leaves one to the solver."""

    first: float = 0.0
    largest: float = 0.0
    smallest: float = 0.0


@dataclass(frozen=True, eq=False)
class Problem:
    """An initial value problem: start, end, where to look, and how exactly."""

    t0: float
    t1: float
    y0: Vector
    t_eval: Vector | None
    method: Method
    rtol: float
    atol: Vector
    steps: Steps
    linear_solver: LinearSolver
    lband: int
    uband: int

    @property
    def size(self) -> int:
        """How many equations there are."""
        return len(self.y0)


@dataclass(frozen=True, eq=False)
class DaeProblem(Problem):
    """The same for a differential-algebraic system; `differential` is 1 for each value whose derivative matters."""

    ydot0: Vector
    differential: Vector | None


def pose_dae(problem: Problem, ydot0: ArrayLike, algebraic: ArrayLike | None) -> DaeProblem:
    """Return a problem with the derivatives at its start."""
    import numpy as np

    slopes = initial_values(ydot0, "ydot0")
    if len(slopes) != problem.size:
        raise ValueError(f"`ydot0` must have {problem.size} values as `y0` has, not {len(slopes)}.")
    if algebraic is None:
        return DaeProblem(**vars(problem), ydot0=slopes, differential=None)
    marks = np.asarray(algebraic, bool)
    if marks.shape != slopes.shape:
        raise ValueError(f"`algebraic` must have {problem.size} values, not the shape {marks.shape}.")
    return DaeProblem(**vars(problem), ydot0=slopes, differential=(~marks).astype(float))


def pose(
    t_span: Any,
    y0: ArrayLike,
    *,
    t_eval: ArrayLike | None,
    method: str,
    rtol: float,
    atol: ArrayLike,
    first_step: float | None,
    max_step: float,
    min_step: float,
    linear_solver: str | None,
    lband: int | None,
    uband: int | None,
) -> Problem:
    """Return a problem, or a ValueError that names what is wrong; the rules are SciPy's."""
    t0, t1 = map(float, t_span)
    if not (math.isfinite(t0) and math.isfinite(t1)):
        raise ValueError(f"`t_span` must be finite, not {(t0, t1)}.")
    if method not in get_args(Method):
        raise ValueError(f"`method` must be one of {get_args(Method)}, not {method!r}.")
    start = initial_values(y0)
    if not 0 <= rtol < math.inf:
        raise ValueError(f"`rtol` must be a number of at least 0, not {rtol!r}.")
    return Problem(
        t0,
        t1,
        start,
        None if t_eval is None else times(t_eval, t0, t1),
        method,  # type: ignore[arg-type]  # checked above
        float(rtol),
        absolute_tolerances(atol, len(start)),
        steps(first_step, max_step, min_step, abs(t1 - t0)),
        *linear_solver_and_bands(linear_solver, lband, uband, len(start)),
    )


def linear_solver_and_bands(
    linear_solver: str | None, lband: int | None, uband: int | None, size: int
) -> tuple[LinearSolver, int, int]:
    """Return how the linear systems are solved; a band that is given asks for the banded solver, as in SciPy."""
    chosen = linear_solver or ("dense" if lband is None and uband is None else "banded")
    if chosen not in get_args(LinearSolver):
        raise ValueError(f"`linear_solver` must be one of {get_args(LinearSolver)}, not {chosen!r}.")
    lower, upper = lband or 0, uband or 0
    if (lband, uband) != (None, None) and chosen != "banded":
        raise ValueError(f"`lband` and `uband` are for the banded linear solver, not for {chosen!r}.")
    if not (0 <= lower < size and 0 <= upper < size):
        raise ValueError(f"`lband` and `uband` must be from 0 to {size - 1}, not {(lower, upper)}.")
    return chosen, lower, upper  # type: ignore[return-value]  # checked above


def initial_values(y0: ArrayLike, name: str = "y0") -> Vector:
    """Return initial values as a vector of their own."""
    import numpy as np

    values = np.asarray(y0)
    if np.iscomplexobj(values):
        raise ValueError(
            "`y0` must be real: CVODE solves in real numbers. Split it in real and imaginary parts."
        )
    if values.ndim != 1 or not values.size:
        raise ValueError(
            f"`{name}` must be 1-dimensional with at least one value, not of shape {values.shape}."
        )
    values = np.array(values, float)
    if not np.isfinite(values).all():
        raise ValueError(f"All components of the initial state `{name}` must be finite.")
    return values


def times(t_eval: ArrayLike, t0: float, t1: float) -> Vector:
    """Return the times at which the solution is wanted, in the direction of the integration."""
    import numpy as np

    found = np.array(t_eval, float)
    if found.ndim != 1:
        raise ValueError("`t_eval` must be 1-dimensional.")
    if not ((min(t0, t1) <= found) & (found <= max(t0, t1))).all():
        raise ValueError("Values in `t_eval` are not within `t_span`.")
    steps = np.diff(found)
    if not ((steps > 0) if t1 > t0 else (steps < 0)).all():
        raise ValueError("Values in `t_eval` are not properly sorted.")
    return found


def absolute_tolerances(atol: ArrayLike, size: int) -> Vector:
    """Return one tolerance for each equation."""
    import numpy as np

    given = np.asarray(atol, float)
    if given.ndim > 1 or given.size not in (1, size):
        raise ValueError(f"`atol` must be one number or {size}, not of shape {given.shape}.")
    if not ((given >= 0) & np.isfinite(given)).all():
        raise ValueError("`atol` must be at least 0 everywhere.")
    return np.array(np.broadcast_to(given, (size,)))


def steps(first_step: float | None, max_step: float, min_step: float, span: float) -> Steps:
    """Return the limits on the steps."""
    if first_step is not None and not 0 < first_step <= span:
        raise ValueError(f"`first_step` must be positive and within `t_span`, not {first_step!r}.")
    if not max_step > 0:
        raise ValueError(f"`max_step` must be positive, not {max_step!r}.")
    if not 0 <= min_step <= max_step:
        raise ValueError(f"`min_step` must be between 0 and `max_step`, not {min_step!r}.")
    return Steps(first_step or 0.0, 0.0 if math.isinf(max_step) else max_step, min_step)
