"""The shared libraries of SUNDIALS, and proof that our header describes them."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import LayoutMismatchError, MissingLibraryError
from ...headers import Header, parse
from ...parsing.shipped import find_shipped
from ..base import find_library
from .failures import checked, made

if TYPE_CHECKING:
    from .problems import Vector

__all__ = [
    "Sundials",
    "check_layout",
    "find_libraries",
    "measure_index",
    "open_sundials",
    "sundials",
    "sundials_header",
]

DISTRIBUTION, EXTRA = "scikit-sundae", "sundials"
# Vectors, matrices and linear solvers have libraries of their own too, but each solver's library brings them along.
CORE = "core"
SHIPPED_INDEX = "typedef int32_t sunindextype;"
OLDEST = 7
PROBE_LENGTH = 3

# What needs no knowledge of `sunindextype`: a small length travels in a register, which is the same for 32 bits and 64.
PROBE = """
    typedef struct { void *content; void *ops; void *sunctx; } vector;
    int SUNContext_Create(int comm, void **sunctx_out);
    int SUNContext_Free(void **ctx);
    vector *N_VNew_Serial(int64_t vec_length, void *sunctx);
    double *N_VGetArrayPointer(vector *v);
    void N_VDestroy(vector *v);
"""


class Sundials:
    """The functions and constants of SUNDIALS, as its header names them; `header` is what describes them."""

    def __init__(self, header: Header, paths: Sequence[Path]) -> None:
        self.header, self.ffi = header, header.ffi
        self.paths = tuple(paths)
        self._libraries = [header.open(path) for path in paths]
        self.version = self._version()

    def __getattr__(self, name: str) -> Any:
        for library in self.__dict__.get("_libraries", ()):
            try:
                found = getattr(library, name)
            except AttributeError:
                continue
            self.__dict__[name] = found
            return found
        where = ", ".join(path.name for path in self.paths)
        raise AttributeError(f"SUNDIALS has no `{name}` in {where}")

    @property
    def index(self) -> str:
        """What `sunindextype` is."""
        return f"int{8 * self.ffi.sizeof('sunindextype')}_t"

    def _version(self) -> tuple[int, int, int]:
        numbers = self.ffi.new("int[3]")
        label = self.ffi.new("char[32]")
        self.SUNDIALSGetVersionNumber(numbers, numbers + 1, numbers + 2, label, len(label))
        major, minor, patch = numbers
        return major, minor, patch

    def context(self, stack: ExitStack) -> Any:
        """Return a new SUNContext, freed with the stack."""
        context = self.ffi.new("SUNContext *")
        checked("SUNContext_Create", self.SUNContext_Create(0, context))
        stack.callback(self.SUNContext_Free, context)
        # Failures are told through return values; SUNDIALS itself would print them to stderr.
        self.SUNContext_ClearErrHandlers(context[0])
        return context[0]

    def vector(self, context: Any, values: Vector, stack: ExitStack) -> tuple[Any, Vector]:
        """Return a new vector with these values, freed with the stack, and an array of its memory."""
        import numpy as np

        vector = made(self.N_VNew_Serial(len(values), context), "a vector")
        stack.callback(self.N_VDestroy, vector)
        array = np.frombuffer(self.ffi.buffer(self.N_VGetArrayPointer(vector), values.nbytes), float)
        array[:] = values
        return vector, array


@functools.cache
def sundials(solver: str = "cvode") -> Sundials:
    """Return a solver of SUNDIALS from the wheel that the extra `sundials` brings; each is opened once."""
    return open_sundials(find_libraries(DISTRIBUTION, solver), solver)


def find_libraries(distribution: str, solver: str = "cvode") -> list[Path]:
    """Return the shared libraries of SUNDIALS that a distribution carries for a solver.

    Raises
    ------
    MissingLibraryError
        The distribution is not installed, or carries no SUNDIALS.
    """
    return [find_library(distribution, f"sundials_{stem}", extra=EXTRA) for stem in (CORE, solver)]


def open_sundials(paths: Sequence[Path], solver: str = "cvode", *, index: str | None = None) -> Sundials:
    """Open SUNDIALS and prove that the header describes it.

    Parameters
    ----------
    paths
        The shared libraries.
    solver
        The header that describes them, ``"cvode"`` or ``"ida"``.
    index
        What `sunindextype` is, ``"int32_t"`` or ``"int64_t"``; by default it is measured.

    Raises
    ------
    MissingLibraryError
        A version before 7.
    LayoutMismatchError
        A library that was built with another `sunindextype` than `index`.
    """
    found = Sundials(sundials_header(solver, index or measure_index(paths)), paths)
    if found.version[0] < OLDEST:
        spelled = ".".join(map(str, found.version))
        raise MissingLibraryError(
            f"SUNDIALS {spelled} ({paths[0]}) is too old: its functions differ; install {OLDEST}.0 or newer"
        )
    check_layout(found)
    return found


def sundials_header(solver: str, index: str) -> Header:
    """Return the shipped header for a library whose `sunindextype` is this.

    C text has no parameters, and two almost equal headers would drift apart; so the one line that differs is replaced.
    """
    text = find_shipped(f"sundials/{solver}").read_text()
    if text.count(SHIPPED_INDEX) != 1:
        raise LayoutMismatchError(
            f"cdefs/sundials/cvode.h has no line `{SHIPPED_INDEX}` to put `{index}` into"
        )
    return parse(text.replace(SHIPPED_INDEX, f"typedef {index} sunindextype;"))


def measure_index(paths: Sequence[Path]) -> str:
    """Return what `sunindextype` is, from where the library itself keeps a vector's data pointer.

    Raises
    ------
    LayoutMismatchError
        The pointer is neither where 32 nor where 64 bits put it.
    """
    probe = parse(PROBE)
    libraries = [probe.open(path) for path in paths]
    core, serial = (
        next(lib for lib in libraries if hasattr(lib, n)) for n in ("N_VDestroy", "N_VNew_Serial")
    )
    with ExitStack() as stack:
        context = probe.ffi.new("void **")
        core.SUNContext_Create(0, context)
        stack.callback(core.SUNContext_Free, context)
        vector = serial.N_VNew_Serial(PROBE_LENGTH, context[0])
        stack.callback(core.N_VDestroy, vector)
        data = core.N_VGetArrayPointer(vector)
        words = probe.ffi.cast("void **", vector.content)
        # Only two words are read: 32 bits leave no room for a third. With 64, the second holds a flag, never a pointer.
        if words[1] == data:
            return "int32_t"
        if probe.ffi.cast("int64_t *", vector.content)[0] == PROBE_LENGTH:
            return "int64_t"
    raise LayoutMismatchError(f"`sunindextype` of {paths[0]} is neither 32 nor 64 bits wide")


def check_layout(found: Sundials) -> None:
    """Compare a vector's fields with what the library says of it.

    Raises
    ------
    LayoutMismatchError
        The header describes another library; calling it would write to the wrong places.
    """
    with ExitStack() as stack:
        vector = found.N_VNew_Serial(PROBE_LENGTH, found.context(stack))
        stack.callback(found.N_VDestroy, vector)
        content = found.ffi.cast("struct _N_VectorContent_Serial *", vector.content)
        # The length first: where it is wrong, `data` may lie past the end of the library's struct.
        compare(found, "length", content.length, found.N_VGetLength_Serial(vector))
        compare(found, "data", content.data, found.N_VGetArrayPointer(vector))


def compare(found: Sundials, name: str, ours: Any, theirs: Any) -> None:
    """Refuse a library that keeps a field of its vectors elsewhere."""
    if ours != theirs:
        raise LayoutMismatchError(
            f"{found.paths[0]} was not built with a `sunindextype` of {found.index}",
            [f"`{name}` of a vector is {theirs} to the library, {ours} by the header"],
        )
