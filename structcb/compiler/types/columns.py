"""Columns of arrays of structs: `p.items.mass` and `p.items["mass"]`, one field of all the structs.

numba's own code for record arrays makes them; what it would get wrong is told apart here, before it is asked.
"""

from __future__ import annotations

from typing import Any, ClassVar

from llvmlite import ir
from numba.core import errors, types
from numba.core.base import BaseContext
from numba.core.imputils import lower_builtin, lower_cast, lower_setattr_generic
from numba.core.typing import signature
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.np import arrayobj

from ...layouts import size_of
from .arrays import CArray
from .fields import attribute_of
from .structs import CStruct

__all__ = ["column_type", "refuse_assignment"]


@infer_getattr
class StructArrayAttributes(AttributeTemplate):
    """The types of the columns; what is made for one target is asked before numba's own arrays."""

    key = types.Array
    metadata: ClassVar = {"target": "cpu"}

    def generic_resolve(self, array: types.Array, name: str) -> types.Type | None:
        if not isinstance(array.dtype, CStruct):
            return None
        is_field = name in array.dtype.layout.fields
        plain = types.Array(types.float64, array.ndim, array.layout)
        is_attribute = self.context.resolve_getattr(plain, name) is not None
        if is_field and is_attribute:
            raise errors.TypingError(
                f"`{array.dtype.layout.name}.{name}` is a field, and `{name}` an attribute of every array: "
                f'write `["{name}"]` for the column'
            )
        return None if is_attribute else column_type(array, name)


def column_type(array: types.Array, name: str) -> types.Type:
    """Return the type of a column, or say why there is none."""
    attribute = attribute_of(array.dtype, name)
    if attribute.field.bits is not None:
        raise errors.TypingError(
            f"`{attribute.path}` is a bit-field, and bits have no address that an array could step through: "
            f"read it struct by struct, as `items[i].{name}`"
        )
    if not size_of(attribute.field.type):
        raise errors.TypingError(f"`{attribute.path}` has no bytes, so there is no column of it")
    inner = attribute.type if isinstance(attribute.type, CArray) else None
    return types.Array(
        attribute.type if inner is None else inner.dtype,
        array.ndim + (0 if inner is None else inner.ndim),
        "A",
        readonly=attribute.access.readonly or not array.mutable,
        aligned=attribute.access.aligned and array.aligned,
    )


def refuse_assignment(array: types.Array, name: str) -> errors.TypingError:
    """Return the error for a column that is assigned what is no array."""
    path = attribute_of(array.dtype, name).path
    return errors.TypingError(f'to set `{path}` in every struct, write `items["{name}"][:] = value`')


def set_column(
    context: BaseContext,
    builder: ir.IRBuilder,
    array: types.Array,
    value_type: types.Type,
    args: Any,
    name: str,
) -> None:
    """Copy an array into a column; `p.items.mass += 1` assigns the column to itself."""
    if not isinstance(array.dtype, CStruct):
        raise errors.TypingError(f"compiled code cannot set `{name}` of {array}")
    if not isinstance(value_type, types.Array):
        raise refuse_assignment(array, name)
    kind = column_type(array, name)
    if not kind.mutable:
        path = attribute_of(array.dtype, name).path
        raise errors.TypingError(f"cannot write `{path}`: C declares it, or what leads to it, `const`")

    def copy(column: Any, value: Any) -> None:
        column[:] = value

    column = arrayobj.array_record_getattr(context, builder, array, args[0], name)
    context.compile_internal(builder, copy, signature(types.void, kind, value_type), (column, args[1]))


@lower_setattr_generic(types.Array)
def set_attribute(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any, name: str) -> None:
    """Write `p.items.mass = array`."""
    array, value = sig.args
    set_column(context, builder, array, value, args, name)


@lower_builtin("static_setitem", types.Array, types.StringLiteral, types.Array)
def set_item(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> None:
    """Write `p.items["mass"] = array`."""
    set_column(context, builder, sig.args[0], sig.args[2], (args[0], args[2]), args[1])


@lower_cast(types.Number, types.Array)
def refuse_number(
    context: BaseContext, builder: ir.IRBuilder, source: Any, target: Any, value: ir.Value
) -> None:
    """Say how a number is assigned to many, where numba would show LLVM's text."""
    raise errors.TypingError(f"cannot use {source} as {target}: to set every item, write `[:] = value`")
