"""The solution between two steps, as CVODE itself interpolates it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .problems import Vector

__all__ = ["Polynomial"]


class Polynomial:
    """A polynomial in time for each equation, given by its derivatives at one point.

    It is what ``scipy.integrate.OdeSolution`` calls an interpolant.
    """

    def __init__(self, center: float, derivatives: Sequence[Vector]) -> None:
        self.center = center
        self.coefficients = [d / math.factorial(k) for k, d in enumerate(derivatives)]

    def __call__(self, t: Any) -> Any:
        """Return the values at a time, or a column for each of several times."""
        import numpy as np

        since = np.asarray(t, float) - self.center
        value = np.zeros((len(self.coefficients[0]), *since.shape))
        for coefficient in reversed(self.coefficients):
            value = value * since + coefficient.reshape(-1, *(1,) * since.ndim)
        return value
