"""What an aggregate is made of, once structs, arrays and unions are taken apart: its scalars, by place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...layouts import Array, CType, Layout, Scalar, align_of, size_of

__all__ = ["Leaf", "leaves"]


class Leaf(NamedTuple):
    """A scalar inside an aggregate: its bytes `start` to `end` (exclusive), and the alignment of its type."""

    start: int
    end: int
    align: int
    is_float: bool


def leaves(ctype: CType, base: int = 0) -> Iterator[Leaf]:
    """Yield the scalars that lie in a type; members of unions overlap.

    A bit-field counts as the bytes that hold its bits.
    """
    match ctype:
        case Layout(members=members):
            for _, field in members:
                if field.bits is None:
                    yield from leaves(field.type, base + field.offset)
                else:
                    nbytes = (field.bits.shift + field.bits.width + 7) // 8
                    yield Leaf(base + field.offset, base + field.offset + nbytes, 1, is_float=False)
        case Array(item=item, length=length):
            for i in range(length or 0):
                yield from leaves(item, base + i * size_of(item))
        case Scalar(kind="complex", size=size):
            half = size // 2
            yield Leaf(base, base + half, half, is_float=True)
            yield Leaf(base + half, base + size, half, is_float=True)
        case _:
            is_float = isinstance(ctype, Scalar) and ctype.kind == "float"
            yield Leaf(base, base + size_of(ctype), align_of(ctype), is_float)
