"""How C text names a struct: by its own name, or through the member that has it."""

from __future__ import annotations

from ..layouts import Array, CType, Pointer, Table

__all__ = ["is_nameless", "place_of", "type_of"]


def is_nameless(name: str) -> bool:
    """Tell whether C has no name for a struct: ours is its path, or a typedef's of a pointer to it (`"*list"`)."""
    return "." in name or name.startswith("*")


def type_of(name: str, table: Table) -> str:
    """Return the type of a struct as C text; nothing where C has no way to it."""
    if "." not in name:
        return f"__typeof__(*({name[1:]})0)" if name.startswith("*") else name
    owner, _, member = name.rpartition(".")
    if owner not in table or member not in table[owner].fields or not type_of(owner, table):
        return ""
    return f"__typeof__({place_of(owner, member, table, pointers=True)})"


def place_of(owner: str, member: str, table: Table, *, pointers: bool = False) -> str:
    """Return a member as a C expression: its first item where it is an array; what it points at with `pointers`."""
    ctype: CType = table[owner].fields[member].type
    place = f"(({type_of(owner, table)} *)0)->{member}"
    while isinstance(ctype, Array) or (pointers and isinstance(ctype, Pointer)):
        ctype, place = (ctype.item if isinstance(ctype, Array) else ctype.to), f"{place}[0]"
    return place
