"""Many C structs side by side, with each field as a NumPy column."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import FieldTypeError
from ..layouts import Array, Field, Layout, Pointer, Unsupported, base_of, shape_of
from .array_fields import ArrayCodec, TextCodec
from .codecs import Codec, check_writable
from .faults import Path, convert_all, spell
from .items import Items
from .memory import Memory
from .places import Fielded, Pointee
from .scalars import NumberCodec
from .states import StructCodec

if TYPE_CHECKING:
    from .array_values import AnyArray

__all__ = ["Column", "StateArray"]


class StateArray(Items, Fielded):
    """Contiguous C structs: `a[3]` is a state, `a.k` a NumPy column, `a.records` the structured array.

    Nothing is copied; slices and columns are views that keep the memory alive.
    """

    __slots__ = ()

    @property
    def address(self) -> int:
        """The address of the first struct; it keeps nothing alive."""
        return self._structcb_address

    @property
    def cffi(self) -> Any:
        """A typed cffi pointer to the first struct; it keeps nothing alive, so hold on to the array."""
        return self._structcb_type.cffi_pointer(self._structcb_address)

    @property
    def records(self) -> AnyArray:
        """The structured array of the same memory, with every member."""
        import numpy as np

        dtype = self._structcb_type.full_dtype
        return np.ndarray(self._structcb_shape, dtype, self._structcb_memory.bytes, self._structcb_offset)

    def __reduce__(self) -> tuple[Any, ...]:
        from .travel import reduce_place

        return reduce_place(self)

    def __copy__(self) -> StateArray:
        return StateArray.copy(self)

    _structcb_copy = __copy__

    def copy(self) -> StateArray:
        """Copy the bytes to memory of its own; what the pointers borrow is kept alive by both."""
        codec = self._structcb_rows(self._structcb_shape)
        kind = self._structcb_type
        memory = Memory.allocate(codec.size, kind.layout.align)
        memory.content = (codec.ctype, kind.types)
        codec.write(memory, 0, self)
        return kind.array_class(memory, 0, kind.label, self._structcb_shape)

    def __getitem__(self, index: Any) -> Any:
        return (
            self._structcb_field(index).__get__(self) if isinstance(index, str) else self._structcb_get(index)
        )

    def __setitem__(self, index: Any, value: object) -> None:
        if isinstance(index, str):
            self._structcb_field(index).__set__(self, value)
        else:
            self._structcb_set(index, value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StateArray) or not self._structcb_type.is_same(other._structcb_type):
            return NotImplemented
        if self._structcb_shape != other._structcb_shape:
            return False
        codec = self._structcb_rows(self._structcb_shape)
        mine, others = self._structcb_memory, other._structcb_memory
        return codec.equal(mine, self._structcb_offset, others, other._structcb_offset)

    __hash__ = None  # type: ignore[assignment]  # its value changes

    def __repr__(self) -> str:
        codec = self._structcb_rows(self._structcb_shape)
        return (
            f"{self._structcb_type.label}.array({codec.show(self._structcb_memory, self._structcb_offset)})"
        )

    @property
    def _structcb_codec(self) -> StructCodec:
        return self._structcb_type.codec

    @property
    def _structcb_layout(self) -> Layout:
        return self._structcb_type.layout

    @property
    def _structcb_pointee(self) -> Pointee:
        return self._structcb_type.pointee

    def _structcb_fields(self) -> Mapping[str, Any]:
        return self._structcb_type.columns

    @property
    def _numba_type_(self) -> object:
        return self._structcb_type.numba_pointer


class Column:
    """A field of all structs of a `StateArray` at once, as an attribute."""

    def __init__(self, name: str, field: Field, codec: Codec) -> None:
        self.name, self.field, self.codec = name, field, codec
        self.base = base_of(field.type)
        self.shape = (
            tuple(length or 0 for length in shape_of(field.type)) if isinstance(field.type, Array) else ()
        )
        self.__name__, self.__doc__ = name, f"The column of `{name}`. {field.doc}".rstrip()

    def __get__(self, array: StateArray | None, kind: type | None = None) -> Any:
        if array is None:
            return self
        if self.field.bits:
            return self._computed(array)
        column = self._view(array)
        # An address written past us would keep nothing alive; opaque bytes and constants are not ours to change.
        if self.field.const or isinstance(self.base, Pointer | Unsupported):
            column.flags.writeable = False
        return column

    def __set__(self, array: StateArray, value: object) -> None:
        path = (array._structcb_path, self.name)
        check_writable(
            array._structcb_memory.readonly() if self.field.const else array._structcb_memory, path
        )
        self.write(array, self.convert(array, value))

    def convert(self, array: StateArray, value: object) -> Any:
        """Return what `write` takes: one array for numbers, else one converted value for each struct."""
        path = (array._structcb_path, self.name)
        if type(self.codec) is ArrayCodec or isinstance(self.codec, NumberCodec):
            return self._broadcast(array, value, path)
        if len(array._structcb_shape) != 1:
            raise FieldTypeError(
                f"`{spell(path)}` can only be set in an array of one dimension; set its rows."
            )
        if not self._is_many(value):
            return [self.codec.convert(value, path)] * len(array)
        values: list[object] = list(value)  # type: ignore[call-overload]  # `_is_many` tells
        if len(values) != len(array):
            raise FieldTypeError(f"`{spell(path)}` takes {len(array)} values, not {len(values)}.")
        return [
            v for _, v in convert_all(dict(enumerate(values)), lambda i, v: self.codec.convert(v, (path, i)))
        ]

    def write(self, array: StateArray, converted: Any) -> None:
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
        return isinstance(value, Items) or getattr(value, "ndim", 0) > 0

    def _places(self, array: StateArray) -> range:
        count, stride = math.prod(array._structcb_shape), array._structcb_type.layout.size
        start = array._structcb_offset + self.field.offset
        return range(start, start + count * stride, stride) if stride else range(0)

    def _view(self, array: StateArray) -> AnyArray:
        """Return the column, a step of one struct between its items."""
        import numpy as np

        from ..dtypes import full_dtype

        kind: type[AnyArray] = np.ndarray
        if isinstance(self.codec, TextCodec):
            from .char_arrays import CharArray

            kind = CharArray
        dtype, shape = full_dtype(self.base), array._structcb_shape
        if not math.prod(shape):
            # NumPy takes no strides over no bytes.
            return kind((*shape, *self.shape), dtype)
        strides = [*_strides(shape, array._structcb_type.layout.size), *_strides(self.shape, dtype.itemsize)]
        start = array._structcb_offset + self.field.offset
        return kind((*shape, *self.shape), dtype, array._structcb_memory.bytes, start, strides)

    def _computed(self, array: StateArray) -> AnyArray:
        """Return bit-fields as a new read-only array, because NumPy cannot view bits."""
        import numpy as np

        from ..dtypes import full_dtype

        values = [self.codec.read(array._structcb_memory, place, "") for place in self._places(array)]
        column = np.array(values, full_dtype(self.base)).reshape(array._structcb_shape)
        column.flags.writeable = False
        return column

    def _broadcast(self, array: StateArray, value: object, path: Path) -> AnyArray:
        import numpy as np

        from ..dtypes import full_dtype
        from .array_values import converted

        item = self.codec.item if isinstance(self.codec, ArrayCodec) else self.codec
        numbers = converted(value, item, full_dtype(self.base), path)
        shape = (*array._structcb_shape, *self.shape)
        try:
            return np.broadcast_to(numbers, shape)
        except ValueError:
            raise FieldTypeError(
                f"`{spell(path)}` takes an array of shape {shape}, not {numbers.shape}."
            ) from None


def _strides(shape: tuple[int, ...], size: int) -> list[int]:
    return [size * math.prod(shape[i + 1 :]) for i in range(len(shape))]
