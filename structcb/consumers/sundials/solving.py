"""Ordinary differential equations y' = f(t, y), solved by CVODE under SciPy's name and conventions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ...callbacks import Callback
from ...states import State, StateArray
from .callbacks import Events, Jacobian
from .cvode import Cvode
from .functions import Functions
from .libraries import sundials
from .problems import LinearSolver, Method, pose
from .solutions import Solution, solved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

__all__ = ["solve_ivp"]


def solve_ivp(
    rhs: Callback,
    t_span: Sequence[float],
    y0: ArrayLike,
    state: State | StateArray | None = None,
    *,
    method: Method = "BDF",
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
) -> Solution:
    """Solve an initial value problem with CVODE.

    It reads like ``scipy.integrate.solve_ivp``. The GIL is free while CVODE steps, so that threads solve side by side,
    each with a state of its own. An exception of the callback is raised here, and Ctrl-C stops the solver.

    Parameters
    ----------
    rhs
        A right-hand side made by ``sundials.rhs``.
    t_span, y0
        The interval, which may run backwards, and the values at its start.
    state
        What the callback gets as its last argument.
    method
        ``"BDF"`` for stiff problems, ``"Adams"`` for others.
    t_eval
        Times to report, by default every step.
    rtol, atol
        Relative tolerance, and absolute tolerance as one number or one for each equation.
    first_step, max_step, min_step
        Limits on the steps, by default the solver's choice.
    jac
        A Jacobian made by ``sundials.jacobian``, ``banded_jacobian`` or ``jacobian_product``; by default it is
        estimated by finite differences.
    events
        Event functions made by ``sundials.events``.
    dense_output
        Whether to keep the solution between the steps too, as ``sol``.
    linear_solver
        ``"dense"``, ``"banded"``, or ``"gmres"``, which needs products with the Jacobian only.
    lband, uband
        How many diagonals the Jacobian has below and above the main one; they ask for ``"banded"``.

    Returns
    -------
    Solution
        A step that fails gives the status -1, with SUNDIALS' code and what to do in the message.

    Raises
    ------
    ValueError
        A problem that makes no sense.
    MissingLibraryError
        SUNDIALS is not installed.
    """
    problem = pose(
        t_span,
        y0,
        t_eval=t_eval,
        method=method,
        rtol=rtol,
        atol=atol,
        first_step=first_step,
        max_step=max_step,
        min_step=min_step,
        linear_solver=linear_solver,
        lband=lband,
        uband=uband,
    )
    functions = Functions(rhs, jac, events, state)
    functions.check(problem, "rhs")
    with Cvode(sundials(), problem, functions) as integrator:
        return solved(integrator, dense_output)
