"""`structcb.atomic_add(p, "ncalls", 1)` in compiled code: one instruction of the processor, sequentially consistent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import errors, types
from numba.core.base import BaseContext
from numba.extending import intrinsic, overload

from ...atomics import atomic_add, atomic_exchange, atomic_max, atomic_min, atomic_number
from ...errors import StateError
from ...layouts import Scalar
from .fields import attribute_of
from .memory import offset_address
from .pointers import CPointer
from .structs import CStruct
from .values import CStructValue

__all__: list[str] = []

# LLVM's name of each operation: for signed integers, for unsigned ones, for floating-point numbers.
OPERATIONS = {
    "atomic_add": ("add", "add", "fadd"),
    "atomic_exchange": ("xchg", "xchg", "xchg"),
    "atomic_max": ("max", "umax", ""),
    "atomic_min": ("min", "umin", ""),
}


@overload(atomic_add, prefer_literal=True, strict=False)
def overload_add(state: types.Type, name: types.Type, value: types.Type) -> Callable[..., Any] | None:
    """Add."""
    return implementation("atomic_add", state, name, value)


@overload(atomic_exchange, prefer_literal=True, strict=False)
def overload_exchange(state: types.Type, name: types.Type, value: types.Type) -> Callable[..., Any] | None:
    """Exchange."""
    return implementation("atomic_exchange", state, name, value)


@overload(atomic_max, prefer_literal=True, strict=False)
def overload_max(state: types.Type, name: types.Type, value: types.Type) -> Callable[..., Any] | None:
    """Take the greater."""
    return implementation("atomic_max", state, name, value)


@overload(atomic_min, prefer_literal=True, strict=False)
def overload_min(state: types.Type, name: types.Type, value: types.Type) -> Callable[..., Any] | None:
    """Take the smaller."""
    return implementation("atomic_min", state, name, value)


def implementation(
    operation: str, state: types.Type, name: types.Type, value: types.Type
) -> Callable[..., Any] | None:
    """Return what numba compiles for one call, after checking the field; None for what is no struct."""
    struct = struct_of(operation, state)
    if struct is None:
        return None
    if not isinstance(name, types.StringLiteral):
        raise errors.TypingError(f"`{operation}` takes the field's name as a literal, not {name}")
    check(operation, struct, name.literal_value, value)
    return lambda state, name, value: atomic_change(state, name, operation, value)


def struct_of(operation: str, state: types.Type) -> CStruct | None:
    """Return the struct that an address leads to."""
    if isinstance(state, CStructValue):
        raise errors.TypingError(
            f"`{operation}` changes memory that threads share; `{state.struct.layout.name}` by value is a private copy"
        )
    return state.struct if isinstance(state, CPointer) else state if isinstance(state, CStruct) else None


def check(operation: str, struct: CStruct, name: str, value: types.Type) -> Scalar:
    """Return the type of the field, or say why this operation cannot be done on it in one step."""
    attribute = attribute_of(struct, name)
    try:
        number = atomic_number(struct.layout, name, integers_only=operation in ("atomic_max", "atomic_min"))
    except StateError as error:
        raise errors.TypingError(str(error)) from None
    if attribute.access.readonly:
        raise errors.TypingError(f"cannot change `{attribute.path}`: C declares what leads to it `const`")
    if not attribute.access.aligned:
        raise errors.TypingError(f"`{attribute.path}` may be misaligned, so it cannot be changed atomically")
    if number.kind != "float" and not isinstance(value, (types.Integer, types.Boolean)):
        raise errors.TypingError(f"`{attribute.path}` is an integer; `{operation}` cannot take {value}")
    if not isinstance(value, (types.Integer, types.Boolean, types.Float)):
        raise errors.TypingError(f"`{attribute.path}` is a number; `{operation}` cannot take {value}")
    return number


@intrinsic(prefer_literal=True)
def atomic_change(
    typingctx: object, state: types.Type, name: types.Type, operation: types.Type, value: types.Type
) -> Any:
    """Change a field in one step and return what it was."""
    word, operation_name = name.literal_value, operation.literal_value
    struct = struct_of(operation_name, state)
    assert struct is not None, "the overloads have looked at it"
    number = check(operation_name, struct, word, value)
    attribute = attribute_of(struct, word)
    signed, unsigned, floating = OPERATIONS[operation_name]
    instruction = {"float": floating, "unsigned": unsigned}.get(number.kind, signed)

    def codegen(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
        llvm_type = context.get_value_type(attribute.type)
        where = offset_address(builder, args[0], attribute.field.offset, llvm_type)
        given = context.cast(builder, args[3], sig.args[3], attribute.type)
        return builder.atomic_rmw(instruction, where, given, "seq_cst")

    return attribute.type(state, name, operation, types.unliteral(value)), codegen
