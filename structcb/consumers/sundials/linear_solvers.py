"""How the equations of one step are solved: Newton's iteration with a matrix or without, or repeated substitution."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from .failures import made

if TYPE_CHECKING:
    from .integrators import Integrator

__all__ = ["attach"]


def attach(integrator: Integrator, stack: ExitStack) -> None:
    """Give an integrator the solver that its problem asks for, freed with the stack."""
    problem = integrator.problem
    if problem.method == "Adams":
        attach_fixed_point(integrator, stack)
        return
    ways = {"dense": dense, "banded": banded, "gmres": gmres}
    solver, matrix = ways[problem.linear_solver](integrator, stack)
    stack.callback(integrator.library.SUNLinSolFree, solver)
    integrator.call("SetLinearSolver", solver, matrix)


def attach_fixed_point(integrator: Integrator, stack: ExitStack) -> None:
    """Solve each step by repeated substitution, which is enough where nothing is stiff."""
    library = integrator.library
    solver = made(
        library.SUNNonlinSol_FixedPoint(integrator.vector, 0, integrator.context), "a nonlinear solver"
    )
    stack.callback(library.SUNNonlinSolFree, solver)
    integrator.call("SetNonlinearSolver", solver)


def dense(integrator: Integrator, stack: ExitStack) -> tuple[Any, Any]:
    """Return a linear solver for a full matrix, and the matrix."""
    library, size, context = integrator.library, integrator.problem.size, integrator.context
    matrix = made(library.SUNDenseMatrix(size, size, context), "a matrix")
    stack.callback(library.SUNMatDestroy, matrix)
    return made(library.SUNLinSol_Dense(integrator.vector, matrix, context), "a linear solver"), matrix


def banded(integrator: Integrator, stack: ExitStack) -> tuple[Any, Any]:
    """Return a linear solver for a banded matrix, and the matrix."""
    library, problem, context = integrator.library, integrator.problem, integrator.context
    matrix = made(library.SUNBandMatrix(problem.size, problem.uband, problem.lband, context), "a matrix")
    stack.callback(library.SUNMatDestroy, matrix)
    return made(library.SUNLinSol_Band(integrator.vector, matrix, context), "a linear solver"), matrix


def gmres(integrator: Integrator, stack: ExitStack) -> tuple[Any, Any]:
    """Return an iterative solver, which needs products with the Jacobian only."""
    library = integrator.library
    no_preconditioner = library.SUN_PREC_NONE
    solver = library.SUNLinSol_SPGMR(integrator.vector, no_preconditioner, 0, integrator.context)
    return made(solver, "a linear solver"), library.ffi.NULL
