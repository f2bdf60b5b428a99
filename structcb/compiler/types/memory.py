"""Typed loads and stores: the only place that decides alignment and alias information."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.base import BaseContext

__all__ = ["BYTE_POINTER", "INT64", "is_null", "load", "offset_address", "store"]

BYTE_POINTER = ir.IntType(8).as_pointer()
INT64 = ir.IntType(64)


def alias_tag(module: ir.Module, numba_type: types.Type) -> Any:
    """Return C's effective-type tag for a scalar, or None where C lets anything alias.

    Character types alias everything in C, so they carry none; nor does anything reached through a union.
    """
    match numba_type:
        case types.Integer() if numba_type.bitwidth > 8:
            name = f"int{numba_type.bitwidth}"
        case types.Float():
            name = str(numba_type)
        case types.CPointer() | types.Callable():
            name = "any pointer"
        case _:
            return None
    root = module.add_metadata(["structcb C types"])
    char = module.add_metadata(["omnipotent char", root, INT64(0)])
    scalar = module.add_metadata([name, char, INT64(0)])
    return module.add_metadata([scalar, scalar, INT64(0)])


def offset_address(
    builder: ir.IRBuilder, base: ir.Value, offset: int, llvm_type: ir.Type | None = None
) -> ir.Value:
    """Return the in-bounds address `offset` bytes into an object, as a pointer to `llvm_type`."""
    pointer = builder.bitcast(base, BYTE_POINTER)
    if offset:
        pointer = builder.gep(pointer, [INT64(offset)], inbounds=True)
    return pointer if llvm_type is None else builder.bitcast(pointer, llvm_type.as_pointer())


def load(
    context: BaseContext,
    builder: ir.IRBuilder,
    numba_type: types.Type,
    pointer: ir.Value,
    *,
    aligned: bool = True,
    tagged: bool = True,
) -> ir.Value:
    """Load a value; `aligned` and `tagged` promise natural alignment and C's effective type."""
    value = context.unpack_value(builder, numba_type, pointer, None if aligned else 1)
    tag = alias_tag(builder.module, numba_type) if tagged else None
    if tag is not None and isinstance(value, ir.instructions.LoadInstr):
        value.set_metadata("tbaa", tag)
    return value


def store(
    context: BaseContext,
    builder: ir.IRBuilder,
    numba_type: types.Type,
    value: ir.Value,
    pointer: ir.Value,
    *,
    aligned: bool = True,
    tagged: bool = True,
) -> None:
    """Store a value; `aligned` and `tagged` promise the same as for `load`."""
    data = context.data_model_manager[numba_type].as_data(builder, value)
    instruction = builder.store(data, pointer, align=None if aligned else 1)
    tag = alias_tag(builder.module, numba_type) if tagged else None
    if tag is not None:
        instruction.set_metadata("tbaa", tag)


def is_null(builder: ir.IRBuilder, pointer: ir.Value) -> ir.Value:
    """Return whether a pointer is NULL, as one bit."""
    return builder.icmp_unsigned("==", pointer, ir.Constant(pointer.type, None))
