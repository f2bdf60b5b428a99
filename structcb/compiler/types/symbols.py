"""C functions of a library: called by symbol, so that machine code may be kept and loaded by another process.

`runtime.symbols` says how a symbol is spelled. numba's own engine learns the address when the function is typed, and
again when numba loads the code from its cache; structcb's loader binds what an object file leaves undefined.
"""

from __future__ import annotations

import functools
from typing import Any

from llvmlite import binding as ll
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.base import BaseContext
from numba.core.imputils import lower_builtin, lower_constant
from numba.extending import register_model

from ...runtime.symbols import bind
from .functions import CFunctionPointer, CFunctionPointerModel, call_pointer
from .memory import BYTE_POINTER

__all__ = ["CSymbol"]


class CSymbol(CFunctionPointer):
    """A C function that is known by name; wherever an address is asked for, it serves as one."""

    def __init__(self, pointer: CFunctionPointer, symbol: str) -> None:
        self.pointer, self.symbol = pointer, symbol
        super().__init__(
            pointer.prototype, pointer.result, pointer.parameters, pointer.shape, size=pointer.size
        )
        self.name = f"CSymbol[{symbol} {pointer.name}]"

    def __reduce__(self) -> tuple[Any, ...]:
        return CSymbol, (self.pointer, self.symbol)

    def bind(self, address: int) -> None:
        """Tell numba's engine where the function is."""
        ll.add_symbol(self.symbol, address)


register_model(CSymbol)(CFunctionPointerModel)
lower_builtin(CSymbol, types.VarArg(types.Any))(call_pointer)


@lower_constant(CSymbol)
def constant_symbol(context: BaseContext, builder: ir.IRBuilder, numba_type: CSymbol, value: Any) -> ir.Value:
    """Declare the function, and let code that numba caches find it again."""
    context.active_code_library._reload_init.add(functools.partial(bind, numba_type.symbol))
    function = cgutils.get_or_insert_function(
        builder.module, numba_type.shape.function_type, numba_type.symbol
    )
    return builder.bitcast(function, BYTE_POINTER)
