"""The second opinion: every fact about a header's layouts, held against everybody else who has one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..errors import LayoutMismatchError
from ..parsing import Declarations
from ..parsing.ffi_types import declarations_of
from .facts import Answers, facts_of
from .reports import Compared, Report, compare

if TYPE_CHECKING:
    from ..parsing.sources import Source

__all__ = ["Compared", "Report", "report_on", "verify"]


def verify(declarations: Declarations, ffi: Any, source: Source | None) -> Report:
    """Compare every layout with cffi, NumPy, numba, clang and the C compiler.

    Parameters
    ----------
    declarations
        What the header declares.
    ffi
        Its FFI.
    source
        The header's text or file, for clang and the compiler; None where there is only an FFI.

    Raises
    ------
    LayoutMismatchError
        Something differs; `differences` lists it all.
    """
    report = report_on(declarations, ffi, source)
    if report.differences:
        count = f"{len(report.differences)} difference{'s' * (len(report.differences) != 1)}"
        raise LayoutMismatchError(f"{count} among {report.facts} facts:", report.differences)
    return report


def report_on(declarations: Declarations, ffi: Any, source: Source | None) -> Report:
    """Return the same comparison as a report, whatever it found."""
    return compare(facts_of(declarations), list(answers(declarations, ffi, source)))


def answers(declarations: Declarations, ffi: Any, source: Source | None) -> Iterator[Answers]:
    """Ask everybody."""
    from .clang_answers import ask_clang
    from .compiler_answers import ask_compiler
    from .ffi_answers import ask_ffi
    from .numba_answers import ask_map_type, ask_numba
    from .numpy_answers import ask_numpy

    yield ask_ffi(declarations, ffi)
    yield ask_numpy(declarations)
    yield ask_numba(declarations)
    yield ask_map_type(declarations, ffi)
    if source is None or is_packed_by_option(declarations, ffi):
        reason = (
            "a compiled module holds no C text"
            if source is None
            else "the FFI was told to pack, the text was not"
        )
        yield from (Answers(name, {}, {"everything": reason}) for name in ("clang", "the C compiler"))
    else:
        yield ask_clang(declarations, source)
        yield ask_compiler(declarations, source)


def is_packed_by_option(declarations: Declarations, ffi: Any) -> bool:
    """Tell whether a user's FFI packs a struct by an option of `cdef`, of which the text says nothing."""
    # Text that was written for cffi packs what the header itself packs.
    told = any(part.pack for part in declarations.cdef if part.text != declarations.source)
    return not told and any(getattr(model, "packed", 0) for model, _ in declarations_of(ffi).values())
