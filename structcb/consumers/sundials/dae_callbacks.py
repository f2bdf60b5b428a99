"""Residuals F(t, y, y') and what belongs to them, as the callbacks of IDA."""

from __future__ import annotations

import functools
from collections.abc import Callable as PyCallable
from collections.abc import Sequence
from typing import Any

from ...callbacks import Callback
from ...headers import Header
from ..base import Function, UserData
from .adapters import (
    adapt_residual,
    adapt_residual_events,
    adapt_residual_jacobian,
    adapt_residual_product,
)
from .bodies import Kind, written
from .callbacks import NO_SMALLER_STEP, Events, Jacobian, terminals_and_directions

__all__ = [
    "residual",
    "residual_banded_jacobian",
    "residual_events",
    "residual_jacobian",
    "residual_jacobian_product",
]

RESIDUAL = Kind(
    "ida",
    "int (double t, void *y, void *ydot, void *r, void *user_data)",
    "t, y, ydot, r, p",
    adapt_residual,
    takes_vectors_only=True,
)
MATRIX = (
    "int (double t, double c, void *y, void *ydot, void *r, void *jacobian, void *user_data, "
    "void *one, void *two, void *three)"
)
DENSE = Kind("ida", MATRIX, "t, c, y, ydot, J, p", functools.partial(adapt_residual_jacobian, kind="dense"))
BANDED = Kind("ida", MATRIX, "t, c, y, ydot, J, p", functools.partial(adapt_residual_jacobian, kind="banded"))
PRODUCT = Kind(
    "ida",
    "int (double t, void *y, void *ydot, void *r, void *v, void *product, double c, void *user_data, "
    "void *one, void *two)",
    "t, c, y, ydot, v, Jv, p",
    adapt_residual_product,
)
EVENTS = "int (double t, void *y, void *ydot, double *values, void *user_data)"


def residual(header: Header, user_data: UserData = None, **options: Any) -> PyCallable[[Function], Callback]:
    """Compile the decorated ``residual(t, y, ydot, r, p)``.

    The body fills the array ``r`` with what must become zero. The parameters are those of ``rhs``.
    """
    return written(RESIDUAL, header, user_data, options)


def residual_jacobian(
    header: Header, user_data: UserData = None, **options: Any
) -> PyCallable[[Function], Jacobian]:
    """Compile the decorated ``jac(t, c, y, ydot, J, p)``.

    The body fills ``J[i, j]``, the derivative of ``r[i]`` by ``y[j]`` plus ``c`` times that by ``ydot[j]``; it is all
    zeros before. The parameters are those of ``rhs``.
    """
    compiled = written(DENSE, header, user_data, options)
    return lambda function: Jacobian(compiled(function), "dense", "residual")


def residual_banded_jacobian(
    header: Header, user_data: UserData = None, **options: Any
) -> PyCallable[[Function], Jacobian]:
    """Compile the decorated ``jac(t, c, y, ydot, J, p)`` of a banded problem.

    The body fills ``J[i - j + uband, j]`` with what ``residual_jacobian`` has as ``J[i, j]``; it is all zeros before.
    The parameters are those of ``rhs``.
    """
    compiled = written(BANDED, header, user_data, options)
    return lambda function: Jacobian(compiled(function), "banded", "residual")


def residual_jacobian_product(
    header: Header, user_data: UserData = None, **options: Any
) -> PyCallable[[Function], Jacobian]:
    """Compile the decorated ``product(t, c, y, ydot, v, Jv, p)`` for GMRES.

    The body fills ``Jv`` with the product of the matrix that ``residual_jacobian`` fills and ``v``. The parameters are
    those of ``rhs``.
    """
    compiled = written(PRODUCT, header, user_data, options)
    return lambda function: Jacobian(compiled(function), "product", "residual")


def residual_events(
    header: Header,
    count: int,
    user_data: UserData = None,
    *,
    terminal: bool | int | Sequence[bool | int] = False,
    direction: float | Sequence[float] = 0,
    **options: Any,
) -> PyCallable[[Function], Events]:
    """Compile the decorated ``events(t, y, ydot, g, p)``; the parameters are those of ``events``."""
    kind = Kind("ida", EVENTS, "t, y, ydot, g, p", functools.partial(adapt_residual_events, count=count))
    compiled = written(kind, header, user_data, {"on_error": NO_SMALLER_STEP, **options})
    terminals, directions = terminals_and_directions(count, terminal, direction)
    return lambda function: Events(compiled(function), terminals, directions, "residual")
