"""The minimisation: NLopt runs in C until it is done, and exceptions and Ctrl-C arrive in Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...callbacks import Callback, guard
from .libraries import nlopt
from .optimizers import Optimizer
from .problems import Constraint, Data, pose

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from scipy.optimize import OptimizeResult

__all__ = ["minimize"]

MEANINGS = {
    "NLOPT_SUCCESS": "the optimiser is done",
    "NLOPT_STOPVAL_REACHED": "the value is at most `stopval`",
    "NLOPT_FTOL_REACHED": "the value changed by less than `ftol_rel` or `ftol_abs`",
    "NLOPT_XTOL_REACHED": "the variables changed by less than `xtol_rel` or `xtol_abs`",
    "NLOPT_MAXEVAL_REACHED": "the objective was evaluated `maxeval` times",
    "NLOPT_MAXTIME_REACHED": "`maxtime` is over",
    "NLOPT_ROUNDOFF_LIMITED": "rounding errors limit the progress; the result may still be useful",
    "NLOPT_FORCED_STOP": "a callback stopped the optimiser",
}


def minimize(
    objective: Callback,
    x0: ArrayLike,
    state: Data = None,
    *,
    method: str = "LD_SLSQP",
    bounds: Any = None,
    inequalities: Sequence[Constraint | Callback] = (),
    equalities: Sequence[Constraint | Callback] = (),
    xtol_rel: float = 1e-8,
    xtol_abs: float = 0.0,
    ftol_rel: float = 0.0,
    ftol_abs: float = 0.0,
    stopval: float | None = None,
    maxeval: int = 0,
    maxtime: float = 0.0,
    initial_step: ArrayLike | None = None,
    population: int | None = None,
    local_method: str | None = None,
    parameters: Mapping[str, float] | None = None,
) -> OptimizeResult:
    """Minimise a function with NLopt.

    The GIL is free meanwhile, so that threads minimise side by side, each with a state of its own. An exception of a
    callback stops the optimiser and is raised here; so does Ctrl-C.

    Parameters
    ----------
    objective
        A callback made by ``nlopt.function``.
    x0
        Where to start.
    state
        What the callbacks get as their last argument.
    method
        NLopt's name of the algorithm, such as ``"LD_LBFGS"``, ``"LN_SBPLX"`` or ``"GN_CRS2_LM"``. A ``D`` as the
        second letter asks for gradients, a ``G`` as the first for finite bounds.
    bounds
        A pair for each variable, None where there is none, or ``scipy.optimize.Bounds``.
    inequalities, equalities
        Functions that must be at most zero, and zero: callbacks, or ``Constraint``.
    xtol_rel, xtol_abs, ftol_rel, ftol_abs
        How small the last change must be, of each variable and of the value; 0 for no such limit.
    stopval
        A value that is good enough.
    maxeval, maxtime
        The most evaluations, and seconds; 0 for no limit.
    initial_step
        The first step, one number or one for each variable.
    population
        How many points a global search keeps.
    local_method
        The algorithm inside of ``"AUGLAG"`` or ``"G_MLSL_LDS"``, with the same tolerances.
    parameters
        Parameters of the algorithm itself, by NLopt's name.

    Returns
    -------
    scipy.optimize.OptimizeResult
        ``x``, ``fun``, ``nfev``, ``success``; ``status`` is NLopt's code, and ``message`` begins with its name.

    Raises
    ------
    ValueError
        A problem that makes no sense, or that the algorithm cannot take.
    MissingLibraryError
        NLopt is not installed.
    """
    import numpy as np

    problem = pose(objective, x0, state, bounds=bounds, inequalities=inequalities, equalities=equalities)
    limits: dict[str, float] = {
        "xtol_rel": xtol_rel,
        "xtol_abs1": xtol_abs,
        "ftol_rel": ftol_rel,
        "ftol_abs": ftol_abs,
        "maxeval": maxeval,
        "maxtime": maxtime,
    }
    if stopval is not None:
        limits["stopval"] = stopval
    if population is not None:
        limits["population"] = population
    check_ends(method, limits)
    with Optimizer(nlopt(), problem, method, limits, local_method) as optimizer:
        if initial_step is not None:
            optimizer.set_initial_step(np.array(np.broadcast_to(initial_step, problem.x0.size), float))
        for name, value in (parameters or {}).items():
            optimizer.set_parameter(name, value)
        with guard(*problem.functions):
            code, x, value = optimizer.run()
        return result(optimizer, method, code, x, value)


def check_ends(method: str, limits: Mapping[str, float]) -> None:
    """Refuse a search that nothing could end.

    Raises
    ------
    ValueError
        StoGO without a limit: it does not look at whether it was stopped, by an exception or by Ctrl-C.
    """
    if "STOGO" in method and not (limits["maxeval"] or limits["maxtime"]):
        raise ValueError(f"`{method}` cannot be stopped while it runs; give `maxeval` or `maxtime`.")


def result(optimizer: Optimizer, method: str, code: int, x: Any, value: float) -> OptimizeResult:
    """Return what the user gets, or refuse a problem that NLopt has refused."""
    from scipy.optimize import OptimizeResult

    name = optimizer.library.code_name(code)
    if optimizer.lacks_gradient:
        raise ValueError(
            f"`{method}` needs gradients, but {', '.join(f'`{f}`' for f in optimizer.lacks_gradient)} left NaN in `grad` "
            f"at the start; fill all of it, or take a method without gradients, whose name has an N as in `LN_`."
        )
    if name == "NLOPT_INVALID_ARGS":
        raise ValueError(f"`{method}` cannot take this problem: {optimizer.said or 'NLopt says no more'}.")
    if name == "NLOPT_OUT_OF_MEMORY":
        raise MemoryError("NLopt ran out of memory")
    meaning = optimizer.said or MEANINGS.get(name, "NLopt says no more")
    return OptimizeResult(
        x=x,
        fun=value,
        success=name
        in {"NLOPT_SUCCESS", "NLOPT_STOPVAL_REACHED", "NLOPT_FTOL_REACHED", "NLOPT_XTOL_REACHED"},
        status=code,
        message=f"{name}: {meaning}.",
        nfev=optimizer.evaluations,
    )
