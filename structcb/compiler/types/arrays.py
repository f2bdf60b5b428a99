"""C arrays: array fields and array parameters as numba arrays that know which of their dimensions are constant.

The data model is numba's own, so that slices, ufuncs and reductions are numba's array code.
"""

from __future__ import annotations

import math
from typing import Any

from llvmlite import ir
from numba.core import cgutils, errors, types
from numba.core.base import BaseContext
from numba.core.datamodel.models import ArrayModel, NestedArrayModel
from numba.core.imputils import lower_cast
from numba.core.typeconv import Conversion
from numba.extending import register_model
from numba.np import arrayobj

from .pointers import CPointer, CPointerModel, copy_bytes

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

    def copy(self, **changes: Any) -> types.Array:
        """Return the type with changes; numba takes the arrays that a function closes over for read-only."""
        if set(changes) != {"readonly"}:
            return super().copy(**changes)
        readonly = changes["readonly"] or not self.mutable
        return make_array(self.dtype, self.fixed, self.layout, readonly, self.aligned, self.tagged)

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


@lower_cast(CArray, types.Array)
def cast_to_array(
    context: BaseContext, builder: ir.IRBuilder, source: Any, target: Any, value: ir.Value
) -> ir.Value:
    """Use C memory as a plain numba array: the data model is the same."""
    return value


@lower_cast(CArray, CArray)
@lower_cast(types.Array, CArray)
def cast_from_array(
    context: BaseContext, builder: ir.IRBuilder, source: types.Array, target: CArray, value: ir.Value
) -> Any:
    """`p.weights = v`; the shape is compared at run time by `assign_array`."""
    same = (source.dtype, source.ndim) == (target.dtype, target.ndim)
    return value if same and source.layout == "C" else refuse_array(context, builder, source, target, value)


@lower_cast(types.Number, CArray)
@lower_cast(types.BaseTuple, CArray)
@lower_cast(types.List, CArray)
@lower_cast(CPointer, CArray)
def refuse_array(
    context: BaseContext, builder: ir.IRBuilder, source: types.Type, target: CArray, value: ir.Value
) -> Any:
    """Say how an array field is filled with what is no array of its kind."""
    items = "p.field[...] = pointer[:n]" if isinstance(source, CPointer) else "p.field[...] = value"
    raise errors.TypingError(
        f"cannot assign {source} to an array field of type {target.plain}; write  {items}"
    )


@lower_cast(types.StringLiteral, CArray)
@lower_cast(types.UnicodeType, CArray)
def refuse_text(
    context: BaseContext, builder: ir.IRBuilder, source: types.Type, target: CArray, value: ir.Value
) -> Any:
    """Say how a `char` array is filled."""
    raise errors.TypingError(
        f'cannot assign a str to an array field of type {target.plain}; write bytes, b"..."'
    )
