"""The C side of a benchmark: built by gcc into a temporary folder, in the variants that we compare with."""

from __future__ import annotations

import functools
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structcb
from structcb.digests import hexdigest_of

__all__ = ["NATIVE", "PROMISES", "RESTRICT", "Program", "compile_c", "have_compiler"]

SOURCES = Path(__file__).parent / "c"
PORTABLE = ("-O3",)
NATIVE = ("-O3", "-march=native")
PROMISES = (*NATIVE, "-ffast-math", "-DRESTRICT=restrict")
RESTRICT = (*NATIVE, "-DRESTRICT=restrict")


def have_compiler() -> bool:
    """Return whether there is a gcc."""
    return shutil.which("gcc") is not None


@functools.cache
def folder() -> tempfile.TemporaryDirectory[str]:
    """Return the folder of everything built, which goes when Python ends."""
    return tempfile.TemporaryDirectory(prefix="structcb-benchmarks-")


@functools.cache
def compile_c(name: str, flags: tuple[str, ...]) -> Path:
    """Compile one source of ``c/`` into a shared library."""
    # A digest, because a flag may hold a path.
    target = Path(folder().name) / f"{name}-{hexdigest_of(flags)[:12]}.so"
    compiled = target.with_suffix(".o")
    run_gcc(*flags, "-fPIC", "-c", SOURCES / f"{name}.c", "-o", compiled)
    # Linked without the flags: -ffast-math would change how the whole process rounds.
    run_gcc("-shared", compiled, "-o", target, "-lm")
    return target


def run_gcc(*arguments: str | Path) -> None:
    """Run gcc."""
    subprocess.run(["gcc", *map(str, arguments)], check=True)


@dataclass(frozen=True)
class Program:
    """A header of ``c/``, the callbacks in C that it declares, and the driver that calls them."""

    name: str

    @functools.cached_property
    def header(self) -> structcb.Header:
        """The declarations, for structcb."""
        return structcb.parse((SOURCES / f"{self.name}.h").read_text())

    @functools.cached_property
    def driver(self) -> Any:
        """The driver, built as libraries are shipped; the same code calls every callback.

        As cffi opened it: to look at a callback takes ten microseconds, to pass a function pointer on takes none.
        """
        return self.header.open(compile_c(f"{self.name}_driver", PORTABLE)).cffi

    def compiled(self, function: Callable[..., Any], prototype: str, **options: Any) -> structcb.Callback:
        """Compile a Python function, past the cache: what is measured is what today's compiler makes."""
        return self.header.callback(prototype, cache=False, **options)(function)

    def callbacks(self, flags: tuple[str, ...] = NATIVE) -> Any:
        """Return the callbacks in C, built with some flags."""
        return callbacks_in_c(self, flags)


# Kept for ever: a library that is collected takes its code with it, also from under a function pointer.
@functools.cache
def callbacks_in_c(program: Program, flags: tuple[str, ...]) -> Any:
    """Open the callbacks of a program in one variant."""
    return program.header.open(compile_c(program.name, flags))
