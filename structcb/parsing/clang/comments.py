"""Comments of real headers, found where clang says that a declaration stands."""

from __future__ import annotations

from pathlib import Path

from ..comments import Commented, comment_above, comment_behind
from ..directives import without_directives
from .binding import Cursor, CursorKind, cursor_kind
from .units import MAIN

__all__ = ["Comments"]


class Comments:
    """The comments of every file of a unit; `main` is the text of its main file."""

    def __init__(self, main: str) -> None:
        # clang counts bytes: in Latin-1 a character is one.
        self._files = {MAIN: _commented(main.encode("utf-8", "surrogateescape").decode("latin-1"))}

    def about(self, cursor: Cursor) -> str:
        """Return the comment about a declaration; about a struct, only one that stands above it."""
        at = cursor.location
        if at.file is None:
            return ""
        source, code = self._file(at.file.name)
        behind = cursor_kind(cursor) == CursorKind.FIELD and comment_behind(source, code, at.offset)
        found = behind or comment_above(source, code, at.offset)
        return found.encode("latin-1").decode("utf-8", "replace")

    def _file(self, name: str) -> tuple[Commented, str]:
        if name not in self._files:
            try:
                text = Path(name).read_bytes().decode("latin-1")
            except OSError:
                text = ""
            self._files[name] = _commented(text)
        return self._files[name]


def _commented(text: str) -> tuple[Commented, str]:
    source = Commented(text)
    return source, without_directives(source.code)
