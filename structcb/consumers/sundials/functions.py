"""The callbacks of one solve and the state that they share, kept alive together."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from ...callbacks import Callback
from ...callbacks.guards import Guarded
from ...errors import Recoverable, SignatureError
from ...layouts import Pointer, Scalar, describe
from ...states import State, StateArray
from .callbacks import Equations, Events, Jacobian
from .problems import Problem

__all__ = ["Functions"]

# A Jacobian of which kind each linear solver takes.
ARGUMENTS: dict[Equations, str] = {"rhs": "dppp", "residual": "dpppp"}
KINDS = {"dense": "dense", "banded": "banded", "gmres": "product"}


@dataclass(frozen=True)
class Functions:
    """What C calls, and what it calls it with."""

    function: Callback
    jac: Jacobian | None
    events: Events | None
    state: State | StateArray | None

    @property
    def user_data(self) -> int:
        """The address of the state, after each callback has agreed to it."""
        if self.state is None:
            return 0
        callbacks = [self.function, *(one.callback for one in (self.jac, self.events) if one is not None)]
        first, *_ = [callback.bind(self.state).user_data for callback in callbacks]
        return first

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
    """Compare the arguments of a callback with what the solver passes: `d` a double, `p` a pointer."""
    kinds = {Scalar: "d", Pointer: "p"}
    found = "".join(kinds.get(type(parameter.type), "?") for parameter in callback.prototype.parameters)
    if found != wanted or describe(callback.prototype.result) != "int":
        raise SignatureError(
            f"the solver cannot call {callback!r}; make it with `sundials.rhs` or `sundials.residual`"
        )
