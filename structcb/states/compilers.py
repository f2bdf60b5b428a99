"""What states need of a compiler: numba's types of what compiled code may name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ..layouts import CType, Layout, Table

if TYPE_CHECKING:
    from .libraries import CFunction
    from .struct_types import StructType

__all__ = ["Compiler"]


class Compiler(Protocol):
    """Makes numba's types; the callbacks have one that imports numba when it is first asked."""

    def struct_type(self, layout: Layout, table: Table) -> object:
        """Return the numba type of a struct."""

    def pointer_type(self, layout: Layout, table: Table) -> object:
        """Return the numba type of a pointer to a struct."""

    def array_type(self, layout: Layout, table: Table, dimensions: int, readonly: bool) -> object:
        """Return the numba type of an array of structs."""

    def value_type(self, ctype: CType, table: Table) -> object:
        """Return the numba type of a value of a C type."""

    def class_type(self, struct_type: StructType) -> object:
        """Return the numba type of a struct type itself, which compiled code calls to cast."""

    def function_type(self, function: CFunction) -> object:
        """Return the numba type of a function of a library."""

    def module_type(self, namespace: object) -> object:
        """Return the numba type of an object whose attributes are constants."""
