"""What an address leads to, and when two addresses lead to the same."""

from __future__ import annotations

from typing import NamedTuple

from ..layouts import Array, CType, Enum, Layout, Pointer, Scalar, Table, fingerprint, resolve

__all__ = ["Pointee"]


class Pointee(NamedTuple):
    """What an address leads to: a C type, and the table that names what it refers to."""

    ctype: CType
    table: Table

    def is_same(self, other: Pointee) -> bool:
        """Tell whether both are the same C type, whatever headers they come from."""
        mine, others = resolve(self.ctype, self.table), resolve(other.ctype, other.table)
        match mine, others:
            case (Layout(), Layout()):
                if mine.name != others.name or self.table is other.table:
                    return mine is others or mine == others
                return fingerprint(mine, self.table) == fingerprint(others, other.table)
            case (Scalar() | Enum(), Scalar() | Enum()):
                # To NumPy, and to numba, plain `char` is an int8.
                kinds = {"signed" if c.kind == "char" else c.kind for c in (mine, others)}
                return len(kinds) == 1 and mine.size == others.size
            case (Pointer(), Pointer()):
                return mine.const == others.const and self.to(mine.to).is_same(other.to(others.to))
            case (Array(), Array()):
                return mine.length == others.length and self.to(mine.item).is_same(other.to(others.item))
            case _:
                return mine == others

    def layout(self) -> Layout | None:
        """Return the struct that it leads to, if it is one."""
        found = resolve(self.ctype, self.table)
        return found if isinstance(found, Layout) else None

    def to(self, ctype: CType) -> Pointee:
        """Return another type of the same table."""
        return Pointee(ctype, self.table)
