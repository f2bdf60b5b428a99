"""Types as the user's compiler reads them, which knows the header's own names."""

from __future__ import annotations

from ..layouts import CType, Enum, Table
from ..parsing.emission import Speller, UnspellableError
from ..parsing.spellings import type_of

__all__ = ["CSpeller"]


class CSpeller(Speller):
    """Writes types in the header's own names."""

    def __init__(self, table: Table) -> None:
        super().__init__(lambda name: spelled(name, table))

    def declare(self, ctype: CType, name: str = "", *, const: bool = False) -> str:
        """Return the declaration of a name with this type; an enumeration keeps its name here."""
        if isinstance(ctype, Enum) and ctype.name:
            return self._plain(ctype.name, name, const)
        return super().declare(ctype, name, const=const)


def spelled(name: str, table: Table) -> str:
    """Return the name of a struct in C, or refuse."""
    if found := type_of(name, table):
        return found
    raise UnspellableError(f"`{name}` has no name in C")
