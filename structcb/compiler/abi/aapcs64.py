"""The Arm 64-bit convention on Linux: homogeneous floating-point aggregates, pairs of registers, addresses.

Source: Arm IHI 0055, "Procedure Call Standard for the Arm 64-bit Architecture", §6.4 to §6.9. Apple's platforms
differ, and are refused. Proven by programs of GCC 12, run by QEMU: `tests/abi/test_other_platforms.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from llvmlite import ir

from ...errors import UnsupportedTypeError
from ...layouts import CType, Void, align_of, describe, size_of
from .leaves import leaves
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
    if size > 16 and floats is None:
        return InMemory(size, max(8, align_of(ctype)), byval=False)
    if align_of(ctype) > 8:
        raise UnsupportedTypeError(
            f"`{describe(ctype)}` is aligned to {align_of(ctype)} bytes. How it is passed by value depends on whether "
            f"a member or the struct asks for that, which its layout does not tell. Pass a pointer instead"
        )
    if floats is not None:
        return InPieces((Piece(ir.ArrayType(FLOATS[floats[0]], floats[1]), 0),), size)
    words = (size + 7) // 8
    return InPieces((Piece(ir.ArrayType(ir.IntType(64), words) if words > 1 else ir.IntType(64), 0),), size)


def homogeneous(ctype: CType) -> tuple[int, int] | None:
    """Return (bytes, count) of an aggregate of one to four equal floating-point numbers, else None.

    Members of unions lie on top of each other; what counts is that the numbers fill the aggregate without a gap.
    """
    found = set(leaves(ctype))
    size = next(iter(found)).align if found else 0
    count = len({leaf.start for leaf in found})
    filled = all(leaf.is_float and leaf.align == size and leaf.start % size == 0 for leaf in found)
    if size in FLOATS and filled and 1 <= count <= 4 and count * size == size_of(ctype):
        return size, count
    return None
