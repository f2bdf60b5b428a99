"""What machine code depends on besides its source: versions, the CPU, and numba's settings."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import sys
from collections.abc import Iterator

from .engines import llvm

__all__ = ["environment", "parser_versions", "target", "versions"]

# Reading a file costs a tenth of a millisecond; importing numba to ask for its version would cost a second.
VERSION_FILES = {"numba": "_version.py", "llvmlite": "_version.py", "numpy": "version.py"}
PARSER_FILES = {"cffi": "__init__.py", "pycparser": "__init__.py"}
LIBCLANG = "clang"
NUMBA_SETTINGS = ".numba_config.yaml"
# How many threads run a loop is settled when it runs; joblib sets it for its workers, which share the cache.
RUN_TIME_SETTINGS = frozenset({"NUMBA_NUM_THREADS", "NUMBA_DEFAULT_NUM_THREADS"})


@functools.cache
def versions() -> tuple[tuple[str, str], ...]:
    """Return (package, what identifies its version) without importing any of them."""
    return (*((package, version_of(package, file)) for package, file in VERSION_FILES.items()), own_version())


@functools.cache
def parser_versions() -> tuple[tuple[str, str], ...]:
    """Return (package, what identifies its version) of what reads headers."""
    known = ((package, version_of(package, file)) for package, file in PARSER_FILES.items())
    folder = folder_of(LIBCLANG)
    # libclang's Python part names no version, and its native part is replaced in place.
    return (*known, own_version(), (LIBCLANG, repr(list(stamps(folder))) if folder else ""))


@functools.cache
def own_version() -> tuple[str, str]:
    """Return what identifies structcb: a developer edits it in place, so the sources count and not a number."""
    return "structcb", repr(sorted(stamps(folder_of(__name__.partition(".")[0]), ".py")))


@functools.cache
def version_of(package: str, file: str) -> str:
    """Return the text of the file that holds an installed package's version."""
    folder = folder_of(package)
    if not folder:
        return "not installed"
    with open(f"{folder}/{file}", encoding="utf-8") as opened:  # noqa: PTH123  (a hot path)
        return opened.read()


def folder_of(package: str) -> str:
    """Return the folder of a package that may not be imported yet, or nothing."""
    spec = importlib.util.find_spec(package)
    return next(iter(spec.submodule_search_locations or ()), "") if spec else ""


def stamps(folder: str, suffix: str = "") -> Iterator[tuple[str, int, int]]:
    """Yield path, time and size of every file below a folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from () if entry.name == "__pycache__" else stamps(entry.path, suffix)
            elif entry.name.endswith(suffix):
                facts = entry.stat()
                yield entry.path, facts.st_mtime_ns, facts.st_size


@functools.cache
def target() -> tuple[str, ...]:
    """Return what LLVM generates code for: the system, the CPU and its features."""
    ll = llvm()
    return (ll.get_process_triple(), ll.get_host_cpu_name(), ll.get_host_cpu_features().flatten())


def environment() -> tuple[object, ...]:
    """Return everything outside the source that can change generated code; a program may change the settings."""
    settings = numba_settings()
    return (versions(), sys.version, target(), settings, changed_settings(settings))


def numba_settings() -> tuple[object, ...]:
    """Return the settings that numba reads: before it compiles, from the environment and from a file here."""
    named = (item for item in os.environ.items() if item[0].startswith("NUMBA_"))
    chosen = tuple(sorted(item for item in named if item[0] not in RUN_TIME_SETTINGS))
    try:
        with open(NUMBA_SETTINGS, encoding="utf-8", errors="replace") as file:  # noqa: PTH123  (a hot path)
            return *chosen, file.read()
    except OSError:
        return chosen


def changed_settings(settings: tuple[object, ...]) -> tuple[tuple[str, str], ...]:
    """Return what the program itself has set in `numba.config`."""
    live = sys.modules.get("numba.core.config")
    if live is None:
        return ()
    # As numba does before it compiles: what has changed in the environment comes first. What numba has to say
    # against the change, it says when it compiles.
    with contextlib.suppress(RuntimeError):
        live.reload_config()
    expected = expected_settings(live.__file__, settings)
    found = {name: getattr(live, name, None) for name in expected}
    return tuple((name, repr(found[name])) for name in expected if found[name] != expected[name])


@functools.lru_cache(maxsize=1)
def expected_settings(path: str, settings: tuple[object, ...]) -> dict[str, object]:
    """Return numba's configuration as it is when nobody has touched it; `settings` are what it is made from."""
    # `numba.config` keeps no record of what was set in it, so a second one is made to compare with.
    spec = importlib.util.spec_from_file_location("structcb_numba_config", path)
    assert spec is not None
    assert spec.loader is not None
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    return {n: value for n, value in vars(fresh).items() if n.isupper() and n not in RUN_TIME_SETTINGS}
