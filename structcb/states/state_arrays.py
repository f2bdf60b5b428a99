"""Many C structs side by side, with each field as a column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..layouts import Layout
from .fields import Fielded
from .item_columns import ItemColumn
from .items import Items
from .memory import Memory
from .pointees import Pointee
from .states import StructCodec
from .steps import Steps

if TYPE_CHECKING:
    from ..dtypes import AnyArray

__all__ = ["StateArray"]


class StateArray(Items, Fielded):
    """Contiguous C structs: `a[3]` is a state, `a.k` a NumPy column, `a.records` the structured array.

    A column of structs has columns in turn (`a.inner.x`); each item of a column of pointers reads as the field does.
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

    def __copy__(self) -> StateArray:
        return StateArray.copy(self)

    def copy(self) -> StateArray:
        """Copy the bytes to memory of its own; what the pointers borrow is kept alive by both."""
        codec = self._structcb_rows(self._structcb_shape)
        kind = self._structcb_type
        memory = Memory.holding(codec.ctype, kind.types)
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
    def _structcb_steps(self) -> Steps:
        return Steps.packed(self._structcb_shape, self._structcb_type.layout.size)

    def _structcb_column(self) -> ItemColumn:
        memory, offset = self._structcb_memory, self._structcb_offset
        kind = self._structcb_type.column_class
        return kind(self._structcb_codec, memory, offset, self._structcb_path, self._structcb_steps)

    @property
    def _structcb_pointee(self) -> Pointee:
        return self._structcb_type.pointee

    def _structcb_fields(self) -> Mapping[str, Any]:
        return self._structcb_type.columns

    @property
    def _numba_type_(self) -> object:
        return self._structcb_type.numba_array(len(self._structcb_shape), self._structcb_const)
