"""The solve: steps in C until the end of the span, with exceptions and Ctrl-C arriving in Python."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...callbacks import Callback, guard
from ...errors import Recoverable
from ...states import State, StateArray
from .failures import advice, code_name
from .integrators import Integrator
from .libraries import sundials
from .problems import Method, Problem, pose
from .solutions import Solution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from .problems import Vector

__all__ = ["solve_ivp"]

FINISHED = "The solver successfully reached the end of the integration interval."


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
    )
    user_data = rhs.bind(state).user_data if state is not None else 0
    with Integrator(sundials(), problem, rhs.address, user_data) as integrator:
        run = Run(problem, integrator)
        with guard(rhs):
            code = run.to_the_end()
            failures = recovered(rhs)
            if code >= 0:
                forget_dropped(rhs)
        return solution(run, code, failures)


@dataclass
class Run:
    """One pass from start to end, and what was seen on the way."""

    problem: Problem
    integrator: Integrator
    t: list[float] = field(default_factory=list)
    y: list[Vector] = field(default_factory=list)

    def to_the_end(self) -> int:
        """Integrate over the whole span; return CVODE's last code."""
        problem = self.problem
        self.note(problem.t0)
        if problem.t0 == problem.t1:
            self.note(problem.t1)
            return 0
        return self.by_steps() if problem.t_eval is None else self.by_times(problem.t_eval)

    def note(self, t: float) -> None:
        """Keep the solution as it is now."""
        self.t.append(t)
        self.y.append(self.integrator.y.copy())

    def by_steps(self) -> int:
        """Keep every step."""
        end, t = self.problem.t1, self.problem.t0
        while t != end:
            code, t = self.integrator.advance(end, one_step=True)
            if code < 0:
                return code
            self.note(t)
        return 0

    def by_times(self, times: Vector) -> int:
        """Keep the solution at some times; all steps are those that would be made without them."""
        end = self.problem.t1
        targets = times.tolist()
        if targets[:1] == [self.problem.t0]:
            targets.pop(0)
        else:
            self.t.clear()
            self.y.clear()
        # The first step is made towards the end: a target close to the start would be too close to choose a step by.
        code, _ = self.integrator.advance(end, one_step=True)
        for target in targets:
            if code >= 0:
                code, t = self.integrator.advance(target, one_step=False)
            if code < 0:
                return code
            self.note(t)
        if not targets or targets[-1] != end:
            code, _ = self.integrator.advance(end, one_step=False)
        return code


def recovered(rhs: Callback) -> list[BaseException]:
    """Take the exceptions after which the solver was to try again: it knows of them."""
    thread = threading.get_ident()
    return [
        failure.exception
        for slot in rhs._structcb_slots
        for failure in slot.collect(lambda f: f.thread_id == thread and isinstance(f.exception, Recoverable))
    ]


def forget_dropped(rhs: Callback) -> None:
    """Forget what did not fit the slots: the solver went on, so that it was recoverable too."""
    for slot in rhs._structcb_slots:
        slot.take_dropped()


def solution(run: Run, code: int, failures: list[BaseException]) -> Solution:
    """Return what the user gets."""
    import numpy as np

    count = run.integrator.count
    newton = run.problem.method == "BDF"
    return Solution(
        t=np.array(run.t),
        y=np.array(run.y).reshape(-1, run.problem.size).T,
        sol=None,
        t_events=None,
        y_events=None,
        nfev=count("NumRhsEvals") + (count("NumLinRhsEvals") if newton else 0),
        njev=count("NumJacEvals") if newton else 0,
        nlu=count("NumLinSolvSetups") if newton else 0,
        status=-1 if code < 0 else 0,
        message=FINISHED if code >= 0 else explain(run, code, failures),
        success=code >= 0,
    )


def explain(run: Run, code: int, failures: list[BaseException]) -> str:
    """Return what failed, in SUNDIALS' own word, where, and what to do."""
    name = code_name(run.integrator.library.header.constants, code)
    said = f" It raised last: {failures[-1]}" if failures else ""
    return f"{name} at t = {run.integrator.time:.6g}: {advice(name)}.{said}"
