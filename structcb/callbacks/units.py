"""The machine code behind a callback: compiled now, or loaded; this is the one way to the compiler."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..layouts import Layout, Table
from ..prototypes import Signature
from ..runtime.machine_code import load
from ..runtime.slots import Slot

__all__ = ["Compiler", "Inlined", "Unit", "build", "compiler", "inline"]


def compiler() -> Any:
    """Import the compiler, and numba with it."""
    return importlib.import_module("structcb.compiler")


class Compiler:
    """What states ask of the compiler: numba's view of a layout. It is imported on the first question."""

    def struct_type(self, layout: Layout, table: Table) -> Any:
        """Return the numba type of a struct."""
        return compiler().Typemap(table).struct(layout)

    def pointer_type(self, layout: Layout, table: Table) -> Any:
        """Return the numba type of a pointer to a struct."""
        return compiler().pointer_type(layout, table)

    def module_type(self, namespace: Any) -> Any:
        """Return the numba type of an object whose attributes are constants."""
        return compiler().module_type(namespace)


@dataclass(frozen=True)
class Unit:
    """One piece of machine code, its slot, and how to look into it."""

    address: int
    slot: Slot
    llvm: Callable[[], str]
    assembly: Callable[[], str]
    dispatcher: Callable[[], Any]
    keep: Any = None


class Inlined:
    """A plain Python function that callbacks may call: it is compiled, and inlined, with them."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.py_func = function

    @functools.cached_property
    def _dispatcher(self) -> Any:
        return compiler().dispatcher(self.py_func, compiler().Options())

    @property
    def _numba_type_(self) -> Any:
        return compiler().dispatcher_type(self._dispatcher)

    def __call__(self, *args: Any) -> Any:
        """Call the plain function."""
        return self.py_func(*args)


def inline(function: Callable[..., Any]) -> Inlined:
    """Mark a helper that callbacks call; numba's own ``@njit`` does as well."""
    return Inlined(function)


def build(function: Callable[..., Any], signature: Signature, table: Table, options: dict[str, Any]) -> Unit:
    """Compile a function and load it."""
    numba_side = compiler()
    compiled = numba_side.compile_callback(function, signature, table, numba_side.Options(**options))
    loaded = load(
        compiled.machine_code, symbols=dict(compiled.symbols), environments=dict(compiled.environments)
    )
    return Unit(
        loaded.address,
        Slot(loaded.slot, function.__qualname__, numba_side.decode_dynamic),
        llvm=lambda: str(compiled.llvm),
        assembly=lambda: str(numba_side.assembly(compiled)),
        dispatcher=lambda: numba_side.dispatcher(function, numba_side.Options(**options)),
        keep=(loaded, compiled.keep),
    )
