"""What stands between C's arguments and the user's function: compiled with it, and compiled away.

An adapter is a plain function that closes over the user's. What remains of it in machine code is the two loads that
C's own macro `NV_DATA_S` does too.
"""

from __future__ import annotations

from typing import Any

from ... import states
from ...callbacks import inline
from ...headers import parse
from ..base import Function
from .libraries import sundials

__all__ = [
    "adapt_banded_jacobian",
    "adapt_events",
    "adapt_jacobian",
    "adapt_product",
    "adapt_rhs",
]

# The content of a serial vector with SUNDIALS' index type: a length is never negative, which spares a check of it.
VECTOR = "typedef struct { u%s length; int own_data; %s double *data; } content;"


def adapt_rhs(body: Any) -> Function:
    """Return a right-hand side as C calls it."""
    read, write, done = reader(), writer(), inline(status)

    def adapter(t, y, ydot, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        return done(body(t, read(y), write(ydot), user_data))

    return adapter


def adapt_events(body: Any, count: int) -> Function:
    """Return an event function as C calls it."""
    read, done, view = reader(), inline(status), states.view

    def adapter(t, y, values, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        return done(body(t, read(y), view(values, count), user_data))

    return adapter


def adapt_jacobian(body: Any) -> Function:
    """Return a Jacobian as C calls it."""
    read, matrix, done = reader(), inline(dense_matrix()), inline(status)

    def adapter(t, y, ydot, jacobian, user_data, one, two, three):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        return done(body(t, read(y), read(ydot), matrix(jacobian), user_data))

    return adapter


def adapt_banded_jacobian(body: Any) -> Function:
    """Return a banded Jacobian as C calls it."""
    read, matrix, done = reader(), inline(banded_matrix()), inline(status)

    def adapter(t, y, ydot, jacobian, user_data, one, two, three):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        return done(body(t, read(y), read(ydot), matrix(jacobian), user_data))

    return adapter


def adapt_product(body: Any) -> Function:
    """Return the product of a Jacobian and a vector as C calls it."""
    read, write, done = reader(), writer(), inline(status)

    def adapter(v, product, t, y, ydot, user_data, one):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        return done(body(t, read(y), read(ydot), read(v), write(product), user_data))

    return adapter


def adapt_residual(body: Any) -> Function:
    """Return a residual as C calls it."""
    read, write, done = reader(), writer(), inline(status)

    def adapter(t, y, ydot, r, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        return done(body(t, read(y), read(ydot), write(r), user_data))

    return adapter


def adapt_residual_events(body: Any, count: int) -> Function:
    """Return an event function of a residual as C calls it."""
    read, done, view = reader(), inline(status), states.view

    def adapter(t, y, ydot, values, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        return done(body(t, read(y), read(ydot), view(values, count), user_data))

    return adapter


def adapt_residual_jacobian(body: Any) -> Function:
    """Return the Jacobian of a residual as C calls it."""
    read, matrix, done = reader(), inline(dense_matrix()), inline(status)

    def adapter(t, c, y, ydot, r, jacobian, user_data, one, two, three):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        return done(body(t, c, read(y), read(ydot), matrix(jacobian), user_data))

    return adapter


def reader() -> Function:
    """Return a function that views a vector as a read-only array."""
    return viewer("const")


def writer() -> Function:
    """Return a function that views a vector as an array."""
    return viewer("")


def viewer(qualifier: str) -> Function:
    """Return a function that views a vector whose items have this qualifier."""
    vector_type: Any = sundials().header.struct("struct _generic_N_Vector")
    content_type: Any = parse(VECTOR % (sundials().index, qualifier)).struct("content")
    view = states.view

    def array(vector):  # type: ignore[no-untyped-def]  # compiled
        content = content_type(vector_type(vector).content)
        return view(content.data, content.length)

    return inline(array)


def dense_matrix() -> Function:
    """Return a function that views a dense matrix, which lies column by column, as J[i, j]."""
    matrix_type: Any = sundials().header.struct("struct _generic_SUNMatrix")
    content_type: Any = sundials().header.struct("struct _SUNMatrixContent_Dense")
    view = states.view

    def array(matrix):  # type: ignore[no-untyped-def]  # compiled
        content = content_type(matrix_type(matrix).content)
        return view(content.data, (content.N, content.M)).T

    return array


def banded_matrix() -> Function:
    """Return a function that views the diagonals of a banded matrix, as SciPy packs them: J[i - j + uband, j]."""
    matrix_type: Any = sundials().header.struct("struct _generic_SUNMatrix")
    content_type: Any = sundials().header.struct("struct _SUNMatrixContent_Band")
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
    # A float has no `|`, and is refused like a body that returns a number on some paths only.
    return result | 0
