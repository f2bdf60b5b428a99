"""The doctor: what is installed, what each missing piece would enable, and how to get it."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Literal

__all__ = ["EXTRAS", "Finding", "add_arguments", "findings", "run"]

Write = Callable[[str], None]
State = Literal["ok", "missing", "broken"]

CORE = ("numba", "llvmlite", "cffi", "pycparser", "numpy", "scipy", "platformdirs")
MARKS = {"ok": "ok", "missing": "--", "broken": "!!"}


@dataclass(frozen=True)
class Extra:
    """An optional package: the extra that brings it, its distribution and module, and what it enables."""

    name: str
    distribution: str
    module: str
    enables: str


# Which wheel carries it, and its module.
WITH_ARKODE = ("sundials4py",) * 2 if sys.version_info >= (3, 12) else ("sundialspy", "SundialsPy")

EXTRAS = (
    Extra("headers", "libclang", "clang", "headers as they are, without a compiler"),
    Extra("sundials", "scikit-sundae", "sksundae", "structcb.consumers.sundials: CVODE, and `structcb demo`"),
    Extra("arkode", *WITH_ARKODE, "structcb.consumers.sundials: ARKODE"),
    Extra("kinsol", "sundials4py", "sundials4py", "structcb.consumers.sundials: KINSOL (Python 3.12)"),
    Extra("nlopt", "nlopt", "nlopt", "callbacks for NLopt"),
    Extra("mujoco", "mujoco", "mujoco", "callbacks for MuJoCo"),
    Extra("sqlite", "apsw", "apsw", "functions for SQLite"),
    Extra("ipopt", "casadi", "casadi", "callbacks for Ipopt"),
    Extra("highs", "highspy", "highspy", "callbacks for HiGHS"),
    Extra("rebound", "rebound", "rebound", "forces for REBOUND"),
    Extra("dask", "distributed", "distributed", "ensembles on a Dask cluster"),
    Extra("cli", "rich", "rich", "coloured tables in a terminal"),
)


@dataclass(frozen=True)
class Finding:
    """One piece: what was found of it, and where it is not there, what it would enable and how to get it."""

    piece: str
    state: State
    found: str
    enables: str = ""
    get: str = ""
    core: bool = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the form of the answer."""
    parser.add_argument("--json", action="store_true", help="write for a machine")


def run(arguments: argparse.Namespace, write: Write) -> int:
    """Show the findings; return 1 where a core piece is broken."""
    found = list(findings())
    if arguments.json:
        write(json.dumps([asdict(finding) for finding in found], indent=2))
    else:
        width = max(len(finding.piece) for finding in found)
        write("\n".join(line for finding in found for line in shown(finding, width)))
    return 1 if any(finding.core and finding.state != "ok" for finding in found) else 0


def shown(finding: Finding, width: int) -> Iterator[str]:
    """Yield the lines about one piece."""
    yield f"{MARKS[finding.state]}  {finding.piece:<{width}}  {finding.found}"
    margin = " " * (width + 6)
    if finding.state != "ok":
        yield from (
            f"{margin}{line}" for line in (finding.enables and f"for {finding.enables}", finding.get) if line
        )


def findings() -> Iterator[Finding]:
    """Yield what is there and what is not."""
    yield Finding(
        "Python", "ok", f"{platform.python_version()} on {platform.system()} {platform.machine()}", core=True
    )
    yield from (core(name) for name in CORE)
    yield compiler()
    yield cache()
    yield from (extra(one) for one in EXTRAS)


def core(module: str) -> Finding:
    """Import what structcb cannot do without."""
    get = f"pip install --force-reinstall {module}"
    try:
        importlib.import_module(module)
    except Exception as error:  # noqa: BLE001  (a broken package raises whatever it likes)
        why = f"{type(error).__name__}: {error}"
        state: State = (
            "missing" if isinstance(error, ModuleNotFoundError) and error.name == module else "broken"
        )
        return Finding(module, state, why, "everything: structcb cannot run without it", get, core=True)
    return Finding(module, "ok", version(module), core=True)


def extra(one: Extra) -> Finding:
    """Look for an optional package, without importing it."""
    if importlib.util.find_spec(one.module) is None:
        get = f"pip install 'structcb[{one.name}]'"
        return Finding(one.distribution, "missing", "not installed", one.enables, get)
    if one.name == "headers":
        return libclang(one)
    return Finding(one.distribution, "ok", version(one.distribution), one.enables)


def libclang(one: Extra) -> Finding:
    """Load libclang, whose Python binding may be there without it."""
    from .parsing import clang

    if clang.is_available():
        return Finding(one.distribution, "ok", version(one.distribution), one.enables)
    why = "its Python binding is there, but the library cannot be loaded"
    return Finding(one.distribution, "broken", why, one.enables, "pip install --force-reinstall libclang")


def compiler() -> Finding:
    """Look for the C compiler that verification and preprocessing use."""
    from .parsing.cc.compilers import compiler_command

    enables = "the second opinion of `structcb verify`, headers without libclang, and the fixture `c_library`"
    command = compiler_command()
    if not command:
        wanted = os.environ.get("CC")
        why = f"CC={wanted} cannot be found, nor cc, gcc or clang" if wanted else "no cc, gcc or clang"
        return Finding("C compiler", "missing", why, enables, "install gcc or clang, or set CC")
    try:
        done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError) as error:
        return Finding("C compiler", "broken", f"{command[0]}: {error}", enables, "set CC to one that works")
    where = shutil.which(command[0])
    return Finding("C compiler", "ok", f"{done.stdout.partition(chr(10))[0]} ({where})", enables)


def cache() -> Finding:
    """Look at the folder that machine code is kept in."""
    from .errors import CacheError
    from .runtime.stores import open_store

    enables = "callbacks that are compiled once, and not in every process"
    try:
        store = open_store()
    except CacheError as error:
        return Finding("cache", "broken", str(error), enables)
    if store is None:
        off = os.environ.get("STRUCTCB_CACHE") == "0"
        why = "switched off by STRUCTCB_CACHE=0" if off else "its folder cannot be made"
        return Finding("cache", "missing", why, enables, "set STRUCTCB_CACHE_DIR to a folder of your own")
    entries = list(store.entries())
    size = sum(entry.nbytes for entry in entries) / 1e6
    limit = store.limit_bytes / 1e6
    return Finding(
        "cache", "ok", f"{store.folder}: {len(entries)} entries, {size:.1f} of {limit:.0f} MB", enables
    )


def version(distribution: str) -> str:
    """Return the version of a distribution."""
    from importlib import metadata

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return str(getattr(sys.modules.get(distribution), "__version__", "of unknown version"))
