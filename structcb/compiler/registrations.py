"""What numba learns about structcb's own objects: the types of struct types and states, and their bytes."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, registry
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
from .types.arrays import CArray
from .types.functions import CFunctionPointer
from .types.memory import BYTE_POINTER
from .types.pointers import CPointer
from .types.values import CStructValue, spill_value

__all__: list[str] = []


@unbox(CFunctionPointer)
@unbox(CPointer)
def unbox_pointer(numba_type: Any, obj: ir.Value, c: Any) -> NativeValue:
    """Take the address of a state, a state array or a pointer that Python hands to compiled code."""
    getter = c.pyapi.unserialize(c.pyapi.serialize_object(address_of))
    number = c.pyapi.call_function_objargs(getter, (obj,))
    pointer = c.pyapi.long_as_voidptr(number)
    c.pyapi.decref(number)
    c.pyapi.decref(getter)
    failed = c.builder.icmp_unsigned("!=", c.pyapi.err_occurred(), ir.Constant(c.pyapi.pyobj, None))
    return NativeValue(c.builder.bitcast(pointer, BYTE_POINTER), is_error=failed)


def address_of(obj: Any) -> int:
    """Return the address of a function, or of a state, whatever its fields are called."""
    return int(obj.address if hasattr(obj, "_structcb_prototype") else obj._structcb_address)


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


# The first struct or library may be met while numba compiles the function that names it, when it has looked for new
# registrations already.
registry.cpu_target.typing_context.refresh()
registry.cpu_target.target_context.refresh()
names.ask_first(registry.cpu_target.typing_context)
