"""A chain of Rosenbrock's valleys in Ipopt: callbacks in C, compiled, in NumPy by cffi, and casadi's own expressions."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from structcb.consumers import ipopt
from structcb.consumers.ipopt import libraries
from structcb.errors import MissingLibraryError

from .compilers import Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("consumers_ipopt")
SIZE, STEEPNESS, UNBOUNDED = 64, 100.0, 1e19
START = np.where(np.arange(SIZE) % 2, 1.0, -1.2)
ROWS = [*range(SIZE), *range(1, SIZE)]
COLUMNS = [*range(SIZE), *range(SIZE - 1)]
KINDS = ("Eval_F_CB", "Eval_G_CB", "Eval_Grad_F_CB", "Eval_Jac_G_CB", "Eval_H_CB")


def value(x, p):
    total = 0.0
    p.nvalues += 1
    for i in range(len(x) - 1):
        rise, run = x[i + 1] - x[i] * x[i], 1 - x[i]
        total += p.steepness * rise * rise + run * run
    return total


def slope(x, grad, p):
    p.ngradients += 1
    grad[:] = 0
    for i in range(len(x) - 1):
        rise = x[i + 1] - x[i] * x[i]
        grad[i] -= 4 * p.steepness * x[i] * rise + 2 * (1 - x[i])
        grad[i + 1] += 2 * p.steepness * rise


def curvature(x, factor, multipliers, values, p):
    n = len(x)
    p.nhessians += 1
    values[:n] = 0
    for i in range(n - 1):
        values[i] += factor * (p.steepness * (12 * x[i] * x[i] - 4 * x[i + 1]) + 2)
        values[i + 1] += factor * 2 * p.steepness
        values[n + i] = factor * -4 * p.steepness * x[i]


def comparisons() -> Iterator[Comparison]:
    """Yield one problem; it is left out where Ipopt is missing."""
    try:
        library = libraries.ipopt()
    except MissingLibraryError as missing:
        print(f"Ipopt left out: {missing}")
        return
    header, options = PROGRAM.header, {"cache": False, "error_model": "numpy"}
    in_c = PROGRAM.callbacks()
    parts = (
        ipopt.objective(header, "struct chain", **options)(value),
        ipopt.gradient(header, "struct chain", **options)(slope),
        ipopt.sparse_hessian(header, ROWS, COLUMNS, "struct chain", **options)(curvature),
    )
    f, grad, hess = (part.callback.address for part in parts)
    stubs = in_c.nothing.address, in_c.no_places.address
    yield Comparison(
        f"Ipopt, a chain of {SIZE} variables",
        {
            "C": route(library, (in_c.value.address, stubs[0], in_c.slope.address, stubs[1], in_c.curvature.address)),
            "structcb": route(library, (f, stubs[0], grad, stubs[1], hess)),
            "structcb, ipopt.minimize": Route(lambda: minimize(*parts), 1),
            "Python, NumPy by cffi": route(library, in_numpy(library)),
            "casadi, expressions": Route(by_casadi(), 1),
        },
        [Bar("structcb", "C", 1.05)],
        unit="minimum",
    )  # fmt: skip


def route(library: Any, entries: Sequence[Any]) -> Route:
    """Return the route that solves with functions at addresses, by cffi alone."""
    ffi, call = library.ffi, library.functions
    functions = [ffi.cast(kind, entry) for kind, entry in zip(KINDS, entries, strict=True)]
    low, high = ffi.new("double[]", [-UNBOUNDED] * SIZE), ffi.new("double[]", [UNBOUNDED] * SIZE)
    none = ffi.new("double[1]")

    def run(kept: Any = entries) -> Sequence[float]:
        state, x, best = (
            PROGRAM.header.new("struct chain", steepness=STEEPNESS),
            START.copy(),
            ffi.new("double *"),
        )
        problem = call.CreateIpoptProblem(SIZE, low, high, 0, none, none, 0, len(ROWS), 0, *functions)
        call.AddIpoptIntOption(problem, b"print_level", 0)
        call.AddIpoptStrOption(problem, b"sb", b"yes")
        null, data = ffi.NULL, ffi.cast("void *", state.address)
        assert (
            call.IpoptSolve(problem, ffi.from_buffer("double[]", x), null, best, null, null, null, data) == 0
        )
        call.FreeIpoptProblem(problem)
        return x[:: SIZE // 8].tolist()  # type: ignore[no-any-return]

    return Route(run, 1)


def minimize(f: Any, grad: Any, hess: Any) -> Sequence[float]:
    """Solve as users do."""
    state = PROGRAM.header.new("struct chain", steepness=STEEPNESS)
    found = ipopt.minimize(f, START, grad, state, hessian=hess)
    return found.x[:: SIZE // 8].tolist()  # type: ignore[no-any-return]


def in_numpy(library: Any) -> Sequence[Any]:
    """Return the functions as a Python user would hand them to the same library: on whole arrays, by cffi."""
    ffi = library.ffi

    def array(pointer: Any, count: int, kind: Any = np.float64) -> Any:
        return np.frombuffer(ffi.buffer(pointer, count * np.dtype(kind).itemsize), kind)

    def objective(n: int, at: Any, _new: bool, out: Any, _: Any) -> bool:
        x = array(at, n)
        out[0] = np.sum(STEEPNESS * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)
        return True

    def gradient(n: int, at: Any, _new: bool, out: Any, _: Any) -> bool:
        x, grad = array(at, n), array(out, n)
        rise = x[1:] - x[:-1] ** 2
        grad[-1] = 0
        grad[:-1] = -4 * STEEPNESS * x[:-1] * rise - 2 * (1 - x[:-1])
        grad[1:] += 2 * STEEPNESS * rise
        return True

    def hessian(  # noqa: PLR0917
        n: int, at: Any, _new: bool, factor: float, _m: int, _l: Any, _nl: bool, count: int, rows: Any, columns: Any, values: Any, _: Any
    ) -> bool:  # fmt: skip
        if not values:
            array(rows, count, np.int32)[:], array(columns, count, np.int32)[:] = ROWS, COLUMNS
            return True
        x, found = array(at, n), array(values, count)
        found[: n - 1] = factor * (STEEPNESS * (12 * x[:-1] ** 2 - 4 * x[1:]) + 2)
        found[n - 1] = 0
        found[1:n] += factor * 2 * STEEPNESS
        found[n:] = factor * -4 * STEEPNESS * x[:-1]
        return True

    functions = (objective, lambda *_: True, gradient, lambda *_: True, hessian)
    return [ffi.callback(kind, function) for kind, function in zip(KINDS, functions, strict=True)]


def by_casadi() -> Any:
    """Return a run of casadi's own solver, which differentiates an expression and calls no function of the user's."""
    casadi = importlib.import_module("casadi")
    x = casadi.SX.sym("x", SIZE)
    rise, run = x[1:] - x[:-1] ** 2, 1 - x[:-1]
    f = casadi.sumsqr(rise) * STEEPNESS + casadi.sumsqr(run)
    quiet = {"ipopt.print_level": 0, "ipopt.sb": "yes", "print_time": False}
    solver = casadi.nlpsol("solver", "ipopt", {"x": x, "f": f}, quiet)

    def solve() -> Sequence[float]:
        return np.asarray(solver(x0=START)["x"]).ravel()[:: SIZE // 8].tolist()  # type: ignore[no-any-return]

    return solve
