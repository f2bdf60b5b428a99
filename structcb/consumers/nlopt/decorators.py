"""Functions of arrays and a state as the callbacks of NLopt, and what is compiled between the two."""

from __future__ import annotations

import functools
from collections.abc import Callable as PyCallable
from typing import Any, TypeAlias

from ... import states
from ...callbacks import Callback
from ...headers import Header
from ..base import Function, Role, UserData, adapted

__all__ = ["function", "functions"]

Decorator: TypeAlias = PyCallable[[Function], Callback]


def function(header: Header, user_data: UserData = None, **options: Any) -> Decorator:
    """Compile the decorated ``f(x, grad, p)``: an objective or a constraint.

    The body returns the value at the read-only array ``x``. Where ``grad`` is not None it fills that array, with the
    derivatives. ``p`` is the state; without ``user_data`` it is ``f(x, grad)``.

    Parameters
    ----------
    header
        The header that declares the state.
    user_data
        The struct of the state.
    **options
        ``noalias``, ``fastmath``, ``boundscheck``, ``error_model``, ``cache`` and ``debug`` of ``Header.callback``.
    """
    role = Role(
        "double (unsigned n, const double *x, double *gradient, void *user_data)",
        "x, grad, p",
        adapt_function,
    )
    return functools.partial(adapted, role, header, user_data, options)


def functions(header: Header, user_data: UserData = None, **options: Any) -> Decorator:
    """Compile the decorated ``f(x, values, grad, p)``: several constraints in one.

    The body fills the array ``values`` and, where it is not None, ``grad[i, j]``, the derivative of ``values[i]``
    by ``x[j]``. The parameters are those of ``function``.
    """
    role = Role(
        "void (unsigned m, double *values, unsigned n, const double *x, double *gradient, void *user_data)",
        "x, values, grad, p",
        adapt_functions,
    )
    return functools.partial(adapted, role, header, user_data, options)


# The body is compiled twice, for None and for an array, and each is free of the other's branches.


def adapt_function(body: Any) -> Function:
    """Return a function as C calls it."""
    view = states.view

    def adapter(n, x, gradient, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        if gradient is None:
            return body(view(x, n), None, user_data)
        return body(view(x, n), view(gradient, n), user_data)

    return adapter


def adapt_functions(body: Any) -> Function:
    """Return several functions as C calls them."""
    view = states.view

    def adapter(m, values, n, x, gradient, user_data):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        if gradient is None:
            body(view(x, n), view(values, m), None, user_data)
        else:
            body(view(x, n), view(values, m), view(gradient, (m, n)), user_data)

    return adapter
