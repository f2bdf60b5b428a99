"""An assignment in HiGHS, whose simplex calls back in each iteration: C, a compiled callback, and highspy's in Python.

In mixed-integer programs callbacks are so few that the interpreter does for them too.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from structcb.consumers import highs
from structcb.consumers.highs.models import pose
from structcb.consumers.highs.solving import KINDS, pass_model, set_option
from structcb.errors import MissingLibraryError
from structcb.parsing.shipped import find_shipped

from .compilers import NATIVE, Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("consumers_highs")
COUNT = 60
COSTS = np.random.default_rng(1).integers(1, 1000, COUNT * COUNT).astype(float)
# Each row once, and each column.
PLACES = sparse.vstack(
    [
        sparse.kron(sparse.eye_array(COUNT), np.ones((1, COUNT))),
        sparse.kron(np.ones((1, COUNT)), sparse.eye_array(COUNT)),
    ]
).tocsc()
PROBLEM: dict[str, Any] = {"integrality": 0, "bounds": (0, np.inf), "constraints": (PLACES, 1, 1)}
OPTIONS = {"threads": 1, "presolve": "off", "solver": "simplex"}


def look(kind, data, p):
    p.ncalls += 1
    if kind == 1:
        p.iterations = data.simplex_iteration_count
        p.value = data.objective_function_value


def comparisons() -> Iterator[Comparison]:
    """Yield one linear program; it is left out where HiGHS is missing."""
    try:
        library = highs.highs()
    except MissingLibraryError as missing:
        print(f"HiGHS left out: {missing}")
        return
    in_c = PROGRAM.callbacks((*NATIVE, f"-I{find_shipped('highs/highs').parent}")).look
    ours = highs.callback(PROGRAM.header, "struct progress", cache=False, error_model="numpy")(look)
    yield Comparison(
        f"HiGHS, an assignment of {COUNT} to {COUNT}",
        {
            "C": Route(lambda: solve(library, in_c.address), 1),
            "structcb": Route(lambda: solve(library, ours.address), 1),
            "structcb, highs.milp": Route(lambda: solve_by_milp(ours), 1),
            "Python, highspy": Route(solve_by_highspy, 1),
        },
        [Bar("structcb", "C", 1.05)],
        unit="program",
    )


def solve(library: Any, address: int) -> Sequence[float]:
    """Solve with a callback at an address, by cffi alone."""
    call, state = library.functions, PROGRAM.header.new("struct progress")
    memory = call.Highs_create()
    for name, value in {"output_flag": False, **OPTIONS}.items():
        set_option(library, memory, name, value)
    pass_model(library, memory, pose(COSTS, **PROBLEM))
    ffi = library.ffi
    call.Highs_setCallback(memory, ffi.cast("HighsCCallbackType", address), ffi.cast("void *", state.address))
    for kind in KINDS:
        call.Highs_startCallback(memory, kind)
    call.Highs_run(memory)
    value = call.Highs_getObjectiveValue(memory)
    call.Highs_destroy(memory)
    return value, state.ncalls, state.iterations, state.value


def solve_by_milp(callback: Any) -> Sequence[float]:
    """Solve as users do."""
    state = PROGRAM.header.new("struct progress")
    found = highs.milp(COSTS, callback, state, **PROBLEM, options=OPTIONS)
    return found.fun, state.ncalls, state.iterations, state.value


class Progress:
    """The state as a Python user would keep it."""

    ncalls = iterations = 0
    value = 0.0


def solve_by_highspy() -> Sequence[float]:
    """Solve with HiGHS's own Python module."""
    highspy, state = importlib.import_module("highspy"), Progress()
    model, matrix = highspy.HighsLp(), pose(COSTS, **PROBLEM)
    model.num_col_, model.num_row_ = matrix.n, matrix.m
    model.col_cost_, (model.col_lower_, model.col_upper_) = matrix.costs, matrix.bounds
    model.row_lower_, model.row_upper_ = matrix.limits
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.starts, matrix.rows
    model.a_matrix_.value_ = matrix.values
    solver = highspy.Highs()
    for name, value in {"output_flag": False, **OPTIONS}.items():
        solver.setOptionValue(name, value)
    solver.passModel(model)

    def called(kind: Any, message: str, data_out: Any, data_in: Any, user_data: Any) -> None:
        state.ncalls += 1
        if int(kind) == 1:
            state.iterations = data_out.simplex_iteration_count
            state.value = data_out.objective_function_value

    solver.setCallback(called, None)
    for kind in KINDS:
        solver.startCallback(highspy.cb.HighsCallbackType(kind))
    solver.run()
    return solver.getInfo().objective_function_value, state.ncalls, state.iterations, state.value
