"""The callbacks of one solve and the state that they share, kept alive together."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...callbacks import Callback
from ...callbacks.guards import Guarded
from ...errors import SignatureError
from ...layouts import CType, Pointer, Scalar, describe
from ...states import State, StateArray
from ..base import user_data_address
from .bodies import fitting
from .callbacks import Equations, Events, Jacobian
from .libraries import Sundials
from .problems import LinearSystem

__all__ = ["Functions"]

# What the solver passes: `d` a double, `p` a pointer.
ARGUMENTS: dict[Equations, str] = {"rhs": "dppp", "residual": "dpppp", "system": "ppp"}

DECORATORS = {
    ("rhs", "jac"): "jacobian",
    ("rhs", "events"): "events",
    ("residual", "jac"): "residual_jacobian",
    ("residual", "events"): "residual_events",
    ("system", "jac"): "system_jacobian",
}

# A Jacobian of which kind each linear solver takes.
KINDS = {"dense": "dense", "banded": "banded", "gmres": "product"}


@dataclass(frozen=True)
class Functions:
    """What C calls, and what it calls it with."""

    equations: Equations
    function: Callback
    state: State | StateArray | None
    jac: Jacobian | None = None
    events: Events | None = None
    explicit: Callback | None = None

    @property
    def guarded(self) -> list[Guarded]:
        """What may leave an exception behind."""
        return [one for one in (self.function, self.explicit, self.jac, self.events) if one is not None]

    @property
    def callbacks(self) -> list[Callback]:
        """What C calls, as it calls it."""
        return [one if isinstance(one, Callback) else one.callback for one in self.guarded]  # type: ignore[attr-defined]

    @property
    def user_data(self) -> int:
        """The address of the state, to which every callback has agreed in `check`."""
        return user_data_address(self.function, self.state)

    def fitting(self, library: Sundials) -> Functions:
        """Return the same functions, as this library can call them."""
        explicit, jac, events = self.explicit, self.jac, self.events
        return replace(
            self,
            function=fitting(self.function, library),
            explicit=explicit and fitting(explicit, library),
            jac=jac and replace(jac, callback=fitting(jac.callback, library)),
            events=events and replace(events, callback=fitting(events.callback, library)),
        )

    def check(self, linear: LinearSystem | None) -> None:
        """Refuse callbacks that the solver or its linear solver would call with other arguments.

        Raises
        ------
        SignatureError
            A callback that was not made for this solver.
        StateError
            A callback without the state that it reads.
        ValueError
            The linear solver and the Jacobian do not fit.
        """
        for function in (self.function, self.explicit):
            if function is not None:
                check_arguments(function, self.equations)
        check_made_by(self.equations, "jac", self.jac, Jacobian)
        check_made_by(self.equations, "events", self.events, Events)
        if self.jac is not None:
            check_kind(self.jac, linear)
        for callback in self.callbacks:
            user_data_address(callback, self.state)


def check_arguments(callback: Callback, equations: Equations) -> None:
    """Compare the arguments of a callback with what the solver passes."""
    if not isinstance(callback, Callback):
        raise SignatureError(f"{callback!r} is not compiled; decorate it with `@sundials.{equations}(h)`")
    prototype = callback.prototype
    found = "".join(letter(parameter.type) for parameter in prototype.parameters)
    if found != ARGUMENTS[equations] or describe(prototype.result) != "int":
        raise SignatureError(f"the solver cannot call {callback!r}; make it with `sundials.{equations}`")


def check_made_by(equations: Equations, name: str, given: object, kind: type[Jacobian | Events]) -> None:
    """Refuse what none of our decorators made, or one for another solver."""
    if given is None:
        return
    if not isinstance(given, kind):
        raise SignatureError(
            f"`{name}` must be made by a decorator of `sundials`, such as `{DECORATORS[equations, name]}`, not {given!r}"
        )
    if given.equations != equations:
        raise SignatureError(
            f"{given.callback!r} is for {given.equations}, not for {equations}; "
            f"make it with `sundials.{DECORATORS[equations, name]}`"
        )


def check_kind(jac: Jacobian, linear: LinearSystem | None) -> None:
    """Refuse a Jacobian that the linear solver cannot take."""
    if linear is None:
        raise ValueError("this method does without a Jacobian; leave `jac` out, or use 'BDF' or 'DIRK'.")
    wanted = KINDS[linear.solver]
    if jac.kind != wanted:
        raise ValueError(
            f"`linear_solver={linear.solver!r}` takes a {wanted} Jacobian, not a {jac.kind} one."
        )


def letter(ctype: CType) -> str:
    """Return `d` for a double, `p` for a pointer, `?` for anything else."""
    match ctype:
        case Scalar(kind="float", size=8):
            return "d"
        case Pointer():
            return "p"
    return "?"
