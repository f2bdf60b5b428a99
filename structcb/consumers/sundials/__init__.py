"""SUNDIALS: right-hand sides as plain functions of arrays and a state, solved by CVODE as SciPy would."""

from __future__ import annotations

from .callbacks import Events, Jacobian, banded_jacobian, events, jacobian, jacobian_product, rhs
from .solutions import Solution
from .solving import solve_ivp

__all__ = [
    "Events",
    "Jacobian",
    "Solution",
    "banded_jacobian",
    "events",
    "jacobian",
    "jacobian_product",
    "rhs",
    "solve_ivp",
]
