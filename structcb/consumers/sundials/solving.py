"""The solve: steps in C until the end of the span, with exceptions and Ctrl-C arriving in Python."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ...callbacks import Callback, guard
from ...states import State, StateArray
from .callbacks import Events, Jacobian
from .failures import advice, code_name
from .functions import Functions
from .integrators import Integrator
from .libraries import sundials
from .problems import LinearSolver, Method, pose
from .runs import Run
from .solutions import Solution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

__all__ = ["solve_ivp"]

MESSAGES = {
    0: "The solver successfully reached the end of the integration interval.",
    1: "A termination event occurred.",
}
STATISTICS = {
    "steps": "NumSteps",
    "error_test_failures": "NumErrTestFails",
    "nonlinear_iterations": "NumNonlinSolvIters",
    "nonlinear_failures": "NumNonlinSolvConvFails",
    "event_evaluations": "NumGEvals",
}
LINEAR_STATISTICS = {
    "jacobian_rhs_evaluations": "NumLinRhsEvals",
    "jacobian_products": "NumJtimesEvals",
    "linear_iterations": "NumLinIters",
}


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
    functions.check(problem)
    with Integrator(sundials(), problem, functions) as integrator:
        run = Run(problem, integrator, events, dense_output)
        with guard(*functions.guarded):
            code = run.to_the_end()
            failures = functions.recovered()
            if code >= 0:
                functions.forget_dropped()
        return solution(run, code, failures)


def solution(run: Run, code: int, failures: list[BaseException]) -> Solution:
    """Return what the user gets."""
    counted = statistics(run)
    status = -1 if code < 0 else int(code == run.integrator.constant("CV_ROOT_RETURN"))
    return Solution(
        **values(run),
        nfev=run.integrator.count("NumRhsEvals") + counted.get("jacobian_rhs_evaluations", 0),
        njev=counted.pop("jacobians", 0),
        nlu=counted.pop("factorisations", 0),
        statistics=counted,
        status=status,
        message=MESSAGES.get(status) or explain(run, code, failures),
        success=code >= 0,
    )


def values(run: Run) -> dict[str, Any]:
    """Return the solution itself, as arrays."""
    import numpy as np

    size = run.problem.size
    found = None if run.events is None else zip(run.event_times, run.event_values, strict=True)
    times_and_values = (
        [] if found is None else [(np.array(t), np.array(y).reshape(-1, size)) for t, y in found]
    )
    return {
        "t": np.array(run.t),
        "y": np.array(run.y).reshape(-1, size).T,
        "sol": continuous(run),
        "t_events": None if found is None else [t for t, _ in times_and_values],
        "y_events": None if found is None else [y for _, y in times_and_values],
    }


def continuous(run: Run) -> Any:
    """Return the solution between the steps, if it was asked for and there were any."""
    if not run.polynomials:
        return None
    from scipy.integrate import OdeSolution

    return OdeSolution(run.ends, run.polynomials)


def statistics(run: Run) -> dict[str, int]:
    """Return CVODE's own counters."""
    names = dict(STATISTICS)
    if run.problem.method == "BDF":
        names |= {**LINEAR_STATISTICS, "jacobians": "NumJacEvals", "factorisations": "NumLinSolvSetups"}
    return {name: run.integrator.count(counter) for name, counter in names.items()}


def explain(run: Run, code: int, failures: list[BaseException]) -> str:
    """Return what failed, in SUNDIALS' own word, where, and what to do."""
    name = code_name(run.integrator.library.header.constants, code)
    said = f" It raised last: {failures[-1]}" if failures else ""
    return f"{name} at t = {run.integrator.time:.6g}: {advice(name)}.{said}"
