"""Functions of arrays and a state as the callbacks of Ipopt, one decorator for each."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable as PyCallable
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ...callbacks import Callback
from ...headers import Header
from ...runtime.slots import Slot
from ..base import Function, Role, UserData, adapted
from . import adapters

__all__ = [
    "Part",
    "constraints",
    "gradient",
    "hessian",
    "intermediate",
    "jacobian",
    "objective",
    "sparse_hessian",
    "sparse_jacobian",
]

Places: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]

# The header of the state declares nothing of Ipopt's, so that prototypes are given as text; `const` is ours.
POINT = "_Bool (int n, const double *x, _Bool new_x, double *out, void *user_data)"
CONSTRAINTS = "_Bool (int n, const double *x, _Bool new_x, int m, double *g, void *user_data)"
JACOBIAN = (
    "_Bool (int n, const double *x, _Bool new_x, int m, int count, int *rows, int *columns, double *values, "
    "void *user_data)"
)
HESSIAN = (
    "_Bool (int n, const double *x, _Bool new_x, double factor, int m, const double *multipliers, _Bool new, "
    "int count, int *rows, int *columns, double *values, void *user_data)"
)
INTERMEDIATE = (
    "_Bool (int mode, int iteration, double objective, double inf_pr, double inf_du, double mu, double step, "
    "double regularization, double alpha_du, double alpha_pr, int trials, void *user_data)"
)


@dataclass(frozen=True)
class Part:
    """One compiled function of a problem: what it is to Ipopt, and rows and columns of the nonzeros of a sparse one."""

    callback: Callback
    kind: str
    places: Places | None = None

    @property
    def _structcb_slots(self) -> Sequence[Slot]:
        return self.callback._structcb_slots


def objective(header: Header, user_data: UserData = None, **options: Any) -> PyCallable[[Function], Part]:
    """Compile the decorated ``f(x, p)``, which returns the value to minimise.

    ``x`` is a read-only array, ``p`` the state; a function without ``user_data`` leaves ``p`` out.
    ``structcb.Recoverable`` tells Ipopt to try a shorter step; any other exception stops it.

    Parameters
    ----------
    header
        The header that declares the state.
    user_data
        The struct of the state.
    **options
        Further options of ``Header.callback``.
    """
    return part(Role(POINT, "x, p", adapters.adapt_objective), header, user_data, options, "objective")


def gradient(header: Header, user_data: UserData = None, **options: Any) -> PyCallable[[Function], Part]:
    """Compile the decorated ``f(x, grad, p)``, which fills the gradient; else it is as ``objective``."""
    return part(Role(POINT, "x, grad, p", adapters.adapt_gradient), header, user_data, options, "gradient")


def constraints(header: Header, user_data: UserData = None, **options: Any) -> PyCallable[[Function], Part]:
    """Compile the decorated ``f(x, g, p)``, which fills the values of the constraints; else it is as ``objective``."""
    role = Role(CONSTRAINTS, "x, g, p", adapters.adapt_constraints)
    return part(role, header, user_data, options, "constraints")


def jacobian(header: Header, user_data: UserData = None, **options: Any) -> PyCallable[[Function], Part]:
    """Compile the decorated ``f(x, J, p)``, which fills ``J[i, j]``, constraint ``i`` derived by ``x[j]``.

    It is all zeros before; else it is as ``objective``.
    """
    return part(Role(JACOBIAN, "x, J, p", adapters.adapt_jacobian), header, user_data, options, "jacobian")


def sparse_jacobian(
    header: Header, rows: Sequence[int], columns: Sequence[int], user_data: UserData = None, **options: Any
) -> PyCallable[[Function], Part]:
    """Compile the decorated ``f(x, values, p)``, which fills the nonzeros at these rows and columns, in their order."""
    places = positions(rows, columns)
    role = Role(JACOBIAN, "x, values, p", functools.partial(adapters.adapt_sparse_jacobian, places=places))
    return part(role, header, user_data, options, "jacobian", places)


def hessian(header: Header, user_data: UserData = None, **options: Any) -> PyCallable[[Function], Part]:
    """Compile the decorated ``f(x, factor, multipliers, H, p)``, which fills the Hessian of the Lagrangian.

    That is ``factor`` times the objective's, plus each constraint's times its multiplier. ``H`` is all zeros before,
    and only its lower triangle is read; else it is as ``objective``.
    """
    role = Role(HESSIAN, "x, factor, multipliers, H, p", adapters.adapt_hessian)
    return part(role, header, user_data, options, "hessian")


def sparse_hessian(
    header: Header, rows: Sequence[int], columns: Sequence[int], user_data: UserData = None, **options: Any
) -> PyCallable[[Function], Part]:
    """Compile the decorated ``f(x, factor, multipliers, values, p)``, which fills the nonzeros of the lower triangle."""
    places = positions(rows, columns)
    if any(row < column for row, column in zip(*places, strict=True)):
        raise ValueError("`rows` and `columns` of a Hessian name places on and below the diagonal only.")
    adapt = functools.partial(adapters.adapt_sparse_hessian, places=places)
    role = Role(HESSIAN, "x, factor, multipliers, values, p", adapt)
    return part(role, header, user_data, options, "hessian", places)


def intermediate(header: Header, user_data: UserData = None, **options: Any) -> PyCallable[[Function], Part]:
    """Compile the decorated ``f(iteration, objective, inf_pr, inf_du, mu, p)``, called after each iteration.

    ``inf_pr`` and ``inf_du`` are the primal and dual infeasibility, ``mu`` the barrier parameter. The body returns
    nothing, or whether to go on.
    """
    role = Role(INTERMEDIATE, "iteration, objective, inf_pr, inf_du, mu, p", adapters.adapt_intermediate)
    return part(role, header, user_data, options, "intermediate")


def part(  # noqa: PLR0917  (private, and called here only)
    role: Role,
    header: Header,
    user_data: UserData,
    options: dict[str, Any],
    kind: str,
    places: Places | None = None,
) -> PyCallable[[Function], Part]:
    """Return the decorator for a role."""
    return lambda function: Part(adapted(role, header, user_data, options, function), kind, places)


def positions(rows: Sequence[int], columns: Sequence[int]) -> Places:
    """Return the places of the nonzeros, counted from 0."""
    places = tuple(map(operator.index, rows)), tuple(map(operator.index, columns))
    if len(places[0]) != len(places[1]) or not places[0] or min(map(min, places)) < 0:
        raise ValueError(f"`rows` and `columns` must name the same places, counted from 0, not {places}.")
    return places
