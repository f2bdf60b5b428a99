"""libclang as the rest of this room sees it."""

from __future__ import annotations

from .cursors import Cursor, Type, atomic_value, cursor_kind, is_available, is_function_like, type_kind
from .kinds import CursorKind, TypeKind
from .library import Location, file_name
from .parses import Complaint, Unit, pointer_bytes
from .values import evaluate

__all__ = [
    "Complaint",
    "Cursor",
    "CursorKind",
    "Location",
    "Type",
    "TypeKind",
    "Unit",
    "atomic_value",
    "cursor_kind",
    "evaluate",
    "file_name",
    "is_available",
    "is_function_like",
    "pointer_bytes",
    "type_kind",
]
