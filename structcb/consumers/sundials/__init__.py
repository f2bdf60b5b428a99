"""SUNDIALS: equations as plain functions of arrays and a state, solved by its solvers as SciPy would."""

from __future__ import annotations

from .callbacks import Events, Jacobian, banded_jacobian, events, jacobian, jacobian_product, rhs
from .dae_callbacks import (
    residual,
    residual_banded_jacobian,
    residual_events,
    residual_jacobian,
    residual_jacobian_product,
)
from .dae_solving import solve_dae
from .libraries import Sundials, open_sundials
from .root_finding import root
from .solutions import Solution
from .solving import solve_ivp
from .system_callbacks import (
    system,
    system_banded_jacobian,
    system_jacobian,
    system_jacobian_product,
)

__all__ = [
    "Events",
    "Jacobian",
    "Solution",
    "Sundials",
    "banded_jacobian",
    "events",
    "jacobian",
    "jacobian_product",
    "open_sundials",
    "residual",
    "residual_banded_jacobian",
    "residual_events",
    "residual_jacobian",
    "residual_jacobian_product",
    "rhs",
    "root",
    "solve_dae",
    "solve_ivp",
    "system",
    "system_banded_jacobian",
    "system_jacobian",
    "system_jacobian_product",
]
