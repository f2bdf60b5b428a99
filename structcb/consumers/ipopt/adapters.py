"""What stands between Ipopt's arguments and the user's function: compiled with it, and compiled away.

Ipopt asks for the places of the nonzeros and for their values by one function, told apart by a NULL; the adapters
answer the first, and the user's function the second.
"""

from __future__ import annotations

import math
from typing import Any

from ... import states
from ...callbacks import inline
from ..base import Function, one_number

__all__ = [
    "Places",
    "adapt_constraints",
    "adapt_gradient",
    "adapt_hessian",
    "adapt_intermediate",
    "adapt_jacobian",
    "adapt_objective",
    "adapt_sparse_hessian",
    "adapt_sparse_jacobian",
]

# Rows and columns, as arrays that the machine code carries as constants.
Places = tuple[Any, Any]


def adapt_objective(body: Any) -> Function:
    """Return an objective as C calls it."""
    view, number = states.view, inline(one_number)

    def adapter(n, x, new_x, value, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        value[0] = number(body(view(x, n), user_data))
        return 1

    return adapter


def adapt_gradient(body: Any) -> Function:
    """Return a gradient as C calls it."""
    view, set_values = states.view, inline(set_all)

    def adapter(n, x, new_x, gradient, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        set_values(gradient, n, math.nan)
        body(view(x, n), view(gradient, n), user_data)
        return 1

    return adapter


def adapt_constraints(body: Any) -> Function:
    """Return constraints as C calls them."""
    view, set_values = states.view, inline(set_all)

    def adapter(n, x, new_x, m, g, user_data):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        set_values(g, m, math.nan)
        body(view(x, n), view(g, m), user_data)
        return 1

    return adapter


def adapt_jacobian(body: Any) -> Function:
    """Return a Jacobian as C calls it; it has all places, row by row."""
    view, set_values = states.view, inline(set_all)

    def fill(n, x, m, count, values, p):  # type: ignore[no-untyped-def]  # noqa: PLR0917  (compiled)
        set_values(values, count, 0.0)
        body(view(x, n), view(values, (m, n)), p)

    return jacobian_frame(every_place, fill)


def adapt_sparse_jacobian(body: Any, places: Places) -> Function:
    """Return a Jacobian with these places as C calls it."""
    view, set_values = states.view, inline(set_all)

    def fill(n, x, m, count, values, p):  # type: ignore[no-untyped-def]  # noqa: PLR0917  (compiled)
        set_values(values, count, math.nan)
        body(view(x, n), view(values, count), p)

    return jacobian_frame(these_places(places), fill)


def adapt_hessian(body: Any) -> Function:
    """Return a Hessian as C calls it.

    Ipopt adds up what has one place, and takes places above the diagonal for those below: the upper triangle, which
    the body may fill or not, is made zero.
    """
    view, set_values = states.view, inline(set_all)

    def fill(n, x, factor, m, multipliers, count, values, p):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        set_values(values, count, 0.0)
        body(view(x, n), factor, view(multipliers, m), view(values, (n, n)), p)
        for row in range(n):
            for column in range(row + 1, n):
                values[row * n + column] = 0.0

    return hessian_frame(every_place, fill)


def adapt_sparse_hessian(body: Any, places: Places) -> Function:
    """Return a Hessian with these places as C calls it."""
    view, set_values = states.view, inline(set_all)

    def fill(n, x, factor, m, multipliers, count, values, p):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        set_values(values, count, math.nan)
        body(view(x, n), factor, view(multipliers, m), view(values, count), p)

    return hessian_frame(these_places(places), fill)


def jacobian_frame(name_places: Function, fill_values: Function) -> Function:
    """Return a Jacobian as C calls it, of what names the places and what fills their values."""
    name, fill = inline(name_places), inline(fill_values)

    def adapter(n, x, new_x, m, count, rows, columns, values, user_data):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        if not values:
            name(n, count, rows, columns)
        else:
            fill(n, x, m, count, values, user_data)
        return 1

    return adapter


def hessian_frame(name_places: Function, fill_values: Function) -> Function:
    """Return a Hessian as C calls it, in the manner of a Jacobian."""
    name, fill = inline(name_places), inline(fill_values)

    def adapter(  # type: ignore[no-untyped-def]  # noqa: PLR0917
        n, x, new_x, factor, m, multipliers, new, count, rows, columns, values, user_data
    ):  # fmt: skip
        if not values:
            name(n, count, rows, columns)
        else:
            fill(n, x, factor, m, multipliers, count, values, user_data)
        return 1

    return adapter


def every_place(n, count, rows, columns):  # type: ignore[no-untyped-def]  # compiled
    """Name all places of a matrix with n columns."""
    for k in range(count):
        rows[k], columns[k] = k // n, k % n


def these_places(places: Places) -> Function:
    """Return what names these places."""
    rows_at, columns_at = places

    def name(n, count, rows, columns):  # type: ignore[no-untyped-def]  # compiled
        for k in range(count):
            rows[k], columns[k] = rows_at[k], columns_at[k]

    return name


def set_all(values, count, number):  # type: ignore[no-untyped-def]  # compiled
    """Give all values the same number: zero, or NaN for what the body must fill and Ipopt would take as it lies."""
    for k in range(count):
        values[k] = number


def adapt_intermediate(body: Any) -> Function:
    """Return what looks on as C calls it."""
    done = inline(goes_on)

    def adapter(  # type: ignore[no-untyped-def]  # noqa: PLR0917
        mode, iteration, value, inf_pr, inf_du, mu, step, reg, alpha_du, alpha_pr, trials, user_data
    ):  # fmt: skip
        return done(body(iteration, value, inf_pr, inf_du, mu, user_data))

    return adapter


def goes_on(result):  # type: ignore[no-untyped-def]  # compiled
    """Return whether Ipopt goes on: what the body returned, or true where it returned nothing."""
    if result is None:
        return 1
    return 1 if result else 0
