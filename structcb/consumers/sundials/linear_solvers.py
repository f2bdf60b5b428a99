"""How the equations of one step are solved: Newton's iteration with a matrix or without, or repeated substitution."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from .failures import made

if TYPE_CHECKING:
    from .memories import Memory
    from .problems import LinearSystem

__all__ = ["attach", "attach_fixed_point"]


def attach(memory: Memory, system: LinearSystem, stack: ExitStack) -> None:
    """Give a solver's memory the linear solver that its problem asks for, freed with the stack."""
    ways = {"dense": dense, "banded": banded, "gmres": gmres}
    solver, matrix = ways[system.solver](memory, system, stack)
    stack.callback(memory.library.SUNLinSolFree, solver)
    memory.call("SetLinearSolver", solver, matrix)


def attach_fixed_point(memory: Memory, stack: ExitStack) -> None:
    """Solve each step by repeated substitution, which is enough where nothing is stiff."""
    library = memory.library
    solver = made(library.SUNNonlinSol_FixedPoint(memory.vector, 0, memory.context), "a nonlinear solver")
    stack.callback(library.SUNNonlinSolFree, solver)
    memory.call("SetNonlinearSolver", solver)


def dense(memory: Memory, system: LinearSystem, stack: ExitStack) -> tuple[Any, Any]:
    """Return a linear solver for a full matrix, and the matrix."""
    library, size, context = memory.library, len(memory.y), memory.context
    matrix = made(library.SUNDenseMatrix(size, size, context), "a matrix")
    stack.callback(library.SUNMatDestroy, matrix)
    return made(library.SUNLinSol_Dense(memory.vector, matrix, context), "a linear solver"), matrix


def banded(memory: Memory, system: LinearSystem, stack: ExitStack) -> tuple[Any, Any]:
    """Return a linear solver for a banded matrix, and the matrix."""
    library, size, context = memory.library, len(memory.y), memory.context
    matrix = made(library.SUNBandMatrix(size, system.uband, system.lband, context), "a matrix")
    stack.callback(library.SUNMatDestroy, matrix)
    return made(library.SUNLinSol_Band(memory.vector, matrix, context), "a linear solver"), matrix


def gmres(memory: Memory, system: LinearSystem, stack: ExitStack) -> tuple[Any, Any]:
    """Return an iterative solver, which needs products with the Jacobian only."""
    library = memory.library
    solver = library.SUNLinSol_SPGMR(memory.vector, library.SUN_PREC_NONE, 0, memory.context)
    return made(solver, "a linear solver"), library.ffi.NULL
