"""GSL's vegas and Runge-Kutta-Prince-Dormand: callbacks in C, compiled, and in the interpreter by cffi and ctypes.

No wheel brings a Python interface to GSL: its users call it through cffi or ctypes.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from structcb.consumers import gsl as consumer
from structcb.errors import MissingLibraryError

from .compilers import Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("consumers_gsl")
SAMPLES, ITERATIONS, END, MU = 20_000, 5, 50.0, 5.0  # vegas iterates five times, unless it is told
SCALE = 1 / math.pi**3
NUMPYS = {"error_model": "numpy"}
INTEGRAND, EQUATION = "double (double *x, size_t dim, void *params)", (
    "int (double t, const double *y, double *dydt, void *params)"
)  # fmt: skip
DOUBLES = ctypes.POINTER(ctypes.c_double)
WATSON = ctypes.CFUNCTYPE(ctypes.c_double, DOUBLES, ctypes.c_size_t, ctypes.c_void_p)
VAN_DER_POL = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_double, DOUBLES, DOUBLES, ctypes.c_void_p)


def watson(x, dim, p):
    p.ncalls += 1
    product = 1.0
    for i in range(dim):
        product *= math.cos(x[i])
    return p.scale / (1 - product)


def van_der_pol(t, y, dydt, p):
    p.ncalls += 1
    dydt[0] = y[1]
    dydt[1] = -y[0] - p.mu * y[1] * (y[0] * y[0] - 1)
    return 0


class Parameters:
    """The state as a Python user would keep it."""

    def __init__(self) -> None:
        self.scale, self.mu, self.ncalls = SCALE, MU, 0


def comparisons() -> Iterator[Comparison]:
    """Yield an integral and an equation; they are left out where GSL is missing."""
    try:
        gsl = consumer.gsl()
    except MissingLibraryError as missing:
        print(f"GSL left out: {missing}")
        return
    ffi, in_c, python = gsl.ffi, PROGRAM.callbacks(), Parameters()
    integrand = PROGRAM.compiled(watson, INTEGRAND, user_data="struct lattice", **NUMPYS)
    equation = PROGRAM.compiled(
        van_der_pol, EQUATION, user_data="struct oscillator", on_error=consumer.ODE_ERRORS, **NUMPYS
    )
    lattice = PROGRAM.header.new("struct lattice", scale=SCALE)
    oscillator = PROGRAM.header.new("struct oscillator", mu=MU)
    yield comparison(
        "GSL, vegas on Watson's integral",
        lambda entry: integrate(gsl, entry, lattice.address),
        SAMPLES * ITERATIONS,
        {
            "C": in_c.watson.address,
            "structcb": integrand.address,
            "Python, cffi": ffi.callback(
                "double (double *, size_t, void *)", lambda x, n, _: watson(x, n, python)
            ),
            "Python, ctypes": WATSON(lambda x, n, _: watson(x, n, python)),
        },
        "sample",
    )
    yield comparison(
        "GSL, rk8pd on van der Pol's oscillator",
        lambda entry: evolve(gsl, entry, oscillator.address),
        1,
        {
            "C": in_c.van_der_pol.address,
            "structcb": equation.address,
            "Python, cffi": ffi.callback(
                "int (double, double *, double *, void *)", lambda t, y, d, _: van_der_pol(t, y, d, python)
            ),
            "Python, ctypes": VAN_DER_POL(lambda t, y, d, _: van_der_pol(t, y, d, python)),
        },
        "solution",
    )


def comparison(
    name: str, run: Callable[[int], Sequence[float]], work: int, entries: dict[str, Any], unit: str
) -> Comparison:
    """Return the comparison of functions at these addresses; the interpreter's are kept by their routes."""

    def route(entry: Any) -> Route:
        return Route(lambda: run(address_of(entry)), work)

    bars = [Bar("structcb", "C", 1.05)]
    return Comparison(name, {route_name: route(e) for route_name, e in entries.items()}, bars, unit=unit)


def address_of(entry: Any) -> int:
    """Return the address of a function: a number, cffi's or ctypes's."""
    if isinstance(entry, int):
        return entry
    if isinstance(entry, ctypes._CFuncPtr):
        return ctypes.cast(entry, ctypes.c_void_p).value or 0
    return int(consumer.gsl().ffi.cast("uintptr_t", entry))


def integrate(gsl: Any, entry: int, user_data: int) -> Sequence[float]:
    """Integrate with vegas and the first numbers of its generator."""
    ffi = gsl.ffi
    value, error = ffi.new("double *"), ffi.new("double *")
    with ExitStack() as stack:
        random = gsl.make(stack, "gsl_rng", gsl.gsl_rng_mt19937)
        vegas = gsl.make(stack, "gsl_monte_vegas", 3)
        f = ffi.new("gsl_monte_function *")
        f.f = ffi.cast("double (*)(double *, size_t, void *)", entry)
        f.dim, f.params = 3, ffi.cast("void *", user_data)
        limits = ffi.new("double[]", [0.0] * 3), ffi.new("double[]", [math.pi] * 3)
        call = gsl.gsl_monte_vegas_integrate
        gsl.check(call(f, *limits, 3, SAMPLES, random, vegas, value, error))
    return value[0], error[0]


def evolve(gsl: Any, entry: int, user_data: int) -> Sequence[float]:
    """Follow the oscillator to the end."""
    ffi = gsl.ffi
    y, t = ffi.new("double[2]", [2.0, 0.0]), ffi.new("double *")
    system = ffi.new("gsl_odeiv2_system *")
    system.function = ffi.cast("int (*)(double, const double *, double *, void *)", entry)
    system.dimension, system.params = 2, ffi.cast("void *", user_data)
    with ExitStack() as stack:
        driver = gsl.make(stack, "gsl_odeiv2_driver", system, gsl.gsl_odeiv2_step_rk8pd, 1e-6, 1e-9, 1e-9)
        gsl.check(gsl.gsl_odeiv2_driver_apply(driver, t, END, y))
    return list(y)
