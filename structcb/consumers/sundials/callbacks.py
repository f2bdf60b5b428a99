"""Right-hand sides y' = f(t, y) and what belongs to them, as the callbacks of CVODE and ARKODE."""

from __future__ import annotations

import functools
from collections.abc import Callable as PyCallable
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from ...callbacks import Callback
from ...headers import Header
from ...runtime.slots import Slot
from ..base import Function, UserData
from .adapters import adapt_events, adapt_jacobian, adapt_product, adapt_rhs
from .bodies import Kind, written

__all__ = [
    "NO_SMALLER_STEP",
    "Equations",
    "Events",
    "Jacobian",
    "banded_jacobian",
    "events",
    "jacobian",
    "jacobian_product",
    "rhs",
    "terminals_and_directions",
]

MatrixKind: TypeAlias = Literal["dense", "banded", "product"]
Equations: TypeAlias = Literal["rhs", "residual", "system"]

# The header of the state declares no vectors, so that they come as `void *` and the adapters cast them.
RHS = Kind(
    "cvode",
    "int (double t, void *y, void *ydot, void *user_data)",
    "t, y, ydot, p",
    adapt_rhs,
    takes_vectors_only=True,
)
MATRIX = (
    "int (double t, void *y, void *ydot, void *jacobian, void *user_data, void *one, void *two, void *three)"
)
DENSE = Kind("cvode", MATRIX, "t, y, ydot, J, p", functools.partial(adapt_jacobian, kind="dense"))
BANDED = Kind("cvode", MATRIX, "t, y, ydot, J, p", functools.partial(adapt_jacobian, kind="banded"))
PRODUCT = Kind(
    "cvode",
    "int (void *v, void *product, double t, void *y, void *ydot, void *user_data, void *one)",
    "t, y, ydot, v, Jv, p",
    adapt_product,
)
EVENTS = "int (double t, void *y, double *values, void *user_data)"
# Events happen at points that the solver has accepted: whatever is raised, it can only stop.
NO_SMALLER_STEP = -1


@dataclass(frozen=True)
class Jacobian:
    """A compiled Jacobian, and the kind of matrix that it fills."""

    callback: Callback
    kind: MatrixKind
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

    The body fills the array ``ydot``, all NaN before, from the read-only array ``y``; ``p`` is the state, and is not
    there without ``user_data``. It returns nothing, or a number as SUNDIALS wants it. ``structcb.Recoverable`` asks the
    solver for a smaller step; any other exception stops it. Python can call what comes out as
    ``rhs(t, y, ydot, state)`` too.

    Parameters
    ----------
    header
        The header that declares the state.
    user_data
        The struct of the state.
    **options
        ``noalias``, ``fastmath``, ``boundscheck`` and ``error_model``, as for ``Header.callback``.
    """
    return written(RHS, header, user_data, options)


def jacobian(header: Header, user_data: UserData = None, **options: Any) -> PyCallable[[Function], Jacobian]:
    """Compile the decorated ``jac(t, y, ydot, J, p)``.

    The body fills ``J[i, j]``, the derivative of ``ydot[i]`` by ``y[j]``; it is all zeros before. The parameters are
    those of ``rhs``.
    """
    compiled = written(DENSE, header, user_data, options)
    return lambda function: Jacobian(compiled(function), "dense")


def banded_jacobian(
    header: Header, user_data: UserData = None, **options: Any
) -> PyCallable[[Function], Jacobian]:
    """Compile the decorated ``jac(t, y, ydot, J, p)`` of a banded problem.

    The body fills ``J[i - j + uband, j]``, the derivative of ``ydot[i]`` by ``y[j]``, as SciPy packs it; it is all
    zeros before. The parameters are those of ``rhs``.
    """
    compiled = written(BANDED, header, user_data, options)
    return lambda function: Jacobian(compiled(function), "banded")


def jacobian_product(
    header: Header, user_data: UserData = None, **options: Any
) -> PyCallable[[Function], Jacobian]:
    """Compile the decorated ``product(t, y, ydot, v, Jv, p)`` for GMRES.

    The body fills ``Jv`` with the product of the Jacobian and ``v``. The parameters are those of ``rhs``.
    """
    compiled = written(PRODUCT, header, user_data, options)
    return lambda function: Jacobian(compiled(function), "product")


def events(
    header: Header,
    count: int,
    user_data: UserData = None,
    *,
    terminal: bool | int | Sequence[bool | int] = False,
    direction: float | Sequence[float] = 0,
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
        Positive for rising, negative for falling, 0 for both; for all, or for each.
    """
    kind = Kind("cvode", EVENTS, "t, y, g, p", functools.partial(adapt_events, count=count))
    compiled = written(kind, header, user_data, {"on_error": NO_SMALLER_STEP, **options})
    terminals, directions = terminals_and_directions(count, terminal, direction)
    return lambda function: Events(compiled(function), terminals, directions)


def terminals_and_directions(
    count: int, terminal: bool | int | Sequence[bool | int], direction: float | Sequence[float]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return of each event after how many it ends the integration, and which direction counts."""
    return (
        tuple(int(one) for one in for_each("terminal", terminal, count)),
        tuple((one > 0) - (one < 0) for one in for_each("direction", direction, count)),
    )


def for_each(name: str, value: Any, count: int) -> tuple[Any, ...]:
    """Return an option for each event."""
    if count < 1:
        raise ValueError(f"`count` must be at least 1, not {count!r}.")
    values = tuple(value) if isinstance(value, Iterable) else (value,) * count
    if len(values) != count:
        raise ValueError(f"`{name}` must be one value or {count}, not {len(values)}.")
    return values
