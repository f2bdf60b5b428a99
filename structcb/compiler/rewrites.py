"""`structcb.view(...)` spelled with its module: numba takes any attribute called `view` for NumPy's, and refuses it.

The rewrite turns `structcb.<name>` into the function itself before numba looks.
"""

from __future__ import annotations

import types as python_types
from typing import Any

from numba.core import ir
from numba.core.ir_utils import get_definition, guard
from numba.core.rewrites import Rewrite, register_rewrite

__all__ = ["ResolveModule"]


@register_rewrite("before-inference")
class ResolveModule(Rewrite):
    """Replace attributes of the module `structcb` by their values."""

    def match(self, func_ir: Any, block: Any, typemap: Any, calltypes: Any) -> bool:
        """Find the attributes in one block."""
        self.block = block
        self.values: dict[Any, Any] = {}
        for assign in block.find_insts(ir.Assign):
            value = assign.value
            if isinstance(value, ir.Expr) and value.op == "getattr":
                module = module_of(func_ir, value.value)
                if module is not None and hasattr(module, value.attr):
                    self.values[assign] = ir.Global(value.attr, getattr(module, value.attr), assign.loc)
        return bool(self.values)

    def apply(self) -> Any:
        """Return the block with the values in place."""
        block = self.block.copy()
        block.clear()
        for statement in self.block.body:
            value = self.values.get(statement)
            block.append(statement if value is None else ir.Assign(value, statement.target, statement.loc))
        return block


def module_of(func_ir: Any, variable: Any) -> python_types.ModuleType | None:
    """Return the module `structcb` if a variable is that module."""
    definition = guard(get_definition, func_ir, variable)
    value = definition.value if isinstance(definition, (ir.Global, ir.FreeVar)) else None
    return value if isinstance(value, python_types.ModuleType) and value.__name__ == "structcb" else None
