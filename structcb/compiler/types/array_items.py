"""Items of C arrays: `w[i]`, `grid[i, j]`, rows behind a pointer to arrays, and whether an array is there at all.

Scalar indexing is lowered here, with in-bounds addresses and C's effective types, so that LLVM sees what a C
compiler sees. Everything else (slices, ufuncs, reductions) is numba's own array code, on the same data model.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, errors, types
from numba.core.base import BaseContext
from numba.core.imputils import lower_builtin
from numba.extending import overload
from numba.np import arrayobj

from .arrays import CArray, CArrayPointer, array_at
from .memory import is_null, load, store
from .pointers import copy_bytes, item_address
from .structs import CStruct

__all__: list[str] = []


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
    naturals = getattr(builder, "_structcb_naturals", ()) or (False,) * array.ndim
    places = [
        checked_index(context, builder, kind, i, n, wraps=kind.signed and not natural)
        for kind, i, n, natural in zip(kinds, indices, dims, naturals, strict=True)
    ]
    if array.layout == "F":
        places, dims = places[::-1], dims[::-1]
    flat = places[0]
    for place, n in zip(places[1:], dims[1:], strict=True):
        flat = builder.add(builder.mul(flat, n, flags=("nsw",)), place, flags=("nsw",))
    return builder.gep(helper.data, [flat], inbounds=True)


def checked_index(
    context: BaseContext,
    builder: ir.IRBuilder,
    kind: types.Type,
    index: ir.Value,
    length: ir.Value,
    *,
    wraps: bool,
) -> ir.Value:
    """Wrap an index that may be negative, and check the bounds where the user asked for it."""
    index = context.cast(builder, index, kind, types.intp if kind.signed else types.uintp)
    if wraps:
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


@overload(operator.getitem, strict=False)
def get_inside_row(p: types.Type, index: types.Type) -> Callable[..., Any] | None:
    """`p[i, j]` is `p[i][j]`."""
    return (lambda p, index: p[index[0]][index[1:]]) if is_inside_row(p, index) else None


@overload(operator.setitem, strict=False)
def set_inside_row(p: types.Type, index: types.Type, value: types.Type) -> Callable[..., Any] | None:
    """`p[i, j] = v` is `p[i][j] = v`."""
    if not is_inside_row(p, index):
        return None

    def assign(p: Any, index: Any, value: Any) -> None:
        p[index[0]][index[1:]] = value

    return assign


def is_inside_row(pointer: types.Type, index: types.Type) -> bool:
    """Return whether an index leads through a pointer to arrays into one of them."""
    return isinstance(pointer, CArrayPointer) and isinstance(index, types.BaseTuple) and len(index) > 1


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
