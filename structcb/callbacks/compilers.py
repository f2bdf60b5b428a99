"""The one way to the compiler: it is imported when something is asked of it, and numba with it."""

from __future__ import annotations

import functools
import importlib
from typing import Any

from ..layouts import CType, Layout, Table
from ..states import CFunction, StructType

__all__ = ["CompiledFunction", "Compiler", "compiler"]


@functools.cache
def compiler() -> Any:
    """Import the compiler, and numba with it, and tell it what a callback is."""
    numba_side = importlib.import_module("structcb.compiler")
    numba_side.teach_callbacks(CompiledFunction)
    return numba_side


class CompiledFunction:
    """What numba takes for a pointer to a C function where it is an argument, by its prototype."""


class Compiler:
    """What states ask of the compiler: numba's view of a layout. It is imported on the first question."""

    def struct_type(self, layout: Layout, table: Table) -> Any:
        """Return the numba type of a struct."""
        return compiler().Typemap(table).struct(layout)

    def pointer_type(self, layout: Layout, table: Table) -> Any:
        """Return the numba type of a pointer to a struct."""
        return compiler().pointer_type(layout, table)

    def array_type(self, layout: Layout, table: Table, dimensions: int, readonly: bool) -> Any:
        """Return the numba type of an array of structs."""
        return compiler().Typemap(table).structs(layout, dimensions, readonly=readonly)

    def value_type(self, ctype: CType, table: Table) -> Any:
        """Return the numba type of a value of a C type."""
        return compiler().Typemap(table).map(ctype)

    def class_type(self, struct_type: StructType) -> Any:
        """Return the numba type of a struct type itself."""
        return compiler().class_type(struct_type)

    def function_type(self, function: CFunction) -> Any:
        """Return the numba type of a function of a library."""
        return compiler().function_type(function)

    def module_type(self, namespace: Any) -> Any:
        """Return the numba type of an object whose attributes are constants."""
        return compiler().module_type(namespace)
