"""Bit-fields: read and write `width` bits inside the smallest window of whole bytes."""

from __future__ import annotations

from llvmlite import ir
from numba.core import types

from ...layouts import Bits
from .memory import offset_address

__all__ = ["load_bits", "store_bits"]


def load_bits(
    builder: ir.IRBuilder, numba_type: types.Type, base: ir.Value, offset: int, bits: Bits
) -> ir.Value:
    """Read a bit-field, sign- or zero-extended to its declared type as C promotes it."""
    pointer, window = window_of(builder, base, offset, bits)
    raw = builder.load(pointer, align=1)
    if isinstance(numba_type, types.Boolean):
        bit = builder.and_(builder.lshr(raw, window(bits.shift)), window(1))
        return builder.icmp_unsigned("!=", bit, window(0))
    above = window.width - bits.shift - bits.width
    shift_right = builder.ashr if numba_type.signed else builder.lshr
    value = shift_right(builder.shl(raw, window(above)), window(window.width - bits.width))
    return resize(builder, value, numba_type.bitwidth, signed=numba_type.signed)


def store_bits(builder: ir.IRBuilder, value: ir.Value, base: ir.Value, offset: int, bits: Bits) -> None:
    """Write the low `width` bits of a value; what does not fit is cut off, as in C."""
    pointer, window = window_of(builder, base, offset, bits)
    mask = ((1 << bits.width) - 1) << bits.shift
    wanted = resize(builder, value, window.width, signed=False)
    wanted = builder.and_(builder.shl(wanted, window(bits.shift)), window(mask))
    kept = builder.and_(builder.load(pointer, align=1), window(~mask & ((1 << window.width) - 1)))
    builder.store(builder.or_(kept, wanted), pointer, align=1)


def window_of(builder: ir.IRBuilder, base: ir.Value, offset: int, bits: Bits) -> tuple[ir.Value, ir.IntType]:
    """Return the bytes that hold a bit-field (little endian) and their integer type."""
    window = ir.IntType(8 * ((bits.shift + bits.width + 7) // 8))
    return offset_address(builder, base, offset, window), window


def resize(builder: ir.IRBuilder, value: ir.Value, width: int, *, signed: bool) -> ir.Value:
    """Truncate or extend an integer to a width."""
    target = ir.IntType(width)
    if value.type.width > width:
        return builder.trunc(value, target)
    if value.type.width < width:
        return builder.sext(value, target) if signed else builder.zext(value, target)
    return value
