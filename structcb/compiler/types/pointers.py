"""C data pointers: NULL-able addresses that index, convert, and forward attributes to the struct they point at."""

from __future__ import annotations

import operator
from typing import Any

from llvmlite import ir
from numba.core import errors, types
from numba.core.base import BaseContext
from numba.core.datamodel.models import PrimitiveModel
from numba.core.imputils import lower_builtin, lower_cast
from numba.core.typeconv import Conversion
from numba.extending import register_model

from .memory import BYTE_POINTER, load, store
from .structs import CStruct

__all__ = ["CPointer", "CPointerModel", "check_conversion", "copy_bytes", "item_address"]


class CPointer(types.CPointer, types.Hashable):
    """A pointer to a scalar, a struct, another pointer or `void`; `readonly` where C says `const`."""

    def __init__(self, dtype: types.Type, *, size: int, readonly: bool = False) -> None:
        self.dtype, self.readonly, self.size, self.addrspace = dtype, readonly, size, None
        self.mutable = not readonly
        types.Type.__init__(self, f"CPointer[{'const ' if readonly else ''}{dtype.name}]")
        self.bitwidth = 8 * size

    def __reduce__(self) -> tuple[Any, ...]:
        return make_pointer, (self.dtype, self.size, self.readonly)

    @property
    def key(self) -> tuple[Any, ...]:
        """What it points at, and whether it may write there."""
        return self.dtype, self.readonly, self.size

    @property
    def struct(self) -> CStruct | None:
        """The struct that attributes are forwarded to, if it points at one."""
        return self.dtype if isinstance(self.dtype, CStruct) else None

    def item_type(self, context: BaseContext) -> ir.Type:
        """Return the LLVM type of one item in memory."""
        return context.get_data_type(self.dtype)

    def points_like(self, other: object) -> bool:
        """Return whether the other points at the same type."""
        return isinstance(other, CPointer) and same_target(self.dtype, other.dtype)

    def unify(self, typingctx: object, other: types.Type) -> types.Type | None:
        """Return the pointer that both branches of a condition can give."""
        if isinstance(other, types.NoneType) or (
            isinstance(other, CStruct) and same_target(self.dtype, other)
        ):
            return self
        if isinstance(other, CPointer) and self.points_like(other):
            return self if self.readonly else other
        return None

    def can_convert_from(self, typingctx: object, other: types.Type) -> Any:
        """Take NULL, raw addresses, structs of the same layout, and pointers that C would take without a cast."""
        if isinstance(other, (types.NoneType, types.RawPointer)):
            return Conversion.safe
        if isinstance(other, types.ArrayCTypes):
            return Conversion.safe if self.dtype in (other.dtype, types.void) else None
        if isinstance(other, types.Array):
            return self.convert_array(other)
        source = other.dtype if isinstance(other, CPointer) else other if isinstance(other, CStruct) else None
        if source is None or (is_readonly(other) and not self.readonly):
            return None
        if types.void in (self.dtype, source) or same_target(self.dtype, source):
            return Conversion.safe
        return None

    def convert_array(self, array: types.Array) -> Any:
        """Take a contiguous array of what this points at, unless C might write into a read-only one."""
        fits = self.dtype == types.void or same_target(self.dtype, array.dtype)
        is_contiguous = array.layout == "C" or (array.layout == "F" and array.ndim == 1)
        writable = array.mutable or self.readonly
        return Conversion.safe if fits and is_contiguous and writable else None

    def can_convert_to(self, typingctx: object, other: types.Type) -> Any:
        """Serve where a raw address is asked for."""
        return Conversion.safe if other == types.voidptr else None


def make_pointer(dtype: types.Type, size: int, readonly: bool) -> CPointer:
    """Rebuild a pointer type (for pickle, which passes no keywords)."""
    return CPointer(dtype, size=size, readonly=readonly)


def is_readonly(numba_type: types.Type) -> bool:
    """Return whether C's `const` forbids writing through a value of this type."""
    return numba_type.access.readonly if isinstance(numba_type, CStruct) else numba_type.readonly


def same_target(one: types.Type, two: types.Type) -> bool:
    """Return whether two pointees are the same C type."""
    if isinstance(one, CStruct):
        return one.same_layout(two)
    if isinstance(one, CPointer):
        return one.points_like(two)
    return bool(one == two)


@register_model(CPointer)
class CPointerModel(PrimitiveModel):
    """An address whose pointee is not looked at, so that structs may be recursive."""

    def __init__(self, manager: object, numba_type: CPointer) -> None:
        super().__init__(manager, numba_type, BYTE_POINTER)


