"""The numbers of the text, worked out once more: cffi reads some of them wrong without a word."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import HeaderError
from .constants import Value, evaluate, python_value
from .ffi_types import FFI, FfiType, int_sizes
from .syntax import Node

__all__ = ["Recount"]


class Recount:
    """Compares cffi's numbers with those of C; `names` are the constants that the text may use."""

    def __init__(self, ffi: FFI, names: Mapping[str, Value]) -> None:
        self.ffi, self.names = ffi, names

    def number(self, node: Node) -> int:
        """Return the value of an integer expression; raises ValueError where there is none."""
        value = python_value(evaluate(node, self.names, **int_sizes(self.ffi)))
        if not isinstance(value, int):
            raise ValueError("it is not an integer")
        return value

    def check(self, node: Node, found: int | None, what: str) -> None:
        """Refuse a number that cffi has read otherwise: escapes in character constants are beyond it."""
        if node is None or found is None:
            return
        try:
            value = self.number(node)
        except ValueError as error:
            raise HeaderError(f"{what} cannot be worked out: {error}") from None
        if value != found:
            raise HeaderError(
                f"{what} is {value} in C, but cffi reads it as {found}; write it as a plain number"
            )

    def check_enum(self, ctype: FfiType, enum: Node) -> list[str]:
        """Check the values of an enumeration; return its names as the text orders them, else by value."""
        items = getattr(getattr(enum, "values", None), "enumerators", ())
        for item in items:
            self.check(item.value, ctype.relements[item.name], f"`{item.name}`")
        by_value = sorted(ctype.relements, key=lambda name: (ctype.relements[name], name))
        return [item.name for item in items] or by_value
