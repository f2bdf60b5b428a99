"""A stiff problem end to end: Robertson's reactions in CVODE, with a callback in C and in Python, and in SciPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np
from scipy import integrate

from structcb.consumers import sundials
from structcb.consumers.sundials import libraries
from structcb.errors import MissingLibraryError

from .compilers import NATIVE, Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("cvode")
BDF, NORMAL = 2, 1
SPAN, START = (0.0, 4e4), [1.0, 0.0, 0.0]
TOLERANCES: dict[str, Any] = {"rtol": 1e-6, "atol": 1e-10}
RATES = {"k1": 0.04, "k2": 1e4, "k3": 3e7}


def react(t, y, ydot, p):
    p.ncalls += 1
    p.last_time = t
    for i in range(3):
        p.largest[i] = max(p.largest[i], y[i])
    slow, fast, faster = p.k1 * y[0], p.k2 * y[1] * y[2], p.k3 * y[1] * y[1]
    ydot[0] = fast - slow
    ydot[1] = slow - fast - faster
    ydot[2] = faster


def comparisons() -> Iterator[Comparison]:
    """Yield the one problem; it is left out where SUNDIALS is missing."""
    try:
        index = libraries.sundials().ffi.sizeof("sunindextype")
    except MissingLibraryError as missing:
        print(f"CVODE left out: {missing}")
        return
    compiled = sundials.rhs(PROGRAM.header, user_data="struct robertson", cache=False)(react)
    in_c = PROGRAM.callbacks((*NATIVE, f"-DSUNINDEX=int{8 * index}_t")).react
    yield Comparison(
        "CVODE, Robertson's reactions to t = 4e4",
        {
            "C": repeated(lambda: solve(in_c.address)),
            "structcb": repeated(lambda: solve(compiled.address)),
            "structcb, sundials.solve_ivp": repeated(lambda: solve_ivp(compiled)),
            "scipy.integrate.solve_ivp, BDF": Route(solve_with_scipy, 1),
        },
        [
            Bar("structcb", "C", 1.05),
            Bar("structcb, sundials.solve_ivp", "scipy.integrate.solve_ivp, BDF", 1 / 25),
        ],
        unit="solution",
        same_result=False,  # SciPy's BDF is another integrator
    )


def repeated(solve_once: Callable[[], Sequence[float]]) -> Route:
    """Return the route that solves often enough to be timed, with the last solution."""
    times = 10
    return Route(lambda: [solve_once() for _ in range(times)][-1], times)


def solve(rhs: int) -> Sequence[float]:
    """Run CVODE with a callback at an address; nothing but the callback is compiled for it."""
    cvode = libraries.sundials()
    state = PROGRAM.header.new("struct robertson", **RATES)
    with ExitStack() as stack:
        context = cvode.context(stack)
        y = cvode.N_VNew_Serial(3, context)
        stack.callback(cvode.N_VDestroy, y)
        values = cvode.N_VGetArrayPointer(y)
        values[0:3] = START
        matrix = cvode.SUNDenseMatrix(3, 3, context)
        stack.callback(cvode.SUNMatDestroy, matrix)
        linear = cvode.SUNLinSol_Dense(y, matrix, context)
        stack.callback(cvode.SUNLinSolFree, linear)
        memory = cvode.CVodeCreate(BDF, context)
        stack.callback(cvode.CVodeFree, cvode.ffi.new("void **", memory))
        cvode.CVodeInit(memory, cvode.ffi.cast("CVRhsFn", rhs), SPAN[0], y)
        cvode.CVodeSStolerances(memory, TOLERANCES["rtol"], TOLERANCES["atol"])
        cvode.CVodeSetUserData(memory, cvode.ffi.cast("void *", state.address))
        cvode.CVodeSetMaxNumSteps(memory, 100_000)
        cvode.CVodeSetLinearSolver(memory, linear, matrix)
        code = cvode.CVode(memory, SPAN[1], y, cvode.ffi.new("double *"), NORMAL)
        assert code == 0, f"CVODE returned {code}"
        return *values[0:3], state.ncalls


def solve_ivp(rhs: Any) -> Sequence[float]:
    """Solve as users do."""
    state = PROGRAM.header.new("struct robertson", **RATES)
    solution = sundials.solve_ivp(rhs, SPAN, START, state, t_eval=[SPAN[1]], **TOLERANCES)
    return *solution.y[:, -1], state.ncalls


class Parameters:
    """What a Python user would keep the rates and the counters in."""

    def __init__(self) -> None:
        self.k1, self.k2, self.k3 = RATES.values()
        self.ncalls, self.last_time, self.largest = 0, 0.0, [0.0, 0.0, 0.0]


def solve_with_scipy() -> Sequence[float]:
    """Solve with SciPy's BDF and the same function in the interpreter."""
    parameters = Parameters()

    def rhs(t, y):
        ydot = np.empty(3)
        react(t, y, ydot, parameters)
        return ydot

    solution = integrate.solve_ivp(rhs, SPAN, START, method="BDF", t_eval=[SPAN[1]], **TOLERANCES)
    return *solution.y[:, -1], parameters.ncalls
