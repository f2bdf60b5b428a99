"""Bounds as SciPy writes them: a pair for each value, None where there is none, or its `Bounds`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector: TypeAlias = NDArray[np.float64]

__all__ = ["limits"]


def limits(name: str, given: Any, size: int) -> tuple[Vector, Vector]:
    """Return the least and the largest of each value.

    Raises
    ------
    ValueError
        Not one pair for each value, or one that leaves no room.
    """
    import numpy as np

    least, largest = (given.lb, given.ub) if hasattr(given, "lb") else parted(name, given, size)
    low, high = (np.array(np.broadcast_to(side, size), float) for side in (least, largest))
    wrong = np.flatnonzero(~(low <= high))
    if wrong.size:
        at = wrong[0]
        pair = low[at].item(), high[at].item()
        raise ValueError(f"`{name}[{at}]` is {pair}: the least must not exceed the largest.")
    return low, high


def parted(name: str, given: Any, size: int) -> tuple[list[float], list[float]]:
    """Return the least and the largest of each pair."""
    import numpy as np

    pairs = np.array(given, object)
    if pairs.shape != (size, 2) and (size or pairs.size):
        raise ValueError(f"`{name}` must be {size} pairs, one for each, not {given!r}.")
    least = [-math.inf if pair[0] is None else pair[0] for pair in pairs]
    return least, [math.inf if pair[1] is None else pair[1] for pair in pairs]
