"""What the user holds: a Python function with a C address, and the same bound to a state."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable as PyCallable
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import SignatureError, StateError
from ..layouts import Layout, Pointer, Prototype, Reference, Table, describe
from ..prototypes import Signature
from ..runtime.slots import Slot
from ..states import State, StateArray, StructTypes
from ..states.ffis import plain_ffi
from ..states.mismatches import refuse_other_layout
from ..states.pointees import Pointee
from .arguments import make_caller
from .compilers import CompiledFunction, compiler
from .ctypes_types import function_type
from .guards import collect, parted, raise_failures
from .lowlevel import scipy_signature
from .recipes import Recipe, by_name
from .units import Unit

if TYPE_CHECKING:
    import scipy

__all__ = ["Bound", "Callback"]


class Callback(CompiledFunction):
    """A compiled Python function that C can call.

    Made by ``Header.callback``. It never raises through C: the exception waits in the callback's slot for
    ``structcb.guard`` or ``check``, and C gets the error value. The machine code stays valid for the life of the
    process, so C may keep the address; what it reads (the state) must be kept alive, which ``bind`` and ``lowlevel``
    do. Any thread may call it, with or without the GIL.
    """

    def __init__(
        self,
        function: PyCallable[..., Any],
        signature: Signature,
        types: StructTypes,
        unit: Unit,
        pointer_type: PyCallable[[], Any],
        *,
        recipe: Recipe,
    ) -> None:
        # A consumer compiles an adapter; what the user wrote is the function inside it.
        self._function, self.py_func = function, getattr(function, "_structcb_body", function)
        functools.update_wrapper(self, self.py_func)
        self.__qualname__ = function.__qualname__
        self._signature, self._types, self._table, self._unit = signature, types, types.table, unit
        self._pointer_type, self._recipe = pointer_type, recipe
        self._structcb_slot = unit.slot

    @property
    def prototype(self) -> Prototype:
        """The C prototype, with Python's parameter names."""
        return self._signature.prototype

    @property
    def _structcb_prototype(self) -> Prototype:
        return self._signature.prototype

    @property
    def _structcb_slots(self) -> Sequence[Slot]:
        return (self._structcb_slot,)

    @property
    def _structcb_table(self) -> Table:
        return self._table

    @property
    def address(self) -> int:
        """The address of the C function; valid until the process ends."""
        return self._unit.address

    @functools.cached_property
    def cffi(self) -> Any:
        """The C function as a typed cffi function pointer."""
        return plain_ffi().cast(self._pointer_type(), self.address)

    @functools.cached_property
    def ctypes(self) -> Any:
        """The C function as a ctypes function, which keeps this callback alive."""
        function = function_type(self.prototype)(self.address)
        function._structcb_keep = self
        return function

    def lowlevel(self, state: State | StateArray | None = None) -> scipy.LowLevelCallable:
        """Return the callback and its state for SciPy, which keeps both alive.

        Parameters
        ----------
        state
            What SciPy hands back as ``void *user_data``.

        Raises
        ------
        SignatureError
            A state of another struct than the callback takes.
        """
        import ctypes

        from scipy import LowLevelCallable

        kind, signature = self._lowlevel
        function = kind(self.address)
        function._structcb_keep = (self, state)
        user_data = None
        if state is not None:
            user_data = ctypes.c_void_p(self._user_data(state))
            user_data._structcb_keep = state  # type: ignore[attr-defined]  # ctypes objects take attributes
        return LowLevelCallable(function, user_data, signature)

    @functools.cached_property
    def _lowlevel(self) -> tuple[Any, str]:
        return function_type(self.prototype), scipy_signature(self.prototype)

    def bind(self, state: State | StateArray) -> Bound:
        """Return the callback together with a state; the pair keeps both alive.

        Raises
        ------
        SignatureError
            A state of another struct than the callback takes.
        """
        return Bound(self, state, self._user_data(state))

    def check(self) -> list[BaseException]:
        """Raise what is pending: exceptions of calls that no guard of another thread covers.

        Returns
        -------
        list
            The exceptions from which C was to recover, as ``guard`` has them.
        """
        failed, recovered = parted(collect(self._structcb_slot, threading.get_ident()))
        try:
            raise_failures(failed)
        finally:
            del failed  # an exception must not lead to a frame that holds it
        return recovered

    def __call__(self, *args: Any) -> Any:
        """Call the machine code from Python; types and shapes are checked first, exceptions are raised."""
        return self._call(*args)

    @functools.cached_property
    def _call(self) -> PyCallable[..., Any]:
        return make_caller(
            self.__qualname__, self._signature, self._types, self._unit.address, self._structcb_slot
        )

    def inspect_llvm(self) -> str:
        """Return the optimised LLVM text of the C function."""
        return str(self._unit.inspected().llvm)

    def inspect_asm(self) -> str:
        """Return the assembly of the C function."""
        return str(compiler().assembly(self._unit.inspected()))

    @property
    def cache_status(self) -> str:
        """Where the machine code came from, and if it is not cached, why."""
        return self._unit.cache_status

    @functools.cached_property
    def _dispatcher(self) -> Any:
        return self._unit.dispatcher()

    def _structcb_fingerprint(self) -> tuple[object, tuple[PyCallable[..., Any], ...]]:
        return self.prototype, (self._function,)

    @property
    def _numba_type_(self) -> Any:
        return compiler().callback_type(self._dispatcher, self.prototype, self.address)

    def __reduce__(self) -> str | tuple[Any, ...]:
        return by_name(self) or self._recipe.reduce(self._function)

    def __deepcopy__(self, memo: object) -> Callback:
        return self

    def __repr__(self) -> str:
        return f"<structcb callback `{self.__qualname__}`: {describe(self.prototype)}>"

    def _user_data(self, state: State | StateArray) -> int:
        position = self._signature.user_data
        if position is None:
            raise SignatureError(f"`{describe(self.prototype)}` has no user data to bind a state to")
        if not isinstance(state, (State, StateArray)):
            raise StateError(f"`{self.__qualname__}` binds a state, not {type(state).__name__} {state!r}")
        pointer = self.prototype.parameters[position].type
        expected = pointer.to if isinstance(pointer, Pointer) else None
        layout: Layout = state._structcb_type.layout
        takes = None if expected is None else Pointee(expected, self._table)
        if takes is not None:
            refuse_other_layout(takes, state._structcb_pointee)
        if isinstance(expected, Reference) and self._table[expected.name] != layout:
            raise SignatureError(
                f"`{self.__qualname__}` takes a `{expected.name}`, the state is a `{layout.name}`"
            )
        return int(state._structcb_address)


class Bound:
    """A callback and the state that it is called with; holding the pair keeps both alive."""

    def __init__(self, callback: Callback, state: State | StateArray, address: int) -> None:
        self.callback, self.state, self.user_data = callback, state, address

    @property
    def address(self) -> int:
        """The address of the C function."""
        return self.callback.address

    @property
    def _structcb_slots(self) -> Sequence[Slot]:
        return self.callback._structcb_slots

    @functools.cached_property
    def lowlevel(self) -> scipy.LowLevelCallable:
        """Both for SciPy."""
        return self.callback.lowlevel(self.state)

    def check(self) -> list[BaseException]:
        """Raise what is pending, as ``Callback.check`` does."""
        return self.callback.check()

    def __reduce__(self) -> tuple[Any, ...]:
        return bind, (self.callback, self.state)

    def __repr__(self) -> str:
        return f"<{self.callback!r} bound to {type(self.state).__name__} at {self.user_data:#x}>"


def bind(callback: Callback, state: State | StateArray) -> Bound:
    """Bind a state to a callback, both of which have arrived from another process."""
    return callback.bind(state)
