"""C text made into struct types, with cffi as the independent reader and writer of the same memory."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cffi
import pytest

from structcb.parsing import parse_text
from structcb.states import State, StructType, StructTypes


@dataclass(frozen=True)
class Declared:
    """The struct types of one text, and an FFI that knows the same text."""

    types: StructTypes
    ffi: Any

    def __getitem__(self, name: str) -> StructType:
        return self.types.get(name)

    def cffi(self, state: State) -> Any:
        """Return cffi's view of a state; the address is the only thing both sides share."""
        return self.ffi.cast(f"{type(state)._structcb_type.name} *", state._structcb_address)


def declare(text: str) -> Declared:
    declarations = parse_text(text)
    ffi = cffi.FFI()
    for part in declarations.cdef:
        ffi.cdef(part.text, pack=part.pack)
    return Declared(StructTypes(declarations.structs, lambda: ffi, compiler=None), ffi)


def compile_c(declared: Declared, source: str, folder: Path) -> Any:
    """Compile C text and open it with cffi, which must declare the functions."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    (folder / "check.c").write_text(source)
    command = [compiler, "-O1", "-shared", "-fPIC", "-o", "check.so", "check.c"]
    subprocess.run(command, cwd=folder, check=True)
    return declared.ffi.dlopen(str(folder / "check.so"))
