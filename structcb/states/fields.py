"""The fields of a struct as attributes of its states, its arrays and its pointers.

Fields win over structcb's own names, so everything that the code itself relies on is spelled `_structcb_…`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..layouts import Array, Field, Layout, describe
from .array_fields import FlexibleCodec
from .codecs import Codec, assign, not_writable
from .faults import Path, spell, unknown_field
from .memory import Memory
from .places import Place

if TYPE_CHECKING:
    from .struct_types import StructType

__all__ = ["FieldDescriptor", "Fielded", "can_be_attribute", "flexible_field"]


class FieldDescriptor:
    """A field of a struct as an attribute of its states and pointers."""

    def __init__(self, name: str, field: Field, codec: Codec) -> None:
        self.name, self.field, self.offset, self.codec = name, field, field.offset, codec
        self.read = self._read_const if field.const and codec.gives_views else codec.read
        self.is_fixed, self.is_flexible = field.const, isinstance(codec, FlexibleCodec)
        width = f" : {field.bits.width}" if field.bits else ""
        self.spelling = f"{'const ' if field.const else ''}{describe(field.type)}{width}"
        self.__name__, self.__doc__ = name, f"{self.spelling}  {field.doc}".rstrip()

    def __get__(self, place: Place | None, kind: type | None = None) -> object:
        if place is None:
            return self
        return self.read(
            place._structcb_memory, place._structcb_offset + self.offset, (place._structcb_path, self.name)
        )

    def __set__(self, place: Place, value: object) -> None:
        memory, offset = place._structcb_memory, place._structcb_offset + self.offset
        path = (place._structcb_path, self.name)
        if self.is_fixed:
            raise not_writable(path)
        codec = self.codec_at(memory, offset) if self.is_flexible else self.codec
        assign(codec, memory, offset, value, path)

    def codec_at(self, memory: Memory, offset: int) -> Codec:
        """Return the codec, which for a flexible array depends on what was allocated."""
        if isinstance(self.codec, FlexibleCodec):
            return self.codec.codec_at(memory, offset) or self.codec
        return self.codec

    def _read_const(self, memory: Memory, offset: int, path: Path) -> object:
        return self.codec.read(memory.readonly(), offset, path)


class Fielded:
    """What has the fields of a struct: they are found by attribute and by `x["name"]`, and nothing else is."""

    __slots__ = ()

    _structcb_type: StructType
    _structcb_path: Path

    if TYPE_CHECKING:

        @property
        def _structcb_memory(self) -> Memory: ...
        @property
        def _structcb_offset(self) -> int: ...

    def __getattr__(self, name: str) -> Any:
        # Only reached when no field and no method has this name. Python and NumPy probe for dunder names a lot.
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        raise unknown_field(self._structcb_path, name, self._structcb_names())

    def __setattr__(self, name: str, value: Any) -> None:
        self._structcb_field(name).__set__(self, value)

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"`{spell(self._structcb_path)}.{name}` is C memory, which cannot be deleted.")

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *self._structcb_names()})

    def _structcb_names(self) -> list[str]:
        return list(self._structcb_fields())

    def _structcb_fields(self) -> Mapping[str, FieldDescriptor]:
        return self._structcb_type.fields

    def _structcb_field(self, name: str) -> FieldDescriptor:
        field = self._structcb_fields().get(name)
        if field is None:
            raise unknown_field(self._structcb_path, name, self._structcb_names())
        return field


def can_be_attribute(name: str) -> bool:
    """Tell whether a field may shadow this name; Python's own and ours stay, `s["name"]` reaches the field."""
    return not (name.startswith("_structcb_") or name == "_numba_type_" or name[:2] == "__" == name[-2:])


def flexible_field(layout: Layout) -> tuple[str, Field] | None:
    """Return the flexible array at a struct's end, if it has one."""
    for name, field in layout.members:
        if isinstance(field.type, Array) and field.type.length is None:
            return name, field
    return None
