"""Structs by value: bytes in registers, built with `S.value(x=…)` and passed or returned as C does."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import errors, types
from numba.core.base import BaseContext
from numba.core.datamodel.models import PrimitiveModel
from numba.core.imputils import lower_cast, lower_setattr_generic
from numba.core.typeconv import Conversion
from numba.extending import register_model

from .memory import BYTE_POINTER
from .pointers import CPointer, copy_bytes
from .structs import CStruct

__all__ = ["CStructValue", "load_value", "spill_value"]

WORD = ir.IntType(64)


class CStructValue(types.Type):
    """A copy of a struct that lives in registers; its fields read like those of a struct in memory."""

    def __init__(self, struct: CStruct) -> None:
        self.struct = struct
        super().__init__(f"CStructValue[{struct.name}]")

    def can_convert_to(self, typingctx: object, other: types.Type) -> Any:
        """Serve where the same struct is asked for."""
        return Conversion.safe if self.struct.same_layout(other) else None

    def can_convert_from(self, typingctx: object, other: types.Type) -> Any:
        """Copy the same struct out of memory."""
        return Conversion.safe if self.struct.same_layout(other) else None

    def unify(self, typingctx: object, other: types.Type) -> types.Type | None:
        """Stay a value: the address of one would not outlive the function that returns it."""
        return self if self.struct.same_layout(other) else None


@register_model(CStructValue)
class CStructValueModel(PrimitiveModel):
    """Whole words that cover the struct."""

    def __init__(self, manager: object, numba_type: CStructValue) -> None:
        words = max(1, (numba_type.struct.size + 7) // 8)
        super().__init__(manager, numba_type, ir.ArrayType(WORD, words))


def spill_value(
    context: BaseContext, builder: ir.IRBuilder, numba_type: CStructValue, value: ir.Value
) -> ir.Value:
    """Store a value on the stack and return its address."""
    with builder.goto_entry_block():
        slot = builder.alloca(value.type)
        slot.align = max(8, numba_type.struct.align)
    builder.store(value, slot)
    return builder.bitcast(slot, context.get_value_type(numba_type.struct))


def load_value(
    context: BaseContext, builder: ir.IRBuilder, numba_type: CStructValue, address: ir.Value
) -> ir.Value:
    """Copy a struct in memory into a value, reading no byte past its end."""
    llvm_type = context.get_value_type(numba_type)
    with builder.goto_entry_block():
        slot = builder.alloca(llvm_type)
    builder.store(ir.Constant(llvm_type, None), slot)
    copy_bytes(builder, slot, builder.bitcast(address, BYTE_POINTER), numba_type.struct.size)
    return builder.load(slot)


@lower_cast(CStruct, CStructValue)
def cast_struct(
    context: BaseContext, builder: ir.IRBuilder, source: CStruct, target: CStructValue, value: Any
) -> Any:
    """Copy a struct in memory where a value is asked for."""
    return load_value(context, builder, target, value)


@lower_cast(CStructValue, CStruct)
def cast_value(
    context: BaseContext, builder: ir.IRBuilder, source: CStructValue, target: CStruct, value: Any
) -> Any:
    """Use a value as the struct that it is a copy of."""
    return builder.bitcast(spill_value(context, builder, source, value), context.get_value_type(target))


@lower_cast(CStructValue, CPointer)
def refuse_address(
    context: BaseContext, builder: ir.IRBuilder, source: CStructValue, target: CPointer, value: Any
) -> Any:
    """Refuse the address of a value, which would not outlive the function."""
    raise errors.TypingError(
        f"a `{source.struct.layout.name}` by value has no address that C could keep: let a pointer lead to a struct "
        f"in memory, such as a field or an item of an array"
    )


@lower_setattr_generic(CStructValue)
def refuse_change(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any, name: str) -> None:
    """Refuse to change a value, which nothing would see."""
    struct = sig.args[0].struct.layout.name
    raise errors.TypingError(
        f"a `{struct}` by value does not change: make another with `.value({name}=...)`, or assign it to a struct in "
        f"memory first"
    )
