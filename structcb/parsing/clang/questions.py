"""What libclang leaves to work out about a type: its name in C, whether it is const, where its parts are declared."""

from __future__ import annotations

from .cursors import Cursor, Type
from .kinds import CursorKind, TypeKind

__all__ = [
    "ARRAYS",
    "is_const",
    "is_variable",
    "parameters_of",
    "peel",
    "record_of",
    "spelling_of",
]

ARRAYS = {TypeKind.CONSTANT_ARRAY, TypeKind.INCOMPLETE_ARRAY, TypeKind.VARIABLE_ARRAY}


def spelling_of(ctype: Type) -> str:
    """Return how C spells a struct or enumeration: by tag, by typedef, or not at all."""
    return "" if "(" in ctype.spelling else ctype.spelling


def is_const(ctype: Type) -> bool:
    """Tell whether objects of this type are read-only; arrays are as const as their items."""
    canonical = ctype.canonical
    while canonical.kind in ARRAYS and not canonical.is_const:
        canonical = canonical.element_type.canonical
    return canonical.is_const


def is_variable(ctype: Type) -> bool:
    """Tell whether an array has a length that only the program knows."""
    return ctype.kind == TypeKind.VARIABLE_ARRAY or (ctype.kind in ARRAYS and is_variable(ctype.element_type))


def peel(ctype: Type) -> Type:
    """Return the type that typedefs stand for."""
    while ctype.kind in (TypeKind.ELABORATED, TypeKind.TYPEDEF):
        ctype = ctype.canonical if ctype.kind == TypeKind.TYPEDEF else ctype.named_type
    return ctype


def record_of(ctype: Type) -> Cursor:
    """Return where a struct or union is declared."""
    return ctype.canonical.declaration


def parameters_of(cursor: Cursor) -> list[Cursor]:
    """Return the parameters of a function, or of what points at one."""
    if cursor.kind == CursorKind.FUNCTION:
        return cursor.arguments
    return [child for child in cursor.children if child.kind == CursorKind.PARAMETER]
