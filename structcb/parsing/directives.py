"""The preprocessor lines that plain declarations may hold: `#define` of constants, `#pragma once`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .comments import blank_out

__all__ = ["Define", "PlainText", "expand", "obstacle", "read_plain", "without_directives", "words"]

_LINE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.)*", re.M | re.S)
_DEFINE = re.compile(r"[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)(\()?((?:[^\n\\]|\\.)*)", re.S)
_IGNORED = re.compile(r"[ \t]*#[ \t]*(?:pragma[ \t]+once[ \t]*)?$")
_DECIDED_BY_A_COMPILER = re.compile(
    r"\b(__attribute(?:__)?|_Alignas|alignas|__declspec|__extension__|__inline(?:__)?|__asm(?:__)?|asm|typeof|__typeof__"
    r"|_Pragma|_Static_assert|static_assert|__restrict(?:__)?|__const|__signed__|__int128|va_list|__builtin_va_list"
    r"|_Noreturn|_Atomic)\b"
)
_BODY = re.compile(r"\)\s*\{")
_LANGUAGE_LINKAGE = re.compile(r'\bextern\s*"C')
WORD = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|\.?\d(?:[eEpP][+-]|[\w.])*|[A-Za-z_]\w*')


@dataclass(frozen=True, slots=True)
class Define:
    """One `#define`; `call` tells a function-like macro, `line` where it stands."""

    name: str
    body: str
    call: bool
    line: int


@dataclass(frozen=True, slots=True)
class PlainText:
    """C text split in two: its macros, and the rest with blanks in place of every directive."""

    code: str
    defines: tuple[Define, ...]
    obstacle: tuple[int, str] | None


def read_plain(code: str) -> PlainText:
    """Split text without comments; `obstacle` is the first line that needs a compiler, and why."""
    lines = [(match.span(), match[0]) for match in _LINE.finditer(code)]
    rest = without_directives(code)
    defines: list[Define] = []
    found: list[tuple[int, str]] = []
    for (start, _), text in lines:
        line = code.count("\n", 0, start) + 1
        if match := _DEFINE.match(text):
            name, call, body = match.groups()
            defines.append(Define(name, body.replace("\\\n", " ").strip(), bool(call), line))
        elif not _IGNORED.match(text):
            found.append((line, f"`{text.strip().splitlines()[0]}`"))
    found += obstacle(rest)
    return PlainText(rest, tuple(defines), min(found, default=None))


def without_directives(code: str) -> str:
    """Return text without comments with blanks in place of every directive."""
    return blank_out(code, tuple(match.span() for match in _LINE.finditer(code)))


def obstacle(code: str) -> list[tuple[int, str]]:
    """Return line and text of what only a compiler reads right."""
    found = []
    for pattern, what in (
        (_DECIDED_BY_A_COMPILER, ""),
        (_BODY, "a function body"),
        (_LANGUAGE_LINKAGE, 'extern "C"'),
    ):
        if match := pattern.search(code):
            found.append((code.count("\n", 0, match.start()) + 1, what or f"`{match[0]}`"))
    return found


def expand(body: str, defines: Mapping[str, Define], hidden: frozenset[str] = frozenset()) -> str:
    """Return a macro's body with the macros in it replaced, as the preprocessor does."""

    def replace(match: re.Match[str]) -> str:
        inner = defines.get(match[0])
        if inner is None or inner.call or inner.name in hidden:
            return match[0]
        return f" {expand(inner.body, defines, hidden | {inner.name})} "

    return WORD.sub(replace, body)


def words(code: str) -> Iterator[re.Match[str]]:
    """Yield the identifiers, numbers and literals of C text."""
    return WORD.finditer(code)
