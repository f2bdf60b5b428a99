"""Functions of arrays and a state as the callbacks of SUNDIALS, which pass vectors and matrices."""

from __future__ import annotations

import functools
from collections.abc import Callable as PyCallable
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from ...callbacks import Callback
from ...errors import Recoverable
from ...headers import Header
from ...prototypes import ErrorValue
from ...runtime.slots import Slot
from ..base import Function, Role, UserData, adapted
from .adapters import adapt_banded_jacobian, adapt_events, adapt_jacobian, adapt_product, adapt_rhs
from .calls import callable_with_arrays

__all__ = [
    "Equations",
    "Events",
    "Jacobian",
    "banded_jacobian",
    "compiled",
    "events",
    "for_each",
    "jacobian",
    "jacobian_product",
    "rhs",
]

# The solver takes 0 for success, a positive number for "try a smaller step", a negative one for "stop".
ON_ERROR: dict[type[BaseException], ErrorValue] = {Recoverable: 1, Exception: -1}

Kind: TypeAlias = Literal["dense", "banded", "product"]
Equations: TypeAlias = Literal["rhs", "residual"]


# The header of the state declares no vectors, so that they come as `void *` and the adapters cast them.
RHS = Role("int (double t, void *y, void *ydot, void *user_data)", "t, y, ydot, p", adapt_rhs)
MATRIX = (
    "int (double t, void *y, void *ydot, void *jacobian, void *user_data, void *one, void *two, void *three)"
)
DENSE = Role(MATRIX, "t, y, ydot, J, p", adapt_jacobian)
BANDED = Role(MATRIX, "t, y, ydot, J, p", adapt_banded_jacobian)
PRODUCT = Role(
    "int (void *v, void *product, double t, void *y, void *ydot, void *user_data, void *one)",
    "t, y, ydot, v, Jv, p",
    adapt_product,
)
EVENTS = "int (double t, void *y, double *values, void *user_data)"


@dataclass(frozen=True)
class Jacobian:
    """A compiled Jacobian, and the kind of matrix that it fills."""

    callback: Callback
    kind: Kind
    equations: Equations = "rhs"

    @property
    def _structcb_slots(self) -> Sequence[Slot]:
        return self.callback._structcb_slots


@dataclass(frozen=True)
class Events:
    """Compiled event functions; of each, after how many events to stop (0: never) and which direction counts."""

    callback: Callback
    terminal: tuple[int, ...]
    direction: tuple[int, ...]
    equations: Equations = "rhs"

    @property
    def count(self) -> int:
        """How many events are looked for."""
        return len(self.terminal)

    @property
    def _structcb_slots(self) -> Sequence[Slot]:
        return self.callback._structcb_slots


def rhs(header: Header, user_data: UserData = None, **options: Any) -> PyCallable[[Function], Callback]:
    """Compile the decorated ``rhs(t, y, ydot, p)``.

    The body fills the array ``ydot`` from the read-only array ``y``; ``p`` is the state. It returns nothing, or a
    number as SUNDIALS wants it. ``structcb.Recoverable`` asks the solver for a smaller step; any other exception
    stops it. Python can call what comes out as ``rhs(t, y, ydot, state)`` too.

    Parameters
    ----------
    header
        The header that declares the state.
    user_data
        The struct of the state.
    **options
        ``noalias``, ``fastmath``, ``boundscheck`` and ``error_model``, as for ``Header.callback``.
    """
    return lambda function: callable_with_arrays(compiled(RHS, header, user_data, options, function))


def jacobian(header: Header, user_data: UserData = None, **options: Any) -> PyCallable[[Function], Jacobian]:
    """Compile the decorated ``jac(t, y, ydot, J, p)``.

    The body fills ``J[i, j]``, the derivative of ``ydot[i]`` by ``y[j]``; it is all zeros before. The parameters are
    those of ``rhs``.
    """
    return lambda function: Jacobian(compiled(DENSE, header, user_data, options, function), "dense")


def banded_jacobian(
    header: Header, user_data: UserData = None, **options: Any
) -> PyCallable[[Function], Jacobian]:
    """Compile the decorated ``jac(t, y, ydot, J, p)`` of a banded problem.

    The body fills ``J[i - j + uband, j]``, the derivative of ``ydot[i]`` by ``y[j]``, as SciPy packs it; it is all
    zeros before. The parameters are those of ``rhs``.
    """
    return lambda function: Jacobian(compiled(BANDED, header, user_data, options, function), "banded")


def jacobian_product(
    header: Header, user_data: UserData = None, **options: Any
) -> PyCallable[[Function], Jacobian]:
    """Compile the decorated ``product(t, y, ydot, v, Jv, p)`` for GMRES.

    The body fills ``Jv`` with the product of the Jacobian and ``v``. The parameters are those of ``rhs``.
    """
    return lambda function: Jacobian(compiled(PRODUCT, header, user_data, options, function), "product")


def events(
    header: Header,
    count: int,
    user_data: UserData = None,
    *,
    terminal: bool | int | Sequence[bool | int] = False,
    direction: int | Sequence[int] = 0,
    **options: Any,
) -> PyCallable[[Function], Events]:
    """Compile the decorated ``events(t, y, g, p)``.

    The body fills the array ``g``; an event is where an item of it crosses zero. The other parameters are those of
    ``rhs``.

    Parameters
    ----------
    header
        The header that declares the state.
    count
        How many items ``g`` has.
    user_data
        The struct of the state.
    terminal
        Whether an event ends the integration, or after how many; for all, or for each.
    direction
        1 for rising, -1 for falling, 0 for both; for all, or for each.
    """
    terminals, directions = for_each("terminal", terminal, count), for_each("direction", direction, count)
    role = Role(EVENTS, "t, y, g, p", functools.partial(adapt_events, count=count))
    # Events happen at points that the solver has accepted; there is no smaller step to ask for.
    return lambda function: Events(
        compiled(role, header, user_data, {"on_error": -1, **options}, function), terminals, directions
    )


def for_each(name: str, value: Any, count: int) -> tuple[int, ...]:
    """Return an option for each event."""
    if count < 1:
        raise ValueError(f"`count` must be at least 1, not {count!r}.")
    values = tuple(value) if isinstance(value, Sequence) else (value,) * count
    if len(values) != count:
        raise ValueError(f"`{name}` must be one value or {count}, not {len(values)}.")
    return tuple(int(v) for v in values)


def compiled(
    role: Role, header: Header, user_data: UserData, options: dict[str, Any], function: Function
) -> Callback:
    """Compile a function for its role; errors become what SUNDIALS understands."""
    return adapted(role, header, user_data, {"on_error": ON_ERROR, **options}, function)
