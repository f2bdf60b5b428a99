"""What numba learns about structcb's own objects: the types of struct types and states, and their bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import carray
from numba.core import types
from numba.core.base import BaseContext
from numba.core.imputils import lower_constant
from numba.extending import NativeValue, box, intrinsic, overload, typeof_impl, unbox
from numba.np import arrayobj

from ..states import StructType, view
from . import rewrites  # noqa: F401  (lets compiled code say `structcb.view`)
from .types.arrays import CArray, CArrayPointer
from .types.memory import BYTE_POINTER
from .types.pointers import CPointer
from .types.struct_types import CStructClass
from .types.structs import CStruct

__all__: list[str] = []


@typeof_impl.register(StructType)
def typeof_struct_type(struct_type: StructType, context: object) -> CStructClass:
    """Return the numba type of a struct type."""
    return CStructClass(struct_type.numba_pointer)


@unbox(CPointer)
def unbox_pointer(numba_type: CPointer, obj: ir.Value, c: Any) -> NativeValue:
    """Take the address of a state, a state array or a pointer that Python hands to compiled code."""
    getter = c.pyapi.unserialize(c.pyapi.serialize_object(address_of))
    number = c.pyapi.call_function_objargs(getter, (obj,))
    pointer = c.pyapi.long_as_voidptr(number)
    c.pyapi.decref(number)
    c.pyapi.decref(getter)
    failed = c.builder.icmp_unsigned("!=", c.pyapi.err_occurred(), ir.Constant(c.pyapi.pyobj, None))
    return NativeValue(c.builder.bitcast(pointer, BYTE_POINTER), is_error=failed)


def address_of(obj: Any) -> int:
    """Return the address of a state, whatever its fields are called."""
    return int(obj._structcb_address)


@box(CPointer)
def box_pointer(numba_type: CPointer, value: ir.Value, c: Any) -> ir.Value:
    """Give Python an address as an integer; nothing says who owns the memory."""
    return c.pyapi.long_from_ulonglong(c.builder.ptrtoint(value, ir.IntType(64)))


@lower_constant(CPointer)
def constant_pointer(
    context: BaseContext, builder: ir.IRBuilder, numba_type: CPointer, value: Any
) -> ir.Value:
    """Use the address of a state that a function closes over; such code is never cached."""
    address = context.add_dynamic_addr(builder, address_of(value), info="structcb state")
    return builder.bitcast(address, BYTE_POINTER)


@overload(view, strict=False)
def overload_view(pointer: types.Type, shape: types.Type) -> Callable[..., Any] | None:
    """`structcb.view(p.data, n)` in compiled code."""
    if isinstance(pointer, CPointer):
        return lambda pointer, shape: view_memory(pointer, shape)
    return None


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
    ndim = shape.count if isinstance(shape, types.BaseTuple) else 1
    array = types.Array(dtype.dtype, ndim, "C", readonly=pointer.readonly)

    def codegen(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> Any:
        return arrayobj.np_cfarray(context, builder, sig.replace(args=sig.args[:2]), args[:2])

    return array(pointer, shape, dtype), codegen


@intrinsic
def view_memory(typingctx: object, pointer: types.Type, shape: types.Type) -> Any:
    """Return an array over the memory at a pointer, of any number of dimensions."""
    if not isinstance(pointer, CPointer) or isinstance(pointer, CArrayPointer):
        return None
    ndim = shape.count if isinstance(shape, types.BaseTuple) else 1
    aligned = pointer.dtype.aligned if isinstance(pointer.dtype, CStruct) else True
    array = CArray(pointer.dtype, (None,) * ndim, readonly=pointer.readonly, aligned=aligned)
    return array(pointer, shape), arrayobj.np_cfarray
