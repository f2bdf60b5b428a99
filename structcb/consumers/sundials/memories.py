"""One solver in C memory: made for a problem, freed when its `with` ends."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, ClassVar, Self

from .failures import checked
from .functions import Functions
from .libraries import Solver, Sundials

if TYPE_CHECKING:
    from types import TracebackType

    from .problems import Vector

__all__ = ["Memory"]


class Memory(ABC):
    """A solver's memory for one problem, and everything that it points at.

    The solvers have the same functions under different names: `prefix` begins those of functions, `codes` those of
    constants. It holds addresses of callbacks and states, which the caller must keep alive.
    """

    solver: ClassVar[Solver]
    prefix: ClassVar[str]
    codes: ClassVar[str]

    def __init__(self, library: Sundials, functions: Functions, start: Vector) -> None:
        self.library, self.functions = library, functions
        self._count = library.ffi.new("long *")
        with ExitStack() as stack:
            self.context = library.context(stack)
            self.vector, self.y = self.new_vector(stack, start)
            self.memory = self.create(stack)
            self.call("SetUserData", library.ffi.cast("void *", functions.user_data))
            self.set_up(stack)
            self._stack = stack.pop_all()

    @abstractmethod
    def create(self, stack: ExitStack) -> Any:
        """Return the solver's memory, with the function and the initial values in it."""

    @abstractmethod
    def set_up(self, stack: ExitStack) -> None:
        """Tell the solver all else."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What is left of the array would lead to memory that C has taken back.
        del self.y
        self._stack.close()

    def call(self, name: str, *arguments: Any) -> None:
        """Call a function of the solver on its memory; anything but success is an error."""
        function = f"{self.prefix}{name}"
        checked(function, getattr(self.library, function)(self.memory, *arguments))

    def count(self, what: str) -> int:
        """Return a counter, such as `"NumSteps"`."""
        self.call(f"Get{what}", self._count)
        return int(self._count[0])

    def constant(self, name: str) -> int:
        """Return a constant of the solver, such as `"ROOT_RETURN"`."""
        return int(self.library.header.constants[f"{self.codes}{name}"])

    def word(self, code: int) -> str:
        """Return SUNDIALS' own name of a failure."""
        # Only failures are below zero; above it, options have the same numbers as codes.
        constants = self.library.header.constants.items()
        found = [name for name, value in constants if name.startswith(self.codes) and value == code < 0]
        return found[0] if found else f"code {code}"

    def new_vector(self, stack: ExitStack, values: Vector) -> tuple[Any, Vector]:
        """Return a vector with these values, freed with the stack, and an array of its memory."""
        return self.library.vector(self.context, values, stack)
