"""Columns: one field of many structs at once, at a constant step in memory.

A column of numbers is a NumPy view. Structs and pointers are no numbers: each item of their columns reads as the
field of one struct does, and a column of structs has columns in turn, as `a.inner.x`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ..errors import FieldTypeError, StateError
from ..layouts import Array, Field, Pointer, Unsupported, base_of, shape_of, size_of
from .array_fields import ArrayCodec, TextCodec
from .codecs import Codec, assign, check_writable
from .faults import Path, convert_all, spell
from .items import Items, ItemsCodec, index_in
from .memory import Memory
from .places import Fielded
from .pointer_fields import PointerCodec
from .scalars import NumberCodec
from .states import StructCodec

if TYPE_CHECKING:
    import numpy as np

    from .array_values import AnyArray

__all__ = ["Column", "ItemColumn", "Steps"]


class Steps(NamedTuple):
    """How many items there are in each dimension, and how many bytes lie from one to the next."""

    shape: tuple[int, ...]
    strides: tuple[int, ...]

    @classmethod
    def packed(cls, shape: tuple[int, ...], size: int) -> Steps:
        """Return the steps of items that lie side by side."""
        return cls(shape, tuple(size * math.prod(shape[i + 1 :]) for i in range(len(shape))))

    def into(self, inner: Steps) -> Steps:
        """Return the steps of the items inside these items."""
        return Steps(self.shape + inner.shape, self.strides + inner.strides)

    def offsets(self) -> Iterator[int]:
        """Yield the offset of every item."""
        places = ([i * stride for i in range(n)] for n, stride in zip(*self, strict=True))
        return (sum(place) for place in itertools.product(*places))


class Many(Protocol):
    """Many structs: an array of states, or a column of structs."""

    @property
    def _structcb_memory(self) -> Memory: ...
    @property
    def _structcb_offset(self) -> int: ...
    @property
    def _structcb_path(self) -> Path: ...
    @property
    def _structcb_steps(self) -> Steps: ...


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
        raise StateError(
            f"`{spell(self._structcb_path)}` is a view of some fields: pickle the array, or a copy of items."
        )

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


class Column:
    """A field of many structs at once, as an attribute."""

    def __init__(self, name: str, field: Field, codec: Codec) -> None:
        self.name, self.field, self.codec = name, field, codec
        self.base = base_of(field.type)
        self.item = codec.item if isinstance(codec, ItemsCodec) else codec
        lengths = shape_of(field.type) if isinstance(field.type, Array) else ()
        self.inner = Steps.packed(tuple(length or 0 for length in lengths), size_of(self.base))
        self.__name__, self.__doc__ = name, f"The column of `{name}`. {field.doc}".rstrip()

    def __get__(self, array: Many | None, kind: type | None = None) -> Any:
        if array is None:
            return self
        if self.field.bits:
            return self._computed(array)
        if isinstance(self.item, StructCodec | PointerCodec):
            return self._items(array, self.item)
        column = self._view(array)
        # Opaque bytes and constants are not ours to change.
        if self.field.const or isinstance(self.base, Unsupported):
            column.flags.writeable = False
        return column

    def __set__(self, array: Many, value: object) -> None:
        memory, path = array._structcb_memory, (array._structcb_path, self.name)
        check_writable(memory.readonly() if self.field.const else memory, path)
        self.write(array, self.convert(array, value))

    def convert(self, array: Many, value: object) -> Any:
        """Return what `write` takes: one array for numbers, else one converted value for each struct."""
        path = (array._structcb_path, self.name)
        if type(self.codec) is ArrayCodec or isinstance(self.codec, NumberCodec):
            return self._broadcast(array, value, path)
        shape = array._structcb_steps.shape
        if len(shape) != 1:
            raise FieldTypeError(
                f"`{spell(path)}` can only be set in an array of one dimension; set its rows."
            )
        if not self._is_many(value):
            return [self.codec.convert(value, path)] * shape[0]
        values: list[object] = list(value)  # type: ignore[call-overload]  # `_is_many` tells
        if len(values) != shape[0]:
            raise FieldTypeError(f"`{spell(path)}` takes {shape[0]} values, not {len(values)}.")
        return [
            v for _, v in convert_all(dict(enumerate(values)), lambda i, v: self.codec.convert(v, (path, i)))
        ]

    def write(self, array: Many, converted: Any) -> None:
        """Store what `convert` returned."""
        if not isinstance(converted, list):
            self._view(array)[...] = converted
            return
        for place, value in zip(self._places(array), converted, strict=True):
            self.codec.write(array._structcb_memory, place, value)

    def _is_many(self, value: object) -> bool:
        """Tell a value for each struct from one for all; one array is a single value to a pointer."""
        if isinstance(value, list | tuple) or isinstance(self.base, Pointer):
            return isinstance(value, list | tuple)
        return isinstance(value, Items | ItemColumn) or getattr(value, "ndim", 0) > 0

    def _places(self, array: Many) -> Iterator[int]:
        start = array._structcb_offset + self.field.offset
        return (start + offset for offset in array._structcb_steps.offsets())

    def _items(self, array: Many, item: StructCodec | PointerCodec) -> ItemColumn:
        kind = item.struct_type.column_class if isinstance(item, StructCodec) else ItemColumn
        memory = array._structcb_memory
        return kind(
            item,
            memory.readonly() if self.field.const else memory,
            array._structcb_offset + self.field.offset,
            (array._structcb_path, self.name),
            array._structcb_steps.into(self.inner),
        )

    def _view(self, array: Many) -> AnyArray:
        import numpy as np

        from ..dtypes import full_dtype

        kind: type[AnyArray] = np.ndarray
        if isinstance(self.codec, TextCodec):
            from .char_arrays import CharArray

            kind = CharArray
        steps = array._structcb_steps.into(self.inner)
        return strided(kind, full_dtype(self.base), array, steps, self.field.offset)

    def _computed(self, array: Many) -> AnyArray:
        """Return bit-fields as a new read-only array, because NumPy cannot view bits."""
        import numpy as np

        from ..dtypes import full_dtype

        values = [self.codec.read(array._structcb_memory, place, "") for place in self._places(array)]
        column = np.array(values, full_dtype(self.base)).reshape(array._structcb_steps.shape)
        column.flags.writeable = False
        return column

    def _broadcast(self, array: Many, value: object, path: Path) -> AnyArray:
        import numpy as np

        from ..dtypes import full_dtype
        from .array_values import converted

        item = self.codec.item if isinstance(self.codec, ArrayCodec) else self.codec
        numbers = converted(value, item, full_dtype(self.base), path)
        shape = array._structcb_steps.into(self.inner).shape
        try:
            return np.broadcast_to(numbers, shape)
        except ValueError:
            raise FieldTypeError(
                f"`{spell(path)}` takes an array of shape {shape}, not {numbers.shape}."
            ) from None


def strided(
    kind: type[AnyArray], dtype: np.dtype[Any], array: Many, steps: Steps, offset: int = 0
) -> AnyArray:
    """View items at constant steps."""
    if not math.prod(steps.shape):
        # NumPy takes no strides over no bytes.
        return kind(steps.shape, dtype)
    start = array._structcb_offset + offset
    return kind(steps.shape, dtype, array._structcb_memory.bytes, start, steps.strides)
