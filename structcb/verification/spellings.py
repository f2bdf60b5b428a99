"""How C is asked about a type: by its name, or through the member that has it."""

from __future__ import annotations

from ..layouts import Array, CType, Enum, Pointer, Table
from ..parsing.emission import Speller, UnspellableError

__all__ = ["CSpeller", "place_of", "type_of"]


def type_of(name: str, table: Table) -> str:
    """Return the type of a struct as C text; nothing where C has no way to it."""
    if name.startswith("*"):
        return f"__typeof__(*({name[1:]})0)"
    if "." not in name:
        return name
    owner, _, member = name.rpartition(".")
    if owner not in table or member not in table[owner].fields:
        return ""
    return f"__typeof__({place_of(owner, member, table, pointers=True)})"


def place_of(owner: str, member: str, table: Table, *, pointers: bool = False) -> str:
    """Return a member as a C expression: its first item where it is an array; what it points at with `pointers`."""
    ctype: CType = table[owner].fields[member].type
    place = f"(({type_of(owner, table)} *)0)->{member}"
    while isinstance(ctype, Array) or (pointers and isinstance(ctype, Pointer)):
        ctype, place = (ctype.item if isinstance(ctype, Array) else ctype.to), f"{place}[0]"
    return place


class CSpeller(Speller):
    """Writes types for the user's compiler, which knows the header's own names."""

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
