"""Columns: one field of many structs at once, as an attribute; numbers as a NumPy view, all else item by item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..errors import FieldTypeError
from ..layouts import Array, Field, Pointer, Unsupported, base_of, shape_of, size_of
from .array_fields import ArrayCodec, TextCodec
from .codecs import Codec, check_writable
from .faults import Path, convert_all, spell
from .item_columns import ItemColumn
from .items import Items, ItemsCodec
from .pointer_fields import PointerCodec
from .scalars import NumberCodec
from .states import StructCodec
from .steps import Many, Steps, strided

if TYPE_CHECKING:
    from ..dtypes import AnyArray

__all__ = ["Column"]


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
