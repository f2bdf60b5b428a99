"""The Microsoft convention on x86-64: what fits a register goes there, all else by address.

Source: Microsoft Learn, "x64 calling convention". Proven by programs of MinGW (GCC 12), run by Wine:
`tests/abi/test_other_platforms.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from llvmlite import ir

from ...layouts import CType, Void, align_of, size_of
from .passing import CallShape, InMemory, InPieces, Nowhere, Passing, Piece
from .scalars import is_aggregate, refuse_unproven, scalar

__all__ = ["call_shape"]


def call_shape(result: CType, parameters: Sequence[CType]) -> CallShape:
    """Return how a call travels; every parameter by itself."""
    return CallShape(passing_of(result), tuple(passing_of(ctype) for ctype in parameters))


def passing_of(ctype: CType) -> Passing:
    """Return how one value travels: aggregates of 1, 2, 4 or 8 bytes as an integer, others by address."""
    if isinstance(ctype, Void):
        return Nowhere()
    if not is_aggregate(ctype):
        return scalar(ctype)
    refuse_unproven(ctype)
    size = size_of(ctype)
    if size in (1, 2, 4, 8):
        return InPieces((Piece(ir.IntType(8 * size), 0),), size)
    return InMemory(size, max(16, align_of(ctype)), byval=False)
