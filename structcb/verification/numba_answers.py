"""What numba says: of the types that callbacks are compiled with, and of its own where it accepts a struct."""

from __future__ import annotations

import importlib
from typing import Any

from ..callbacks.compilers import compiler
from ..parsing import Declarations
from ..parsing.ffi_types import FFI, types_of
from ..parsing.spellings import is_nameless
from .facts import Answers, Question, about_record, bit_fields_of

__all__ = ["ask_map_type", "ask_numba"]


def ask_numba(declarations: Declarations) -> Answers:
    """Return what callbacks are compiled with; sizes of members are LLVM's."""
    facts: dict[Question, str] = {}
    left_out: dict[str, str] = {}
    for name, layout in declarations.structs.items():
        size, members = opinions().of_structcb(layout, declarations.structs)
        facts |= about_record(name, layout, size, members)
        why = "a numba record has no bit-fields; compiled code masks them itself"
        left_out |= dict.fromkeys(bit_fields_of(name, layout), why)
    return Answers("numba", facts, left_out)


def ask_map_type(declarations: Declarations, ffi: FFI) -> Answers:
    """Return what numba's own `map_type` says where it accepts a struct; it refuses most."""
    facts: dict[Question, str] = {}
    left_out: dict[str, str] = {}
    names = [name for name in declarations.structs if not is_nameless(name)]
    for name, pointer in types_of(ffi, names, left_out):
        said = opinions().of_numba(pointer.item)
        if isinstance(said, str):
            left_out[name] = "numba's own map_type refuses it"
        else:
            facts |= about_record(name, declarations.structs[name], *said)
    return Answers("numba's map_type", facts, left_out)


def opinions() -> Any:
    """Import what asks numba, which only the compiler may import."""
    return importlib.import_module(f"{compiler().__name__}.opinions")
