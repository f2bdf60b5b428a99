"""Memory: C structs owned by Python or by C, seen from Python without copying."""

from __future__ import annotations

from .functions import FunctionPointer
from .libraries import CFunction, Library
from .pointer_fields import PointerArray
from .pointers import Pointer
from .state_arrays import StateArray
from .states import State
from .struct_types import StructType, StructTypes
from .views import string, view

__all__ = [
    "CFunction",
    "FunctionPointer",
    "Library",
    "Pointer",
    "PointerArray",
    "State",
    "StateArray",
    "StructType",
    "StructTypes",
    "string",
    "view",
]
