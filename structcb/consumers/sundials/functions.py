"""The callbacks of one solve and the state that they share, kept alive together."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from ...callbacks import Callback
from ...callbacks.guards import Guarded
from ...errors import Recoverable
from ...states import State, StateArray
from .callbacks import Events, Jacobian
from .problems import Problem

__all__ = ["Functions"]

# A Jacobian of which kind each linear solver takes.
KINDS = {"dense": "dense", "banded": "banded", "gmres": "product"}


@dataclass(frozen=True)
class Functions:
    """What C calls, and what it calls it with."""

    rhs: Callback
    jac: Jacobian | None
    events: Events | None
    state: State | StateArray | None

    @property
    def user_data(self) -> int:
        """The address of the state, after each callback has agreed to it."""
        if self.state is None:
            return 0
        callbacks = [self.rhs, *(one.callback for one in (self.jac, self.events) if one is not None)]
        first, *_ = [callback.bind(self.state).user_data for callback in callbacks]
        return first

    @property
    def guarded(self) -> list[Guarded]:
        """What may leave an exception behind."""
        return [one for one in (self.rhs, self.jac, self.events) if one is not None]

    def check(self, problem: Problem) -> None:
        """Refuse a Jacobian that the linear solver cannot take.

        Raises
        ------
        ValueError
            The problem and the Jacobian do not fit.
        """
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
        slots = [slot for one in (self.rhs, self.jac) if one is not None for slot in one._structcb_slots]
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
