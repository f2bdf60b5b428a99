"""A problem as NLopt takes it: arrays of doubles, bounds for each variable, constraints with their tolerances."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ...callbacks import Callback
from ...errors import SignatureError
from ...states import State, StateArray
from ..base import check_made
from .watches import is_vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Vector: TypeAlias = NDArray[np.float64]

__all__ = ["Constraint", "Problem", "as_constraints", "pose", "to_bounds"]

Data: TypeAlias = State | StateArray | None


@dataclass(frozen=True)
class Constraint:
    """A function that must be at most zero, or zero.

    Attributes
    ----------
    function
        A callback made by ``nlopt.function`` or ``nlopt.functions``.
    state
        What it gets as its last argument; by default the state of the objective.
    tolerance
        By how much a value may violate it.
    count
        How many values ``nlopt.functions`` fills.
    """

    function: Callback
    state: Data = None
    tolerance: float = 1e-8
    count: int = 1

    def __post_init__(self) -> None:
        check_made(self.function, Callback, "nlopt.function")
        if self.count < 1 or (self.count > 1 and not is_vector(self.function)):
            raise SignatureError(
                f"`{self.function.__qualname__}` gives one value, not {self.count}; for several use `nlopt.functions`"
            )


@dataclass(frozen=True)
class Problem:
    """What is minimised from where, within what."""

    objective: Callback
    state: Data
    x0: Vector
    bounds: tuple[Vector, Vector] | None
    inequalities: tuple[Constraint, ...]
    equalities: tuple[Constraint, ...]

    @property
    def functions(self) -> list[Callback]:
        """Everything that NLopt calls."""
        return [self.objective, *(c.function for c in (*self.inequalities, *self.equalities))]


def pose(
    objective: Callback,
    x0: ArrayLike,
    state: Data,
    *,
    bounds: Any,
    inequalities: Sequence[Constraint | Callback],
    equalities: Sequence[Constraint | Callback],
) -> Problem:
    """Return a problem that makes sense.

    Raises
    ------
    ValueError
        It does not.
    """
    import numpy as np

    start = np.array(x0, float, ndmin=1)
    if start.ndim != 1 or not start.size or not np.isfinite(start).all():
        raise ValueError(f"`x0` must be one finite number for each variable, not {x0!r}.")
    check_made(objective, Callback, "nlopt.function")
    if is_vector(objective):
        raise SignatureError(
            f"`{objective.__qualname__}` has several values; an objective is made by `nlopt.function`"
        )
    limits = None if bounds is None else to_bounds(bounds, start.size)
    if limits is not None:
        check_start(start, *limits)
    return Problem(objective, state, start, limits, as_constraints(inequalities), as_constraints(equalities))


def check_start(start: Vector, low: Vector, high: Vector) -> None:
    """Refuse a start outside of its bounds."""
    for i, value in enumerate(start):
        if not low[i] <= value <= high[i]:
            raise ValueError(f"`x0[{i}]` is {value}, outside of its bounds {low[i]} and {high[i]}.")


def as_constraints(given: Sequence[Constraint | Callback]) -> tuple[Constraint, ...]:
    """Return constraints; a callback alone has the defaults."""
    return tuple(one if isinstance(one, Constraint) else Constraint(one) for one in given)


def to_bounds(bounds: Any, size: int) -> tuple[Vector, Vector]:
    """Return lower and upper bounds, from SciPy's ``Bounds`` or from a pair for each variable.

    Raises
    ------
    ValueError
        Not one pair for each variable.
    """
    import numpy as np

    if hasattr(bounds, "lb"):
        low, high = bounds.lb, bounds.ub
    else:
        pairs = list(bounds)
        if len(pairs) != size or any(len(pair) != 2 for pair in pairs):
            raise ValueError(f"`bounds` must be {size} pairs, one for each variable, not {bounds!r}.")
        low = [-math.inf if pair[0] is None else pair[0] for pair in pairs]
        high = [math.inf if pair[1] is None else pair[1] for pair in pairs]
    return np.array(np.broadcast_to(low, size), float), np.array(np.broadcast_to(high, size), float)
