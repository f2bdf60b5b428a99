"""Attributes in compiled code: `p.k` and `p.k = v` on a struct, on a pointer to one, and on a struct by value."""

from __future__ import annotations

import difflib
from typing import Any

from llvmlite import ir
from numba.core import errors, types
from numba.core.base import BaseContext
from numba.core.imputils import lower_getattr_generic, lower_setattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr

from ...layouts import Array, Unsupported, base_of, size_of
from .arrays import CArray, array_at, assign_array
from .bits import load_bits, store_bits
from .memory import load, offset_address, store
from .opaque import COpaque, COpaqueBytes
from .pointers import CPointer, copy_bytes
from .structs import Attribute, CStruct
from .values import CStructValue, load_value, spill_value

__all__ = ["get_field", "set_field"]


def attribute_of(struct: CStruct, name: str) -> Attribute:
    """Return a field, or say what is known instead."""
    attribute = struct.attribute(name)
    if attribute is None:
        close = difflib.get_close_matches(name, struct.layout.fields, 1)
        hint = f"; did you mean `{close[0]}`?" if close else f"; it has {', '.join(struct.layout.fields)}"
        raise errors.TypingError(f"`{struct.layout.name}` has no field `{name}`{hint}")
    if isinstance(attribute.type, COpaqueBytes):
        raise errors.TypingError(
            f"`{attribute.path}` is `{attribute.type.ctype.name}`: {attribute.type.ctype.reason}{way_round(attribute)}"
        )
    return attribute


def way_round(attribute: Attribute) -> str:
    """Return what to do instead; the reason for a function says so itself."""
    if not isinstance(base_of(attribute.field.type), Unsupported):
        return ""
    return ". Call a C function that takes the struct and converts it (`h.open(...)`), or read its bytes on a state"


@infer_getattr
class CStructAttributes(AttributeTemplate):
    """The types of a struct's fields."""

    key = CStruct

    def generic_resolve(self, struct: CStruct, name: str) -> types.Type | None:
        return attribute_of(struct, name).type


@infer_getattr
class CPointerAttributes(AttributeTemplate):
    """The types of the fields of the struct that a pointer points at."""

    key = CPointer

    def generic_resolve(self, pointer: CPointer, name: str) -> types.Type | None:
        if name.startswith("__") and name.endswith("__"):
            return None  # Python's own names are methods, which numba finds elsewhere.
        if isinstance(pointer.dtype, COpaque):
            raise errors.TypingError(
                f"`{pointer.dtype.ctype.name}` has no field `{name}`: the header never completes it, or it was refused "
                f"(`h.skipped` says why)"
            )
        return attribute_of(pointer.struct, name).type if pointer.struct is not None else None


@infer_getattr
class CStructValueAttributes(AttributeTemplate):
    """The types of the fields of a struct by value."""

    key = CStructValue

    def generic_resolve(self, value: CStructValue, name: str) -> types.Type | None:
        numba_type = attribute_of(value.struct, name).type
        return CStructValue(numba_type) if isinstance(numba_type, CStruct) else numba_type


def get_field(
    context: BaseContext, builder: ir.IRBuilder, struct: CStruct, base: ir.Value, name: str
) -> ir.Value:
    """Read a field: a scalar is loaded; a struct or an array stays where it is."""
    attribute = attribute_of(struct, name)
    field, numba_type, access = attribute.field, attribute.type, attribute.access
    if field.bits is not None:
        return load_bits(builder, numba_type, base, field.offset, field.bits)
    if isinstance(numba_type, CArray):
        return array_at(context, builder, numba_type, offset_address(builder, base, field.offset))
    if isinstance(field.type, Array):
        # A flexible array member is the address just past the fields before it.
        return offset_address(builder, base, field.offset)
    where = offset_address(builder, base, field.offset, context.get_data_type(numba_type))
    return load(context, builder, numba_type, where, aligned=access.aligned, tagged=access.tagged)


def set_field(
    context: BaseContext, builder: ir.IRBuilder, struct: CStruct, base: ir.Value, name: str, value: ir.Value
) -> None:
    """Write a field: a scalar is stored; a struct or an array is copied."""
    attribute = attribute_of(struct, name)
    field, numba_type, access = attribute.field, attribute.type, attribute.access
    if access.readonly:
        raise errors.TypingError(
            f"cannot write `{attribute.path}`: C declares it, or what leads to it, `const`"
        )
    if field.bits is not None:
        store_bits(builder, value, base, field.offset, field.bits)
    elif isinstance(numba_type, CArray):
        target = get_field(context, builder, struct, base, name)
        assign_array(context, builder, numba_type, target, value)
    elif isinstance(field.type, Array):
        raise errors.TypingError(
            f"`{attribute.path}` is a flexible array member; assign to its items instead"
        )
    elif isinstance(numba_type, CStruct):
        copy_bytes(builder, offset_address(builder, base, field.offset), value, size_of(field.type))
    else:
        where = offset_address(builder, base, field.offset, context.get_data_type(numba_type))
        store(context, builder, numba_type, value, where, aligned=access.aligned, tagged=access.tagged)


@lower_getattr_generic(CStruct)
def get_struct(
    context: BaseContext, builder: ir.IRBuilder, struct: CStruct, value: ir.Value, name: str
) -> ir.Value:
    """Read `s.name`."""
    return get_field(context, builder, struct, value, name)


@lower_getattr_generic(CPointer)
def get_pointer(
    context: BaseContext, builder: ir.IRBuilder, pointer: Any, value: ir.Value, name: str
) -> ir.Value:
    """Read `p.name`."""
    return get_field(context, builder, pointer.struct, value, name)


@lower_getattr_generic(CStructValue)
def get_value(
    context: BaseContext, builder: ir.IRBuilder, numba_type: Any, value: ir.Value, name: str
) -> ir.Value:
    """Read a field of a struct by value."""
    address = spill_value(context, builder, numba_type, value)
    field = get_field(context, builder, numba_type.struct, address, name)
    inner = attribute_of(numba_type.struct, name).type
    # A struct inside a value is a value: the address of its bytes would not outlive the function.
    return load_value(context, builder, CStructValue(inner), field) if isinstance(inner, CStruct) else field


@lower_setattr_generic(CStruct)
def set_struct(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any, name: str) -> None:
    """Write `s.name = v`."""
    set_field(context, builder, sig.args[0], args[0], name, args[1])


@lower_setattr_generic(CPointer)
def set_pointer(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any, name: str) -> None:
    """Write `p.name = v`."""
    set_field(context, builder, sig.args[0].struct, args[0], name, args[1])
