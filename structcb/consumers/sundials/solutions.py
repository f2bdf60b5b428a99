"""The solve itself, and what it hands back: SciPy's names, as attributes and as items."""

from __future__ import annotations

from typing import Any

from ...callbacks import guard
from .failures import advice
from .functions import Functions
from .integrators import Integrator
from .libraries import Sundials, chosen
from .problems import Problem
from .runs import Run

__all__ = ["Solution", "solved"]

MESSAGES = {
    0: "The solver successfully reached the end of the integration interval.",
    1: "A termination event occurred.",
}


class Solution(dict[str, Any]):
    """The result of ``solve_ivp``, with the names and meanings that SciPy gives them.

    Attributes
    ----------
    t
        Times, shape (n_points,).
    y
        Values at ``t``, shape (n, n_points).
    nfev, njev, nlu
        Calls of the right-hand side, all of them; Jacobians; factorisations.
    ydot
        Derivatives at ``t``, from ``solve_dae`` only.
    statistics
        The solver's own counters.
    status
        0 for the end of ``t_span``, 1 for a terminal event, -1 for a step that failed.
    message, success
        The same for people and for ``if``.
    """

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"a solution has no `{name}`; it has {', '.join(self)}") from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self]

    def __repr__(self) -> str:
        width = max(map(len, self), default=0)
        return "\n".join(f"{name:>{width}}: {value}" for name, value in self.items())


def solved(
    solver: type[Integrator],
    library: Sundials | None,
    problem: Problem,
    functions: Functions,
    dense_output: bool,
) -> Solution:
    """Run a solver to the end; exceptions of its callbacks are raised here."""
    library = chosen(solver.solver, library)
    functions = functions.fitting(library)
    with solver(library, problem, functions) as integrator:
        run = Run(problem, integrator, dense_output)
        with guard(*functions.guarded) as guarded:
            code = run.to_the_end()
        return solution(run, code, guarded.recovered)


def solution(run: Run, code: int, failures: list[BaseException]) -> Solution:
    """Return what the user gets."""
    counted = run.integrator.statistics()
    status = -1 if code < 0 else int(code == run.integrator.constant("ROOT_RETURN"))
    return Solution(
        **values(run),
        nfev=sum(
            counted[name] for name in counted if name.endswith(("rhs_evaluations", "residual_evaluations"))
        ),
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
        **({"ydot": np.array(run.ydot).reshape(-1, size).T} if run.integrator.ydot is not None else {}),
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


def explain(run: Run, code: int, failures: list[BaseException]) -> str:
    """Return what failed, in SUNDIALS' own word, where, and what to do."""
    name = run.integrator.word(code)
    said = f" It raised last: {failures[-1]}" if failures else ""
    return f"{name} at t = {run.integrator.time:.6g}: {advice(name)}.{said}"
