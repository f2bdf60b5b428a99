"""Fields by name in brackets: `p["from"]`, for names that Python keeps for itself, and for any other."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import errors, types
from numba.core.base import BaseContext
from numba.core.imputils import lower_builtin
from numba.core.typing import signature
from numba.core.typing.templates import AbstractTemplate, infer

from .columns import column_type, refuse_assignment
from .conversions import check_field
from .fields import attribute_of, set_field
from .pointers import CPointer
from .structs import CStruct
from .values import CStructValue

__all__ = ["ask_first"]


def struct_of(numba_type: types.Type) -> CStruct | None:
    """Return the struct whose fields a value has, if any."""
    if isinstance(numba_type, CStruct):
        return numba_type
    return numba_type.struct if isinstance(numba_type, (CPointer, CStructValue)) else None


def is_column(array: types.Type, name: object) -> bool:
    """Return whether `array[name]` is a column of structs."""
    return isinstance(name, str) and isinstance(array, types.Array) and isinstance(array.dtype, CStruct)


def ask_first(typing_context: Any) -> None:
    """Let numba ask the templates below before those for its own records, which refuse what they do not know."""
    for key in ("static_getitem", "static_setitem"):
        typing_context._functions[key].sort(key=lambda template: not isinstance(template, GetName | SetName))


@infer
class GetName(AbstractTemplate):
    """The type of `p["name"]`."""

    key = "static_getitem"

    def generic(self, args: Any, kws: Any) -> Any:
        if is_column(*args[:2]):
            return signature(column_type(args[0], args[1]), *args)
        struct = struct_of(args[0])
        if struct is None or not isinstance(args[1], str):
            return None
        numba_type = self.context.resolve_getattr(args[0], args[1])
        return signature(numba_type, args[0], types.literal(args[1]))


@infer
class SetName(AbstractTemplate):
    """The type of `p["name"] = value`."""

    key = "static_setitem"

    def generic(self, args: Any, kws: Any) -> Any:
        if is_column(*args[:2]):
            if isinstance(args[2], types.Array):
                return signature(types.void, args[0], types.literal(args[1]), args[2])
            raise refuse_assignment(args[0], args[1])
        struct = struct_of(args[0])
        if struct is None or not isinstance(args[1], str):
            return None
        check_field(struct, args[1], args[2])
        attribute = attribute_of(struct, args[1])
        if self.context.can_convert(args[2], attribute.type) is None:
            raise errors.TypingError(f"`{attribute.path}` takes {attribute.type}, not {args[2]}")
        return signature(types.void, args[0], types.literal(args[1]), attribute.type)


@lower_builtin("static_getitem", CStruct, types.StringLiteral)
@lower_builtin("static_getitem", CPointer, types.StringLiteral)
@lower_builtin("static_getitem", CStructValue, types.StringLiteral)
def get_name(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    """Read `p["name"]`."""
    value_type = sig.args[0]
    return context.get_getattr(value_type, args[1])(context, builder, value_type, args[0], args[1])


@lower_builtin("static_setitem", CStruct, types.StringLiteral, types.Any)
@lower_builtin("static_setitem", CPointer, types.StringLiteral, types.Any)
def set_name(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> None:
    """Write `p["name"] = value`."""
    struct = struct_of(sig.args[0])
    assert struct is not None
    wanted = attribute_of(struct, args[1]).type
    value = context.cast(builder, args[2], sig.args[2], wanted)
    set_field(context, builder, struct, args[0], args[1], value)
