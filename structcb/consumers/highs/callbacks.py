"""Functions of HiGHS's structs and a state as its callback, which may stop the search or give it a solution."""

from __future__ import annotations

import functools
from collections.abc import Callable as PyCallable
from typing import Any, TypeAlias

from ...callbacks import Callback, inline
from ...headers import Header
from ..base import Function, Role, UserData, adapted
from .libraries import highs

__all__ = ["answering", "callback"]

Decorator: TypeAlias = PyCallable[[Function], Callback]

PROTOTYPE = "void (int kind, const char *message, void *data_out, void *data_in, void *user_data)"


def callback(header: Header, user_data: UserData = None, **options: Any) -> Decorator:
    """Compile the decorated ``f(kind, data, p)``, called while HiGHS solves.

    ``kind`` is one of the header's ``kHighsCallback...`` numbers, ``data`` its ``HighsCallbackDataOut``, ``p`` the
    state; a function without ``user_data`` leaves ``p`` out. The body returns nothing, or whether to stop. HiGHS
    stops at the next kind that is called an interrupt; the body is not called again.

    Parameters
    ----------
    header
        The header that declares the state.
    user_data
        The struct of the state.
    **options
        Further options of ``Header.callback``.
    """
    role = Role(PROTOTYPE, "kind, data, p", adapt)
    return functools.partial(adapted, role, header, user_data, options)


def answering(header: Header, user_data: UserData = None, **options: Any) -> Decorator:
    """Compile the decorated ``f(kind, data, answer, p)``, which may give HiGHS a solution.

    ``answer`` is HiGHS's ``HighsCallbackDataIn``. At the kind ``kHighsCallbackCallbackMipUserSolution`` the body may
    fill ``answer.user_solution``, of ``answer.user_solution_size`` values, and set ``answer.user_has_solution`` to 1.
    Else it is as ``callback``.
    """
    role = Role(PROTOTYPE, "kind, data, answer, p", adapt_answering)
    return functools.partial(adapted, role, header, user_data, options)


def adapt(body: Any) -> Function:
    """Return a callback as C calls it."""

    def call(kind, data, answer, p):  # type: ignore[no-untyped-def]  # compiled
        return body(kind, data, p)

    return adapt_answering(inline(call))


def adapt_answering(body: Any) -> Function:
    """Return a callback as C calls it: what it leaves in `user_interrupt` says that the body has ended."""
    out_type: Any = highs().header.struct("HighsCallbackDataOut")
    in_type: Any = highs().header.struct("HighsCallbackDataIn")
    asked = inline(stops)

    def adapter(kind, message, data_out, data_in, user_data):  # type: ignore[no-untyped-def]  # C's types
        answer = in_type(data_in)
        answer.user_interrupt = asked(body(kind, out_type(data_out), answer, user_data))

    return adapter


def stops(result):  # type: ignore[no-untyped-def]  # compiled
    """Return whether the body asked to stop."""
    if result is None:
        return 0
    return 1 if result else 0
