"""A struct written so that cffi has no choice: every gap is a byte array, packing and alignment are spelled out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..layouts import size_of
from .emission import Speller, bytes_text, definition, member_text, shown_alignment
from .inventions import ALIGNER
from .records import Member, Record, flat_members

__all__ = ["explicit_text"]

# A zero-length array of one of these raises the alignment of a struct, and nothing else.
_ALIGNERS = {
    1: "unsigned char",
    2: "unsigned short",
    4: "unsigned int",
    8: "unsigned long long",
    16: "long double",
}


def explicit_text(record: Record, speller: Speller, tag: str = "") -> tuple[str, int | None] | None:
    """Return the text and the packing to read it under; None where cffi cannot say it."""
    if record.align not in _ALIGNERS or record.size % record.align or record.size == 0:
        return None
    writing = _Writing(record, speller)
    lines = [f"{_ALIGNERS[record.align]} {ALIGNER}[0]", *writing.lines()]
    body = "".join(f"    {line};\n" for line in lines)
    return definition(record, body, tag), writing.pack


@dataclass(frozen=True)
class _Span:
    """Members that share bytes, from `start` to `end`."""

    start: int
    end: int
    members: tuple[Member, ...]


class _Writing:
    def __init__(self, record: Record, speller: Speller) -> None:
        self.record, self.speller = record, speller
        self.members = [m for m in flat_members(record) if m.name and m.width_bits is None]
        alignments = [shown_alignment(member, speller) for member in self.members]
        self.pack = record.align if max([1, *alignments]) > record.align else None
        self.pads = 0

    def lines(self) -> Iterator[str]:
        if self.record.union:
            yield from self._overlapping(_Span(0, self.record.size, tuple(self.members)))
            yield self._pad(self.record.size)
            return
        here = 0
        spans = list(_spans(self.members))
        for index, span in enumerate(spans):
            limit = spans[index + 1].start if index + 1 < len(spans) else self.record.size
            if span.start > here:
                yield self._pad(span.start - here)
            lines, end = self._span(span, limit)
            yield from lines
            here = end
        if self.record.size > here:
            yield self._pad(self.record.size - here)

    def _span(self, span: _Span, limit: int) -> tuple[list[str], int]:
        if len(span.members) == 1:
            return [self._text(span.members[0])], span.end
        align = max(self._alignment(member) for member in span.members)
        end = span.end + -(span.end - span.start) % align
        typed = (
            end <= limit
            and all(self._is_aligned(member) for member in span.members)
            and span.start % align == 0
        )
        inside = "; ".join(self._overlapping(span, typed=typed))
        return [f"union {{ {inside}; }}"], end if typed else span.end

    def _overlapping(self, span: _Span, *, typed: bool = True) -> Iterator[str]:
        for member in span.members:
            text = self._text(member) if typed else bytes_text(member)
            lead = member.offset_bits // 8 - span.start
            yield f"struct {{ {self._pad(lead)}; {text}; }}" if lead else text

    def _text(self, member: Member) -> str:
        return member_text(member, self.speller) if self._is_aligned(member) else bytes_text(member)

    def _alignment(self, member: Member) -> int:
        return min(shown_alignment(member, self.speller), self.record.align)

    def _is_aligned(self, member: Member) -> bool:
        return member.offset_bits // 8 % self._alignment(member) == 0

    def _pad(self, size: int) -> str:
        self.pads += 1
        return f"unsigned char structcb_pad{self.pads}[{size}]"


def _spans(members: list[Member]) -> Iterator[_Span]:
    """Group members whose bytes overlap."""
    ordered = sorted(members, key=lambda member: member.offset_bits)
    group: list[Member] = []
    start = end = 0
    for member in ordered:
        at = member.offset_bits // 8
        if group and at >= end:
            yield _Span(start, end, tuple(group))
            group = []
        if not group:
            start = end = at
        group.append(member)
        end = max(end, at + size_of(member.type))
    if group:
        yield _Span(start, end, tuple(group))
