"""From layouts to numba types: picks the trait of each C type, and is the only place that recurses through them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from llvmlite import binding as ll
from numba.core import types
from numba.core.typing import Signature, signature

from ..errors import UnsupportedTypeError
from ..layouts import (
    Array,
    CType,
    Enum,
    Layout,
    Opaque,
    Pointer,
    Prototype,
    Reference,
    Scalar,
    Unsupported,
    Void,
    align_of,
    base_of,
    describe,
    reachable,
    resolve,
    shape_of,
    size_of,
)
from .abi import convention_of
from .types import fields  # noqa: F401  (registers attribute access)
from .types.arrays import CArray, CArrayPointer
from .types.functions import CFunctionPointer
from .types.opaque import COpaque, COpaqueBytes
from .types.pointers import CPointer
from .types.structs import Access, CStruct
from .types.values import CStructValue

__all__ = ["Typemap", "map_ctype", "pointer_type"]

FLOATS = {("float", 4): types.float32, ("float", 8): types.float64}
COMPLEX = {8: types.complex64, 16: types.complex128}


class Typemap:
    """The numba types of one header: a table of layouts, and the way from each C type to its numba type."""

    def __init__(self, table: Mapping[str, Layout]) -> None:
        self.table = MappingProxyType(dict(table))

    def __reduce__(self) -> tuple[Any, ...]:
        return Typemap, (dict(self.table),)

    def layout(self, name: str) -> Layout:
        """Return the layout that a reference names."""
        return self.table[name]

    def struct(self, layout: Layout, access: Access = Access()) -> CStruct:
        """Return the type of a struct, which knows only the layouts that it can reach."""
        return CStruct(layout, Typemap(reachable(layout, self.table)), access)

    def pointer(self, layout: Layout, *, size: int, readonly: bool = False) -> CPointer:
        """Return the type of a pointer to a struct."""
        return CPointer(self.struct(layout, Access(readonly=readonly)), size=size, readonly=readonly)

    def structs(self, layout: Layout, dimensions: int, *, readonly: bool) -> CArray:
        """Return the type of structs side by side, as many as there are."""
        struct = self.struct(layout, Access(readonly=readonly))
        return CArray(struct, (None,) * dimensions, readonly=readonly, aligned=struct.aligned)

    def map(self, ctype: CType, access: Access = Access()) -> types.Type:
        """Return the numba type of a C type.

        What a pointer points at is an ordinary, aligned object, so `access` reaches embedded structs only.
        """
        match ctype:
            case Void():
                return types.void
            case Scalar() | Enum():
                return scalar_type(ctype)
            case Reference(name=name):
                return self.struct(self.table[name], access)
            case Layout():
                return self.struct(ctype, access)
            case Opaque():
                return COpaque(ctype)
            case Unsupported():
                return COpaqueBytes(ctype)
            case Pointer(to=Prototype() as prototype, size=size):
                return self.function_pointer(prototype, size)
            case Pointer():
                return self.data_pointer(ctype)
            case Array():
                return self.array(ctype, access)
            case Prototype():
                raise UnsupportedTypeError(
                    f"`{describe(ctype)}` is a function; only a pointer to it is a value"
                )

    def data_pointer(self, ctype: Pointer) -> CPointer:
        """Return the type of a pointer; one to an array of unknown length points at its first item."""
        target = ctype.to
        if isinstance(target, Array) and target.length is None:
            target = target.item
        mapped = self.map(target, Access(readonly=ctype.const))
        kind = CArrayPointer if isinstance(mapped, CArray) else CPointer
        return kind(mapped, size=ctype.size, readonly=ctype.const)

    def array(self, ctype: Array, access: Access) -> types.Type:
        """Return the type of an array field; a flexible one is a pointer to its first item."""
        shape, item = shape_of(ctype), self.map(base_of(ctype), access)
        if isinstance(item, COpaqueBytes):
            return COpaqueBytes(
                Unsupported(describe(ctype), size_of(ctype), align_of(ctype), item.ctype.reason)
            )
        if shape[0] is None:
            return CPointer(item, size=types.intp.bitwidth // 8, readonly=access.readonly)
        return CArray(item, shape, readonly=access.readonly, aligned=access.aligned, tagged=access.tagged)

    def function_pointer(self, prototype: Prototype, size: int) -> types.Type:
        """Return the type of a function pointer, or opaque bytes where its call is not proven."""
        try:
            return self.function(prototype, size)
        except UnsupportedTypeError as error:
            return COpaqueBytes(Unsupported(describe(prototype), size, size, str(error)))

    def function(self, prototype: Prototype, size: int) -> CFunctionPointer:
        """Return the type of a function pointer; raise where its call is not proven."""
        if prototype.variadic:
            raise UnsupportedTypeError(
                f"`{describe(prototype)}` is variadic, and the call of one depends on what is passed. "
                f"Wrap it in a C function with fixed parameters"
            )
        parameters = [self.resolved(parameter.type) for parameter in prototype.parameters]
        shape = convention_of(ll.get_process_triple())(self.resolved(prototype.result), parameters)
        numba_types = tuple(self.by_value(ctype) for ctype in parameters)
        return CFunctionPointer(prototype, self.by_value(prototype.result), numba_types, shape, size=size)

    def by_value(self, ctype: CType) -> types.Type:
        """Return the type of a parameter or a result: a struct is a value there."""
        mapped = self.map(ctype)
        return CStructValue(mapped) if isinstance(mapped, CStruct) else mapped

    def resolved(self, ctype: CType) -> CType:
        """Return the layout behind a reference."""
        return self.table[ctype.name] if isinstance(ctype, Reference) else ctype


def scalar_type(ctype: Scalar | Enum) -> types.Type:
    """Return the numba type of a number; plain `char` is a signed byte, as in numba."""
    match ctype.kind:
        case "bool":
            return types.boolean
        case "float" if ("float", ctype.size) in FLOATS:
            return FLOATS["float", ctype.size]
        case "complex" if ctype.size in COMPLEX:
            return COMPLEX[ctype.size]
        case "signed" | "char":
            return getattr(types, f"int{8 * ctype.size}")
        case "unsigned":
            return getattr(types, f"uint{8 * ctype.size}")
    raise UnsupportedTypeError(f"`{ctype.name}` ({ctype.size} bytes) has no counterpart in compiled code")


def pointer_type(layout: Layout, table: Mapping[str, Layout]) -> CPointer:
    """Return the numba type of a pointer to a struct."""
    return Typemap(table).pointer(layout, size=types.intp.bitwidth // 8)


def map_ctype(ctype: CType, table: Mapping[str, Layout], use_record_dtype: bool) -> types.Type | Signature:
    """Return what numba's own `map_type` would, for every C type: a signature for a prototype, else a type."""
    typemap = Typemap(table)
    if isinstance(ctype, Prototype):
        result, *parameters = (
            map_ctype(part, table, use_record_dtype)
            for part in (ctype.result, *(p.type for p in ctype.parameters))
        )
        return signature(result, *parameters)
    if isinstance(ctype, Pointer) and isinstance(ctype.to, Void):
        return types.voidptr
    layout = resolve(ctype, table)
    if isinstance(layout, Layout) and not use_record_dtype:
        raise UnsupportedTypeError(
            f"`{layout.name}` is a struct: map it with use_record_dtype=True, as in numba"
        )
    mapped = typemap.map(layout)
    if isinstance(mapped, (COpaque, COpaqueBytes)):
        reason = getattr(
            mapped.ctype, "reason", "the header never completes it, so only a pointer to it is a value"
        )
        raise UnsupportedTypeError(f"`{describe(ctype)}`: {reason}")
    return mapped
