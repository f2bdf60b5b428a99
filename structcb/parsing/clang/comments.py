"""Comments of real headers, found where clang says that a declaration stands."""

from __future__ import annotations

from pathlib import Path

from ..comments import Commented, comment_above, comment_behind
from ..directives import without_directives
from .cursors import Cursor
from .kinds import CursorKind
from .library import file_name
from .units import MAIN

__all__ = ["Comments"]


class Comments:
    """The comments of every file of one unit; `main` is the text of its main file."""

    def __init__(self, main: str) -> None:
        self._files: dict[int, tuple[Commented, str]] = {}
        self._main = main.encode("utf-8", "surrogateescape")

    def about(self, cursor: Cursor) -> str:
        """Return the comment about a declaration; about a struct, only one that stands above it."""
        at = cursor.location
        if at.file is None:
            return ""
        source, code = self._file(at.file)
        behind = cursor.kind == CursorKind.FIELD and comment_behind(source, code, at.offset)
        found = behind or comment_above(source, code, at.offset)
        return found.encode("latin-1").decode("utf-8", "replace")

    def _file(self, file: int) -> tuple[Commented, str]:
        if file not in self._files:
            name = file_name(file)
            self._files[file] = _commented(self._main if name == MAIN else _read(name))
        return self._files[file]


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError:
        return b""


def _commented(text: bytes) -> tuple[Commented, str]:
    # libclang counts bytes: in Latin-1 a character is one.
    source = Commented(text.decode("latin-1"))
    return source, without_directives(source.code)
