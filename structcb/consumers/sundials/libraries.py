"""The shared libraries of SUNDIALS: where they are, and what their headers say."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ...errors import LayoutMismatchError, MissingLibraryError
from ...headers import Header, parse
from ...parsing.shipped import find_shipped
from ..base import find_library
from .failures import checked, made
from .proofs import PROBE_LENGTH, Version, check_version, measure_index, names, read_version, spelled

if TYPE_CHECKING:
    from .problems import Vector

__all__ = [
    "Solver",
    "Sundials",
    "chosen",
    "find_libraries",
    "open_sundials",
    "sundials",
    "sundials_header",
]

Solver: TypeAlias = Literal["cvode", "ida", "arkode", "kinsol"]

# What to install for each solver, and the distributions that carry it; the first that is installed is taken.
EXTRAS: dict[Solver, str] = {"cvode": "sundials", "ida": "sundials", "arkode": "arkode", "kinsol": "kinsol"}
WHOLE = "sundials4py"  # all of SUNDIALS in one library; for Python 3.12 and newer
NEWER: dict[Solver, str] = {"kinsol": " (it needs Python 3.12 or newer)"}
DISTRIBUTIONS: dict[Solver, Sequence[str]] = {
    "cvode": ("scikit-sundae", WHOLE, "sundialspy"),
    "ida": ("scikit-sundae", WHOLE),
    "arkode": (WHOLE, "sundialspy"),
    "kinsol": (WHOLE,),
}
# Before 7, contexts are made otherwise; before 7.2, ARKODE counts otherwise.
OLDEST: dict[Solver, Version] = {
    "cvode": (7, 0, 0),
    "ida": (7, 0, 0),
    "arkode": (7, 2, 0),
    "kinsol": (7, 0, 0),
}
FIRST_CALLS: dict[Solver, str] = {
    "cvode": "CVodeCreate",
    "ida": "IDACreate",
    "arkode": "ARKStepCreate",
    "kinsol": "KINCreate",
}
# Vectors, matrices and linear solvers have libraries of their own too, but each solver's library brings them along.
CORE = "core"

SHIPPED_INDEX = "typedef int32_t sunindextype;"


class Sundials:
    """The functions and constants of SUNDIALS, as its header names them; `header` is what describes them."""

    def __init__(self, solver: Solver, header: Header, paths: Sequence[Path], version: Version) -> None:
        self.solver, self.header, self.ffi = solver, header, header.ffi
        self.paths, self.version = tuple(paths), version
        # As cffi opened them: every argument here is cffi's own, and a solve makes forty calls.
        self._libraries = [header.open(path).cffi for path in paths]

    def __getattr__(self, name: str) -> Any:
        for library in self.__dict__.get("_libraries", ()):
            try:
                found = getattr(library, name)
            except AttributeError:
                continue
            self.__dict__[name] = found
            return found
        raise AttributeError(f"SUNDIALS has no `{name}` in {names(self.paths)}")

    def __repr__(self) -> str:
        return f"<SUNDIALS {spelled(self.version)}, {self.solver}, {self.index}: {names(self.paths)}>"

    @property
    def index(self) -> str:
        """What `sunindextype` is."""
        return f"int{8 * self.ffi.sizeof('sunindextype')}_t"

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
def sundials(solver: Solver = "cvode") -> Sundials:
    """Return a solver of SUNDIALS from the wheel that its extra brings; each is opened once.

    Raises
    ------
    MissingLibraryError
        No distribution with the solver is installed.
    """
    missing: list[MissingLibraryError] = []
    for distribution in DISTRIBUTIONS[solver]:
        try:
            paths = find_libraries(distribution, solver)
        except MissingLibraryError as error:
            missing.append(error)
            continue
        return open_sundials(paths, solver, version=stated_version(distribution))
    raise MissingLibraryError(
        f"{solver.upper()} comes with {' or '.join(DISTRIBUTIONS[solver])}, which is missing{NEWER.get(solver, '')}; "
        f"install it with:  pip install 'structcb[{EXTRAS[solver]}]'"
    ) from ExceptionGroup("where it was looked for", missing)


def chosen(solver: Solver, library: Sundials | None) -> Sundials:
    """Return the library that the user gives for a solver, or that of the extra.

    Raises
    ------
    MissingLibraryError
        A library that was opened for another solver.
    """
    if library is None:
        return sundials(solver)
    if not isinstance(library, Sundials):
        raise MissingLibraryError(
            f"`library` is {library!r}; open it with `sundials.open_sundials(paths, {solver!r})`"
        )
    if library.solver != solver:
        raise MissingLibraryError(
            f"{library} was opened for {library.solver}; open it with `open_sundials(paths, {solver!r})`"
        )
    return library


def find_libraries(distribution: str, solver: Solver = "cvode") -> list[Path]:
    """Return the shared libraries of SUNDIALS that a distribution carries for a solver.

    Raises
    ------
    MissingLibraryError
        The distribution is not installed, or does not carry the solver.
    """
    stems = [WHOLE] if distribution == WHOLE else [f"sundials_{part}" for part in (CORE, solver)]
    return [find_library(distribution, stem, extra=EXTRAS[solver]) for stem in stems]


def stated_version(distribution: str) -> Version | None:
    """Return the version of a library that cannot tell it itself: that of the wheel, which has SUNDIALS' numbers."""
    if distribution != WHOLE:
        return None
    major, minor, patch, *_ = metadata.version(distribution).split(".")
    return int(major), int(minor), int(patch)


def open_sundials(
    paths: Iterable[str | Path],
    solver: Solver = "cvode",
    *,
    version: Version | None = None,
    index: str | None = None,
) -> Sundials:
    """Open SUNDIALS and prove that the header describes it.

    Parameters
    ----------
    paths
        The shared libraries: that of the solver, and ``libsundials_core``.
    solver
        The header that describes them: ``"cvode"``, ``"ida"``, ``"arkode"`` or ``"kinsol"``.
    version
        SUNDIALS' version, for libraries that cannot tell it themselves.
    index
        What `sunindextype` is, ``"int32_t"`` or ``"int64_t"``; by default it is measured.

    Raises
    ------
    MissingLibraryError
        A version before 7, or after it.
    LayoutMismatchError
        A library that was built with another `sunindextype` than `index`.
    """
    files = [Path(path) for path in paths]
    version = read_version(files) or version
    check_version(files, version, OLDEST[solver])
    assert version is not None
    found = Sundials(solver, sundials_header(solver, index or measure_index(files)), files, version)
    check_layout(found)
    check_solver(found)
    return found


def check_solver(found: Sundials) -> None:
    """Refuse libraries that are SUNDIALS, but not this solver.

    Raises
    ------
    MissingLibraryError
        They make no such solver.
    """
    if not hasattr(found, FIRST_CALLS[found.solver]):
        raise MissingLibraryError(
            f"{names(found.paths)} has no `{FIRST_CALLS[found.solver]}`; give the library of {found.solver} too"
        )


@functools.cache
def sundials_header(solver: Solver, index: str) -> Header:
    """Return the shipped header for a library whose `sunindextype` is this.

    C text has no parameters, and two almost equal headers would drift apart; so the one line that differs is replaced.
    """
    text = find_shipped(f"sundials/{solver}").read_text()
    if text.count(SHIPPED_INDEX) != 1:
        raise LayoutMismatchError(
            f"cdefs/sundials/{solver}.h has no line `{SHIPPED_INDEX}` to put `{index}` into"
        )
    return parse(text.replace(SHIPPED_INDEX, f"typedef {index} sunindextype;"))


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
