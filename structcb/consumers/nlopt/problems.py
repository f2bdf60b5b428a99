"""A problem as NLopt takes it: arrays of doubles, bounds for each variable, constraints with their tolerances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ...callbacks import Callback
from ...errors import SignatureError
from ...states import State, StateArray
from ..bounds import limits
from .watches import check_callback, is_vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Vector: TypeAlias = NDArray[np.float64]

__all__ = ["Constraint", "Problem", "as_constraints", "pose"]

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
        How many values ``nlopt.functions`` fills; C does not know otherwise.
    """

    function: Callback
    state: Data = None
    tolerance: float = 1e-8
    count: int | None = None

    def __post_init__(self) -> None:
        check_callback(self.function, "functions" if is_vector(self.function) else "function")
        name = self.function.__qualname__
        if is_vector(self.function) and (self.count is None or self.count < 1):
            raise SignatureError(
                f"`{name}` fills an array of values; say of how many, as in `nlopt.Constraint({name}, count=2)`"
            )
        if not is_vector(self.function) and self.count not in {None, 1}:
            raise SignatureError(
                f"`{name}` gives one value, not {self.count}; for several use `nlopt.functions`"
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
    check_callback(objective, "function")
    room = None if bounds is None else limits("bounds", bounds, start.size)
    if room is not None:
        check_start(start, *room)
    return Problem(objective, state, start, room, as_constraints(inequalities), as_constraints(equalities))


def check_start(start: Vector, low: Vector, high: Vector) -> None:
    """Refuse a start outside of its bounds."""
    for i, value in enumerate(start):
        if not low[i] <= value <= high[i]:
            raise ValueError(f"`x0[{i}]` is {value}, outside of its bounds {low[i]} and {high[i]}.")


def as_constraints(given: Sequence[Constraint | Callback]) -> tuple[Constraint, ...]:
    """Return constraints; a callback alone has the defaults."""
    return tuple(one if isinstance(one, Constraint) else Constraint(one) for one in given)
