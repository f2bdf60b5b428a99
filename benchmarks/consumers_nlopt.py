"""NLopt on Rosenbrock's valley: a callback in C, compiled by structcb, and in the interpreter by NLopt's own wrapper."""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from structcb.consumers import nlopt
from structcb.consumers.nlopt import libraries
from structcb.errors import MissingLibraryError

from .compilers import Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("consumers_nlopt")
SIZE, MAXEVAL = 10, 30_000
START = [-1.2 + 0.1 * i for i in range(SIZE)]
# Without gradients the callback is nearly all there is; with them, few calls do.
METHODS = {"LN_SBPLX": 1, "LD_LBFGS": 20}


def rosenbrock(x, grad, p):
    value = 0.0
    p.nvalues += 1
    for i in range(len(x) - 1):
        rise, run = x[i + 1] - x[i] * x[i], p.b - x[i]
        value += p.a * rise * rise + run * run
    if grad is not None:
        p.ngradients += 1
        grad[:] = 0
        for i in range(len(x) - 1):
            rise = x[i + 1] - x[i] * x[i]
            grad[i] -= 4 * p.a * x[i] * rise + 2 * (p.b - x[i])
            grad[i + 1] += 2 * p.a * rise
    p.best = min(p.best, value)
    return value


def comparisons() -> Iterator[Comparison]:
    """Yield one problem by two algorithms; they are left out where NLopt is missing."""
    try:
        libraries.nlopt()
    except MissingLibraryError as missing:
        print(f"NLopt left out: {missing}")
        return
    ours = nlopt.function(PROGRAM.header, "struct valley", cache=False, error_model="numpy")(rosenbrock)
    in_c = PROGRAM.header.ffi.cast("uintptr_t", PROGRAM.callbacks().rosenbrock.cffi)
    for method, times in METHODS.items():
        yield Comparison(
            f"NLopt {method}, Rosenbrock's valley of {SIZE} variables",
            {
                "C": route(lambda m=method: solve(int(in_c), m), times),
                "structcb": route(lambda m=method: solve(ours.address, m), times),
                "structcb, nlopt.minimize": route(lambda m=method: minimize(ours, m), times),
                "Python, nlopt's wrapper": route(lambda m=method: solve_by_wrapper(m), times),
            },
            [Bar("structcb", "C", 1.05)]
            + [Bar("structcb, nlopt.minimize", "C", 1.1)] * (method == "LN_SBPLX"),
            unit="minimum",
            same_result=False,  # gcc and LLVM sum in different orders, and the paths part
        )


def route(solve_once: Any, times: int) -> Route:
    """Return the route that solves a few times."""
    return Route(lambda: [solve_once() for _ in range(times)][-1], times)


def new_state() -> Any:
    """Return fresh parameters and counters."""
    return PROGRAM.header.new("struct valley", a=100.0, b=1.0, best=math.inf)


def solve(address: int, method: str) -> Sequence[float]:
    """Minimise with a callback at an address, by cffi alone."""
    library, state, x = libraries.nlopt(), new_state(), np.array(START)
    ffi, value = library.ffi, library.ffi.new("double *")
    optimizer = library.create(library.algorithm(method), SIZE)
    entry, data = ffi.cast("nlopt_func", address), ffi.cast("void *", state.address)
    library.set_min_objective(optimizer, entry, data)
    library.set_xtol_rel(optimizer, 1e-8)
    library.set_maxeval(optimizer, MAXEVAL)
    library.optimize(optimizer, ffi.from_buffer("double[]", x), value)
    library.destroy(optimizer)
    return value[0], state.nvalues


def minimize(objective: Any, method: str) -> Sequence[float]:
    """Minimise as users do."""
    state = new_state()
    found = nlopt.minimize(objective, START, state, method=method, xtol_rel=1e-8, maxeval=MAXEVAL)
    return found.fun, state.nvalues


class Parameters:
    """What a Python user would keep parameters and counters in."""

    def __init__(self) -> None:
        self.a, self.b, self.best = 100.0, 1.0, math.inf
        self.nvalues = self.ngradients = 0


def solve_by_wrapper(method: str) -> Sequence[float]:
    """Minimise with NLopt's own Python module."""
    module, parameters = importlib.import_module("nlopt"), Parameters()
    optimizer = module.opt(getattr(module, method), SIZE)
    optimizer.set_min_objective(lambda x, grad: float(rosenbrock(x, grad if grad.size else None, parameters)))
    optimizer.set_xtol_rel(1e-8)
    optimizer.set_maxeval(MAXEVAL)
    optimizer.optimize(START)
    return optimizer.last_optimum_value(), parameters.nvalues
