"""Residuals F(t, y, y') and what belongs to them, as the callbacks of IDA."""

from __future__ import annotations

import functools
from collections.abc import Callable as PyCallable
from collections.abc import Sequence
from typing import Any

from ...callbacks import Callback
from ...headers import Header
from ..base import Function, Role, UserData
from .adapters import adapt_residual, adapt_residual_events, adapt_residual_jacobian
from .callbacks import Events, Jacobian, compiled, for_each
from .calls import callable_with_arrays

__all__ = ["residual", "residual_events", "residual_jacobian"]

RESIDUAL = Role(
    "int (double t, void *y, void *ydot, void *r, void *user_data)", "t, y, ydot, r, p", adapt_residual
)
JACOBIAN = Role(
    "int (double t, double c, void *y, void *ydot, void *r, void *jacobian, void *user_data, "
    "void *one, void *two, void *three)",
    "t, c, y, ydot, J, p",
    adapt_residual_jacobian,
)
EVENTS = "int (double t, void *y, void *ydot, double *values, void *user_data)"


def residual(header: Header, user_data: UserData = None, **options: Any) -> PyCallable[[Function], Callback]:
    """Compile the decorated ``residual(t, y, ydot, r, p)``.

    The body fills the array ``r`` with what must become zero. The parameters are those of ``rhs``.
    """
    return lambda function: callable_with_arrays(compiled(RESIDUAL, header, user_data, options, function))


def residual_jacobian(
    header: Header, user_data: UserData = None, **options: Any
) -> PyCallable[[Function], Jacobian]:
    """Compile the decorated ``jac(t, c, y, ydot, J, p)``.

    The body fills ``J[i, j]``, the derivative of ``r[i]`` by ``y[j]`` plus ``c`` times that by ``ydot[j]``; it is all
    zeros before. The parameters are those of ``rhs``.
    """
    return lambda function: Jacobian(
        compiled(JACOBIAN, header, user_data, options, function), "dense", "residual"
    )


def residual_events(
    header: Header,
    count: int,
    user_data: UserData = None,
    *,
    terminal: bool | int | Sequence[bool | int] = False,
    direction: int | Sequence[int] = 0,
    **options: Any,
) -> PyCallable[[Function], Events]:
    """Compile the decorated ``events(t, y, ydot, g, p)``; the parameters are those of ``events``."""
    terminals, directions = for_each("terminal", terminal, count), for_each("direction", direction, count)
    role = Role(EVENTS, "t, y, ydot, g, p", functools.partial(adapt_residual_events, count=count))
    return lambda function: Events(
        compiled(role, header, user_data, {"on_error": -1, **options}, function),
        terminals,
        directions,
        "residual",
    )
