"""Whole numbers that are never negative: where Python's `x[-1]` cannot be meant, an index is used as it is.

To wrap a negative index costs a comparison and an addition. LLVM drops both where it sees the sign itself, as in
`x[i - 1]`; in `x[(i - 1) * n + j]` it does not, because numba's products may overflow, and then a loop is not
vectorised. Here sums and products count as Python's, which never do: one beyond 2^63 is no index of any array.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from numba.core import ir, types

from .assignments import Assignments, is_operation

__all__ = ["LowerBounds"]

UNKNOWN, UNSEEN = -math.inf, math.inf
SWEEPS = 8
# A variable that counts down has no bound, but it would take its time to show it.
LEAST = -64

BoundOf = Callable[[Any], float]


class LowerBounds:
    """The least value of each variable of a typed function that holds whole numbers: one, a tuple, or a range.

    They are the greatest bounds that agree with every assignment: all start at infinity, and fall until none moves.
    """

    def __init__(self, func_ir: Any, typemap: Mapping[str, types.Type]) -> None:
        self.typemap = typemap
        self.assignments = Assignments(func_ir)
        self.bounds = dict.fromkeys(self.assignments.values, UNSEEN)
        sweep = 0
        while self.lower(last=sweep >= SWEEPS):
            sweep += 1

    def lower(self, *, last: bool) -> bool:
        """Look at every assignment, and return whether a bound fell; a late one becomes unknown at once."""
        fell = False
        for name, values in self.assignments.values.items():
            bound = max(min(self.of_value(value, self.of) for value in values), self.of_type(name))
            if bound < self.bounds[name]:
                self.bounds[name] = UNKNOWN if last or bound < LEAST else bound
                fell = True
        return fell

    def naturals(self, index: Any) -> tuple[bool, ...]:
        """Return of each number of an index, `i` or `i, j`, whether it is never negative."""
        built = self.assignments.only(index)
        if isinstance(built, ir.Expr) and built.op == "build_tuple":
            return tuple(self.inside_loops(item) >= 0 for item in built.items)
        # The bound of a tuple is that of its least part.
        kind = self.typemap.get(index.name)
        count = len(kind) if isinstance(kind, types.BaseTuple) else 1
        return (self.inside_loops(index) >= 0,) * count

    def inside_loops(self, variable: Any) -> float:
        """Return the bound of a number while the loops run whose variables it is made of.

        Without a positive `n`, `for j in range(n)` gives no `j`, so that there is no `i * n + j` either.
        """
        bounds: dict[str, float] = {}
        for name, bound in self.limits(variable):
            bounds[name] = max(bound, bounds.get(name, UNKNOWN))

        def of(variable: Any) -> float:
            name, value = self.assignments.root(variable), self.assignments.only(variable)
            if name not in bounds and is_operation(value):
                bounds[name] = self.of_value(value, of)
            return max(bounds.get(name, UNKNOWN), self.of(variable))

        return of(variable)

    def limits(self, variable: Any) -> Iterator[tuple[str, float]]:
        """Yield what each loop variable that a number is made of says of its loop's end: `range(s, n - c)`, of `n`.

        Both hold where the number is computed: numba's variables are in SSA form, so that no way leads there from a
        new `n` past the loop.
        """
        for arguments in self.assignments.counters(variable):
            if self.step_of(arguments) > 0:
                name, less = self.difference(arguments[0] if len(arguments) == 1 else arguments[1])
                yield name, self.of_range(arguments) + 1 + less

    def difference(self, variable: Any) -> tuple[str, int]:
        """Return a variable as another one less a constant."""
        value = self.assignments.only(variable)
        constant = self.assignments.constant(value.rhs) if is_operation(value) else None
        if isinstance(constant, int) and value.fn is operator.sub:
            return self.assignments.root(value.lhs), constant
        return self.assignments.root(variable), 0

    def of(self, variable: Any) -> float:
        """Return the bound of a variable."""
        return self.bounds.get(variable.name, UNKNOWN)

    def of_type(self, name: str) -> float:
        """Return what the type of a variable says."""
        kind = self.typemap.get(name)
        return 0 if isinstance(kind, types.Integer) and not kind.signed else UNKNOWN

    def of_value(self, value: Any, of: BoundOf) -> float:
        """Return the bound of what is assigned, by the bounds of others."""
        match value:
            case ir.Const(value=int(number)) | ir.Global(value=int(number)) | ir.FreeVar(value=int(number)):
                return number
            case ir.Var():
                return of(value)
            case ir.Expr(op="binop"):
                return self.of_operation(value.fn, value.lhs, value.rhs, of)
            case ir.Expr(op="inplace_binop"):
                return self.of_operation(value.immutable_fn, value.lhs, value.rhs, of)
            case ir.Expr(op="getiter" | "iternext" | "pair_first" | "exhaust_iter" | "cast"):
                return of(value.value)
            case ir.Expr(op="static_getitem") if isinstance(self.typemap[value.value.name], types.BaseTuple):
                return of(value.value)
            case ir.Expr(op="build_tuple"):
                return min(map(of, value.items), default=UNKNOWN)
            case ir.Expr(op="getattr") if value.attr in ("shape", "size"):
                return 0 if isinstance(self.typemap[value.value.name], types.Array) else UNKNOWN
            case ir.Expr(op="call"):
                return self.of_call(value)
        return UNKNOWN

    def of_operation(self, function: Any, left: Any, right: Any, of: BoundOf) -> float:
        """Return the bound of an operation, such as a sum."""
        a, b = of(left), of(right)
        if function is operator.add:
            return UNKNOWN if UNKNOWN in (a, b) else a + b
        if function is operator.sub:
            number = self.assignments.constant(right)
            return a - number if isinstance(number, int) else UNKNOWN
        if function is operator.mul:
            return max(a, b) if UNSEEN in (a, b) else a * b if min(a, b) >= 0 else UNKNOWN
        if function is operator.mod:
            return 0 if b >= 0 else UNKNOWN
        if function is operator.and_:
            masks = map(self.assignments.constant, (left, right))
            return 0 if any(isinstance(mask, int) and mask >= 0 for mask in masks) else UNKNOWN
        return UNKNOWN

    def of_call(self, call: Any) -> float:
        """Return the bound of a call of one of Python's own functions."""
        function = self.assignments.called(call)
        if function is range:
            return self.of_range(call.args)
        if function is len:
            return 0
        if function is max or function is min:
            return function(map(self.of, call.args), default=UNKNOWN)
        return UNKNOWN

    def of_range(self, arguments: Any) -> float:
        """Return the bound of what `range` counts through."""
        if len(arguments) == 1:
            return 0
        step = self.step_of(arguments)
        return self.of(arguments[0]) if step > 0 else self.of(arguments[1]) + 1 if step < 0 else UNKNOWN

    def step_of(self, arguments: Any) -> int:
        """Return the step of `range`, or 0 where it is no constant."""
        step = self.assignments.constant(arguments[2]) if len(arguments) == 3 else 1
        return step if isinstance(step, int) else 0
