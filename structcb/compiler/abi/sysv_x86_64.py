"""The System V convention on x86-64: eightbytes, classes, and registers that run out.

Source: System V Application Binary Interface, AMD64 Architecture Processor Supplement, §3.2.3.
"""

from __future__ import annotations

from collections.abc import Sequence

from llvmlite import ir

from ...layouts import CType, Void, align_of, size_of
from .leaves import leaves
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
    parts = list(leaves(ctype))
    if size > 16 or any(leaf.start % leaf.align for leaf in parts):
        return None
    pieces = []
    for low in range(0, size, 8):
        inside = [leaf for leaf in parts if leaf.start < low + 8 and leaf.end > low]
        # An eightbyte of padding only has no class, and takes no register.
        if inside and all(leaf.is_float for leaf in inside):
            pieces.append(Piece(sse_type([(leaf.start - low, leaf.end - low) for leaf in inside]), low))
        elif inside:
            pieces.append(Piece(ir.IntType(8 * min(8, size - low)), low))
    return tuple(pieces)


def sse_type(spans: list[tuple[int, int]]) -> ir.Type:
    """Return the LLVM type of an eightbyte that holds only floating-point numbers."""
    if any(end - start == 8 for start, end in spans):
        return DOUBLE
    return FLOAT if all(start == 0 for start, _ in spans) else ir.VectorType(FLOAT, 2)
