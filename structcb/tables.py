"""A layout as a table of memory: fields, holes and padding in order, and where cache lines begin."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from .layouts import Field, Layout, Union, describe, size_of

if TYPE_CHECKING:
    from rich.table import Table as RichTable

__all__ = [
    "CACHE_LINE_BYTES",
    "Row",
    "Summary",
    "as_html",
    "as_json",
    "as_rich",
    "as_text",
    "rows",
    "summary",
]

CACHE_LINE_BYTES = 64
WIDEST = 60
HEADINGS = ("offset", "size", "type", "name", "")

Kind = Literal["field", "hole", "padding"]


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of memory: a field, or what lies unused between fields (`hole`) and behind them (`padding`).

    `lines` are the cache lines that begin in it, the struct itself being aligned to one.
    """

    kind: Kind
    offset_bits: int
    size_bits: int
    type: str = ""
    name: str = ""
    is_bit_field: bool = False
    lines: tuple[int, ...] = ()

    @property
    def offset(self) -> str:
        """The offset in bytes, with the bit in that byte where it is not the first: `"8:3"`."""
        byte, bit = divmod(self.offset_bits, 8)
        return f"{byte}:{bit}" if self.is_bit_field or bit else str(byte)

    @property
    def size(self) -> str:
        """The size in bytes, or in bits where it is no whole number of bytes."""
        if self.is_bit_field or self.size_bits % 8:
            return f"{self.size_bits} bit{'s' * (self.size_bits != 1)}"
        return str(self.size_bits // 8)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a struct takes, and what of it no field uses."""

    size: int
    align: int
    hole_bits: int
    padding_bits: int

    @property
    def cache_lines(self) -> int:
        """How many cache lines it reaches into when it is aligned to one."""
        return -(-self.size // CACHE_LINE_BYTES)

    def __str__(self) -> str:
        lines = f"{self.cache_lines} cache line{'s' * (self.cache_lines != 1)}"
        lost = f"{spelled(self.hole_bits)} lost to holes, {spelled(self.padding_bits)} to padding"
        return f"{self.size} bytes, alignment {self.align}, {lines}; {lost}"


def rows(layout: Layout) -> list[Row]:
    """Return the memory of a struct or union, in the order of offsets."""
    found: list[Row] = []
    end = 0
    for name, field in sorted(layout.members, key=lambda member: start_of(member[1])):
        start, width = start_of(field), width_of(field)
        if start > end:
            found.append(Row("hole", end, start - end, lines=lines_in(end, start)))
        reached = lines_in(max(start, end) if not isinstance(layout, Union) else start, start + width)
        found.append(Row("field", start, width, described(field), name, field.bits is not None, reached))
        end = max(end, start + width)
    if 8 * layout.size > end:
        found.append(Row("padding", end, 8 * layout.size - end, lines=lines_in(end, 8 * layout.size)))
    return found


def summary(layout: Layout) -> Summary:
    """Return what a struct takes in all."""
    lost = {kind: sum(r.size_bits for r in rows(layout) if r.kind == kind) for kind in ("hole", "padding")}
    return Summary(layout.size, layout.align, lost["hole"], lost["padding"])


def as_text(layout: Layout) -> str:
    """Return the table as plain text."""
    cells = [HEADINGS, *(tuple(map(shortened, cells_of(row))) for row in rows(layout))]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = [f"{layout.name}: {summary(layout)}"]
    for offset, size, *words in cells:
        numbers = f"{offset:>{widths[0]}}  {size:>{widths[1]}}"
        texts = (f"{word:<{width}}" for word, width in zip(words, widths[2:], strict=True))
        lines.append("  ".join(["", numbers, *texts]).rstrip())
    return "\n".join(lines)


def shortened(text: str) -> str:
    """Return text cut off where one prototype would push all names out of sight."""
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 3]}..."


def as_rich(layout: Layout) -> RichTable:
    """Return the table for rich to print."""
    from rich.markup import escape as escape_markup
    from rich.table import Table

    table = Table(title=escape_markup(layout.name), caption=str(summary(layout)), title_justify="left")
    for heading, justify in zip(HEADINGS, ("right", "right", "left", "left", "left"), strict=True):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]  # rich wants literals
    for row in rows(layout):
        style = "" if row.kind == "field" else "yellow"
        table.add_row(*map(escape_markup, cells_of(row)), style=style)
    return table


def as_html(layout: Layout) -> str:
    """Return the table for a notebook."""
    head = "".join(f"<th>{heading}</th>" for heading in HEADINGS)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in cells_of(row))}</tr>" for row in rows(layout)
    )
    caption = f"<caption><code>{escape(layout.name)}</code>: {summary(layout)}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def as_json(layout: Layout) -> dict[str, Any]:
    """Return the table as values that JSON has."""
    facts = summary(layout)
    return {
        "name": layout.name,
        "size": facts.size,
        "align": facts.align,
        "cache_lines": facts.cache_lines,
        "hole_bits": facts.hole_bits,
        "padding_bits": facts.padding_bits,
        "rows": [
            {
                "kind": row.kind,
                "offset": row.offset_bits // 8,
                "bit": row.offset_bits % 8,
                "size_bits": row.size_bits,
                "type": row.type,
                "name": row.name,
                "bit_field": row.is_bit_field,
                "cache_lines_that_begin": list(row.lines),
            }
            for row in rows(layout)
        ],
    }


def start_of(field: Field) -> int:
    """Return a field's first bit."""
    return 8 * field.offset + (field.bits.shift if field.bits else 0)


def width_of(field: Field) -> int:
    """Return how many bits a field takes."""
    return field.bits.width if field.bits else 8 * size_of(field.type)


def described(field: Field) -> str:
    """Return a field's type as C spells it, with the width of a bit-field."""
    const = "const " if field.const else ""
    return f"{const}{describe(field.type)}{f' : {field.bits.width}' if field.bits else ''}"


def lines_in(start_bits: int, end_bits: int) -> tuple[int, ...]:
    """Return the cache lines, but the first, that begin from one bit up to another."""
    line = 8 * CACHE_LINE_BYTES
    return tuple(range(max(1, -(-start_bits // line)), -(-end_bits // line)))


def cells_of(row: Row) -> tuple[str, str, str, str, str]:
    """Return a row's cells as text."""
    if row.kind == "field":
        return row.offset, row.size, row.type, row.name, marks(row)
    return row.offset, row.size, "", f"({row.kind})", marks(row)


def marks(row: Row) -> str:
    """Say which cache lines begin in a row."""
    if not row.lines:
        return ""
    first, last = row.lines[0], row.lines[-1]
    at = first * CACHE_LINE_BYTES - row.offset_bits // 8
    place = f" at its byte {at}" if at and len(row.lines) == 1 else ""
    return f"cache lines {first} to {last} begin" if first != last else f"cache line {first} begins{place}"


def spelled(bits: int) -> str:
    """Return a number of bits in words."""
    whole, rest = divmod(bits, 8)
    parts = [f"{whole} byte{'s' * (whole != 1)}"] * bool(whole or not rest)
    return " and ".join([*parts, *[f"{rest} bit{'s' * (rest != 1)}"] * bool(rest)])
