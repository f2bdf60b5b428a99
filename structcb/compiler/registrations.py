"""What numba learns about structcb's own objects: the types of struct types and states, and their bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, registry, types
from numba.core.base import BaseContext
from numba.core.imputils import lower_constant
from numba.extending import NativeValue, box, unbox

from . import containers, rewrites  # noqa: F401  (lets compiled code say `structcb.view`)
from .types import (  # noqa: F401  (they register themselves)
    array_items,
    atomics,
    callbacks,
    columns,
    names,
    pointer_operators,
    struct_types,
    symbols,
    text,
    views,
)
from .types.arrays import CArray, array_at
from .types.functions import CFunctionPointer
from .types.memory import BYTE_POINTER
from .types.pointers import CPointer
from .types.values import CStructValue, spill_value

__all__: list[str] = []


@unbox(CFunctionPointer)
@unbox(CPointer)
def unbox_pointer(numba_type: Any, obj: ir.Value, c: Any) -> NativeValue:
    """Take the address of a state or a pointer that Python hands to compiled code."""
    number = call(c, address_of, obj)
    pointer = c.pyapi.long_as_voidptr(number)
    c.pyapi.decref(number)
    failed = c.builder.icmp_unsigned("!=", c.pyapi.err_occurred(), ir.Constant(c.pyapi.pyobj, None))
    return NativeValue(c.builder.bitcast(pointer, BYTE_POINTER), is_error=failed)


@unbox(CArray)
def unbox_array(numba_type: Any, obj: ir.Value, c: Any) -> NativeValue:
    """Take the memory of an array of states."""
    address = unbox_pointer(numba_type, obj, c)
    lengths = call(c, shape_of, obj)
    shape = c.unbox(types.UniTuple(types.intp, numba_type.ndim), lengths)
    c.pyapi.decref(lengths)
    dims = cgutils.unpack_tuple(c.builder, shape.value)
    array = array_at(c.context, c.builder, numba_type, address.value, dims)
    return NativeValue(array, is_error=c.builder.or_(address.is_error, shape.is_error))


def call(c: Any, function: Callable[[Any], Any], obj: ir.Value) -> ir.Value:
    """Call a Python function of one argument; the result is a new reference."""
    callee = c.pyapi.unserialize(c.pyapi.serialize_object(function))
    result = c.pyapi.call_function_objargs(callee, (obj,))
    c.pyapi.decref(callee)
    return result


def address_of(obj: Any) -> int:
    """Return the address of a function, or of a state, whatever its fields are called."""
    return int(obj.address if hasattr(obj, "_structcb_prototype") else obj._structcb_address)


def shape_of(array: Any) -> tuple[int, ...]:
    """Return the shape of an array of states."""
    shape: tuple[int, ...] = array._structcb_shape
    return shape


@box(CFunctionPointer)
@box(CPointer)
def box_pointer(numba_type: CPointer | CFunctionPointer, value: ir.Value, c: Any) -> ir.Value:
    """Give Python an address as an integer; nothing says who owns the memory."""
    return c.pyapi.long_from_ulonglong(c.builder.ptrtoint(value, ir.IntType(64)))


@box(CArray)
def box_array(numba_type: CArray, value: ir.Value, c: Any) -> ir.Value:
    """Give Python a copy: nothing says who owns the memory, so a view might outlive it."""
    view = c.box(numba_type.plain, value)
    result = cgutils.alloca_once_value(c.builder, view)
    with c.builder.if_then(cgutils.is_not_null(c.builder, view)):
        c.builder.store(c.pyapi.call_method(view, "copy", ()), result)
        c.pyapi.decref(view)
    return c.builder.load(result)


@box(CStructValue)
def box_value(numba_type: CStructValue, value: ir.Value, c: Any) -> ir.Value:
    """Give Python a struct by value as a NumPy record."""
    return c.box(numba_type.struct, spill_value(c.context, c.builder, numba_type, value))


@lower_constant(CPointer)
def constant_pointer(
    context: BaseContext, builder: ir.IRBuilder, numba_type: CPointer, value: Any
) -> ir.Value:
    """Use the address of a state that a function closes over; such code is never cached."""
    address = context.add_dynamic_addr(builder, address_of(value), info="structcb state")
    return builder.bitcast(address, BYTE_POINTER)


@lower_constant(CArray)
def constant_array(context: BaseContext, builder: ir.IRBuilder, numba_type: CArray, value: Any) -> ir.Value:
    """Use the address of an array of states that a function closes over; such code is never cached."""
    address = context.add_dynamic_addr(builder, address_of(value), info="structcb states")
    dims = [context.get_constant(types.intp, n) for n in shape_of(value)]
    return array_at(context, builder, numba_type, address, dims)


# The first struct or library may be met while numba compiles the function that names it, when it has looked for new
# registrations already.
registry.cpu_target.typing_context.refresh()
registry.cpu_target.target_context.refresh()
names.ask_first(registry.cpu_target.typing_context)
