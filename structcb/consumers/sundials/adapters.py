"""What stands between C's arguments and the user's function: compiled with it, and compiled away.

An adapter is a plain function that closes over the user's. What remains of it in machine code is the two loads that
C's own macro `NV_DATA_S` does too. Each is made for libraries whose `sunindextype` is `index`.
"""

from __future__ import annotations

import math
from typing import Any, Literal, TypeAlias

from ... import states
from ...callbacks import inline
from ...headers import parse
from ..base import Function
from .libraries import sundials_header

__all__ = [
    "Matrix",
    "adapt_events",
    "adapt_jacobian",
    "adapt_product",
    "adapt_residual",
    "adapt_residual_events",
    "adapt_residual_jacobian",
    "adapt_residual_product",
    "adapt_rhs",
    "adapt_system",
    "adapt_system_jacobian",
    "adapt_system_product",
]

Matrix: TypeAlias = Literal["dense", "banded"]

# The content of a serial vector with SUNDIALS' index type: a length is never negative, which spares a check of it.
VECTOR = "typedef struct { u%s length; int own_data; %s double *data; } content;"


def adapt_rhs(body: Any, index: str) -> Function:
    """Return a right-hand side as C calls it."""
    read, write, done = reader(index), writer(index), inline(status)

    def adapter(t, y, ydot, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        return done(body(t, read(y), write(ydot), user_data))

    return adapter


def adapt_events(body: Any, index: str, *, count: int) -> Function:
    """Return an event function as C calls it."""
    read, done, view = reader(index), inline(status), states.view

    def adapter(t, y, values, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        return done(body(t, read(y), view(values, count), user_data))

    return adapter


def adapt_jacobian(body: Any, index: str, *, kind: Matrix) -> Function:
    """Return a Jacobian as C calls it."""
    read, matrix, done = reader(index), viewer_of(kind, index), inline(status)

    def adapter(t, y, ydot, jacobian, user_data, one, two, three):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        return done(body(t, read(y), read(ydot), matrix(jacobian), user_data))

    return adapter


def adapt_product(body: Any, index: str) -> Function:
    """Return the product of a Jacobian and a vector as C calls it."""
    read, write, done = reader(index), writer(index), inline(status)

    def adapter(v, product, t, y, ydot, user_data, one):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        return done(body(t, read(y), read(ydot), read(v), write(product), user_data))

    return adapter


def adapt_residual(body: Any, index: str) -> Function:
    """Return a residual as C calls it."""
    read, write, done = reader(index), writer(index), inline(status)

    def adapter(t, y, ydot, r, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        return done(body(t, read(y), read(ydot), write(r), user_data))

    return adapter


def adapt_residual_events(body: Any, index: str, *, count: int) -> Function:
    """Return an event function of a residual as C calls it."""
    read, done, view = reader(index), inline(status), states.view

    def adapter(t, y, ydot, values, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        return done(body(t, read(y), read(ydot), view(values, count), user_data))

    return adapter


def adapt_residual_jacobian(body: Any, index: str, *, kind: Matrix) -> Function:
    """Return the Jacobian of a residual as C calls it."""
    read, matrix, done = reader(index), viewer_of(kind, index), inline(status)

    def adapter(t, c, y, ydot, r, jacobian, user_data, one, two, three):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        return done(body(t, c, read(y), read(ydot), matrix(jacobian), user_data))

    return adapter


def adapt_residual_product(body: Any, index: str) -> Function:
    """Return the product of a residual's Jacobian and a vector as C calls it."""
    read, write, done = reader(index), writer(index), inline(status)

    def adapter(t, y, ydot, r, v, product, c, user_data, one, two):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        return done(body(t, c, read(y), read(ydot), read(v), write(product), user_data))

    return adapter


def adapt_system(body: Any, index: str) -> Function:
    """Return a system of equations as C calls it; NaN is no value, which KINSOL itself would take for a solution."""
    read, write, done, lacking = reader(index), writer(index), inline(status), inline(has_nan)

    def adapter(x, f, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        values = write(f)
        code = done(body(read(x), values, user_data))
        return code if code else lacking(values)

    return adapter


def adapt_system_jacobian(body: Any, index: str, *, kind: Matrix) -> Function:
    """Return the Jacobian of a system as C calls it."""
    read, matrix, done = reader(index), viewer_of(kind, index), inline(status)

    def adapter(x, f, jacobian, user_data, one, two):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        return done(body(read(x), read(f), matrix(jacobian), user_data))

    return adapter


def adapt_system_product(body: Any, index: str) -> Function:
    """Return the product of a system's Jacobian and a vector as C calls it."""
    read, write, done = reader(index), writer(index), inline(status)

    def adapter(v, product, x, is_new, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        return done(body(read(x), read(v), write(product), user_data))

    return adapter


def reader(index: str) -> Function:
    """Return a function that views a vector as a read-only array."""
    return viewer(index, "const")


def writer(index: str) -> Function:
    """Return a function that views a vector as an array of NaNs: the solver would take what the body leaves as it is."""
    view = viewer(index, "")

    def array(vector):  # type: ignore[no-untyped-def]  # compiled
        items = view(vector)
        items[:] = math.nan
        return items

    return inline(array)


def viewer(index: str, qualifier: str) -> Function:
    """Return a function that views a vector whose items have this qualifier."""
    vector_type: Any = sundials_header("cvode", index).struct("struct _generic_N_Vector")
    content_type: Any = parse(VECTOR % (index, qualifier)).struct("content")
    view = states.view

    def array(vector):  # type: ignore[no-untyped-def]  # compiled
        content = content_type(vector_type(vector).content)
        return view(content.data, content.length)

    return inline(array)


def viewer_of(kind: Matrix, index: str) -> Function:
    """Return a function that views a matrix of this kind."""
    return inline(dense_matrix(index) if kind == "dense" else banded_matrix(index))


def dense_matrix(index: str) -> Function:
    """Return a function that views a dense matrix, which lies column by column, as J[i, j]."""
    matrix_type: Any = sundials_header("cvode", index).struct("struct _generic_SUNMatrix")
    content_type: Any = sundials_header("cvode", index).struct("struct _SUNMatrixContent_Dense")
    view = states.view

    def array(matrix):  # type: ignore[no-untyped-def]  # compiled
        content = content_type(matrix_type(matrix).content)
        return view(content.data, (content.N, content.M)).T

    return array


def banded_matrix(index: str) -> Function:
    """Return a function that views the diagonals of a banded matrix, as SciPy packs them: J[i - j + uband, j]."""
    matrix_type: Any = sundials_header("cvode", index).struct("struct _generic_SUNMatrix")
    content_type: Any = sundials_header("cvode", index).struct("struct _SUNMatrixContent_Band")
    view = states.view

    def array(matrix):  # type: ignore[no-untyped-def]  # compiled
        content = content_type(matrix_type(matrix).content)
        first = content.s_mu - content.mu
        return view(content.data, (content.N, content.ldim)).T[first : content.s_mu + content.ml + 1]

    return array


def status(result):  # type: ignore[no-untyped-def]  # compiled
    """Return what a body returned as the number that SUNDIALS takes."""
    if result is None:
        return 0
    return result


def has_nan(values):  # type: ignore[no-untyped-def]  # compiled
    """Return whether a value is NaN, as the number that SUNDIALS takes for "try a smaller step"."""
    for value in values:
        if math.isnan(value):
            return 1
    return 0
