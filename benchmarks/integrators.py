"""Callbacks inside an integrator in C: RK4 on an oscillator, leapfrog on bodies that attract each other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from .compilers import NATIVE, PROMISES, RESTRICT, Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("integrators")
RK4_STEPS, LEAPFROG_STEPS, BODIES = 50_000, 1_000, 16


def oscillate(t, y, ydot, p):
    ydot[0] = y[1]
    ydot[1] = -p.k / p.m * y[0]
    p.ncalls += 1
    return 0


def attract(x, a, p):
    for i in range(p.n):
        ax, ay, az = 0.0, 0.0, 0.0
        for j in range(p.n):
            dx = x[j, 0] - x[i, 0]
            dy = x[j, 1] - x[i, 1]
            dz = x[j, 2] - x[i, 2]
            r2 = dx * dx + dy * dy + dz * dz + p.softening
            s = p.G * p.mass[j] / (r2 * math.sqrt(r2))
            ax += s * dx
            ay += s * dy
            az += s * dz
        a[i, 0] = ax
        a[i, 1] = ay
        a[i, 2] = az
    p.ncalls += 1
    return 0


def comparisons() -> Iterator[Comparison]:
    """Yield both integrators, with no promises, with `restrict`, and with all."""
    yield compare("RK4 on an oscillator", oscillator_route, oscillate, rhs)
    yield compare("leapfrog on 16 bodies", cluster_route, attract, force)


def compare(name: str, route: Callable[[Any], Route], function: Any, compiled: Any) -> Comparison:
    """Return one integrator with its callback in C and in Python.

    C divides as NumPy does; Python's own division, which looks for zero, is shown beside it.
    """

    def c_route(flags: tuple[str, ...]) -> Route:
        return route(getattr(PROGRAM.callbacks(flags), function.__name__))

    routes = {
        "C": c_route(NATIVE),
        "structcb": route(compiled(function, error_model="numpy")),
        "structcb, Python's division": route(compiled(function)),
        "C, restrict": c_route(RESTRICT),
        "structcb, noalias": route(compiled(function, error_model="numpy", noalias=True)),
        "C, fast-math and restrict": c_route(PROMISES),
        "structcb, fastmath and noalias": route(
            compiled(function, error_model="numpy", fastmath=True, noalias=True)
        ),
    }
    bars = [
        Bar("structcb", "C", 1.05),
        Bar("structcb, Python's division", "C", 1.05),
        Bar("structcb, noalias", "C, restrict", 1.05),
    ]
    return Comparison(name, routes, bars, unit="step")


def rhs(function: Any, **options: Any) -> Any:
    """Return a right-hand side for C to call."""
    shapes = {"y": 2, "ydot": 2}
    return PROGRAM.compiled(function, "rhs_fn", user_data="struct oscillator", arrays=shapes, **options)


def force(function: Any, **options: Any) -> Any:
    """Return a force for C to call."""
    shapes = {"x": ("p.n", 3), "a": ("p.n", 3)}
    return PROGRAM.compiled(function, "force_fn", user_data="struct cluster", arrays=shapes, **options)


def oscillator_route(callback: Any) -> Route:
    """Return the route that integrates an oscillator."""

    def run() -> Sequence[float]:
        state = PROGRAM.header.new("struct oscillator", k=2.0, m=0.5)
        y = PROGRAM.header.ffi.new("double[2]", [1.0, 0.0])
        PROGRAM.driver.rk4(callback.cffi, 0.0, 1e-3, RK4_STEPS, y, 2, state.cffi)
        return *y, state.ncalls

    return Route(run, RK4_STEPS)


def cluster_route(callback: Any) -> Route:
    """Return the route that moves some bodies."""
    start = np.random.default_rng(0).normal(size=3 * BODIES).tolist()

    def run() -> Sequence[float]:
        new = PROGRAM.header.ffi.new
        x, v, a = new("double[]", start), new("double[]", 3 * BODIES), new("double[]", 3 * BODIES)
        state = PROGRAM.header.new("struct cluster", n=BODIES, G=1.0, softening=0.1, mass=np.full(32, 0.01))
        PROGRAM.driver.leapfrog(callback.cffi, 1e-3, LEAPFROG_STEPS, BODIES, x, v, a, state.cffi)
        return *x, state.ncalls

    return Route(run, LEAPFROG_STEPS)
