"""How exceptions arrive from functions that go on calling: the first one is what happened, the rest follows from it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from ...callbacks import Callback, guard

__all__ = ["first_failure"]


@contextlib.contextmanager
def first_failure(callback: Callback) -> Iterator[None]:
    """Raise the first exception of a callback; a note counts those on other items."""
    try:
        with guard(callback):
            yield
    except ExceptionGroup as group:
        first, *others = group.exceptions
        first.add_note(f"raised for {len(others)} other items too")
        raise first from None
