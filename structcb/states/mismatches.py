"""Two structs of one name that differ: what differs, so that neither process reads the other's bytes wrongly."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import LayoutMismatchError
from ..layouts import Field, Layout, Table, describe, reachable, size_of
from .pointees import Pointee

__all__ = ["refuse_other_layout"]


def refuse_other_layout(expected: Pointee, found: Pointee) -> None:
    """Refuse a struct that has the expected name but another layout, in itself or in what it reaches.

    Raises
    ------
    LayoutMismatchError
        They differ; it lists every field that does.
    """
    mine, others = expected.layout(), found.layout()
    if mine is None or others is None or mine.name != others.name or expected.is_same(found):
        return
    table, there = known(mine, expected.table), known(others, found.table)
    names = [name for name in table if name in there]
    differences = [line for name in names for line in compare(name, table[name], there[name])]
    raise LayoutMismatchError(
        f"`{mine.name}` is laid out differently here and where the state comes from; load the same header on both sides:",
        differences,
    )


def known(layout: Layout, table: Table) -> dict[str, Layout]:
    """Return a layout and those that it reaches."""
    return {layout.name: layout, **reachable(layout, table)}


def compare(path: str, mine: Layout, other: Layout) -> Iterator[str]:
    """Yield every difference between two layouts."""
    if (mine.size, mine.align) != (other.size, other.align):
        yield (
            f"{path}: {mine.size} bytes, aligned to {mine.align}, here; {other.size} bytes, aligned to {other.align}, there"
        )
    for name in dict.fromkeys([*mine.fields, *other.fields]):
        here, there = mine.fields.get(name), other.fields.get(name)
        if here == there:
            continue
        yield f"{path}.{name}: {spell_field(here)} here, {spell_field(there)} there"
        if here and there and isinstance(here.type, Layout) and isinstance(there.type, Layout):
            yield from compare(f"{path}.{name}", here.type, there.type)


def spell_field(field: Field | None) -> str:
    """Return where a field lies and what it is."""
    if field is None:
        return "not"
    bits = f" : {field.bits.width} from bit {field.bits.shift}" if field.bits else ""
    return f"`{describe(field.type)}{bits}` ({size_of(field.type)} bytes) at {field.offset}"
