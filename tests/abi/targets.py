"""The platforms whose C compiler can be asked here, and how to run what it makes."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from llvmlite import binding as ll

__all__ = ["NATIVE", "TARGETS", "Target"]


@dataclass(frozen=True)
class Target:
    """A target triple, its C compiler, and the program that runs its executables (none: this machine)."""

    triple: str
    compiler: str
    runner: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    def require(self) -> None:
        """Skip the test where the compiler or the runner is missing."""
        for tool in (self.compiler, *self.runner[:1]):
            if shutil.which(tool) is None:
                pytest.skip(f"there is no {tool}")

    def machine(self) -> ll.TargetMachine:
        """Return LLVM's code generator for the platform."""
        ll.initialize_all_targets()
        ll.initialize_all_asmprinters()
        return ll.Target.from_triple(self.triple).create_target_machine(opt=2, reloc="pic")

    def build(self, folder: Path, source: str, level: str, *objects: str) -> Path:
        """Compile a C file and link it with object files."""
        program = folder / f"driver{level}.exe"
        command = [
            self.compiler,
            level,
            "-w",
            "-Wno-psabi",
            *self.flags,
            "-o",
            str(program),
            source,
            *objects,
        ]
        subprocess.run(command, cwd=folder, check=True)
        return program

    def run(self, program: Path) -> list[str]:
        """Run a program and return the lines that it prints."""
        command = [*self.runner, str(program)]
        environment = {**os.environ, "WINEDEBUG": "-all", "WINEPREFIX": str(program.parent / "wine")}
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=600, env=environment
        )
        return done.stdout.split("\n")


def find_wine() -> str:
    """Return the name of Wine's loader, which distributions hide in different places."""
    names = ("wine64", "/usr/lib/wine/wine64", "wine")
    return next((name for name in names if shutil.which(name)), names[0])


NATIVE = Target(ll.get_process_triple(), "gcc")
TARGETS = {
    "aarch64": Target("aarch64-linux-gnu", "aarch64-linux-gnu-gcc", ("qemu-aarch64-static",), ("-static",)),
    # Microsoft's bit-fields lie elsewhere; the size alone decides how a struct travels there.
    "win64": Target(
        "x86_64-w64-windows-gnu", "x86_64-w64-mingw32-gcc", (find_wine(),), ("-mno-ms-bitfields", "-static")
    ),
}
