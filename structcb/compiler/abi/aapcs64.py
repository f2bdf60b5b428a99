"""The Arm 64-bit convention on Linux: homogeneous floating-point aggregates, pairs of registers, addresses.

Source: Arm IHI 0055, "Procedure Call Standard for the Arm 64-bit Architecture", §6.4 to §6.9. Apple's platforms
differ, and are refused. Proven only as far as cross-compiled objects can.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from llvmlite import ir

from ...layouts import Array, CType, Layout, Scalar, Union, Void, align_of, size_of
from .passing import CallShape, InMemory, InPieces, Nowhere, Passing, Piece
from .scalars import is_aggregate, refuse_unproven, scalar

__all__ = ["call_shape"]

FLOATS = {4: ir.FloatType(), 8: ir.DoubleType()}


def call_shape(result: CType, parameters: Sequence[CType]) -> CallShape:
    """Return how a call travels; LLVM counts the registers, because an array argument is never split."""
    returned = passing_of(result)
    return CallShape(returned, tuple(passing_of(ctype) for ctype in parameters))


def passing_of(ctype: CType) -> Passing:
    """Return how one value travels."""
    if isinstance(ctype, Void):
        return Nowhere()
    if not is_aggregate(ctype):
        # The callee fills the rest of a register itself.
        return scalar(ctype, extend=False)
    refuse_unproven(ctype)
    size = size_of(ctype)
    if size == 0:
        return Nowhere()
    floats = homogeneous(ctype)
    if floats is not None:
        return InPieces((Piece(ir.ArrayType(FLOATS[floats[0]], floats[1]), 0),), size)
    if size > 16:
        return InMemory(size, max(8, align_of(ctype)), byval=False)
    if align_of(ctype) >= 16:
        return InPieces((Piece(ir.IntType(128), 0),), size)
    words = (size + 7) // 8
    return InPieces((Piece(ir.ArrayType(ir.IntType(64), words) if words > 1 else ir.IntType(64), 0),), size)


def homogeneous(ctype: CType) -> tuple[int, int] | None:
    """Return (bytes, count) of an aggregate of one to four equal floating-point numbers, else None."""
    if has_union(ctype):
        sizes = set(leaf_sizes(ctype))
        count = size_of(ctype) // next(iter(sizes), 1) if sizes else 0
    else:
        found = list(leaf_sizes(ctype))
        sizes, count = set(found), len(found)
    only = next(iter(sizes)) if len(sizes) == 1 else 0
    if only in FLOATS and 1 <= count <= 4 and count * only == size_of(ctype):
        return only, count
    return None


def has_union(ctype: CType) -> bool:
    """Return whether fields of a type share bytes."""
    match ctype:
        case Union():
            return True
        case Layout(members=members):
            return any(has_union(field.type) for _, field in members)
        case Array(item=item):
            return has_union(item)
    return False


def leaf_sizes(ctype: CType) -> Iterator[int]:
    """Yield the size of every floating-point number in a type, and 0 for anything else."""
    match ctype:
        case Layout(members=members):
            for _, field in members:
                yield from leaf_sizes(field.type)
        case Array(item=item, length=length):
            for _ in range(length or 0):
                yield from leaf_sizes(item)
        case Scalar(kind="float", size=size):
            yield size
        case Scalar(kind="complex", size=size):
            yield size // 2
            yield size // 2
        case _:
            yield 0
