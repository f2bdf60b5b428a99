"""What numba would misread is put in other words before it looks.

`structcb.view(...)`: numba takes any attribute called `view` for NumPy's, and refuses it. `p.name == b"abc"`: numba
takes it for a comparison of two arrays, item by item.
"""

from __future__ import annotations

import operator
import types as python_types
from typing import Any

from numba.core import ir
from numba.core.ir_utils import get_definition, guard
from numba.core.rewrites import Rewrite, register_rewrite

from .types.text import same_text

__all__ = ["CompareText", "ResolveModule"]


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


@register_rewrite("before-inference")
class CompareText(Rewrite):
    """Replace `x == b"..."` by `same_text(x, b"...")`, which leaves all but C text as it is."""

    def match(self, func_ir: Any, block: Any, typemap: Any, calltypes: Any) -> bool:
        """Find the comparisons with constant bytes in one block."""
        self.block = block
        comparisons = (a for a in block.find_insts(ir.Assign) if is_comparison(a.value))
        self.found = [
            a for a in comparisons if any(is_bytes(func_ir, side) for side in (a.value.lhs, a.value.rhs))
        ]
        return bool(self.found)

    def apply(self) -> Any:
        """Return the block with calls in place of comparisons."""
        block = self.block.copy()
        block.clear()
        for statement in self.block.body:
            for replacement in self.calls(statement) if statement in self.found else [statement]:
                block.append(replacement)
        return block

    def calls(self, statement: Any) -> list[Any]:
        """Return the statements that do what one comparison did."""
        comparison, target, loc = statement.value, statement.target, statement.loc
        function, equal = (target.scope.redefine(f"$structcb_{name}", loc) for name in ("same_text", "equal"))
        call = ir.Expr.call(function, (comparison.lhs, comparison.rhs), (), loc)
        assigns = [ir.Assign(ir.Global("same_text", same_text, loc), function, loc)]
        if comparison.fn is operator.eq:
            return [*assigns, ir.Assign(call, target, loc)]
        return [
            *assigns,
            ir.Assign(call, equal, loc),
            ir.Assign(ir.Expr.unary(operator.not_, equal, loc), target, loc),
        ]


def is_comparison(value: Any) -> bool:
    """Return whether an expression is `==` or `!=`."""
    return isinstance(value, ir.Expr) and value.op == "binop" and value.fn in (operator.eq, operator.ne)


def is_bytes(func_ir: Any, variable: Any) -> bool:
    """Return whether a variable is constant bytes."""
    definition = guard(get_definition, func_ir, variable)
    constant = isinstance(definition, (ir.Const, ir.Global, ir.FreeVar))
    return constant and isinstance(definition.value, bytes)


def module_of(func_ir: Any, variable: Any) -> python_types.ModuleType | None:
    """Return the module `structcb` if a variable is that module."""
    definition = guard(get_definition, func_ir, variable)
    value = definition.value if isinstance(definition, (ir.Global, ir.FreeVar)) else None
    return value if isinstance(value, python_types.ModuleType) and value.__name__ == "structcb" else None
