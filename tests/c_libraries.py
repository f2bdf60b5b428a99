"""C check libraries: `tests/headers/<trait>.h` says what C declares, `<trait>.c` fills a struct and checks it.

C fills, Python reads and writes, C checks: a trait is driven with one Python function, which runs compiled on the
struct and in the interpreter on its `State`, so both sides are held to the same spelling and the same result.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

import structcb

__all__ = ["SIDES", "Side", "Trait", "build", "load_trait"]

HEADERS = Path(__file__).parent / "headers"
Side = Literal["compiled", "debugged", "python"]
SIDES: tuple[Side, ...] = ("compiled", "debugged", "python")


def build(sources: Sequence[Path], target: Path, *flags: str) -> Path:
    """Build C sources into a shared library, or into a program with ``-o`` left as it is; skip without a compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("needs a C compiler (gcc or cc)")
    command = [compiler, "-std=gnu11", "-w", *flags, "-o", str(target), *map(str, sources)]
    subprocess.run(command, check=True, timeout=300)
    return target


@dataclass(frozen=True)
class Trait:
    """A header, the open library behind it, and the struct that both are about."""

    name: str
    header: structcb.Header
    library: Any

    def new(self, **fields: Any) -> Any:
        """Return a state of the trait's struct."""
        return self.header.new(f"struct {self.name}", **fields)

    def compiled(self, access: Callable[[Any], float], *, debug: bool = False) -> structcb.Callback:
        """Compile a function of a pointer to the struct, or run it in the interpreter where C calls it."""
        return self.header.callback(f"double (struct {self.name} *)", debug=debug)(access)

    def drive(self, side: Side, access: Callable[[Any], float], state: Any = None) -> float:
        """Let C fill a struct, a Python function read and write it, and C check it; return what Python returned."""
        state = self.new() if state is None else state
        self.library.fill(state)
        run = access if side == "python" else self.compiled(access, debug=side == "debugged")
        result = run(state)
        line = self.library.check(state)

        assert line == 0, f"{self.name}.c:{line} does not hold"
        return result


def load_trait(name: str, folder: Path) -> Trait:
    """Build a trait's library in a folder, and open it."""
    header = structcb.load(HEADERS / f"{name}.h")
    path = build([HEADERS / f"{name}.c"], folder / f"lib{name}.so", "-shared", "-fPIC", "-O1")
    return Trait(name, header, header.open(path))
