"""Ordinary differential equations y' = f(t, y), solved under SciPy's name and conventions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ...callbacks import Callback
from ...states import State, StateArray
from .arkode import Arkode
from .callbacks import Events, Jacobian
from .cvode import Cvode
from .functions import Functions
from .libraries import Sundials
from .problems import (
    LinearSolver,
    Method,
    Problem,
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

__all__ = ["solve_ivp"]


def solve_ivp(
    rhs: Callback,
    t_span: Sequence[float],
    y0: ArrayLike,
    state: State | StateArray | None = None,
    *,
    method: Method = "BDF",
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
    explicit: Callback | None = None,
    library: Sundials | None = None,
) -> Solution:
    """Solve an initial value problem with CVODE or ARKODE.

    It reads like ``scipy.integrate.solve_ivp``. The GIL is free while the solver steps, so that threads solve side by
    side, each with a state of its own. An exception of the callback is raised here, and Ctrl-C stops the solver.

    Parameters
    ----------
    rhs
        A right-hand side made by ``sundials.rhs``.
    t_span, y0
        The interval, which may run backwards, and the values at its start.
    state
        What the callback gets as its last argument.
    method
        CVODE's multistep methods: ``"BDF"`` for stiff problems, ``"Adams"`` for others. ARKODE's Runge-Kutta methods:
        ``"ERK"``, explicit, for problems that are not stiff; ``"DIRK"``, implicit, for stiff ones; ``"ARK"`` for the
        sum of a stiff part, ``rhs``, and another, ``explicit``.
    order
        The order of a Runge-Kutta method, the highest order of a multistep one; by default the solver's choice.
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
    explicit
        A right-hand side made by ``sundials.rhs``, for the method ``"ARK"`` only.
    library
        Another SUNDIALS than that of the extra, opened with ``sundials.open_sundials``.

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
    within, start = interval(t_span, t_eval), initial_values(y0)
    problem = Problem(
        within,
        start,
        rule(method, order),
        tolerances(rtol, atol, len(start)),
        steps(first_step, max_step, min_step, within),
        linear_system(linear_solver, lband, uband, len(start)),
    )
    if (explicit is None) == (method == "ARK"):
        raise ValueError("`method='ARK'` solves the sum of `rhs` and `explicit`; give both, or neither.")
    functions = Functions("rhs", rhs, state, jac, events, explicit)
    functions.check(problem.linear if problem.rule.is_implicit else None)
    integrator = Cvode if method in {"BDF", "Adams"} else Arkode
    return solved(integrator, library, problem, functions, dense_output)
