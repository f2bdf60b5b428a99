"""C arrays: array fields and array parameters as numba arrays that know which of their dimensions are constant.

Scalar indexing is lowered here, with in-bounds addresses and C's effective types, so that LLVM sees what a C
compiler sees. Everything else (slices, ufuncs, reductions) is numba's own array code, on the same data model.
"""

from __future__ import annotations

import math
import operator
from typing import Any

from llvmlite import ir
from numba.core import cgutils, errors, types
from numba.core.base import BaseContext
from numba.core.datamodel.models import ArrayModel, NestedArrayModel
from numba.core.imputils import lower_builtin, lower_cast
from numba.core.typeconv import Conversion
from numba.extending import register_model
from numba.np import arrayobj

from .memory import is_null, load, store
from .pointers import CPointer, CPointerModel, copy_bytes, item_address
from .structs import CStruct

__all__ = ["CArray", "CArrayPointer", "CNestedArray", "array_at", "assign_array"]

Shape = tuple[int | None, ...]


class CArray(types.Array):
    """An array over C memory that nobody counts references to; `fixed` holds the constant dimensions."""

    def __init__(
        self,
        dtype: types.Type,
        fixed: Shape,
        layout: str = "C",
        *,
        readonly: bool = False,
        aligned: bool = True,
        tagged: bool = True,
    ) -> None:
        self.fixed, self.tagged = fixed, tagged
        types.Array.__init__(self, dtype, len(fixed), layout, readonly=readonly, aligned=aligned)
        traits = f"{layout}{'' if aligned else 'U'}{'' if tagged else 'A'}{'R' if readonly else ''}"
        self.name = f"CArray[{dtype}, {fixed}, {traits}]"

    def __reduce__(self) -> tuple[Any, ...]:
        return make_array, (self.dtype, self.fixed, self.layout, not self.mutable, self.aligned, self.tagged)

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes two of them one type."""
        return (*super().key, self.fixed, self.tagged)

    @property
    def plain(self) -> types.Array:
        """The numba array that any function may take it as."""
        return types.Array(
            self.dtype, self.ndim, self.layout, readonly=not self.mutable, aligned=self.aligned
        )

    @property
    def nested(self) -> types.Type:
        """The type of this field inside a numba record."""
        if None in self.fixed:
            return self
        return make_nested(self.dtype, self.fixed, not self.mutable, self.aligned, self.tagged)

    def can_convert_to(self, typingctx: object, other: types.Type) -> Any:
        """Serve as a plain array with no stronger promises."""
        if self.plain.can_convert_to(typingctx, other) is not None or other == self.plain:
            return Conversion.safe
        return None

    def can_convert_from(self, typingctx: object, other: types.Type) -> Any:
        """Take bytes for a `char` array, when it is assigned as a whole."""
        is_text = self.ndim == 1 and self.dtype == types.int8 and None not in self.fixed
        return Conversion.safe if is_text and isinstance(other, types.Bytes) else None

    def unify(self, typingctx: object, other: types.Type) -> types.Type | None:
        """Return the array that both branches of a condition can give."""
        if not isinstance(other, types.Array) or other.ndim != self.ndim or other.dtype != self.dtype:
            return None
        two = other.plain if isinstance(other, CArray) else other
        return self.plain if two == self.plain else self.plain.unify(typingctx, two)


def make_array(
    dtype: types.Type, fixed: Shape, layout: str, readonly: bool, aligned: bool, tagged: bool
) -> CArray:
    """Rebuild an array type (for pickle, which passes no keywords)."""
    return CArray(dtype, fixed, layout, readonly=readonly, aligned=aligned, tagged=tagged)


class CNestedArray(CArray, types.NestedArray):
    """An array field as numba's record code sees it: one that is part of its record."""

    def __init__(
        self, dtype: types.Type, shape: Shape, *, readonly: bool, aligned: bool, tagged: bool
    ) -> None:
        self._shape = shape
        super().__init__(dtype, shape, readonly=readonly, aligned=aligned, tagged=tagged)
        self.name = f"CNested{self.name}"

    def __reduce__(self) -> tuple[Any, ...]:
        return make_nested, (self.dtype, self.fixed, not self.mutable, self.aligned, self.tagged)

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes two of them one type."""
        return self.dtype, self.fixed, self.mutable, self.aligned, self.tagged

    @property
    def size(self) -> int:
        """Bytes of one item (numba's word for it)."""
        return 1 if isinstance(self.dtype, types.Boolean) else int(self.dtype.bitwidth) // 8


def make_nested(dtype: types.Type, fixed: Shape, readonly: bool, aligned: bool, tagged: bool) -> CNestedArray:
    """Rebuild a nested array type (for pickle, which passes no keywords)."""
    return CNestedArray(dtype, fixed, readonly=readonly, aligned=aligned, tagged=tagged)


class CArrayPointer(CPointer):
    """A pointer to arrays: its items are views of one row each, as in C."""

    def item_type(self, context: BaseContext) -> ir.Type:
        """Return the LLVM type of one row."""
        llvm_type = context.get_data_type(self.dtype.dtype)
        for n in reversed(self.dtype.fixed):
            llvm_type = ir.ArrayType(llvm_type, n)
        return llvm_type

    def convert_array(self, array: types.Array) -> Any:
        """Take a contiguous array whose trailing dimensions are one row; how long they are is checked at run time."""
        row = self.dtype
        fits = array.dtype == row.dtype and array.ndim == 1 + row.ndim and array.layout == "C"
        return Conversion.safe if fits and (array.mutable or self.readonly) else None

    def __reduce__(self) -> tuple[Any, ...]:
        return make_row_pointer, (self.dtype, self.size, self.readonly)


def make_row_pointer(dtype: types.Type, size: int, readonly: bool) -> CArrayPointer:
    """Rebuild a pointer type (for pickle, which passes no keywords)."""
    return CArrayPointer(dtype, size=size, readonly=readonly)


register_model(CArrayPointer)(CPointerModel)
register_model(CArray)(ArrayModel)
register_model(CNestedArray)(NestedArrayModel)


def array_at(
    context: BaseContext,
    builder: ir.IRBuilder,
    array: CArray,
    pointer: ir.Value,
    shape: list[ir.Value] | None = None,
) -> ir.Value:
    """Return an array over the memory at a pointer; constant dimensions need no `shape`."""
    helper = arrayobj.make_array(array)(context, builder)
    item = context.get_abi_sizeof(context.get_data_type(array.dtype))
    intp = context.get_value_type(types.intp)
    dims = shape or [ir.Constant(intp, n) for n in array.fixed]
    strides, step = [], ir.Constant(intp, item)
    for n in dims if array.layout == "F" else reversed(dims):
        strides.append(step)
        step = builder.mul(step, n, flags=("nsw",))
    arrayobj.populate_array(
        helper,
        data=builder.bitcast(pointer, helper.data.type),
        shape=dims,
        strides=strides if array.layout == "F" else strides[::-1],
        itemsize=ir.Constant(intp, item),
        meminfo=None,
        parent=None,
    )
    return helper._getvalue()


def assign_array(
    context: BaseContext, builder: ir.IRBuilder, array: CArray, target: ir.Value, value: ir.Value
) -> None:
    """Copy a whole array into an array field of the same item type, after comparing their shapes."""
    make = arrayobj.make_array(array)
    one, two = make(context, builder, target), make(context, builder, value)
    shapes = (cgutils.unpack_tuple(builder, each.shape, array.ndim) for each in (one, two))
    for n, m in zip(*shapes, strict=True):
        with builder.if_then(builder.icmp_signed("!=", n, m), likely=False):
            message = "array field assignment: the shapes differ"
            context.call_conv.return_user_exc(builder, ValueError, (message,))
    size = context.get_abi_sizeof(context.get_data_type(array.dtype))
    # What is assigned may overlap the field: `p.w += 1` has already written in place when it assigns the field to itself.
    copy_bytes(builder, one.data, two.data, size * math.prod(n or 0 for n in array.fixed))


def is_scalar_index(array: CArray, index: types.Type) -> bool:
    """Return whether an index names one item."""
    kinds = tuple(index) if isinstance(index, types.BaseTuple) else (index,)
    return len(kinds) == array.ndim and all(isinstance(kind, types.Integer) for kind in kinds)


def item_pointer(
    context: BaseContext,
    builder: ir.IRBuilder,
    array: CArray,
    value: ir.Value,
    index_type: types.Type,
    index: ir.Value,
) -> ir.Value:
    """Return the in-bounds address of one item, wrapping negative indices as Python does."""
    helper = arrayobj.make_array(array)(context, builder, value)
    kinds = tuple(index_type) if isinstance(index_type, types.BaseTuple) else (index_type,)
    indices = (
        cgutils.unpack_tuple(builder, index, len(kinds))
        if isinstance(index_type, types.BaseTuple)
        else [index]
    )
    shape = cgutils.unpack_tuple(builder, helper.shape, array.ndim)
    intp = context.get_value_type(types.intp)
    dims = [
        n if fixed is None else ir.Constant(intp, fixed) for n, fixed in zip(shape, array.fixed, strict=True)
    ]
    places = [
        checked_index(context, builder, kind, i, n) for kind, i, n in zip(kinds, indices, dims, strict=True)
    ]
    if array.layout == "F":
        places, dims = places[::-1], dims[::-1]
    flat = places[0]
    for place, n in zip(places[1:], dims[1:], strict=True):
        flat = builder.add(builder.mul(flat, n, flags=("nsw",)), place, flags=("nsw",))
    return builder.gep(helper.data, [flat], inbounds=True)


def checked_index(
    context: BaseContext, builder: ir.IRBuilder, kind: types.Type, index: ir.Value, length: ir.Value
) -> ir.Value:
    """Wrap a negative index, and check the bounds where the user asked for it."""
    index = context.cast(builder, index, kind, types.intp if kind.signed else types.uintp)
    if kind.signed:
        negative = builder.icmp_signed("<", index, ir.Constant(index.type, 0))
        index = builder.select(negative, builder.add(index, length), index)
    if context.enable_boundscheck:
        outside = builder.icmp_unsigned(">=", index, length)
        with builder.if_then(outside, likely=False):
            context.call_conv.return_user_exc(builder, IndexError, ("index is out of bounds",))
    return index


@lower_builtin(operator.getitem, CArrayPointer, types.Integer)
def get_row(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    """View row `i` of what a pointer to arrays points at."""
    pointer_type, index_type = sig.args
    index = context.cast(builder, args[1], index_type, types.intp)
    return array_at(
        context, builder, pointer_type.dtype, item_address(context, builder, pointer_type, args[0], index)
    )


@lower_builtin(operator.setitem, CArrayPointer, types.Integer, types.Any)
def set_row(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> None:
    """Refuse to assign a row as a whole."""
    raise errors.TypingError(f"`{sig.args[0]}` points at arrays; write  p[i][...] = value")


@lower_builtin(operator.getitem, CArray, types.Integer)
@lower_builtin(operator.getitem, CArray, types.BaseTuple)
def get_item(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    """Read one item; leave every other kind of index to numba."""
    array, index_type = sig.args
    if not is_scalar_index(array, index_type):
        is_tuple = isinstance(index_type, types.BaseTuple)
        fallback = arrayobj.getitem_array_tuple if is_tuple else arrayobj.getitem_arraynd_intp
        return fallback(context, builder, sig, args)
    pointer = item_pointer(context, builder, array, args[0], index_type, args[1])
    return load(context, builder, array.dtype, pointer, aligned=array.aligned, tagged=array.tagged)


@lower_builtin(operator.setitem, CArray, types.Integer, types.Any)
@lower_builtin(operator.setitem, CArray, types.BaseTuple, types.Any)
def set_item(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> Any:
    """Write one item; leave every other kind of index to numba."""
    array, index_type, value_type = sig.args
    if not is_scalar_index(array, index_type):
        return arrayobj.setitem_array(context, builder, sig, args)
    pointer = item_pointer(context, builder, array, args[0], index_type, args[1])
    value = context.cast(builder, args[2], value_type, array.dtype)
    if isinstance(array.dtype, CStruct):
        copy_bytes(builder, pointer, value, array.dtype.size)
    else:
        store(context, builder, array.dtype, value, pointer, aligned=array.aligned, tagged=array.tagged)
    return None


@lower_builtin(operator.is_, CArray, types.NoneType)
def is_none(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    """`grad is None` asks whether C passed NULL for the array."""
    helper = arrayobj.make_array(sig.args[0])(context, builder, args[0])
    return is_null(builder, helper.data)


@lower_builtin(operator.is_, types.NoneType, CArray)
def none_is(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    """`None is grad` asks whether C passed NULL for the array."""
    helper = arrayobj.make_array(sig.args[1])(context, builder, args[1])
    return is_null(builder, helper.data)


@lower_cast(CArray, types.Array)
def cast_to_array(
    context: BaseContext, builder: ir.IRBuilder, source: Any, target: Any, value: ir.Value
) -> ir.Value:
    """Use C memory as a plain numba array: the data model is the same."""
    return value


@lower_cast(types.Array, CArray)
@lower_cast(types.Number, CArray)
def cast_from_array(
    context: BaseContext, builder: ir.IRBuilder, source: Any, target: CArray, value: ir.Value
) -> Any:
    """`p.weights = v`; the shape is compared at run time by `assign_array`."""
    same = isinstance(source, types.Array) and (source.dtype, source.ndim) == (target.dtype, target.ndim)
    if same and source.layout == "C":
        return value
    raise errors.TypingError(
        f"cannot assign {source} to an array field of type {target.plain}; write  p.field[...] = value"
    )
