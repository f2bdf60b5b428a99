"""Preprocessed text as single declarations, without the words that cffi's parser has never heard of.

Attributes are dropped here, packing as well: what that does to a layout is for the compiler to find (`proving`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Declaration", "Stripped", "strip"]

_MARK = re.compile(r'^# (\d+) "((?:[^"\\]|\\.)*)"')
_DEFINE = re.compile(r"^#define (\w+)(.*)$")
_UNDEF = re.compile(r"^#undef (\w+)")
_PACK = re.compile(r"^#pragma pack\b")
_TOKEN = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|[A-Za-z_]\w*|\.?\d(?:[eEpP][+-]|[\w.])*|\.\.\.|<<|>>|[<>=!]=|&&|\|\||\S'
)
_DROPPED = {"__extension__", "__inline", "__inline__", "inline", "_Noreturn", "__restrict", "__restrict__", "_Thread_local", "__thread"}  # fmt: skip
_GROUPS = {
    "__attribute__",
    "__attribute",
    "__asm__",
    "__asm",
    "asm",
    "_Alignas",
    "_Static_assert",
    "__declspec",
}
_SPELLINGS = {"__const": "const", "__signed__": "signed", "__signed": "signed", "__volatile__": "volatile", "__volatile": "volatile"}  # fmt: skip
_HARMLESS = re.compile(r"_Static_assert|__asm|asm")


@dataclass(frozen=True)
class Declaration:
    """One declaration: where it stands, its words, and whether an attribute or a pragma bears on it."""

    file: str
    words: tuple[str, ...]
    tainted: bool
    has_body: bool = False

    @property
    def text(self) -> str:
        """The declaration as text, on one line."""
        return " ".join(self.words)


@dataclass(frozen=True)
class Stripped:
    """A preprocessed text: declarations in order, and macros by name with their file and all that follows the name."""

    declarations: tuple[Declaration, ...]
    macros: dict[str, tuple[str, str]]
    files: tuple[str, ...]


def strip(text: str, main: str) -> Stripped:
    """Split preprocessed text; `main` replaces the name of the compiler's standard input."""
    splitting = _Splitting(main)
    for line in text.split("\n"):
        splitting.take(line)
    return Stripped(tuple(splitting.declarations), splitting.macros, tuple(splitting.files))


class _Splitting:
    def __init__(self, main: str) -> None:
        self.main, self.file = main, main
        self.declarations: list[Declaration] = []
        self.macros: dict[str, tuple[str, str]] = {}
        self.files: dict[str, None] = {}
        self._packed = False
        self._start()

    def _start(self) -> None:
        self._words: list[str] = []
        self._depth, self._group, self._tainted, self._body = 0, -1, False, False

    def take(self, line: str) -> None:
        if not line.startswith("#"):
            for token in _TOKEN.findall(line):
                self._take_token(token)
        elif mark := _MARK.match(line):
            self.file = self.main if mark[2] in ("<stdin>", "") else mark[2]
            if not mark[2].startswith("<"):
                self.files[mark[2]] = None
        elif define := _DEFINE.match(line):
            self.macros[define[1]] = (self.file, define[2])
        elif undef := _UNDEF.match(line):
            self.macros.pop(undef[1], None)
        elif _PACK.match(line):
            # Whatever it says: from here on the compiler has the last word about bit-fields too.
            self._packed = True

    def _take_token(self, token: str) -> None:
        if self._group >= 0:
            self._group += (token == "(") - (token == ")")
            self._group = -1 if self._group == 0 else self._group
            return
        if token in _GROUPS:
            self._group = 0
            self._tainted |= not _HARMLESS.match(token)
            return
        if token in _DROPPED:
            return
        self._words.append(_SPELLINGS.get(token, token))
        self._depth += (token in "({[") - (token in ")}]")
        self._body |= token == "{" and len(self._words) > 1 and self._words[-2] == ")" and self._depth == 1
        if self._depth == 0 and (token == ";" or (token == "}" and self._body)):
            self._finish()

    def _finish(self) -> None:
        if self._words != [";"]:
            tainted = self._tainted or self._packed
            self.declarations.append(Declaration(self.file, tuple(self._words), tainted, self._body))
        self._start()
