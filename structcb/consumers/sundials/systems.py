"""Which equations KINSOL is to solve, checked before any of it reaches C."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from .problems import LinearSystem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .problems import Vector

__all__ = ["Strategy", "System", "at_least_one", "scale", "strategy", "tolerance"]

Strategy: TypeAlias = Literal["linesearch", "newton"]


@dataclass(frozen=True, eq=False)
class System:
    """Equations without time: where to start, and how exactly; a tolerance of 0 is the solver's choice."""

    x0: Vector
    strategy: Strategy
    tolerance: float
    step_tolerance: float
    most_iterations: int
    jacobian_serves: int
    x_scale: Vector
    f_scale: Vector
    linear: LinearSystem


def strategy(method: str) -> Strategy:
    """Return how Newton's steps are used."""
    if method not in get_args(Strategy):
        raise ValueError(f"`method` must be one of {get_args(Strategy)}, not {method!r}.")
    return method  # type: ignore[return-value]  # checked above


def at_least_one(name: str, given: int) -> int:
    """Return a number of times."""
    if operator.index(given) < 1:
        raise ValueError(f"`{name}` must be at least 1, not {given!r}.")
    return operator.index(given)


def tolerance(name: str, given: float | None) -> float:
    """Return a tolerance; 0 leaves it to the solver."""
    if given is not None and not 0 < given < math.inf:
        raise ValueError(f"`{name}` must be a positive number, not {given!r}.")
    return float(given or 0.0)


def scale(name: str, given: ArrayLike, size: int) -> Vector:
    """Return by what each value is multiplied, which is the inverse of its usual size."""
    import numpy as np

    sizes = np.asarray(given, float)
    if sizes.ndim > 1 or sizes.size not in (1, size):
        raise ValueError(f"`{name}` must be one number or {size}, not of shape {sizes.shape}.")
    if not ((sizes > 0) & np.isfinite(sizes)).all():
        raise ValueError(f"`{name}` must be positive everywhere.")
    return np.array(np.broadcast_to(1 / sizes, (size,)))
