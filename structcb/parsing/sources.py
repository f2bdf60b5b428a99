"""What a reader is given: text, where it stands, and how a compiler is to be called for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Source", "define_words", "line_of"]


@dataclass(frozen=True)
class Source:
    """A header: its name for messages, its text, its path where it is a file.

    `opaque` names structs and enumerations, as C spells them, whose members are left out; `members` the members that
    are taken of a struct, where that is not all of them.
    """

    name: str
    text: str
    path: Path | None = None
    include_dirs: tuple[str, ...] = ()
    defines: Mapping[str, str | int | None] = field(default_factory=dict)
    opaque: tuple[str, ...] = ()
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def main_text(self) -> str:
        """The text to give to a compiler."""
        return self.text if self.path is None else f'#include "{self.path}"\n'

    @property
    def file(self) -> str:
        """Its path, or its name where it is no file."""
        return self.name if self.path is None else str(self.path)

    def line(self, number: int, included: str = "") -> str:
        """Return a line of the header, or of a file that it includes, as far as an error shows it."""
        try:
            text = Path(included).read_text(errors="replace") if included else self.text
        except OSError:
            return ""
        return line_of(text, number)[:200]

    @property
    def arguments(self) -> list[str]:
        """The part of a compiler's command line that the user chose."""
        folders = (word for folder in self.include_dirs for word in ("-I", folder))
        return [*folders, *define_words(self.defines)]


def define_words(defines: Mapping[str, str | int | None]) -> list[str]:
    """Return macros as words of a compiler's command line."""
    return [f"-D{k}" if v is None or v is True else f"-D{k}={v}" for k, v in defines.items()]


def line_of(text: str, number: int) -> str:
    """Return a line of a text, counted from 1; nothing where there is none."""
    lines = text.split("\n")
    return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""
