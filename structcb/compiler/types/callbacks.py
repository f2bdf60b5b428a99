"""Callbacks inside compiled code: called, they are inlined; stored in a field, they are the address of their C function."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.base import BaseContext
from numba.core.datamodel.models import OpaqueModel
from numba.core.imputils import lower_cast
from numba.extending import register_model

from ...layouts import Prototype
from .functions import CFunctionPointer
from .memory import BYTE_POINTER
from .pointers import check_conversion

__all__ = ["CCallback"]


class CCallback(types.Dispatcher):
    """A jitted function that has a C function too; it holds no reference to either."""

    def __init__(self, dispatcher: Any, prototype: Prototype, address: int) -> None:
        self.prototype, self.address = prototype, address
        super().__init__(dispatcher)


register_model(CCallback)(OpaqueModel)


@lower_cast(CCallback, CFunctionPointer)
def cast_callback(
    context: BaseContext, builder: ir.IRBuilder, source: CCallback, target: Any, value: Any
) -> ir.Value:
    """Use the address of the C function; such code is never cached."""
    check_conversion(source, target)
    address = context.add_dynamic_addr(builder, source.address, info="structcb callback")
    return builder.bitcast(address, BYTE_POINTER)
