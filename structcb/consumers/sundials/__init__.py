"""SUNDIALS: right-hand sides as plain functions of arrays and a state, solved by CVODE as SciPy would."""

from __future__ import annotations

from .callbacks import rhs
from .solving import solve_ivp

__all__ = ["rhs", "solve_ivp"]
