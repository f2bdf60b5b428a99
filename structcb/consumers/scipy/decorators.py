"""Functions of numbers, arrays and a state as the native callbacks that SciPy takes, one decorator for each kind."""

from __future__ import annotations

import functools
from collections.abc import Callable as PyCallable
from typing import Any, TypeAlias

from ...callbacks import Callback
from ...errors import SignatureError
from ...headers import Header
from ...prototypes import parameter_names
from ..base import Function, Role, UserData, adapted
from .adapters import adapt_array, adapt_filter, adapt_filter1d, adapt_mapping, adapt_numbers

__all__ = ["array_integrand", "filter", "filter1d", "integrand", "mapping"]

Decorator: TypeAlias = PyCallable[[Function], Callback]

POINT = "double (int size, const double *values, void *user_data)"
ARRAY = Role(POINT, "x, p", adapt_array)
FILTER = Role(
    "int (const double *window, intptr_t size, double *result, void *user_data)", "window, p", adapt_filter
)
FILTER1D = Role(
    "int (const double *line, intptr_t line_size, double *result, intptr_t result_size, void *user_data)",
    "line, out, p",
    adapt_filter1d,
)
MAPPING = Role(
    "int (const intptr_t *output, double *input, int output_rank, int input_rank, void *user_data)",
    "output, input, p",
    adapt_mapping,
)
# To SciPy's image functions 0 is a failure; to `quad` nothing is, but a NaN spreads into the result.
IMAGE_ERROR = {"on_error": 0}


def integrand(header: Header, user_data: UserData = None, **options: Any) -> Decorator:
    """Compile the decorated ``f(x, y, ..., p)`` of any number of variables.

    With one variable it is for ``quad``, with two for ``dblquad``, and so on; the order is SciPy's.

    Parameters
    ----------
    header
        The header that declares the state.
    user_data
        The struct of the state, which the body gets last; without one every argument is a variable.
    **options
        Further options of ``Header.callback``.
    """
    return functools.partial(compiled_integrand, header, user_data, options)


def compiled_integrand(
    header: Header, user_data: UserData, options: dict[str, Any], function: Function
) -> Callback:
    """Compile an integrand; how many variables it has is seen from its parameters."""
    names = parameter_names(function)
    count = len(names) - (user_data is not None)
    if count < 1:
        raise SignatureError(f"`{function.__qualname__}` has no variable to integrate over")
    if count == 1:
        prototype = "double (double)" if user_data is None else "double (double, void *)"
        return header.callback(prototype, user_data=user_data, **options)(function)
    role = Role(POINT, ", ".join([*names[:count], "p"]), functools.partial(adapt_numbers, count=count))
    return adapted(role, header, user_data, options, function)


def array_integrand(header: Header, user_data: UserData = None, **options: Any) -> Decorator:
    """Compile the decorated ``f(x, p)`` whose ``x`` is the array of all variables, however many.

    Without ``user_data`` it is ``f(x)``. The parameters are those of ``integrand``.
    """
    return functools.partial(adapted, ARRAY, header, user_data, options)


def filter(header: Header, user_data: UserData = None, **options: Any) -> Decorator:
    """Compile the decorated ``f(window, p)`` for ``generic_filter``.

    The body returns the new value of a pixel; ``window`` is the read-only array of its neighbours. Without
    ``user_data`` it is ``f(window)``. The parameters are those of ``integrand``.
    """
    return functools.partial(adapted, FILTER, header, user_data, IMAGE_ERROR | options)


def filter1d(header: Header, user_data: UserData = None, **options: Any) -> Decorator:
    """Compile the decorated ``f(line, out, p)`` for ``generic_filter1d``.

    The body fills the array ``out`` from the read-only array ``line``, which is longer by the size of the filter
    less one. Without ``user_data`` it is ``f(line, out)``. The parameters are those of ``integrand``.
    """
    return functools.partial(adapted, FILTER1D, header, user_data, IMAGE_ERROR | options)


def mapping(header: Header, user_data: UserData = None, **options: Any) -> Decorator:
    """Compile the decorated ``f(output, input, p)`` for ``geometric_transform``.

    The body fills the array ``input``, the coordinates to read from, for the pixel whose coordinates are the
    read-only array ``output``. Without ``user_data`` it is ``f(output, input)``. The parameters are those of
    ``integrand``.
    """
    return functools.partial(adapted, MAPPING, header, user_data, IMAGE_ERROR | options)
