"""Differential-algebraic equations F(t, y, y') = 0, solved by IDA under the conventions of `solve_ivp`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ...callbacks import Callback
from ...states import State, StateArray
from .callbacks import Events, Jacobian
from .functions import Functions
from .ida import Ida
from .libraries import Sundials
from .problems import (
    DaeProblem,
    LinearSolver,
    differential_values,
    initial_values,
    interval,
    linear_system,
    rule,
    steps,
    tolerances,
)
from .solutions import Solution, solved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

__all__ = ["solve_dae"]


def solve_dae(
    residual: Callback,
    t_span: Sequence[float],
    y0: ArrayLike,
    ydot0: ArrayLike,
    state: State | StateArray | None = None,
    *,
    algebraic: ArrayLike | None = None,
    order: int | None = None,
    t_eval: ArrayLike | None = None,
    rtol: float = 1e-3,
    atol: ArrayLike = 1e-6,
    first_step: float | None = None,
    max_step: float = math.inf,
    min_step: float = 0.0,
    jac: Jacobian | None = None,
    events: Events | None = None,
    dense_output: bool = False,
    linear_solver: LinearSolver | None = None,
    lband: int | None = None,
    uband: int | None = None,
    library: Sundials | None = None,
) -> Solution:
    """Solve a differential-algebraic initial value problem with IDA.

    The options, the result and the errors are those of ``solve_ivp``; the result has ``ydot`` too.

    Parameters
    ----------
    residual
        A residual made by ``sundials.residual``.
    t_span, y0, ydot0
        The interval, and values and derivatives at its start, which must fulfil the equations.
    algebraic
        True for each value that has no derivative in the equations. The algebraic values and the derivatives at the
        start are then corrected to fulfil the equations.
    """
    within, start, slopes = interval(t_span, t_eval), initial_values(y0), initial_values(ydot0, "ydot0")
    if len(slopes) != len(start):
        raise ValueError(f"`ydot0` must have {len(start)} values as `y0` has, not {len(slopes)}.")
    problem = DaeProblem(
        within,
        start,
        rule("BDF", order),
        tolerances(rtol, atol, len(start)),
        steps(first_step, max_step, min_step, within),
        linear_system(linear_solver, lband, uband, len(start)),
        slopes,
        differential_values(algebraic, len(start)),
    )
    functions = Functions("residual", residual, state, jac, events)
    functions.check(problem.linear)
    return solved(Ida, library, problem, functions, dense_output)
