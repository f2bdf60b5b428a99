"""Values on their way between compiled Python and C: how numba holds them, and how a call passes them."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.base import BaseContext
from numba.core.imputils import lower_cast

from .memory import BYTE_POINTER
from .pointers import CPointer
from .structs import CStruct
from .values import CStructValue, load_value, spill_value

__all__ = ["from_c", "from_optional", "to_c"]


def from_c(context: BaseContext, builder: ir.IRBuilder, numba_type: types.Type, value: ir.Value) -> ir.Value:
    """Turn what a call passed (a scalar, or the address of an aggregate) into what numba works with."""
    match numba_type:
        case types.Boolean():
            return builder.icmp_unsigned("!=", value, ir.Constant(value.type, 0))
        case types.Complex():
            llvm_type = context.get_value_type(numba_type)
            return builder.load(builder.bitcast(value, llvm_type.as_pointer()), align=1)
        case CStructValue():
            return load_value(context, builder, numba_type, value)
        case types.Float() | types.Integer():
            return value
    return builder.bitcast(value, context.get_value_type(numba_type))


def to_c(context: BaseContext, builder: ir.IRBuilder, numba_type: types.Type, value: ir.Value) -> ir.Value:
    """Turn what numba works with into what a call passes."""
    match numba_type:
        case types.Boolean():
            return builder.zext(value, ir.IntType(8))
        case types.Complex():
            with builder.goto_entry_block():
                slot = builder.alloca(value.type)
            builder.store(value, slot)
            return builder.bitcast(slot, BYTE_POINTER)
        case CStructValue():
            return builder.bitcast(spill_value(context, builder, numba_type, value), BYTE_POINTER)
        case types.CPointer() | CStruct() | types.Callable() | types.RawPointer():
            return builder.bitcast(value, BYTE_POINTER)
    return value


@lower_cast(types.Optional, CPointer)
def from_optional(
    context: BaseContext, builder: ir.IRBuilder, source: types.Optional, target: types.Type, value: ir.Value
) -> Any:
    """Turn a pointer or None into a pointer or NULL."""
    optional = cgutils.create_struct_proxy(source)(context, builder, value=value)
    pointer = context.cast(builder, optional.data, source.type, target)
    return builder.select(optional.valid, pointer, ir.Constant(pointer.type, None))
