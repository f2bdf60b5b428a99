"""Arrays in C memory whose items are no numbers: structs and pointers, indexed like a list of fixed length."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from typing import Any, TypeAlias

from ..errors import FieldTypeError
from ..layouts import array_of, describe
from .codecs import Codec, assign
from .faults import Path, convert_all, spell, wrong_type
from .memory import Memory
from .places import Located

__all__ = ["Items", "ItemsCodec", "MakeItems", "index_in"]

Index: TypeAlias = "int | slice | tuple[int, ...]"
MakeItems: TypeAlias = "Callable[[Memory, int, Path, tuple[int, ...]], Items]"


class Items(Located):
    """A fixed number of items side by side, indexed and sliced like an array."""

    __slots__ = ("_structcb_shape",)

    _structcb_shape: tuple[int, ...]

    def __init__(self, memory: Memory, offset: int, path: Path, shape: tuple[int, ...]) -> None:
        # Not by `super()`, which costs a quarter: such a view is made whenever its field is read.
        set_slot = object.__setattr__
        set_slot(self, "_structcb_memory", memory)
        set_slot(self, "_structcb_offset", offset)
        set_slot(self, "_structcb_path", path)
        set_slot(self, "_structcb_shape", shape)

    @property
    def _structcb_codec(self) -> Codec:
        """The codec of one item."""
        raise NotImplementedError

    def __reduce__(self) -> tuple[Any, ...]:
        from .travel import reduce_place

        return reduce_place(self)

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of items in each dimension."""
        return self._structcb_shape

    def __len__(self) -> int:
        return self._structcb_shape[0]

    def __iter__(self) -> Iterator[Any]:
        return (self._structcb_get(i) for i in range(len(self)))

    def __getitem__(self, index: Any) -> Any:
        return self._structcb_get(index)

    def __setitem__(self, index: Any, value: object) -> None:
        self._structcb_set(index, value)

    def _structcb_get(self, index: Index) -> Any:
        if not is_plain(index):
            return self._structcb_column()[index]
        codec, offset, path = self._structcb_place(index)
        return codec.read(self._structcb_memory, offset, path)

    def _structcb_set(self, index: Index, value: object) -> None:
        if not is_plain(index):
            self._structcb_column()[index] = value
            return
        codec, offset, path = self._structcb_place(index)
        assign(codec, self._structcb_memory, offset, value, path)

    def _structcb_place(self, index: Index) -> tuple[Codec, int, Path]:
        """Return how and where to find one item, one row or a slice of them."""
        offset, path, shape = self._structcb_offset, self._structcb_path, self._structcb_shape
        if type(index) is int and len(shape) == 1:
            # The common case, without the detours of the others.
            codec, number = self._structcb_codec, index_in(index, shape[0], path)
            return codec, offset + number * codec.size, (path, number)
        if isinstance(index, slice):
            start, stop, _ = index.indices(shape[0])
            rows = (max(0, stop - start), *shape[1:])
            return self._structcb_rows(rows), offset + start * self._structcb_stride(shape[1:]), path
        steps = index if isinstance(index, tuple) else (index,)
        if len(steps) > len(shape):
            raise IndexError(f"`{spell(path)}` has {len(shape)} dimensions, not {len(steps)}.")
        for step in steps:
            number = index_in(step, shape[0], path)
            shape, path = shape[1:], (path, number)
            offset += number * self._structcb_stride(shape)
        return (self._structcb_rows(shape) if shape else self._structcb_codec), offset, path

    def _structcb_column(self) -> Any:
        """Return the same items, to be taken by steps."""
        raise NotImplementedError

    def _structcb_rows(self, shape: tuple[int, ...]) -> ItemsCodec:
        return ItemsCodec(self._structcb_codec, shape, self._structcb_make)

    @property
    def _structcb_make(self) -> MakeItems:
        """What makes items of the same kind elsewhere."""
        return type(self)

    def _structcb_stride(self, shape: tuple[int, ...]) -> int:
        return math.prod(shape) * self._structcb_codec.size


class ItemsCodec(Codec):
    """An array of structs or of pointers."""

    def __init__(self, item: Codec, shape: tuple[int, ...], make: MakeItems) -> None:
        super().__init__(array_of(item.ctype, shape))
        self.item, self.shape, self.make = item, shape, make
        self.row = ItemsCodec(item, shape[1:], make) if len(shape) > 1 else item

    def read(self, memory: Memory, offset: int, path: Path) -> Items:
        """Return a view of the items."""
        return self.make(memory, offset, path, self.shape)

    def convert(self, value: object, path: Path) -> object:
        """Return every item converted, or other items of the same kind to copy from."""
        if hasattr(value, "_structcb_steps") and not isinstance(value, Items):
            # A column may lie where it is assigned to, in another order.
            value = copy(value)
        if isinstance(value, Items) and self._is_same(value):
            return value
        if not isinstance(value, Sequence | Items) and not getattr(value, "ndim", 0):
            raise wrong_type(path, f"{self.shape[0]} items (`{describe(self.ctype)}`)", value)
        items = list(value)  # type: ignore[call-overload]  # of whatever can be one
        if len(items) != self.shape[0]:
            raise FieldTypeError(f"`{spell(path)}` takes {self.shape[0]} items, not {len(items)}.")
        return convert_all(dict(enumerate(items)), lambda i, item: self.row.convert(item, (path, i)))

    def write(self, memory: Memory, offset: int, converted: Any) -> None:
        """Store the items, and with them what they keep alive."""
        if isinstance(converted, Items):
            memory.copy_from(offset, converted._structcb_memory, converted._structcb_offset, self.size)
            return
        for i, item in converted:
            self.row.write(memory, offset + i * self.row.size, item)

    def plain(self, memory: Memory, offset: int) -> list[object]:
        """Return a list of plain values."""
        return [self.row.plain(memory, place) for place in self._places(offset)]

    def equal(self, memory: Memory, offset: int, other: Memory, there: int) -> bool:
        """Compare item by item."""
        places = zip(self._places(offset), self._places(there), strict=True)
        return all(self.row.equal(memory, here, other, place) for here, place in places)

    def show(self, memory: Memory, offset: int) -> str:
        """Return the items on one line, the middle left out where there are many."""
        shown = [self.row.show(memory, place) for place in self._places(offset, most=6)]
        if len(shown) < self.shape[0]:
            shown.insert(3, "...")
        return f"[{', '.join(shown)}]"

    def _places(self, offset: int, most: int | None = None) -> list[int]:
        numbers: Sequence[int] = range(self.shape[0])
        if most and len(numbers) > most:
            numbers = [*numbers[: most // 2], *numbers[-(most // 2) :]]
        return [offset + i * self.row.size for i in numbers]

    def _is_same(self, items: Items) -> bool:
        other = items._structcb_codec
        return items._structcb_shape == self.shape and self.item.is_same(other)


def is_plain(index: object) -> bool:
    """Tell whether an index leads to one item or to items side by side."""
    if isinstance(index, slice):
        return index.step in {None, 1}
    return not isinstance(index, tuple) or not any(isinstance(step, slice) for step in index)


def index_in(index: object, length: int, path: Path) -> int:
    """Return an index counted from the start, or raise IndexError."""
    number = operator.index(index)  # type: ignore[arg-type]  # its own message is good
    if not -length <= number < length:
        raise IndexError(f"`{spell(path)}` has {length} items; there is no [{number}].")
    return number % length
