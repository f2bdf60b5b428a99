"""SUNDIALS: equations as plain functions of arrays and a state, solved by CVODE and IDA as SciPy would."""

from __future__ import annotations

from .callbacks import Events, Jacobian, banded_jacobian, events, jacobian, jacobian_product, rhs
from .dae_callbacks import residual, residual_events, residual_jacobian
from .dae_solving import solve_dae
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
    "residual",
    "residual_events",
    "residual_jacobian",
    "rhs",
    "solve_dae",
    "solve_ivp",
]
