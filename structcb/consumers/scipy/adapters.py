"""What stands between SciPy's arguments and the user's function: compiled with it, and compiled away."""

from __future__ import annotations

from typing import Any

from ... import states
from ...callbacks import inline
from ..base import Function, one_number

__all__ = ["adapt_array", "adapt_filter", "adapt_filter1d", "adapt_mapping", "adapt_numbers"]


def adapt_numbers(body: Any, count: int) -> Function:
    """Return an integrand of several variables as C calls it."""
    call = inline(spread(body, count, 0))
    wrong = f"SciPy integrates over another number of variables than the {count} of the integrand"

    def adapter(size, values, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        if size != count:
            raise TypeError(wrong)
        return call(values, user_data, ())

    return adapter


def spread(body: Any, count: int, position: int) -> Function:
    """Return a function that takes the values from `position` on out of C's array, and calls the body with all."""
    if position == count:

        def call(values, user_data, taken):  # type: ignore[no-untyped-def]  # compiled
            return body(*taken, user_data)

        return call
    rest = inline(spread(body, count, position + 1))

    def take(values, user_data, taken):  # type: ignore[no-untyped-def]  # compiled
        return rest(values, user_data, (*taken, values[position]))

    return take


def adapt_array(body: Any) -> Function:
    """Return an integrand of an array as C calls it."""
    view = states.view

    def adapter(size, values, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        return body(view(values, size), user_data)

    return adapter


def adapt_filter(body: Any) -> Function:
    """Return a filter of windows as C calls it."""
    view, number = states.view, inline(one_number)

    def adapter(window, size, result, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        result[0] = number(body(view(window, size), user_data))
        return 1

    return adapter


def adapt_filter1d(body: Any) -> Function:
    """Return a filter of lines as C calls it."""
    view = states.view

    def adapter(line, line_size, result, result_size, user_data):  # type: ignore[no-untyped-def]
        body(view(line, line_size), view(result, result_size), user_data)
        return 1

    return adapter


def adapt_mapping(body: Any) -> Function:
    """Return a mapping of coordinates as C calls it."""
    view = states.view

    def adapter(output, input, output_rank, input_rank, user_data):  # type: ignore[no-untyped-def]
        body(view(output, output_rank), view(input, input_rank), user_data)
        return 1

    return adapter
