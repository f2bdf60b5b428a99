"""What numba would misread is put in other words before it looks.

`structcb.view(...)`: numba takes any attribute called `view` for NumPy's, and refuses it. `h.enums.color.RED`: numba's
members of enumerations do not meet integers where branches join, and an enumeration's field is an integer here.
`h.constants["N"]`: numba knows attributes of modules, and no items.
"""

from __future__ import annotations

import enum
import types as python_types
from collections.abc import Mapping
from typing import Any

from numba.core import ir
from numba.core.ir_utils import get_definition, guard
from numba.core.rewrites import Rewrite, register_rewrite

from .types.namespaces import CNamespace

__all__ = ["ResolveNames"]


@register_rewrite("before-inference")
class ResolveNames(Rewrite):
    """Replace attributes of the module `structcb`, and of a header's enumerations and constants, by their values."""

    def match(self, func_ir: Any, block: Any, typemap: Any, calltypes: Any) -> bool:
        """Find the attributes in one block."""
        self.block = block
        found = {assign: value_of(func_ir, assign) for assign in block.find_insts(ir.Assign)}
        self.values = {assign: value for assign, value in found.items() if value is not None}
        return bool(self.values)

    def apply(self) -> Any:
        """Return the block with the values in place."""
        block = self.block.copy()
        block.clear()
        for statement in self.block.body:
            value = self.values.get(statement)
            block.append(statement if value is None else ir.Assign(value, statement.target, statement.loc))
        return block


def value_of(func_ir: Any, assign: Any) -> Any:
    """Return what to put in place of an attribute or an item, or None to leave it."""
    owner, name, is_item = named_of(func_ir, assign.value)
    if name is None:
        return None
    if is_item and is_mapping(owner) and name in owner:
        return ir.Global(name, owner[name], assign.loc)
    if isinstance(owner, python_types.ModuleType) and owner.__name__ == "structcb" and hasattr(owner, name):
        return ir.Global(name, getattr(owner, name), assign.loc)
    # `color.RED.value` is left to numba, which knows it of members only.
    if is_enumeration(owner) and name in owner.__members__ and not has_attributes(func_ir, assign.target):
        return ir.Const(int(owner[name]), assign.loc)
    return None


def named_of(func_ir: Any, expression: Any) -> tuple[Any, str | None, bool]:
    """Return the constant whose attribute or item an expression is, the name, and whether it is an item."""
    name, is_item = name_in(func_ir, expression)
    return (None if name is None else constant_of(func_ir, expression.value)), name, is_item


def name_in(func_ir: Any, expression: Any) -> tuple[str | None, bool]:
    """Return the name that an expression asks for, `x.name` or `x["name"]`, and whether it is the latter."""
    match expression:
        case ir.Expr(op="getattr"):
            return expression.attr, False
        case ir.Expr(op="static_getitem"):
            name = expression.index
        case ir.Expr(op="getitem"):
            index = guard(get_definition, func_ir, expression.index)
            name = index.value if isinstance(index, ir.Const) else None
        case _:
            return None, False
    return (name, True) if isinstance(name, str) else (None, True)


def constant_of(func_ir: Any, variable: Any) -> Any:
    """Return the object that a variable is bound to for good: a global, or what one of our namespaces holds."""
    definition = guard(get_definition, func_ir, variable)
    if isinstance(definition, (ir.Global, ir.FreeVar)):
        return definition.value
    owner, name, is_item = named_of(func_ir, definition)
    if name is None or not is_namespace(owner):
        return None
    if is_item:
        return owner.get(name) if isinstance(owner, Mapping) else None
    return getattr(owner, name, None)


def is_namespace(value: Any) -> bool:
    """Return whether an object is a header, its enums, or a library."""
    is_ours = isinstance(getattr(type(value), "_numba_type_", None), property)
    return is_ours and isinstance(value._numba_type_, CNamespace)


def is_mapping(value: Any) -> bool:
    """Return whether an object is a header's enumerations or constants."""
    return isinstance(value, Mapping) and is_namespace(value)


def is_enumeration(value: Any) -> bool:
    """Return whether a value is the Python enum of a C enumeration."""
    return isinstance(value, type) and issubclass(value, enum.IntEnum) and hasattr(value, "_structcb_ctype")


def has_attributes(func_ir: Any, variable: Any) -> bool:
    """Return whether an attribute of a variable is asked for anywhere."""
    blocks = func_ir.blocks.values()
    return any(e.value.name == variable.name for block in blocks for e in block.find_exprs("getattr"))
