"""What numba says: of the types that callbacks are compiled with, and of its own where it accepts a struct."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from typing import Any

from ..callbacks.compilers import compiler
from ..layouts import Layout, base_of
from ..parsing import Declarations
from ..parsing.ffi_types import FFI, types_of
from ..parsing.spellings import is_nameless
from .facts import Answers, Question, kind_of

__all__ = ["ask_map_type", "ask_numba"]


def ask_numba(declarations: Declarations) -> Answers:
    """Return what callbacks are compiled with; sizes of members are LLVM's."""
    facts: dict[Question, str] = {}
    left_out: dict[str, str] = {}
    for name, layout in declarations.structs.items():
        size, members = opinions().of_structcb(layout, declarations.structs)
        facts |= about_record(name, layout, size, members)
        bit_fields = (f"{name}.{member}" for member, field in layout.members if field.bits)
        left_out |= dict.fromkeys(
            bit_fields, "a numba record has no bit-fields; compiled code masks them itself"
        )
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


def about_record(
    name: str, layout: Layout, size: int, members: Iterable[tuple[str, int, int, str]]
) -> Iterator[tuple[Question, str]]:
    """Yield what a numba record says."""
    yield (name, "size"), str(size)
    for member, offset, nbytes, kind in members:
        yield (f"{name}.{member}", "offset"), str(offset)
        yield (f"{name}.{member}", "size"), str(nbytes)
        if kind and member in layout.fields and kind_of(base_of(layout.fields[member].type)):
            yield (f"{name}.{member}", "kind"), kind
