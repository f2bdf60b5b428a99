"""Systems F(x) = 0 and what belongs to them, as the callbacks of KINSOL."""

from __future__ import annotations

import functools
from collections.abc import Callable as PyCallable
from typing import Any

from ...callbacks import Callback
from ...headers import Header
from ..base import Function, UserData
from .adapters import adapt_system, adapt_system_jacobian, adapt_system_product
from .bodies import Kind, written
from .callbacks import Jacobian

__all__ = ["system", "system_banded_jacobian", "system_jacobian", "system_jacobian_product"]

SYSTEM = Kind(
    "kinsol", "int (void *x, void *f, void *user_data)", "x, f, p", adapt_system, takes_vectors_only=True
)
MATRIX = "int (void *x, void *f, void *jacobian, void *user_data, void *one, void *two)"
DENSE = Kind("kinsol", MATRIX, "x, f, J, p", functools.partial(adapt_system_jacobian, kind="dense"))
BANDED = Kind("kinsol", MATRIX, "x, f, J, p", functools.partial(adapt_system_jacobian, kind="banded"))
PRODUCT = Kind(
    "kinsol",
    "int (void *v, void *product, void *x, int *is_new, void *user_data)",
    "x, v, Jv, p",
    adapt_system_product,
)


def system(header: Header, user_data: UserData = None, **options: Any) -> PyCallable[[Function], Callback]:
    """Compile the decorated ``system(x, f, p)``.

    The body fills the array ``f`` with what must become zero, from the read-only array ``x``. The parameters are
    those of ``rhs``.
    """
    return written(SYSTEM, header, user_data, options)


def system_jacobian(
    header: Header, user_data: UserData = None, **options: Any
) -> PyCallable[[Function], Jacobian]:
    """Compile the decorated ``jac(x, f, J, p)``.

    The body fills ``J[i, j]``, the derivative of ``f[i]`` by ``x[j]``; it is all zeros before. The parameters are
    those of ``rhs``.
    """
    compiled = written(DENSE, header, user_data, options)
    return lambda function: Jacobian(compiled(function), "dense", "system")


def system_banded_jacobian(
    header: Header, user_data: UserData = None, **options: Any
) -> PyCallable[[Function], Jacobian]:
    """Compile the decorated ``jac(x, f, J, p)`` of a banded problem.

    The body fills ``J[i - j + uband, j]``, the derivative of ``f[i]`` by ``x[j]``; it is all zeros before. The
    parameters are those of ``rhs``.
    """
    compiled = written(BANDED, header, user_data, options)
    return lambda function: Jacobian(compiled(function), "banded", "system")


def system_jacobian_product(
    header: Header, user_data: UserData = None, **options: Any
) -> PyCallable[[Function], Jacobian]:
    """Compile the decorated ``product(x, v, Jv, p)`` for GMRES.

    The body fills ``Jv`` with the product of the Jacobian and ``v``. The parameters are those of ``rhs``.
    """
    compiled = written(PRODUCT, header, user_data, options)
    return lambda function: Jacobian(compiled(function), "product", "system")
