"""The shared library of HiGHS, and proof that our header describes its structs."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from ...errors import LayoutMismatchError
from ...headers import Header, load
from ..base import find_library

__all__ = ["Highs", "highs", "open_highs"]

DISTRIBUTION, EXTRA = "highspy", "highs"
STATUS = "kHighsModelStatus"
ANSWERABLE = ("log_type", "running_time", "simplex_iteration_count", "objective_function_value", "mip_node_count",
              "mip_primal_bound", "mip_dual_bound", "mip_gap")  # fmt: skip


class Highs:
    """The functions of HiGHS, as its header names them."""

    def __init__(self, header: Header, path: Path) -> None:
        self.header, self.ffi, self.path = header, header.ffi, path
        self.functions: Any = header.open(path).cffi

    def status(self, code: int) -> str:
        """Return HiGHS's own name of a model status."""
        return self._statuses.get(code, str(code))

    @functools.cached_property
    def _statuses(self) -> dict[Any, str]:
        constants = self.header.constants.items()
        return {v: name.removeprefix(STATUS) for name, v in constants if name.startswith(STATUS)}


@functools.cache
def highs() -> Highs:
    """Return HiGHS from the wheel that the extra `highs` brings; it is opened once."""
    return open_highs(find_library(DISTRIBUTION, "highs", extra=EXTRA))


def open_highs(path: Path) -> Highs:
    """Open HiGHS and prove that the header describes its structs.

    Raises
    ------
    LayoutMismatchError
        A version that keeps its fields elsewhere.
    """
    found = Highs(load("highs/highs"), path)
    data = found.ffi.new("HighsCallbackDataOut *")
    start = int(found.ffi.cast("intptr_t", data))
    layout = found.header.struct("HighsCallbackDataOut").layout
    wrong = []
    for name in ANSWERABLE:
        item = found.functions.Highs_getCallbackDataOutItem(data, name.encode())
        theirs, ours = int(found.ffi.cast("intptr_t", item)) - start, layout.fields[name].offset
        if theirs != ours:
            wrong.append(
                f"`HighsCallbackDataOut.{name}` is at {theirs} to the library, at {ours} by the header"
            )
    if wrong:
        raise LayoutMismatchError(f"HiGHS at {path} is of another version than the header", wrong)
    return found
