"""Give any C library a native callback with typed state, written in Python."""

from __future__ import annotations

from .atomics import atomic_add, atomic_exchange, atomic_max, atomic_min
from .callbacks import Bound, Callback, guard, inline
from .errors import (
    CacheError,
    CallbackError,
    FieldError,
    FieldTypeError,
    FieldValueError,
    HeaderError,
    LayoutMismatchError,
    MissingHeaderError,
    MissingLibraryError,
    Recoverable,
    SignatureError,
    StateError,
    StructcbError,
    UnsupportedTypeError,
)
from .headers import Header, load, parse
from .mapping import map_type
from .states import Pointer, State, StateArray, StructType, string, view

__all__ = [
    "Bound",
    "CacheError",
    "Callback",
    "CallbackError",
    "FieldError",
    "FieldTypeError",
    "FieldValueError",
    "Header",
    "HeaderError",
    "LayoutMismatchError",
    "MissingHeaderError",
    "MissingLibraryError",
    "Pointer",
    "Recoverable",
    "SignatureError",
    "State",
    "StateArray",
    "StateError",
    "StructType",
    "StructcbError",
    "UnsupportedTypeError",
    "atomic_add",
    "atomic_exchange",
    "atomic_max",
    "atomic_min",
    "guard",
    "inline",
    "load",
    "map_type",
    "parse",
    "string",
    "view",
]
