"""The demo: Robertson's stiff reactions in CVODE with a callback in Python, next to SciPy and a published table."""

from __future__ import annotations

import argparse
import linecache
import statistics
import time
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from .callbacks import Callback
from .consumers import sundials
from .headers import Header, parse

__all__ = ["add_arguments", "run"]

Write = Callable[[str], None]

HEADER = """
    typedef struct {
        double k1, k2, k3;      /* the rates */
        long ncalls;            /* how often CVODE called */
        double largest[3];      /* the most there was of each species */
        double last_time;
    } robertson;
"""
RATES = {"k1": 0.04, "k2": 1e4, "k3": 3e7}
START = [1.0, 0.0, 0.0]
TOLERANCES: dict[str, Any] = {"rtol": 1e-6, "atol": 1e-10}

# What SUNDIALS' own example prints (examples/cvode/serial/cvRoberts_dns.out), computed with a tolerance of 1e-4.
PUBLISHED = {
    4e-1: (9.851641e-01, 3.386242e-05, 1.480205e-02),
    4e0: (9.055097e-01, 2.240338e-05, 9.446793e-02),
    4e1: (7.158017e-01, 9.185037e-06, 2.841892e-01),
    4e2: (4.505360e-01, 3.223271e-06, 5.494608e-01),
    4e3: (1.832066e-01, 8.942601e-07, 8.167925e-01),
    4e4: (3.898824e-02, 1.621985e-07, 9.610116e-01),
}
TIMES = list(PUBLISHED)
CLOSE = 1e-3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(arguments: argparse.Namespace, write: Write) -> int:
    """Show the demo; return 0 when all numbers agree, 1 otherwise."""
    header = parse(HEADER)
    write("Robertson's reactions, stiff by nine orders of magnitude, from t = 0 to 4e4.")
    rhs = compiled(header, write)
    state = header.new("robertson", **RATES)
    ours = sundials.solve_ivp(rhs, (0.0, TIMES[-1]), START, state, t_eval=TIMES, **TOLERANCES)
    scipy = solved_by_scipy()
    difference = compare(ours, scipy, write)
    write_times(rhs, header, write)
    write_state(state, ours, write)
    arrived = write_failure(rhs, header, write)
    agree = difference <= CLOSE and state.ncalls == ours.nfev and arrived
    write(f"\n{'All numbers agree.' if agree else 'THE NUMBERS DO NOT AGREE.'}")
    return 0 if agree else 1


def compiled(header: Header, write: Write) -> Callback:
    """Compile the right-hand side."""
    start = time.perf_counter()

    @sundials.rhs(header, user_data="robertson")
    def robertson(t, y, ydot, p):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        if p.k1 < 0:
            raise ValueError("a rate cannot be negative")
        p.ncalls += 1
        p.last_time = t
        for i in range(3):
            p.largest[i] = max(p.largest[i], y[i])
        slow, fast, faster = p.k1 * y[0], p.k2 * y[1] * y[2], p.k3 * y[1] * y[1]
        ydot[0] = fast - slow
        ydot[1] = slow - fast - faster
        ydot[2] = faster

    write(
        f"The right-hand side is a Python function, compiled for C in {time.perf_counter() - start:.1f} s.\n"
    )
    return robertson


def solved_by_scipy() -> Any:
    """Return SciPy's solution, with the right-hand side in plain Python."""
    from scipy.integrate import solve_ivp

    def robertson(t: float, y: Any) -> tuple[float, ...]:
        slow, fast, faster = 0.04 * y[0], 1e4 * y[1] * y[2], 3e7 * y[1] * y[1]
        return fast - slow, slow - fast - faster, faster

    return solve_ivp(robertson, (0.0, TIMES[-1]), START, method="BDF", t_eval=TIMES, **TOLERANCES)


def compare(ours: Mapping[str, Any], scipy: Mapping[str, Any], write: Write) -> float:
    """Show the solutions side by side; return the largest relative difference from the published one."""
    write(
        f"{'t':>7}      {'CVODE + structcb':^34}   {'solve_ivp(BDF), Python':^34}   {'published by SUNDIALS':^34}"
    )
    worst = 0.0
    for column, (t, published) in enumerate(PUBLISHED.items()):
        columns = [ours["y"][:, column], scipy["y"][:, column], published]
        write(f"{t:7g}   " + "   ".join("".join(f"{value:12.4e}" for value in found) for found in columns))
        for found in columns[:2]:
            worst = max(worst, *(abs(a / b - 1) for a, b in zip(found, published, strict=True)))
    write(f"largest relative difference from the published table: {worst:.1e} (its own tolerance is 1e-4)\n")
    return worst


def write_times(rhs: Callback, header: Header, write: Write) -> None:
    """Show how long each took."""

    def ours() -> None:
        state = header.new("robertson", **RATES)
        sundials.solve_ivp(rhs, (0.0, TIMES[-1]), START, state, t_eval=TIMES, **TOLERANCES)

    cvode, scipy = median_seconds(ours, 15), median_seconds(solved_by_scipy, 3)
    write(
        f"CVODE {1e3 * cvode:.2f} ms, solve_ivp(BDF) {1e3 * scipy:.1f} ms: {scipy / cvode:.0f} times as fast "
        f"at the same tolerances\n"
    )


def median_seconds(solve: Callable[[], object], repeats: int) -> float:
    """Return the median time of some runs."""
    spent = []
    for _ in range(repeats):
        start = time.perf_counter()
        solve()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)


def write_state(state: Any, ours: Mapping[str, Any], write: Write) -> None:
    """Show what the callback left in the struct."""
    largest = ", ".join(f"{value:.4g}" for value in state.largest)
    write("What the callback left in the C struct:")
    write(f"    ncalls     {state.ncalls}  (CVODE counted {ours['nfev']})")
    write(f"    largest    {largest}")
    write(f"    last_time  {state.last_time:.6g}\n")


def write_failure(rhs: Callback, header: Header, write: Write) -> bool:
    """Show what becomes of an exception in the callback; tell whether it arrived."""
    write("And with a negative rate, on purpose:")
    try:
        sundials.solve_ivp(rhs, (0.0, 1.0), START, header.new("robertson", k1=-1.0))
    except ValueError as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        line = linecache.getline(place.filename, place.lineno or 0).strip()
        write(f"    {place.filename}:{place.lineno}, in {place.name}\n        {line}")
        write(f"    {type(error).__name__}: {error}")
        return "raise ValueError" in line
    return False
