"""NLopt: objectives and constraints as plain functions of arrays and a state, minimised at C speed."""

from __future__ import annotations

from .decorators import function, functions
from .minimizing import minimize
from .problems import Constraint

__all__ = ["Constraint", "function", "functions", "minimize"]
