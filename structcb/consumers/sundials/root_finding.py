"""Systems of equations F(x) = 0, solved by KINSOL under the name and conventions of `scipy.optimize.root`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...callbacks import Callback, guard
from ...states import State, StateArray
from .callbacks import Jacobian
from .failures import advice
from .functions import Functions
from .kinsol import Kinsol
from .libraries import Sundials, chosen
from .problems import LinearSolver, initial_values, linear_system
from .systems import Strategy, System, at_least_one, scale, strategy, tolerance

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from scipy.optimize import OptimizeResult

__all__ = ["root"]

# By SUNDIALS' own names; what is not here failed.
MESSAGES = {
    "SUCCESS": "the equations are fulfilled",
    "INITIAL_GUESS_OK": "the start fulfils the equations",
    "STEP_LT_STPTOL": "the steps became too small, but the equations are not fulfilled to `tol`; is that too small, "
    "or `step_tol` too large?",
}
FULFILLED = {"SUCCESS", "INITIAL_GUESS_OK"}
NO_VALUE = ("KIN_SYSFUNC", "KIN_FIRST_SYSFUNC", "KIN_REPTD_SYSFUNC")


def root(
    system: Callback,
    x0: ArrayLike,
    state: State | StateArray | None = None,
    *,
    method: Strategy = "linesearch",
    jac: Jacobian | None = None,
    tol: float | None = None,
    step_tol: float | None = None,
    maxiter: int = 200,
    jac_every: int = 10,
    x_scale: ArrayLike = 1.0,
    f_scale: ArrayLike = 1.0,
    linear_solver: LinearSolver | None = None,
    lband: int | None = None,
    uband: int | None = None,
    library: Sundials | None = None,
) -> OptimizeResult:
    """Solve a system of nonlinear equations with KINSOL.

    It reads like ``scipy.optimize.root``. The GIL is free meanwhile. An exception of the callback is raised here, and
    Ctrl-C stops the solver.

    Parameters
    ----------
    system
        A system made by ``sundials.system``.
    x0
        Where to start.
    state
        What the callback gets as its last argument.
    method
        ``"linesearch"`` shortens Newton's steps where they lead too far, ``"newton"`` takes them as they are.
    jac
        A Jacobian made by ``sundials.system_jacobian``, ``system_banded_jacobian`` or ``system_jacobian_product``; by
        default it is estimated by finite differences.
    tol, step_tol
        How large the largest item of f / `f_scale` may be, and below which step x / `x_scale` is as good as it gets;
        by default KINSOL's choice.
    maxiter
        After how many iterations to give up.
    jac_every
        For how many iterations a Jacobian serves; with 1 each has its own.
    x_scale, f_scale
        How large each value, and each equation far from the solution, usually is; one number, or one for each.
    linear_solver, lband, uband
        As for ``solve_ivp``.
    library
        Another SUNDIALS than that of the extra, opened with ``sundials.open_sundials``.

    Returns
    -------
    scipy.optimize.OptimizeResult
        ``x``, ``fun``, ``success``, ``status``, ``message``, ``nfev``, ``njev``, ``nit`` and KINSOL's own counters as
        ``statistics``. Without success, the message has SUNDIALS' code and what to do.

    Raises
    ------
    ValueError
        A problem that makes no sense.
    MissingLibraryError
        SUNDIALS is not installed.
    """
    start = initial_values(x0, "x0")
    problem = System(
        start,
        strategy(method),
        tolerance("tol", tol),
        tolerance("step_tol", step_tol),
        at_least_one("maxiter", maxiter),
        at_least_one("jac_every", jac_every),
        scale("x_scale", x_scale, len(start)),
        scale("f_scale", f_scale, len(start)),
        linear_system(linear_solver, lband, uband, len(start)),
    )
    functions = Functions("system", system, state, jac)
    functions.check(problem.linear)
    library = chosen("kinsol", library)
    functions = functions.fitting(library)
    with Kinsol(library, problem, functions) as solver:
        return solved(solver, functions)


def solved(solver: Kinsol, functions: Functions) -> OptimizeResult:
    """Run KINSOL; exceptions of its callbacks are raised here."""
    from scipy.optimize import OptimizeResult

    with guard(*functions.guarded) as guarded:
        code = solver.solve()
        has_value = not solver.word(code).startswith(NO_VALUE)
        fun = solver.residual() if has_value else None
    counted = solver.statistics()
    word = next((name for name in MESSAGES if solver.constant(name) == code), None)
    success = word in FULFILLED
    return OptimizeResult(
        x=solver.y.copy(),
        fun=fun,  # None where the callback failed: it would only fail again
        success=success,
        status=code,
        message=message(solver, code, word, [] if success else guarded.recovered),
        nfev=has_value + sum(counted[name] for name in solver.evaluations),
        njev=counted["jacobians"],
        nit=counted["iterations"],
        statistics=counted,
    )


def message(solver: Kinsol, code: int, word: str | None, failures: list[BaseException]) -> str:
    """Return what came out, in SUNDIALS' own word, and what to do."""
    said = f" It raised last: {failures[-1]}" if failures else ""
    if word is not None:
        return f"{solver.codes}{word}: {MESSAGES[word]}.{said}"
    return f"{solver.word(code)}: {advice(solver.word(code))}.{said}"