def item_address(
    context: BaseContext, builder: ir.IRBuilder, pointer_type: CPointer, pointer: ir.Value, index: ir.Value
) -> ir.Value:
    """Return the address of item `index`."""
    if isinstance(pointer_type.dtype, (types.Opaque, types.NoneType)):
        raise errors.TypingError(
            f"`{pointer_type}` points at something whose size C does not know, so it cannot be indexed"
        )
    llvm_type = pointer_type.item_type(context)
    return builder.gep(builder.bitcast(pointer, llvm_type.as_pointer()), [index], inbounds=True)


def check_writable(pointer_type: CPointer) -> None:
    """Refuse to compile a write through a pointer to const."""
    if pointer_type.readonly:
        raise errors.TypingError(
            f"cannot write through `{pointer_type}`: C declares what it points at `const`"
        )


@lower_builtin(operator.getitem, CPointer, types.Integer)
def get_item(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    """Read `p[i]`; an item that is a struct stays where it is."""
    pointer_type, index_type = sig.args
    index = context.cast(builder, args[1], index_type, types.intp)
    where = item_address(context, builder, pointer_type, args[0], index)
    struct = pointer_type.struct
    aligned, tagged = (True, True) if struct is None else struct.access[:2]
    return load(context, builder, pointer_type.dtype, where, aligned=aligned, tagged=tagged)


@lower_builtin(operator.setitem, CPointer, types.Integer, types.Any)
def set_item(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> None:
    """Write `p[i] = v`; a struct is copied byte by byte."""
    pointer_type, index_type, value_type = sig.args
    check_writable(pointer_type)
    index = context.cast(builder, args[1], index_type, types.intp)
    where = item_address(context, builder, pointer_type, args[0], index)
    value = context.cast(builder, args[2], value_type, pointer_type.dtype)
    if isinstance(pointer_type.dtype, CStruct):
        copy_bytes(builder, where, value, pointer_type.dtype.size)
    else:
        store(context, builder, pointer_type.dtype, value, where)


def copy_bytes(builder: ir.IRBuilder, target: ir.Value, source: ir.Value, nbytes: int) -> None:
    """Copy bytes between places that may overlap."""
    size, flag = ir.IntType(64), ir.IntType(1)
    signature = ir.FunctionType(ir.VoidType(), [BYTE_POINTER, BYTE_POINTER, size, flag])
    module, name = builder.module, "llvm.memmove.p0.p0.i64"
    memmove = module.globals.get(name) or ir.Function(module, signature, name)
    pointers = [builder.bitcast(p, BYTE_POINTER) for p in (target, source)]
    builder.call(memmove, [*pointers, size(nbytes), flag(0)])


def check_conversion(source: types.Type, target: types.Type) -> None:
    """Refuse what C would not convert by itself; numba casts what is assigned to a field without asking."""
    if target.can_convert_from(None, source) is None:
        raise errors.TypingError(
            f"cannot use `{source}` as `{target}`: C would need a cast. Cast to a struct with its type, as in `S(pointer)`"
        )


@lower_cast(types.NoneType, CPointer)
def cast_none(
    context: BaseContext, builder: ir.IRBuilder, source: Any, target: CPointer, value: Any
) -> ir.Value:
    """None is NULL."""
    return ir.Constant(BYTE_POINTER, None)


@lower_cast(CPointer, CPointer)
@lower_cast(CStruct, CPointer)
def cast_pointer(
    context: BaseContext, builder: ir.IRBuilder, source: types.Type, target: CPointer, value: ir.Value
) -> ir.Value:
    """Convert between pointers as C does without a cast; anything else must be said."""
    check_conversion(source, target)
    return builder.bitcast(value, BYTE_POINTER)


@lower_cast(CPointer, types.RawPointer)
@lower_cast(types.RawPointer, CPointer)
@lower_cast(CPointer, CStruct)
def cast_raw(
    context: BaseContext, builder: ir.IRBuilder, source: Any, target: Any, value: ir.Value
) -> ir.Value:
    """Use an address as another kind of address."""
    return builder.bitcast(value, context.get_value_type(target))


@lower_cast(types.Number, CPointer)
@lower_cast(types.UnicodeType, CPointer)
@lower_cast(types.Bytes, CPointer)
def refuse_cast(
    context: BaseContext, builder: ir.IRBuilder, source: Any, target: Any, value: ir.Value
) -> None:
    """Say what is wrong with an assignment, where numba would show LLVM's text."""
    check_conversion(source, target)
