"""Proof that a library is the SUNDIALS that our headers describe, before anything else of it is called."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeAlias

from ...errors import LayoutMismatchError, MissingLibraryError
from ...headers import parse
from .failures import checked, made

__all__ = ["PROBE_LENGTH", "Version", "check_version", "measure_index", "names", "read_version", "spelled"]

Version: TypeAlias = tuple[int, int, int]

# What 8 will be like, nobody knows yet.
FIRST_UNKNOWN = (8, 0, 0)
PROBE_LENGTH = 3

VERSION = "int SUNDIALSGetVersionNumber(int *major, int *minor, int *patch, char *label, int len);"
# What needs no knowledge of `sunindextype`: a small length travels in a register, which is the same for 32 bits and 64.
PROBE = """
    typedef struct { void *content; void *ops; void *sunctx; } vector;
    int SUNContext_Create(int comm, void **sunctx_out);
    int SUNContext_Free(void **ctx);
    vector *N_VNew_Serial(int64_t vec_length, void *sunctx);
    double *N_VGetArrayPointer(vector *v);
    void N_VDestroy(vector *v);
"""


def read_version(paths: Sequence[Path]) -> Version | None:
    """Return the version that the libraries tell, if they do."""
    header = parse(VERSION)
    for path in paths:
        library = header.open(path)
        if hasattr(library, "SUNDIALSGetVersionNumber"):
            numbers, label = header.ffi.new("int[3]"), header.ffi.new("char[32]")
            library.SUNDIALSGetVersionNumber(numbers, numbers + 1, numbers + 2, label, len(label))
            major, minor, patch = numbers
            return major, minor, patch
    return None


def check_version(paths: Sequence[Path], version: Version | None, oldest: Version) -> None:
    """Refuse a version that the header does not describe, before anything else is called.

    Raises
    ------
    MissingLibraryError
        A version that is too old or too new, or not known.
    """
    if version is None:
        raise MissingLibraryError(
            f"{names(paths)} cannot tell its version, so it is not known to be SUNDIALS 7; open another, or give "
            f"`version` if you know it"
        )
    if not oldest <= version < FIRST_UNKNOWN:
        raise MissingLibraryError(
            f"{names(paths)} is SUNDIALS {spelled(version)}, whose functions differ; install "
            f"{spelled(oldest)} or newer, below {spelled(FIRST_UNKNOWN)}"
        )


def measure_index(paths: Sequence[Path]) -> str:
    """Return what `sunindextype` is, from where the library itself keeps a vector's data pointer.

    Raises
    ------
    LayoutMismatchError
        The pointer is neither where 32 nor where 64 bits put it.
    MissingLibraryError
        Libraries without vectors.
    """
    probe = parse(PROBE)
    libraries = [probe.open(path).cffi for path in paths]
    core, serial = (library_with(name, paths, libraries) for name in ("SUNContext_Create", "N_VNew_Serial"))
    with ExitStack() as stack:
        context = probe.ffi.new("void **")
        checked("SUNContext_Create", core.SUNContext_Create(0, context))
        stack.callback(core.SUNContext_Free, context)
        vector = made(serial.N_VNew_Serial(PROBE_LENGTH, context[0]), "a vector")
        stack.callback(core.N_VDestroy, vector)
        data = core.N_VGetArrayPointer(vector)
        words = probe.ffi.cast("void **", vector.content)
        # Only two words are read: 32 bits leave no room for a third. With 64, the second holds a flag, never a pointer.
        if words[1] == data:
            return "int32_t"
        if probe.ffi.cast("int64_t *", vector.content)[0] == PROBE_LENGTH:
            return "int64_t"
    raise LayoutMismatchError(f"`sunindextype` of {names(paths)} is neither 32 nor 64 bits wide")


def library_with(name: str, paths: Sequence[Path], libraries: Sequence[Any]) -> Any:
    """Return the first of the libraries that has a function."""
    for library in libraries:
        if hasattr(library, name):
            return library
    raise MissingLibraryError(
        f"{names(paths)} has no `{name}`; give the solver's library, and `libsundials_core` of the same build"
    )


def names(paths: Sequence[Path]) -> str:
    """Return the names of some files."""
    return ", ".join(path.name for path in paths)


def spelled(version: Version) -> str:
    """Return a version as people write it."""
    return ".".join(map(str, version))
