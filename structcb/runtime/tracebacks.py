"""Tracebacks through machine code: the line of the callback that was running, then the line that raised."""

from __future__ import annotations

import functools
import types
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .assembly import PYTHON_AT_LINE
from .environments import folder_of

__all__ = ["Place", "line_of", "with_places"]


class Place(NamedTuple):
    """A line of a function."""

    function: str
    filename: str
    line: int


def line_of(code: int) -> int | None:
    """Return the line of the callback that was running, if it was not that line itself that raised."""
    if code > 1:
        return code - 1
    return PYTHON_AT_LINE - code if code < PYTHON_AT_LINE else None


def with_places(exception: BaseException, places: Iterable[Place]) -> BaseException:
    """Put places, outermost first, in front of an exception's traceback.

    What raised inside numba or structcb is left out where the user's own line is known: they are how the line is
    compiled, as C is how Python's own operations are.
    """
    found = list(places)
    users = [place for place in found if not is_internal(place.filename)]
    entry = exception.__traceback__
    for place in reversed(users or found[-1:]):
        # An instruction of -1 is none: which part of the line raised is not known, so no part is marked.
        entry = types.TracebackType(entry, frame_of(place), -1, place.line)
    return exception.with_traceback(entry)


def frame_of(place: Place) -> types.FrameType:
    """Return a frame that shows as a function of a file.

    It is a generator's that never ran: any other frame leads back to its callers, and would keep all that they hold
    alive for as long as the exception.
    """
    name = place.function.rpartition(".")[2] or "<callback>"
    code = never_run.__code__.replace(co_name=name, co_filename=place.filename or "<unknown>")
    frame: types.FrameType = types.FunctionType(code, {"__name__": "structcb"})().gi_frame
    return frame


def never_run() -> Iterator[None]:
    """Lend its code to the frames of callbacks."""
    yield


def is_internal(filename: str) -> bool:
    """Return whether a file belongs to what compiles callbacks."""
    return filename.startswith(internal_folders())


@functools.cache
def internal_folders() -> tuple[str, ...]:
    """Return where numba and structcb are installed."""
    folders = (folder_of(package) for package in ("numba", __name__.partition(".")[0]))
    return tuple(f"{folder}/" for folder in folders if folder)
