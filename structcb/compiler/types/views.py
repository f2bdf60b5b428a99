"""Arrays over what pointers point at: `structcb.view(p, n)`, `p[2:5]`, numba's `carray`, and back: an array as a pointer."""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import carray
from numba.core import cgutils, errors, types
from numba.core.base import BaseContext
from numba.core.imputils import lower_cast
from numba.extending import intrinsic, overload
from numba.np import arrayobj

from ...states import view
from .arrays import CArray, CArrayPointer, array_at
from .memory import BYTE_POINTER
from .pointers import CPointer, check_conversion
from .structs import CStruct

__all__: list[str] = []


@overload(view, strict=False)
def overload_view(pointer: types.Type, shape: types.Type) -> Callable[..., Any] | None:
    """`structcb.view(p.data, n)` in compiled code."""
    if isinstance(pointer, CPointer):
        return lambda pointer, shape: view_memory(pointer, shape)
    if not isinstance(pointer, types.Array):
        return None
    if pointer.ndim > 1 or pointer.layout != "C" or not isinstance(shape, types.Integer):
        raise errors.TypingError(
            f"`view` takes a pointer; `{pointer}` is an array already: slice or reshape it"
        )
    return view_array


def view_array(pointer: Any, shape: Any) -> Any:
    """Return the first items of an array."""
    if not 0 <= shape <= len(pointer):
        raise ValueError("view: more items were asked for than are there")
    return pointer[:shape]


@overload(carray, strict=False)
def overload_carray(
    ptr: types.Type, shape: types.Type, dtype: types.Type = None
) -> Callable[..., Any] | None:
    """`carray(p, shape, dtype)` on a C `void *`; numba's own serves every other pointer."""
    if not isinstance(ptr, CPointer) or ptr.dtype != types.void or not isinstance(dtype, types.DTypeSpec):
        return None
    return lambda ptr, shape, dtype=None: view_untyped(ptr, shape, dtype)


@intrinsic
def view_untyped(typingctx: object, pointer: types.Type, shape: types.Type, dtype: types.Type) -> Any:
    """Return an array of a dtype over the memory at a `void *`."""
    array = types.Array(dtype.dtype, dimensions_of(shape), "C", readonly=pointer.readonly)

    def codegen(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> Any:
        return arrayobj.np_cfarray(context, builder, sig.replace(args=sig.args[:2]), args[:2])

    return array(pointer, shape, dtype), codegen


@intrinsic
def view_memory(typingctx: object, pointer: types.Type, shape: types.Type) -> Any:
    """Return an array over the memory at a pointer, of any number of dimensions."""
    if not isinstance(pointer, CPointer) or isinstance(pointer.dtype, (types.Opaque, types.NoneType)):
        return None
    row = pointer.dtype.fixed if isinstance(pointer, CArrayPointer) else ()
    item = pointer.dtype.dtype if isinstance(pointer, CArrayPointer) else pointer.dtype
    aligned = item.aligned if isinstance(item, CStruct) else True
    fixed = (None,) * dimensions_of(shape) + row
    array = CArray(item, fixed, readonly=pointer.readonly, aligned=aligned)

    def codegen(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
        dims = lengths(context, builder, sig.args[1], args[1])
        inner = [context.get_constant(types.intp, n) for n in row]
        return array_at(context, builder, array, args[0], dims + inner)

    return array(pointer, shape), codegen


def dimensions_of(shape: types.Type) -> int:
    """Return the number of dimensions that a shape has."""
    return shape.count if isinstance(shape, types.BaseTuple) else 1


def lengths(context: BaseContext, builder: ir.IRBuilder, shape: types.Type, value: ir.Value) -> list[Any]:
    """Return the dimensions of a shape; a negative one is an error."""
    is_tuple = isinstance(shape, types.BaseTuple)
    values = cgutils.unpack_tuple(builder, value, len(shape)) if is_tuple else [value]
    kinds = tuple(shape) if is_tuple else (shape,)
    dims = [context.cast(builder, v, kind, types.intp) for v, kind in zip(values, kinds, strict=True)]
    for n in dims:
        with builder.if_then(builder.icmp_signed("<", n, n.type(0)), likely=False):
            context.call_conv.return_user_exc(builder, ValueError, ("view: the shape is negative",))
    return dims


@overload(operator.getitem, strict=False)
def slice_pointer(p: types.Type, index: types.Type) -> Callable[..., Any] | None:
    """`p[start:stop]` is an array of the items between."""
    if not isinstance(p, CPointer) or not isinstance(index, types.SliceType) or index.has_step:
        return None
    endless = sys.maxsize

    def sliced(p: Any, index: Any) -> Any:
        if index.stop == endless:
            raise IndexError("a pointer has no end: slice it as p[start:stop]")
        return view_memory(p + index.start, max(0, index.stop - index.start))

    return sliced


@overload(operator.setitem, strict=False)
def assign_slice(p: types.Type, index: types.Type, value: types.Type) -> Callable[..., Any] | None:
    """`p[start:stop] = value` writes the items between."""
    if not isinstance(p, CPointer) or not isinstance(index, types.SliceType) or index.has_step:
        return None

    def assign(p: Any, index: Any, value: Any) -> None:
        p[index][:] = value

    return assign


@lower_cast(types.Array, CPointer)
def cast_array(
    context: BaseContext, builder: ir.IRBuilder, source: types.Array, target: CPointer, value: ir.Value
) -> ir.Value:
    """Use an array where C wants a pointer to its first item; who owns the array must outlive C's use of it."""
    check_conversion(source, target)
    array = arrayobj.make_array(source)(context, builder, value)
    if isinstance(target, CArrayPointer):
        dims = cgutils.unpack_tuple(builder, array.shape, source.ndim)[1:]
        for n, wanted in zip(dims, target.dtype.fixed, strict=True):
            with builder.if_then(builder.icmp_signed("!=", n, n.type(wanted)), likely=False):
                message = f"the rows of the array differ from those of `{target}`"
                context.call_conv.return_user_exc(builder, ValueError, (message,))
    return builder.bitcast(array.data, BYTE_POINTER)
