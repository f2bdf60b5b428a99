"""Measure and print: ``python -m benchmarks`` for all topics, ``python -m benchmarks kernels`` for one."""

from __future__ import annotations

import argparse
import importlib

from .compilers import have_compiler
from .measuring import Measurement, measure
from .tables import HEADING, lines

__all__ = ["main"]

TOPICS = (
    "calls",
    "python_calls",
    "kernels",
    "arrays",
    "bodies",
    "integrators",
    "quadrature",
    "cvode",
    "consumers_sundials",
    "consumers_scipy",
    "consumers_nlopt",
    "consumers_libc",
    "consumers_random",
    "consumers_sqlite",
    "consumers_mujoco",
    "consumers_rebound",
    "consumers_gsl",
    "consumers_highs",
    "consumers_ipopt",
    "compile_time",
    "start_up",
)


def main() -> int:
    """Measure what the command line names; 1 if a bar was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=f"of {', '.join(TOPICS)}; all by default")
    parser.add_argument("--only", default="", help="the comparisons whose name contains this")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    unknown = [topic for topic in options.topics if topic not in TOPICS]
    if unknown:
        parser.error(f"no topic {', '.join(unknown)}; there are {', '.join(TOPICS)}")
    if not have_compiler():
        parser.error("the benchmarks compare with C and need gcc, which was not found")
    print(HEADING)
    measured = [m for topic in options.topics or TOPICS for m in run(topic, options.only, options.rounds)]
    missed = [(m.comparison.name, bar) for m in measured for bar in m.misses()]
    print(f"\n{sum(len(m.comparison.bars) for m in measured)} bars, {len(missed)} missed")
    for name, bar in missed:
        print(f"  {name}: {bar}")
    return bool(missed)


def run(topic: str, only: str, rounds: int) -> list[Measurement]:
    """Measure one topic, printing as it goes."""
    print(f"\n== {topic}")
    measured = []
    for comparison in importlib.import_module(f"{__package__}.{topic}").comparisons():
        if only in comparison.name:
            measured.append(measure(comparison, rounds=rounds))
            print("\n".join(lines(measured[-1])), flush=True)
    return measured


if __name__ == "__main__":
    raise SystemExit(main())
