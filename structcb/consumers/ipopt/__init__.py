"""Ipopt: nonlinear problems as plain functions of arrays and a state, minimised under bounds and constraints."""

from __future__ import annotations

from .callbacks import (
    Part,
    constraints,
    gradient,
    hessian,
    intermediate,
    jacobian,
    objective,
    sparse_hessian,
    sparse_jacobian,
)
from .solving import minimize

__all__ = [
    "Part",
    "constraints",
    "gradient",
    "hessian",
    "intermediate",
    "jacobian",
    "minimize",
    "objective",
    "sparse_hessian",
    "sparse_jacobian",
]
