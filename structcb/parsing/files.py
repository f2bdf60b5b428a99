"""Header files, read from disk."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from ..errors import HeaderError, MissingHeaderError
from .cdefs import parse_text
from .declarations import Declarations

__all__ = ["parse_file", "read_header"]


def parse_file(path: str | os.PathLike[str]) -> Declarations:
    """Parse a header file."""
    text = read_header(Path(path))
    return replace(parse_text(text, str(path)), files=(str(Path(path).resolve()),))


def read_header(path: Path) -> str:
    """Return the text of a header; a folder, a binary or a missing file is a HeaderError."""
    if path.is_dir():
        raise HeaderError("this is a folder, not a header", file=str(path))
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise MissingHeaderError("there is no such file", file=str(path)) from None
    except OSError as error:
        raise HeaderError(f"it cannot be read: {error.strerror}", file=str(path)) from None
    if b"\0" in raw:
        raise HeaderError("this is a binary file, not C text", file=str(path))
    # Comments in old headers are often Latin-1; no byte of C itself is above 127.
    return raw.decode("utf-8", errors="surrogateescape").replace("\r\n", "\n")
