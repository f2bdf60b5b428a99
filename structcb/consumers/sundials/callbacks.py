"""Functions of arrays and a state as the callbacks of SUNDIALS, which pass vectors.

Each callback is a small adapter around the user's function. Both are compiled as one, so that the adapter costs
nothing: what remains of it is the two loads that C's macro `NV_DATA_S` does too.
"""

from __future__ import annotations

import functools
from collections.abc import Callable as PyCallable
from dataclasses import dataclass
from typing import Any

from ... import states
from ...callbacks import Callback, inline
from ...errors import Recoverable, SignatureError
from ...headers import Header, parse
from ...prototypes import ErrorValue, parameter_names
from ...states import StructType
from .libraries import sundials

__all__ = ["rhs"]

# The solver takes 0 for success, a positive number for "try a smaller step", a negative one for "stop".
ON_ERROR: dict[type[BaseException], ErrorValue] = {Recoverable: 1, Exception: -1}

# The content of a serial vector, as somebody sees it who must not write.
READABLE = "typedef struct { sunindextype length; int own_data; const double *data; } readable;"

Function = PyCallable[..., Any]


@dataclass(frozen=True)
class Role:
    """What a callback is to the solver: its prototype, what the body gets, and the adapter between the two.

    The header of the state declares no vectors, so that they come as `void *` and the adapter casts them.
    """

    prototype: str
    body: str
    adapter: PyCallable[[Any], Function]


def rhs(
    header: Header, user_data: str | StructType | None = None, **options: Any
) -> PyCallable[[Function], Callback]:
    """Compile the decorated ``rhs(t, y, ydot, p)`` for CVODE.

    The body fills the array ``ydot`` from the read-only array ``y``; ``p`` is the state. It returns nothing, or a
    number as SUNDIALS wants it. ``structcb.Recoverable`` asks the solver for a smaller step; any other exception
    stops it.

    Parameters
    ----------
    header
        The header that declares the state.
    user_data
        The struct of the state.
    **options
        ``noalias``, ``fastmath``, ``boundscheck`` and ``error_model``, as for ``Header.callback``.
    """
    role = Role("int (double t, void *y, void *ydot, void *user_data)", "t, y, ydot, p", rhs_adapter)
    return compiling(role, header, user_data, options)


def compiling(
    role: Role, header: Header, user_data: str | StructType | None, options: dict[str, Any]
) -> PyCallable[[Function], Callback]:
    """Return a decorator that compiles a function for its role."""
    compiled = header.callback(role.prototype, user_data=user_data, on_error=ON_ERROR, **options)

    def decorate(function: Function) -> Callback:
        check_parameters(function, role.body)
        return compiled(named_like(function, role.adapter(inline(function))))

    return decorate


def check_parameters(function: Function, body: str) -> None:
    """Refuse a function that takes more or fewer arguments than it will get."""
    names = parameter_names(function)
    if len(names) != len(body.split(", ")):
        raise SignatureError(f"`{function.__qualname__}` gets ({body}), but takes ({', '.join(names)})")


def named_like(function: Function, adapter: Function) -> Function:
    """Return the adapter under the user's name, so that errors and reports speak of what the user wrote."""
    functools.update_wrapper(adapter, function)
    # numba would take the parameters from the wrapped function, and the code from the adapter.
    del adapter.__wrapped__  # type: ignore[attr-defined]
    return adapter


def rhs_adapter(body: Any) -> Function:
    """Return the right-hand side as C calls it."""
    read, write, done = inline(reader()), inline(writer()), inline(status)

    def adapter(t, y, ydot, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        return done(body(t, read(y), write(ydot), user_data))

    return adapter


def reader() -> Function:
    """Return a function that views a vector as a read-only array."""
    index = sundials().ffi.typeof("sunindextype").cname
    return viewer(parse(READABLE.replace("sunindextype", index)).struct("readable"))


def writer() -> Function:
    """Return a function that views a vector as an array."""
    return viewer(sundials().header.struct("struct _N_VectorContent_Serial"))


def viewer(content_type: Any) -> Function:
    """Return a function that views a vector with this content."""
    vector_type: Any = sundials().header.struct("struct _generic_N_Vector")
    view = states.view

    def array(vector):  # type: ignore[no-untyped-def]  # compiled
        content = content_type(vector_type(vector).content)
        return view(content.data, content.length)

    return array


def status(result):  # type: ignore[no-untyped-def]  # compiled
    """Return what a body returned as the number that SUNDIALS takes."""
    if result is None:
        return 0
    # A float has no `|`, and is refused like a body that returns a number on some paths only.
    return result | 0
