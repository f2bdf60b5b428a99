"""Columns of structs and of pointers, which are no numbers: each item reads as the field of one struct does.

A column of structs has columns in turn, as `a.inner.x`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

from ..errors import FieldTypeError
from .codecs import Codec, assign, check_writable
from .faults import Path, convert_all, spell
from .fields import Fielded
from .items import Items, ItemsCodec, MakeItems, index_in
from .memory import Memory
from .pointer_fields import PointerCodec, pointer_array_maker
from .states import StructCodec
from .steps import Steps, strided

if TYPE_CHECKING:
    from ..dtypes import AnyArray

__all__ = ["ItemColumn"]


class ItemColumn(Fielded):
    """A column whose items are structs or pointers: indexed like an array, each item read as a field is."""

    __slots__ = (
        "__weakref__",
        "_structcb_codec",
        "_structcb_memory",
        "_structcb_offset",
        "_structcb_path",
        "_structcb_steps",
    )

    _structcb_memory: Memory
    _structcb_offset: int
    _structcb_codec: Codec
    _structcb_steps: Steps

    def __init__(self, codec: Codec, memory: Memory, offset: int, path: Path, steps: Steps) -> None:
        for name, value in zip(ItemColumn.__slots__[1:], (codec, memory, offset, path, steps), strict=True):
            object.__setattr__(self, name, value)

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of items in each dimension."""
        return self._structcb_steps.shape

    def __len__(self) -> int:
        return self._structcb_steps.shape[0]

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, str):
            return self._structcb_field(index).__get__(self)
        part = self._structcb_part(index)
        if part._structcb_steps.shape:
            return part
        return self._structcb_codec.read(part._structcb_memory, part._structcb_offset, part._structcb_path)

    def __setitem__(self, index: Any, value: Any) -> None:
        if isinstance(index, str):
            self._structcb_field(index).__set__(self, value)
            return
        part = self._structcb_part(index)
        codec, memory, path = self._structcb_codec, part._structcb_memory, part._structcb_path
        if not part._structcb_steps.shape:
            assign(codec, memory, part._structcb_offset, value, path)
            return
        check_writable(memory, path)
        places = list(part._structcb_steps.offsets())
        values = (
            list(value)
            if len(part._structcb_steps.shape) == 1 and isinstance(value, Sequence | Items | ItemColumn)
            else []
        )
        if len(values) != len(places):
            raise FieldTypeError(f"`{spell(path)}` takes a sequence of {len(places)} items here.")
        for i, converted in convert_all(
            dict(enumerate(values)), lambda i, item: codec.convert(item, (path, i))
        ):
            codec.write(memory, part._structcb_offset + places[i], converted)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> AnyArray:
        import numpy as np

        from ..dtypes import full_dtype

        made = strided(np.ndarray, full_dtype(self._structcb_codec.ctype), self, self._structcb_steps)
        made.flags.writeable = made.flags.writeable and isinstance(self._structcb_codec, StructCodec)
        return np.array(made, dtype=dtype, copy=copy)

    def __eq__(self, other: object) -> Any:
        import numpy as np

        return np.asarray(self) == (np.asarray(other) if isinstance(other, ItemColumn) else other)

    __hash__ = None  # type: ignore[assignment]  # its items change

    def __reduce__(self) -> tuple[Any, ...]:
        reduced: tuple[Any, ...] = copy(self).__reduce__()
        return reduced

    def __copy__(self) -> Any:
        """Copy the items side by side, to memory of their own."""
        item, steps = self._structcb_codec, self._structcb_steps
        assert isinstance(item, StructCodec | PointerCodec)
        types = item.struct_type.types if isinstance(item, StructCodec) else item.types
        codec = ItemsCodec(item, steps.shape, maker(item))
        memory = Memory.holding(codec.ctype, types)
        for here, there in zip(Steps.packed(steps.shape, item.size).offsets(), steps.offsets(), strict=True):
            memory.copy_from(here, self._structcb_memory, self._structcb_offset + there, item.size)
        return codec.read(memory, 0, self._structcb_path)

    def __repr__(self) -> str:
        if len(self) > 6:
            shown = [*map(repr, self[:3]), "...", *map(repr, self[-3:])]
        else:
            shown = [repr(item) for item in self]
        return f"[{', '.join(shown)}]"

    def _structcb_fields(self) -> Mapping[str, Any]:
        codec = self._structcb_codec
        return codec.struct_type.columns if isinstance(codec, StructCodec) else {}

    def _structcb_part(self, index: Any) -> ItemColumn:
        """Return the items that an index leaves."""
        offset, path = self._structcb_offset, self._structcb_path
        todo, kept = list(zip(*self._structcb_steps, strict=True)), []
        for step in index if isinstance(index, tuple) else (index,):
            if not todo:
                raise IndexError(f"`{spell(path)}` has {len(self.shape)} dimensions.")
            length, stride = todo.pop(0)
            if isinstance(step, slice):
                taken = range(*step.indices(length))
                kept.append((len(taken), stride * taken.step))
                offset += taken.start * stride
            else:
                number = index_in(step, length, path)
                offset, path = offset + number * stride, (path, number)
        left = [*kept, *todo]
        steps = Steps(tuple(n for n, _ in left), tuple(stride for _, stride in left))
        return type(self)(self._structcb_codec, self._structcb_memory, offset, path, steps)


def maker(item: StructCodec | PointerCodec) -> MakeItems:
    """Return what makes arrays of such items."""
    return item.struct_type.array_class if isinstance(item, StructCodec) else pointer_array_maker(item)
