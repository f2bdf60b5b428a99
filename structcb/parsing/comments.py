"""Comments in C text: blanked out for parsers that cannot read them, kept as documentation."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Commented", "blank_out", "clean_comment", "comment_above", "comment_behind"]

_TOKENS = re.compile(
    r"""(?P<comment>/\*.*?\*/|//(?:[^\n\\]|\\.)*)|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""", re.S
)
_END = re.compile(r"[;,}]")
_BLANKS = re.compile(r"\s*", re.ASCII)
# A comment of one line without stars or slashes in the corners of what it says.
_PLAIN = re.compile(r"(?://[/!]*|/\*+!?)<?\s*([^\s/*!<](?:[^\n]*[^\s/*])?)\s*(?:\*+/)?", re.ASCII)
_FRAME = re.compile(r"^\s*(?:/\*+[*!]?<?|//[/!]*<?|\*+(?!/))|\*+/\s*$", re.ASCII)
# Text may come as Latin-1 for bytes, where parts of other letters look like blanks of Unicode.
_WHITE = " \t\r\n\v\f"


@dataclass(frozen=True)
class Commented:
    """C text together with the places of its comments."""

    text: str

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Start and end of every comment, in order."""
        return tuple(match.span() for match in _TOKENS.finditer(self.text) if match["comment"])

    @cached_property
    def code(self) -> str:
        """The text with blanks for comments: every other character keeps its place."""
        return blank_out(self.text, self.spans)


def blank_out(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """Return the text with blanks in the spans, newlines kept."""
    pieces, done = [], 0
    for start, end in spans:
        hidden = text[start:end]
        blank = re.sub(r"[^\n]", " ", hidden) if "\n" in hidden else " " * len(hidden)
        pieces += [text[done:start], blank]
        done = end
    return "".join([*pieces, text[done:]])


def clean_comment(raw: str) -> str:
    """Return what a comment says, without its frame of slashes and stars."""
    if plain := _PLAIN.fullmatch(raw):
        return plain[1]
    lines = [_FRAME.sub("", _FRAME.sub("", line)).strip(_WHITE) for line in raw.split("\n")]
    return "\n".join(lines).strip(_WHITE)


def comment_behind(source: Commented, code: str, place: int) -> str:
    """Return the comment behind the declaration at a place, on its line.

    `code` is the text without comments and directives.
    """
    end = _END.search(code, place)
    after = end.end() if end else len(source.text)
    index = bisect_left(source.spans, (after, 0))
    if index == len(source.spans):
        return ""
    start, stop = source.spans[index]
    return clean_comment(source.text[start:stop]) if not source.text[after:start].strip(" \t") else ""


def comment_above(source: Commented, code: str, place: int) -> str:
    """Join the comments that end right above the declaration and share no line with the one before it."""
    before = max(code.rfind(mark, 0, place) for mark in ";{}")
    begin = _skip_blanks(code, before + 1)
    found: list[str] = []
    for start, stop in reversed(source.spans[: bisect_left(source.spans, (begin, 0))]):
        gap, lead = source.text[stop:begin], source.text[before + 1 : start]
        own_line = "\n" in lead or before < 0
        if start < before or gap.strip(_WHITE) or gap.count("\n") > 1 or not own_line:
            break
        found.append(clean_comment(source.text[start:stop]))
        begin = start
    return "\n".join(reversed(found))


def _skip_blanks(code: str, place: int) -> int:
    return _BLANKS.match(code, place).end()  # type: ignore[union-attr]  # it matches everywhere
