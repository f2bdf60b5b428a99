"""What the user wrote, and everything that it takes to compile it for a library of SUNDIALS.

Vectors lie in memory as the library's `sunindextype` has it, and so machine code for one library may be wrong for
another. A body is compiled for the library that it is meant for, and once more where another one calls it.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable as PyCallable
from dataclasses import dataclass
from typing import Any

from ...callbacks import Callback
from ...callbacks.recipes import pack
from ...error_policies import ErrorValue
from ...errors import Recoverable, SignatureError
from ...headers import Header
from ...layouts import Struct
from ..base import Function, Role, UserData, adapted
from .calls import callable_with_arrays
from .libraries import Solver, Sundials, sundials

__all__ = ["Body", "Kind", "fitting", "written"]

# The solver takes 0 for success, a positive number for "try a smaller step", a negative one for "stop".
ON_ERROR: dict[type[BaseException], ErrorValue] = {Recoverable: 1, Exception: -1}

CONTENT = "struct _N_VectorContent_Serial"


@dataclass(frozen=True)
class Kind:
    """What a callback is to SUNDIALS: the solver that it is meant for, and a role for each width of its indices."""

    solver: Solver
    prototype: str
    body: str
    adapt: PyCallable[[Any, str], Function]
    takes_vectors_only: bool = False

    def role(self, index: str) -> Role:
        """Return the role in a library with such indices."""
        return Role(self.prototype, self.body, lambda body: self.adapt(body, index))


@dataclass(frozen=True, eq=False)
class Body:
    """A function of the user's, what it is to SUNDIALS, and how it is to be compiled."""

    kind: Kind
    header: Header
    user_data: UserData
    options: dict[str, Any]
    function: Function

    def compiled(self, index: str) -> Callback:
        """Return the callback for libraries with such indices."""
        callback = adapted(self.kind.role(index), self.header, self.user_data, self.options, self.function)
        callback.__dict__["_recipe"] = Made(self, index, {})
        return callback

    def compiled_here(self) -> Callback:
        """Return the callback for the library that this process has for it."""
        callback = self.compiled(sundials(self.kind.solver).index)
        return callable_with_arrays(callback, self.kind.solver) if self.kind.takes_vectors_only else callback


@dataclass(frozen=True, eq=False)
class Made:
    """How a callback was made, which is how it is made again: for another library, or in another process."""

    body: Body
    index: str
    others: dict[str, Callback]

    def reduce(self, _function: Function) -> tuple[Any, ...]:
        """Return how pickle makes the callback again, for the library of the process where it arrives."""
        return remade, (pack(self.body),)


def remade(packed: bytes) -> Callback:
    """Compile a callback that has arrived, or find it in the cache."""
    body: Body = pickle.loads(packed)
    return body.compiled_here()


def written(
    kind: Kind, header: Header, user_data: UserData, options: dict[str, Any]
) -> PyCallable[[Function], Callback]:
    """Return a decorator that compiles what the user wrote; errors become what SUNDIALS understands."""
    options = {"on_error": ON_ERROR, **options}
    return lambda function: Body(kind, header, user_data, options, function).compiled_here()


def fitting(callback: Callback, library: Sundials) -> Callback:
    """Return the callback as this library can call it.

    Raises
    ------
    SignatureError
        A callback on the vectors of another library.
    """
    made: object = callback._recipe
    if not isinstance(made, Made):
        check_vectors(callback, library)
        return callback
    if made.index == library.index:
        return callback
    if library.index not in made.others:
        made.others[library.index] = made.body.compiled(library.index)
    return made.others[library.index]


def check_vectors(callback: Callback, library: Sundials) -> None:
    """Refuse a callback whose own header has other vectors than the library."""
    layout = callback._structcb_table.get(CONTENT)
    ours = library.header.struct(CONTENT).layout
    if isinstance(layout, Struct) and layout != ours:
        raise SignatureError(
            f"{callback!r} was written for vectors of {layout.size} bytes; those of {library} have {ours.size}. "
            f"Take `sundials_header({library.solver!r}, {library.index!r})`, or a callback made by `sundials`"
        )
