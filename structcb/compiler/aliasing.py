"""What C promises of pointers that never overlap: `restrict`, said on the C entry, into which the body is inlined.

numba's own flag of that name says it of every pointer of the body, and only until the body is inlined; on the entry's
parameters the promise holds for the whole callback, and for exactly the pointers that C declares `restrict`.
"""

from __future__ import annotations

from llvmlite import ir

from ..layouts import Pointer
from ..prototypes import Signature
from .abi import CallShape

__all__ = ["mark_unaliased"]


def mark_unaliased(
    function: ir.Function, shape: CallShape, signature: Signature, *, all_pointers: bool
) -> None:
    """Put LLVM's `noalias` on the parameters that C declares `restrict`, or on every pointer."""
    for parameter, position in zip(signature.prototype.parameters, shape.positions(), strict=True):
        pointer = parameter.type
        if isinstance(pointer, Pointer) and (pointer.restrict or all_pointers):
            function.args[position].add_attribute("noalias")
