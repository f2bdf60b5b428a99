"""What an extract looks like: its provenance, declarations in lines that can be read, its layouts as a comment."""

from __future__ import annotations

import math
import platform
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..layouts import Table

__all__ = ["PROVENANCE", "constants", "layout_comment", "notes", "provenance", "spaced"]

WIDTH = 120
# C has no such number: it reads a positive one, which is too large, and a sign.
LOWEST = str(-(1 << 63))
PROVENANCE = "/*\n * Extracted from "


def provenance(upstream: str, command: Sequence[str]) -> Iterator[str]:
    """Yield the comment on top: where it comes from, and how to make it again."""
    yield "/*"
    where = f"Extracted from {upstream}, for {platform.system()} on {platform.machine()}, by"
    yield from filled(" *", where.split())
    yield from filled(" *    ", map(shlex.quote, command), " \\")
    yield " * Don't edit: run the command again."
    yield " */"


def notes(body: str, takers: Sequence[str]) -> Iterator[str]:
    """Yield comments on what the header itself says otherwise."""
    if "structcb_" in body:
        yield from ["/* Members named structcb_... only keep the others in place. */", ""]
    if takers:
        listed = ", ".join(takers)
        yield from cut(f"/* Bare pointers, or left out, because their functions take a va_list: {listed} */")
        yield ""


def spaced(texts: Sequence[str]) -> Iterator[str]:
    """Yield declarations with long ones over several lines, and blank lines around those."""
    for position, text in enumerate(texts):
        lines = broken(text.replace(LOWEST, f"({LOWEST[:-1]}7 - 1)"))
        if position and (len(lines) > 1 or len(broken(texts[position - 1])) > 1):
            yield ""
        yield from lines


def broken(text: str) -> list[str]:
    """Return the lines of a declaration; one that is too long goes on below, after a comma."""
    is_whole = text.startswith("#")
    return [
        part for line in text.splitlines() for part in ([line] if is_whole or "/*" in line else cut(line))
    ]


def cut(line: str) -> list[str]:
    """Return a line, or as many as it takes."""
    margin = line[: len(line) - len(line.lstrip())]
    parts = [""]
    for piece in re.findall(r"[^,]+,? *", line):
        if parts[-1] and len((parts[-1] + piece).rstrip()) > WIDTH:
            parts.append(f"{margin}    ")
        parts[-1] += piece
    return [part.rstrip() for part in parts]


def constants(values: Mapping[str, int | float | bytes]) -> Iterator[str]:
    """Yield the constants that cffi has no words for, but our plain reader does."""
    for name, value in values.items():
        if isinstance(value, float) and not math.isnan(value):
            # C's infinity is a number that is too large for a double.
            yield f"#define {name} {repr(value).replace('inf', '1e999')}"
        elif isinstance(value, bytes):
            yield f'#define {name} "{"".join(escaped(byte) for byte in value)}"'


def escaped(byte: int) -> str:
    """Return a byte as C writes it in a string."""
    return chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}"


def filled(margin: str, words: Iterable[str], broken_by: str = "") -> Iterator[str]:
    """Yield lines of words, the second and all further ones indented."""
    line = margin
    for word in words:
        if len(line) + len(word) + len(broken_by) >= WIDTH:
            yield line + broken_by
            line = f"{margin}    "
        line += f" {word}"
    yield line


def layout_comment(table: Table) -> Iterator[str]:
    """Yield the layouts as a comment, for people and for `git diff`."""
    tables = [str(layout) for name, layout in table.items() if "." not in name]
    lines = "\n\n".join(tables).replace("*/", "* /").replace("/*", "/ *").splitlines()
    if lines:
        yield from ["", "/* The layouts:", " *", *(f" * {line}".rstrip() for line in lines), " */"]
