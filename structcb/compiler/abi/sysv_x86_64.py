"""The System V convention on x86-64: eightbytes, classes, and registers that run out.

Source: System V Application Binary Interface, AMD64 Architecture Processor Supplement, §3.2.3.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from llvmlite import ir

from ...layouts import Array, CType, Layout, Scalar, Void, align_of, size_of
from .passing import CallShape, InMemory, InPieces, InRegister, Nowhere, Passing, Piece
from .scalars import is_aggregate, refuse_unproven, scalar

__all__ = ["call_shape"]

INTEGER_REGISTERS, SSE_REGISTERS = 6, 8
FLOAT, DOUBLE = ir.FloatType(), ir.DoubleType()
SSE_TYPES = (FLOAT, DOUBLE, ir.VectorType(FLOAT, 2))


def call_shape(result: CType, parameters: Sequence[CType]) -> CallShape:
    """Return how a call travels, counting the registers that are left."""
    returned = passing_of(result)
    integers, sse = INTEGER_REGISTERS - isinstance(returned, InMemory), SSE_REGISTERS
    shapes = []
    for ctype in parameters:
        passing = passing_of(ctype)
        needs_sse = sum(is_sse(t) for t in register_types(passing))
        needs_integers = len(register_types(passing)) - needs_sse
        fits = needs_integers <= integers and needs_sse <= sse
        if isinstance(passing, InPieces) and not fits:
            passing = in_memory(ctype)
        elif fits:
            integers, sse = integers - needs_integers, sse - needs_sse
        shapes.append(passing)
    return CallShape(returned, tuple(shapes))


def passing_of(ctype: CType) -> Passing:
    """Return how one value travels while registers last."""
    if isinstance(ctype, Void):
        return Nowhere()
    if not is_aggregate(ctype):
        return scalar(ctype)
    refuse_unproven(ctype)
    pieces = eightbytes(ctype)
    if pieces is None:
        return in_memory(ctype)
    return InPieces(pieces, size_of(ctype)) if pieces else Nowhere()


def in_memory(ctype: CType) -> InMemory:
    """Return how an aggregate travels that has the class MEMORY, or finds no registers."""
    return InMemory(size_of(ctype), max(8, align_of(ctype)), byval=True)


def register_types(passing: Passing) -> list[ir.Type]:
    """Return the types that take a register each."""
    match passing:
        case InRegister(type=only):
            return [only]
        case InPieces(pieces=pieces):
            return [piece.type for piece in pieces]
    return []


def is_sse(llvm_type: ir.Type) -> bool:
    """Return whether a type travels in an SSE register."""
    return any(llvm_type == t for t in SSE_TYPES)


def eightbytes(ctype: CType) -> tuple[Piece, ...] | None:
    """Return the registers of an aggregate, one for each eightbyte, or None for the class MEMORY."""
    size = size_of(ctype)
    parts = list(leaves(ctype, 0))
    if size > 16 or any(start % align for start, _, align, _ in parts):
        return None
    pieces = []
    for low in range(0, size, 8):
        inside = [
            (start, end, is_float) for start, end, _, is_float in parts if start < low + 8 and end > low
        ]
        # An eightbyte of padding only has no class, and takes no register.
        if inside and all(is_float for *_, is_float in inside):
            pieces.append(Piece(sse_type([(s - low, e - low) for s, e, _ in inside]), low))
        elif inside:
            pieces.append(Piece(ir.IntType(8 * min(8, size - low)), low))
    return tuple(pieces)


def sse_type(spans: list[tuple[int, int]]) -> ir.Type:
    """Return the LLVM type of an eightbyte that holds only floating-point numbers."""
    if any(end - start == 8 for start, end in spans):
        return DOUBLE
    return FLOAT if all(start == 0 for start, _ in spans) else ir.VectorType(FLOAT, 2)


def leaves(ctype: CType, base: int) -> Iterator[tuple[int, int, int, bool]]:
    """Yield (first byte, end, alignment, is floating-point) for each scalar that lies in a type.

    A bit-field counts as the bytes that hold its bits; unnamed ones count as nothing.
    """
    match ctype:
        case Layout(members=members):
            for _, field in members:
                if field.bits is None:
                    yield from leaves(field.type, base + field.offset)
                else:
                    nbytes = (field.bits.shift + field.bits.width + 7) // 8
                    yield base + field.offset, base + field.offset + nbytes, 1, False
        case Array(item=item, length=length):
            for i in range(length or 0):
                yield from leaves(item, base + i * size_of(item))
        case Scalar(kind="complex", size=size):
            yield base, base + size // 2, size // 2, True
            yield base + size // 2, base + size, size // 2, True
        case _:
            is_float = isinstance(ctype, Scalar) and ctype.kind == "float"
            yield base, base + size_of(ctype), align_of(ctype), is_float
