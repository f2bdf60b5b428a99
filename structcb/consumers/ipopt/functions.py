"""The functions of one problem, each in its place, with the state that they share."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ...errors import SignatureError
from ...states import State, StateArray
from ..base import user_data_address
from .callbacks import Part

__all__ = ["Functions"]


@dataclass(frozen=True)
class Functions:
    """The functions of one problem; each field is what its part must be."""

    objective: Part
    gradient: Part
    constraints: Part | None
    jacobian: Part | None
    hessian: Part | None
    intermediate: Part | None

    def check(self, n: int, m: int) -> None:
        """Refuse a part in another's place, constraints that are not whole, and nonzeros outside of their matrix."""
        for name, one in ((field.name, getattr(self, field.name)) for field in fields(self)):
            if one is not None and (not isinstance(one, Part) or one.kind != name):
                found = one.kind if isinstance(one, Part) else repr(one)
                raise SignatureError(
                    f"`{name}` is {found}; make it with one of `ipopt`'s decorators for {name}"
                )
        if len({self.constraints is None, self.jacobian is None, not m}) > 1:
            raise ValueError(
                "`constraints`, `jacobian` and `constraint_bounds` are given all three, or none."
            )
        check_places(self.jacobian, m, n)
        check_places(self.hessian, n, n)

    @property
    def parts(self) -> list[Part]:
        """What C calls."""
        return [part for part in vars(self).values() if part is not None]

    def user_data(self, state: State | StateArray | None) -> int:
        """Return the address of the state, after each callback has agreed to it."""
        addresses = [user_data_address(part.callback, state) for part in self.parts]
        return addresses[0]


def check_places(part: Part | None, rows: int, columns: int) -> None:
    """Refuse nonzeros outside of their matrix: Ipopt trusts them, and would write past its end."""
    if part is None or part.places is None:
        return
    shape = tuple(max(axis) + 1 for axis in part.places)
    if shape[0] > rows or shape[1] > columns:
        raise ValueError(f"The {part.kind} is {rows} by {columns}, but its nonzeros reach to {shape}.")
