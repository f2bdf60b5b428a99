"""Nonlinear problems, minimised by Ipopt under SciPy's name and with SciPy's result."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeAlias

from ...states import State, StateArray
from ..bounds import limits
from .callbacks import Part
from .functions import Functions
from .libraries import ipopt
from .problems import Options, Outcome, Problem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from scipy.optimize import Bounds, OptimizeResult

__all__ = ["minimize"]

Pairs: TypeAlias = Sequence[tuple[float | None, float | None]]

ADVICE = {
    "Infeasible_Problem_Detected": "no point near fulfils the constraints; start elsewhere, or look at them again",
    "Diverging_Iterates": "the values grow beyond all bounds; give bounds, or look at the objective's sign",
    "User_Requested_Stop": "the intermediate callback stopped it",
    "Maximum_Iterations_Exceeded": "raise the option `max_iter`, or scale the problem",
    "Restoration_Failed": "no better point was found; are the derivatives right? `derivative_test` compares them",
    "Error_In_Step_Computation": "no step was found; are the derivatives right? `derivative_test` compares them",
    "Not_Enough_Degrees_Of_Freedom": "there are more equations than variables",
    "Invalid_Number_Detected": "a callback failed, or left NaN or nothing in what it fills, where no shorter step can "
    "help",
    "Search_Direction_Becomes_Too_Small": "it may be the solution already; loosen `tol`",
}


def minimize(
    objective: Part,
    x0: ArrayLike,
    gradient: Part,
    state: State | StateArray | None = None,
    *,
    bounds: Pairs | Bounds | None = None,
    constraints: Part | None = None,
    constraint_bounds: Pairs = (),
    jacobian: Part | None = None,
    hessian: Part | None = None,
    intermediate: Part | None = None,
    options: Options | None = None,
) -> OptimizeResult:
    """Minimise a function under bounds and constraints with Ipopt.

    The GIL is free while Ipopt runs, but for a moment after each iteration. An exception of a callback is raised here,
    and Ctrl-C stops the solver.

    Parameters
    ----------
    objective, gradient
        Made by ``ipopt.objective`` and ``ipopt.gradient``.
    x0
        Where to start.
    state
        What the callbacks get as their last argument.
    bounds
        The least and the largest of each variable, None where there is no limit, or ``scipy.optimize.Bounds``; by
        default no limits at all.
    constraints, jacobian
        Made by ``ipopt.constraints``, and by ``ipopt.jacobian`` or ``ipopt.sparse_jacobian``.
    constraint_bounds
        The least and the largest of each constraint; the same twice is an equation.
    hessian
        Made by ``ipopt.hessian`` or ``ipopt.sparse_hessian``; by default Ipopt estimates it from the gradients.
    intermediate
        Made by ``ipopt.intermediate``; called after each iteration.
    options
        Ipopt's own options, such as ``{"tol": 1e-10, "print_level": 5}``. By default nothing is printed.

    Returns
    -------
    scipy.optimize.OptimizeResult
        With SciPy's ``x``, ``fun``, ``success``, ``status``, ``message`` and ``nit``, the constraints' values
        ``constr``, and the multipliers ``multipliers`` (of the constraints), ``lower`` and ``upper`` (of the bounds).
        ``message`` begins with Ipopt's own name of the status.

    Raises
    ------
    ValueError
        A problem that makes no sense, or an option that Ipopt does not know.
    MissingLibraryError
        Ipopt is not installed.
    """
    import numpy as np

    start = np.array(x0, float)
    if start.ndim != 1 or not start.size or not np.isfinite(start).all():
        raise ValueError(f"`x0` must be finite numbers in one dimension, at least one, not {x0!r}.")
    functions = Functions(objective, gradient, constraints, jacobian, hessian, intermediate)
    functions.check(len(start), len(constraint_bounds))
    room = limits("bounds", [(None, None)] * len(start) if bounds is None else bounds, len(start))
    allowed = limits("constraint_bounds", constraint_bounds, len(constraint_bounds))
    user_data = functions.user_data(state)
    with ExitStack() as stack:
        problem = Problem(ipopt(), functions, room, allowed, stack)
        problem.set_options(options or {})
        return result(problem, problem.solve(start, user_data))


def result(problem: Problem, outcome: Outcome) -> OptimizeResult:
    """Return what the user gets."""
    from scipy.optimize import OptimizeResult

    code, name = outcome.code, problem.library.status(outcome.code)
    success = code in {0, 1}
    said = f". It raised last: {problem.recovered}" if problem.recovered and not success else ""
    return OptimizeResult(
        x=outcome.x, fun=outcome.value, success=success, status=code, nit=problem.iterations,
        message=(f"{name}: {ADVICE[name]}" if name in ADVICE else name) + said,
        constr=outcome.constraints, multipliers=outcome.multipliers, lower=outcome.lower, upper=outcome.upper,
    )  # fmt: skip
