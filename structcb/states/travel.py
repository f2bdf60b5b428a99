"""How states reach another process: by value, with what they own; an address never does.

What is sent is whole blocks of memory, each once, however many states, arrays and pointer fields lead into it. Every
pointer in a block is sent as what was bound to it, and bound again over there.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from copy import copy
from typing import TYPE_CHECKING, Any, TypeAlias

from ..errors import StateError
from ..facts import Fact
from ..layouts import Array, CType, Layout, Pointer, align_of, describe, size_of
from .items import Items
from .memory import Memory
from .states import State

if TYPE_CHECKING:
    from .struct_types import StructTypes

__all__ = ["Parcel", "fill", "parcel_of", "reduce_memory", "reduce_place"]

# (offset in bytes, type, path from the block)
PointerAt: TypeAlias = tuple[int, Pointer, str]


class Parcel(Fact):
    """A state or an array on its way: where it lies in its block of memory."""

    ctype: CType
    types: StructTypes
    memory: Memory
    offset: int
    const: bool

    def open(self) -> Any:
        """Return the state or the array."""
        memory = self.memory.readonly() if self.const else self.memory
        return self.types.codec(self.ctype).read(memory, self.offset, describe(self.ctype))


def reduce_place(here: Any) -> tuple[Any, ...]:
    """Return how pickle rebuilds a state or an array; a part of a block is sent alone."""
    parcel = parcel_of(here)
    if (
        parcel is None
        or parcel.offset
        or (size_of(parcel.ctype) < len(parcel.memory.bytes) and not parcel.memory.tail)
    ):
        # What its pointers lead to is kept alive by the copy as well.
        parcel = parcel_of(copy(here))
    assert parcel is not None
    return Parcel.open, (parcel,)


def parcel_of(here: State | Items) -> Parcel | None:
    """Return a state or an array as a parcel; None where the block belongs to somebody else."""
    memory = here._structcb_memory
    whole = memory.whole or memory
    if whole.content is None:
        return None
    _, types = whole.content
    if isinstance(here, State):
        ctype: CType = here._structcb_type.layout
    else:
        ctype = here._structcb_rows(here._structcb_shape).ctype
    return Parcel(ctype, types, whole, here._structcb_offset, memory.bytes.readonly)


def reduce_memory(memory: Memory) -> tuple[Any, ...]:
    """Return how pickle rebuilds a block: first its bytes, so that what leads back to it finds it made."""
    assert memory.content is not None
    ctype, types = memory.content
    content, bound_there = bytearray(memory.bytes), []
    faults = []
    for offset, pointer, path in pointers(ctype, memory.tail):
        address = int.from_bytes(content[offset : offset + pointer.size], "little" if is_little() else "big")
        if not address:
            continue
        bound = memory.borrowed.get(memory.address + offset)
        if bound is None or bound.address != address or bound.ctype is None:
            faults.append(
                f"`{path}` is a `{describe(pointer)}` that holds {address:#x}, which C stored there"
            )
        elif (reason := why_not(bound.value)) is not None:
            faults.append(f"`{path}` is bound to {reason}")
        else:
            content[offset : offset + pointer.size] = bytes(pointer.size)
            bound_there.append((offset, bound.ctype, sent(bound.value)))
    if faults:
        raise StateError(
            "this state cannot be pickled, because addresses hold in one process only; bind what it should own, or "
            "set these fields to None first:\n  " + "\n  ".join(dict.fromkeys(faults))
        )
    # A union shows one place as several pointers.
    unique = {offset: (offset, ctype, value) for offset, ctype, value in bound_there}
    state = (ctype, types, memory.tail, bytes(content), tuple(unique.values()))
    return Memory.allocate, (len(content), align_of(ctype)), state


def fill(memory: Memory, state: tuple[Any, ...]) -> None:
    """Fill a block that pickle has made: bytes, and what its pointers lead to."""
    ctype, types, memory.tail, content, bound_there = state
    memory.content = (ctype, types)
    memory.bytes[:] = content
    for offset, pointer, value in bound_there:
        codec = types.codec(pointer)
        found = value.open() if isinstance(value, Parcel) else value
        codec.write(memory, offset, codec.convert(found, describe(ctype)))


def sent(value: object) -> object:
    """Return what is pickled for an object that is bound to a pointer."""
    return (parcel_of(value) or value) if isinstance(value, State | Items) else value


def why_not(value: object) -> str | None:
    """Return why an object that is bound to a pointer cannot be sent, or None."""
    if isinstance(value, bytes | str | State | Items) or hasattr(value, "__array_interface__"):
        return None
    if hasattr(type(value), "_structcb_prototype") and "__reduce__" in vars(type(value)):
        return None
    return f"{type(value).__name__} {value!r}, whose memory structcb does not know"


def pointers(
    ctype: CType, tail: tuple[int, int] | None, offset: int = 0, path: str = ""
) -> Iterator[PointerAt]:
    """Yield every pointer inside a type; `tail` sizes the flexible array at its end."""
    match ctype:
        case Pointer():
            yield offset, ctype, path
        case Array(item=item, length=length) if any(True for _ in pointers(item, None)):
            if length is None:
                length = tail[1] if tail and tail[0] == offset else 0
            for number in range(length):
                yield from pointers(item, None, offset + number * size_of(item), f"{path}[{number}]")
        case Layout():
            start = path or ctype.name
            for name, field in ctype.members:
                yield from pointers(field.type, tail, offset + field.offset, f"{start}.{name}")


def is_little() -> bool:
    """Return whether this machine stores the low byte first."""
    return struct.pack("=H", 1)[0] == 1
