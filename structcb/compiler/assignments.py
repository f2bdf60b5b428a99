"""What the variables of a function are: numba's statements, looked up by variable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from numba.core import ir

__all__ = ["Assignments", "is_operation"]


class Assignments:
    """Every value that is assigned to each variable of a function."""

    def __init__(self, func_ir: Any) -> None:
        self.values: dict[str, list[Any]] = defaultdict(list)
        for block in func_ir.blocks.values():
            for assign in block.find_insts(ir.Assign):
                self.values[assign.target.name].append(assign.value)

    def root(self, variable: Any) -> str:
        """Return the name of the variable that one is a copy of, for good."""
        name: str = variable.name
        seen = {name}
        while True:
            match self.values.get(name):
                case [ir.Var(name=other)] if other not in seen:
                    seen.add(name := other)
                case _:
                    return name

    def only(self, variable: Any) -> Any:
        """Return the one value that a variable is ever assigned, or None."""
        values = self.values.get(self.root(variable), ())
        return values[0] if len(values) == 1 else None

    def constant(self, variable: Any) -> Any:
        """Return the object that a variable always is, or None."""
        match self.only(variable):
            case ir.Const() | ir.Global() | ir.FreeVar() as constant:
                return constant.value
        return None

    def called(self, call: Any) -> Any:
        """Return the function that is always called, or None; with `*more`, its arguments are not known either."""
        return None if call.vararg else self.constant(call.func)

    def counters(self, variable: Any) -> Iterator[Any]:
        """Yield the arguments of `range` for each loop variable that a sum or a product is made of."""
        waiting, seen = [variable], set()
        while waiting:
            value = self.only(waiting.pop())
            while isinstance(value, ir.Expr) and value.op in ("pair_first", "iternext", "getiter"):
                value = self.only(value.value)
            if is_operation(value) and id(value) not in seen:
                seen.add(id(value))
                waiting += [value.lhs, value.rhs]
            elif isinstance(value, ir.Expr) and value.op == "call" and self.called(value) is range:
                yield value.args


def is_operation(value: Any) -> bool:
    """Return whether a value is an operation on two others."""
    return isinstance(value, ir.Expr) and value.op in ("binop", "inplace_binop")
