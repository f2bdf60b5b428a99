"""The callbacks of one solve and the state that they share, kept alive together."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from ...callbacks import Callback
from ...callbacks.guards import Guarded
from ...errors import Recoverable, SignatureError
from ...layouts import CType, Pointer, Scalar, Void, describe
from ...states import State, StateArray
from .callbacks import Equations, Events, Jacobian
from .problems import Problem

__all__ = ["Functions"]

# What the solver passes: `d` a double, `p` a pointer.
ARGUMENTS: dict[Equations, str] = {"rhs": "dppp", "residual": "dpppp"}

# A Jacobian of which kind each linear solver takes.
KINDS = {"dense": "dense", "banded": "banded", "gmres": "product"}


@dataclass(frozen=True)
class Functions:
    """What C calls, and what it calls it with."""

    function: Callback
    jac: Jacobian | None
    events: Events | None
    state: State | StateArray | None

    @property
    def callbacks(self) -> list[Callback]:
        """What C calls, as it calls it."""
        return [self.function, *(one.callback for one in (self.jac, self.events) if one is not None)]

    @property
    def user_data(self) -> int:
        """The address of the state, after each callback has agreed to it."""
        if self.state is None:
            return 0
        addresses = [callback.bind(self.state).user_data for callback in self.callbacks]
        return addresses[0]

    @property
    def guarded(self) -> list[Guarded]:
        """What may leave an exception behind."""
        return [one for one in (self.function, self.jac, self.events) if one is not None]

    def check(self, problem: Problem, equations: Equations) -> None:
        """Refuse callbacks that the solver or its linear solver would call with other arguments.

        Raises
        ------
        SignatureError
            A callback that was not made for this solver.
        ValueError
            The problem and the Jacobian do not fit.
        """
        check_arguments(self.function, ARGUMENTS[equations])
        if self.state is None:
            for callback in self.callbacks:
                check_needs_no_state(callback)
        for one in (self.jac, self.events):
            if one is not None and one.equations != equations:
                raise SignatureError(f"{one.callback!r} is for {one.equations}, not for {equations}")
        if self.jac is None:
            return
        if problem.method == "Adams":
            raise ValueError("`method='Adams'` iterates without a Jacobian; leave `jac` out, or use 'BDF'.")
        wanted = KINDS[problem.linear_solver]
        if self.jac.kind != wanted:
            raise ValueError(
                f"`linear_solver={problem.linear_solver!r}` takes a {wanted} Jacobian, not a {self.jac.kind} one."
            )

    def recovered(self) -> list[BaseException]:
        """Take the exceptions after which the solver was to try again: it knows of them."""
        thread = threading.get_ident()
        slots = [slot for one in (self.function, self.jac) if one is not None for slot in one._structcb_slots]
        return [
            failure.exception
            for slot in slots
            for failure in slot.collect(
                lambda f: f.thread_id == thread and isinstance(f.exception, Recoverable)
            )
        ]

    def forget_dropped(self) -> None:
        """Forget what did not fit the slots: the solver went on, so that it was recoverable too."""
        for one in self.guarded:
            for slot in one._structcb_slots:
                slot.take_dropped()


def check_arguments(callback: Callback, wanted: str) -> None:
    """Compare the arguments of a callback with what the solver passes."""
    prototype = callback.prototype
    found = "".join(letter(parameter.type) for parameter in prototype.parameters)
    if found != wanted or describe(prototype.result) != "int":
        raise SignatureError(
            f"the solver cannot call {callback!r}; make it with `sundials.rhs` or `sundials.residual`"
        )


def letter(ctype: CType) -> str:
    """Return `d` for a double, `p` for a pointer, `?` for anything else."""
    match ctype:
        case Scalar(kind="float", size=8):
            return "d"
        case Pointer():
            return "p"
    return "?"


def check_needs_no_state(callback: Callback) -> None:
    """Refuse a callback that would read its state at NULL."""
    position = callback._signature.user_data
    ctype = None if position is None else callback.prototype.parameters[position].type
    if isinstance(ctype, Pointer) and not isinstance(ctype.to, Void):
        raise SignatureError(f"{callback!r} takes a `{describe(ctype.to)}`; give one as `state`")
