"""What machine code depends on besides its source: versions, the CPU, and numba's settings."""

from __future__ import annotations

import functools
import importlib.util
import os
import sys
from pathlib import Path

from .engines import llvm

__all__ = ["environment", "parser_versions", "versions"]

# Reading a file costs a tenth of a millisecond; importing numba to ask for its version would cost a second.
VERSION_FILES = {"numba": "_version.py", "llvmlite": "_version.py", "numpy": "version.py", "structcb": ""}
PARSER_FILES = {"cffi": "__init__.py", "pycparser": "__init__.py", "structcb": ""}


@functools.cache
def versions() -> tuple[tuple[str, str], ...]:
    """Return (package, what identifies its version) without importing any of them."""
    return tuple((package, version_of(package, file)) for package, file in VERSION_FILES.items())


@functools.cache
def parser_versions() -> tuple[tuple[str, str], ...]:
    """Return (package, what identifies its version) of what reads headers."""
    libclang = importlib.util.find_spec("clang")
    known = tuple((package, version_of(package, file)) for package, file in PARSER_FILES.items())
    return (*known, ("clang", libclang.origin or "" if libclang else ""))


@functools.cache
def version_of(package: str, file: str) -> str:
    """Return what identifies an installed package: its version file, or each of our own sources."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return "not installed"
    folder = Path(next(iter(spec.submodule_search_locations)))
    if file:
        return (folder / file).read_text()
    # structcb itself: a developer edits it in place, so the sources count and not a version number.
    sources = sorted(folder.rglob("*.py"))
    return repr([(str(s.relative_to(folder)), s.stat().st_mtime_ns, s.stat().st_size) for s in sources])


@functools.cache
def environment() -> tuple[object, ...]:
    """Return everything outside the source that can change generated code."""
    ll = llvm()
    settings = sorted((k, v) for k, v in os.environ.items() if k.startswith("NUMBA_"))
    cpu = (ll.get_process_triple(), ll.get_host_cpu_name(), ll.get_host_cpu_features().flatten())
    return (versions(), sys.version, cpu, tuple(settings))
