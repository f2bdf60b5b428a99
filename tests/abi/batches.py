"""One batch of random prototypes: build both sides, run them, return what went wrong."""

from __future__ import annotations

import ctypes
import importlib.util
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import structcb
from structcb.parsing import parse_text
from tests.abi.callback_text import c_text, header_text, python_text
from tests.abi.crossings import driver_text, emit
from tests.abi.random_prototypes import PREAMBLE, Case, random_cases
from tests.abi.targets import NATIVE, Target

__all__ = ["LEVELS", "callback_faults", "crossing_faults"]

LEVELS = ("-O0", "-O3")


def crossing_faults(target: Target, seed: int, count: int, folder: Path) -> list[str]:
    """Let C programs of both optimisation levels call LLVM functions made from call shapes, and the reverse."""
    cases = random_cases(seed, count)
    declared = parse_text(PREAMBLE + "".join(case.declarations for case in cases))
    if target.triple.startswith("aarch64"):
        # Refused there: see `test_other_platforms.py`.
        cases = [c for c in cases if all(declared.structs[s.spelling].align <= 8 for s in c.structs)]
    (folder / "abi.o").write_bytes(emit(target, cases, declared.callbacks, declared.structs))
    (folder / "driver.c").write_text(driver_text(cases, declared.structs))
    faults = []
    for level in LEVELS:
        *lines, last, _ = target.run(target.build(folder, "driver.c", level, "abi.o"))
        if last.strip() != f"checked {len(cases)}":
            lines.append(f"the program stopped early: {last}")
        faults += [f"seed {seed} {level} {line}" for line in lines]
    return faults


def callback_faults(seed: int, count: int, folder: Path) -> list[str]:
    """Let C of both optimisation levels call compiled Python, which calls C."""
    cases = random_cases(seed, count)
    (folder / "driver.c").write_text(c_text(cases))
    compiled = compile_callbacks(cases, folder)
    faults = []
    for level in LEVELS:
        library = folder / f"driver{level}.so"
        command = [
            NATIVE.compiler,
            level,
            "-w",
            "-Wno-psabi",
            "-shared",
            "-fPIC",
            "-o",
            str(library),
            "driver.c",
        ]
        subprocess.run(command, cwd=folder, check=True)
        opened = ctypes.CDLL(str(library))
        for number, callback in compiled.items():
            opened[f"run{number}"](ctypes.c_void_p(callback.address))
            callback.check()
        log = ctypes.string_at(ctypes.addressof(ctypes.c_char.in_dll(opened, "log_text"))).decode()
        faults += [f"seed {seed} {level} {line}" for line in log.splitlines()]
    return faults


def compile_callbacks(cases: Sequence[Case], folder: Path) -> dict[int, structcb.Callback]:
    """Compile the body of every case."""
    header = structcb.parse(header_text(cases))
    (folder / "bodies.py").write_text(python_text(cases))
    bodies = imported(folder / "bodies.py")
    for case in cases:
        for struct in case.structs:
            setattr(bodies, struct.spelling, header.struct(struct.spelling))
    return {
        case.number: header.callback(f"f{case.number}")(getattr(bodies, f"f{case.number}")) for case in cases
    }


def imported(path: Path) -> ModuleType:
    """Import a file."""
    spec = importlib.util.spec_from_file_location("random_bodies", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
