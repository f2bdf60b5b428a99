"""SUNDIALS' other solvers, with callbacks in C and in Python: an orbit in ARKODE, Robertson's reactions in IDA."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np
from scipy import integrate

from structcb.consumers import sundials
from structcb.consumers.sundials import libraries
from structcb.consumers.sundials.bodies import fitting
from structcb.errors import MissingLibraryError

from .compilers import NATIVE, Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("consumers_sundials")
NUMPYS = {"error_model": "numpy"}  # C does not look for division by zero either
ORBITS, ECCENTRICITY = 20, 0.5
SPAN = (0.0, 2 * math.pi * ORBITS)
AROUND = [1 - ECCENTRICITY, 0.0, 0.0, math.sqrt((1 + ECCENTRICITY) / (1 - ECCENTRICITY))]
TIGHT: dict[str, Any] = {"rtol": 1e-8, "atol": 1e-10}
RATES = {"k1": 0.04, "k2": 1e4, "k3": 3e7}
REACTED, SLOPES, END = [1.0, 0.0, 0.0], [-0.04, 0.04, 0.0], 4e4
FINE: dict[str, Any] = {"rtol": 1e-6, "atol": 1e-10}


def attract(t, y, ydot, p):
    p.ncalls += 1
    r2 = y[0] * y[0] + y[1] * y[1]
    r = math.sqrt(r2)
    p.closest = min(p.closest, r)
    ydot[0] = y[2]
    ydot[1] = y[3]
    ydot[2] = -y[0] / (r2 * r)
    ydot[3] = -y[1] / (r2 * r)


def react(t, y, ydot, r, p):
    p.ncalls += 1
    slow, fast, faster = p.k1 * y[0], p.k2 * y[1] * y[2], p.k3 * y[1] * y[1]
    r[0] = fast - slow - ydot[0]
    r[1] = slow - fast - faster - ydot[1]
    r[2] = y[0] + y[1] + y[2] - 1


def comparisons() -> Iterator[Comparison]:
    """Yield one problem for each solver; what is not installed is left out."""
    for compare in (compare_orbits, compare_reactions):
        try:
            yield compare()
        except MissingLibraryError as missing:
            print(f"left out: {missing}")


def compare_orbits() -> Comparison:
    """Return the orbit, explicitly."""
    arkode = libraries.sundials("arkode")
    compiled = sundials.rhs(PROGRAM.header, "struct orbit", cache=False, **NUMPYS)(attract)
    ours = fitting(compiled, arkode)
    return comparison(
        f"ARKODE, {ORBITS} orbits",
        lambda: evolve(arkode, in_c(arkode).attract.address),
        lambda: evolve(arkode, ours.address),
        "scipy.integrate.solve_ivp, RK45",
        solve_with_scipy,
    )


def compare_reactions() -> Comparison:
    """Return the reactions, with mass as an equation."""
    ida = libraries.sundials("ida")
    compiled = sundials.residual(PROGRAM.header, "struct robertson", cache=False, **NUMPYS)(react)
    ours = fitting(compiled, ida)
    return comparison(
        "IDA, Robertson's reactions to t = 4e4",
        lambda: relax(ida, in_c(ida).react.address),
        lambda: relax(ida, ours.address),
        "sksundae.ida.IDA",
        solve_with_sundae,
    )


def in_c(library: libraries.Sundials) -> Any:
    """Return the callbacks in C, for vectors of a library."""
    # Rounded as Python rounds, so that both make the same steps.
    return PROGRAM.callbacks((*NATIVE, "-ffp-contract=off", f"-DSUNINDEX={library.index}"))


def comparison(
    name: str,
    by_c: Callable[[], Sequence[float]],
    by_us: Callable[[], Sequence[float]],
    users: str,
    by_users: Callable[[], Sequence[float]],
) -> Comparison:
    """Return the three routes; those through C are repeated, to be timed."""
    times = 10
    routes = {
        "C": Route(lambda: [by_c() for _ in range(times)][-1], times),
        "structcb": Route(lambda: [by_us() for _ in range(times)][-1], times),
        users: Route(by_users, 1),
    }
    # SciPy's methods are others; scikit-sundae sets other options.
    return Comparison(name, routes, [Bar("structcb", "C", 1.05)], unit="solution", same_result=False)


def evolve(arkode: libraries.Sundials, rhs: int) -> Sequence[float]:
    """Run ARKODE with a right-hand side at an address."""
    state = PROGRAM.header.new("struct orbit", closest=math.inf)
    with ExitStack() as stack:
        context = arkode.context(stack)
        y, values = arkode.vector(context, np.array(AROUND), stack)
        memory = arkode.ERKStepCreate(arkode.ffi.cast("ARKRhsFn", rhs), SPAN[0], y, context)
        stack.callback(arkode.ARKodeFree, arkode.ffi.new("void **", memory))
        arkode.ARKodeSStolerances(memory, TIGHT["rtol"], TIGHT["atol"])
        arkode.ARKodeSetUserData(memory, arkode.ffi.cast("void *", state.address))
        arkode.ARKodeSetMaxNumSteps(memory, 100_000)
        arkode.ARKodeSetStopTime(memory, SPAN[1])
        code = arkode.ARKodeEvolve(memory, SPAN[1], y, arkode.ffi.new("double *"), arkode.ARK_NORMAL)
        assert code >= 0, f"ARKODE returned {code}"
        return *values.tolist(), state.ncalls, state.closest


def relax(ida: libraries.Sundials, residual: int) -> Sequence[float]:
    """Run IDA with a residual at an address."""
    state = PROGRAM.header.new("struct robertson", **RATES)
    with ExitStack() as stack:
        context = ida.context(stack)
        y, values = ida.vector(context, np.array(REACTED), stack)
        ydot, _ = ida.vector(context, np.array(SLOPES), stack)
        matrix = ida.SUNDenseMatrix(3, 3, context)
        stack.callback(ida.SUNMatDestroy, matrix)
        linear = ida.SUNLinSol_Dense(y, matrix, context)
        stack.callback(ida.SUNLinSolFree, linear)
        memory = ida.IDACreate(context)
        stack.callback(ida.IDAFree, ida.ffi.new("void **", memory))
        ida.IDAInit(memory, ida.ffi.cast("IDAResFn", residual), 0.0, y, ydot)
        ida.IDASStolerances(memory, FINE["rtol"], FINE["atol"])
        ida.IDASetUserData(memory, ida.ffi.cast("void *", state.address))
        ida.IDASetMaxNumSteps(memory, 100_000)
        ida.IDASetLinearSolver(memory, linear, matrix)
        time = ida.ffi.new("double *")
        code = ida.IDASolve(memory, END, time, y, ydot, ida.IDA_NORMAL)
        assert code == 0, f"IDA returned {code}"
        return *values.tolist(), state.ncalls


class Counters:
    """What a Python user would keep the rates and the counters in."""

    def __init__(self) -> None:
        self.k1, self.k2, self.k3 = RATES.values()
        self.ncalls, self.closest = 0, math.inf


def solve_with_scipy() -> Sequence[float]:
    """Solve with SciPy's explicit method and the same function in the interpreter."""
    counters = Counters()

    def rhs(t, y):
        ydot = np.empty(4)
        attract(t, y, ydot, counters)
        return ydot

    solution = integrate.solve_ivp(rhs, SPAN, AROUND, method="RK45", t_eval=[SPAN[1]], **TIGHT)
    return *solution.y[:, -1], counters.ncalls, counters.closest


def solve_with_sundae() -> Sequence[float]:
    """Solve with the same IDA, called by scikit-sundae, which calls the function in the interpreter."""
    from sksundae.ida import IDA

    counters = Counters()

    def residual(t, y, ydot, r):
        react(t, y, ydot, r, counters)

    solution = IDA(residual, algebraic_idx=[2], **FINE).solve([0.0, END], REACTED, SLOPES)
    return *solution.y[-1], counters.ncalls
