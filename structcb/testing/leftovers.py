"""Errors of callbacks that nobody collected: they fail the test that caused them, and not a later one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from ..callbacks.guards import distinct
from ..callbacks.units import living_slots
from ..errors import CallbackError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["Leftovers"]

# What a dying callback notes on the exceptions that it reports.
_NOTE = "nobody collected it: "


class Leftovers:
    """Takes what waits in living callbacks, and what dying ones report to `sys.unraisablehook`.

    The hook is set once for the whole run: a test that sets its own puts this one back.
    """

    def __init__(self) -> None:
        self.reported: list[BaseException] = []
        self._previous: Callable[[Any], Any] = sys.unraisablehook

    def open(self) -> None:
        """Listen."""
        self._previous, sys.unraisablehook = sys.unraisablehook, self.hear

    def close(self) -> None:
        """Stop listening, unless somebody has set another hook meanwhile."""
        if sys.unraisablehook == self.hear:
            sys.unraisablehook = self._previous

    def hear(self, unraisable: Any) -> None:
        """Keep what is a callback's; hand on what is not."""
        if is_uncollected(unraisable.exc_value):
            self.reported.append(unraisable.exc_value)
        else:
            self._previous(unraisable)

    def take(self) -> list[BaseException]:
        """Take everything that was left over until now."""
        found, self.reported = self.reported, []
        for slot in living_slots():
            if slot.pending:
                found += distinct(slot.collect(lambda failure: not failure.interrupted), None)
            if dropped := slot.take_dropped():
                found.append(CallbackError(f"`{slot.callback_name}` dropped {dropped} further exceptions"))
        return found

    def raise_from(self, outer: BaseException | None) -> None:
        """Raise what was left over; the test's own failure becomes the cause."""
        found = self.take()
        if not found:
            return
        for exception in found:
            exception.add_note("left over by this test: call the library inside `structcb.guard(callback)`")
        if outer is not None and not is_failure(outer):
            outer.add_note(f"callbacks left these behind: {found!r}")
            return
        # A generator of pytest's raises it, from which a lone StopIteration could not come out.
        alone = len(found) == 1 and not isinstance(found[0], StopIteration)
        raise found[0] if alone else BaseExceptionGroup("left over by callbacks", found) from outer


def is_uncollected(error: BaseException | None) -> bool:
    """Tell whether an exception comes from a callback that died with it."""
    notes = getattr(error, "__notes__", ())
    return isinstance(error, CallbackError) or any(note.startswith(_NOTE) for note in notes)


def is_failure(error: BaseException) -> bool:
    """Tell whether an exception is a test's own, and not one that ends the run."""
    return isinstance(error, (Exception, pytest.fail.Exception, pytest.skip.Exception))
