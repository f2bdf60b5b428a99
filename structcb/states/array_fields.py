"""Codecs of arrays that are NumPy views on C memory: numbers, text, and the flexible array at a struct's end."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..errors import StateError
from ..facts import replace
from ..layouts import Array, CType, Pointer, base_of, describe, shape_of
from .codecs import Codec
from .faults import Path, convert_all, doesnt_fit, spell, wrong_type
from .memory import Memory

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from ..dtypes import AnyArray

__all__ = ["ArrayCodec", "FlexibleCodec", "TextCodec"]


class ArrayCodec(Codec):
    """An array of numbers: a NumPy view when read, copied into when assigned."""

    ctype: Array

    def __init__(self, ctype: Array, item: Codec) -> None:
        super().__init__(ctype)
        self.item = item
        self.shape = tuple(length or 0 for length in shape_of(ctype))

    @cached_property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of one number."""
        from ..dtypes import full_dtype

        return full_dtype(base_of(self.ctype))

    def read(self, memory: Memory, offset: int, path: Path) -> AnyArray:
        """Return a view; it keeps the memory alive."""
        import numpy as np

        return np.ndarray(self.shape, self.dtype, memory.bytes, offset)

    def convert(self, value: object, path: Path) -> Any:
        """Return a new array of the right dtype and shape."""
        from .array_values import check_shape, converted

        if not hasattr(value, "__len__"):
            place = spell(path)
            raise wrong_type(path, "an array", value, f"To set every item, write `{place}[:] = {value!r}`.")
        array = converted(value, self.item, self.dtype, path)
        check_shape(array, self.shape, path)
        return array

    def write(self, memory: Memory, offset: int, converted: object) -> None:
        """Copy the numbers."""
        self.read(memory, offset, "")[...] = converted

    def plain(self, memory: Memory, offset: int) -> object:
        """Return a copy."""
        return self.read(memory, offset, "").copy()

    def equal(self, memory: Memory, offset: int, other: Memory, there: int) -> bool:
        """Compare shapes and numbers."""
        import numpy as np

        return np.array_equal(self.read(memory, offset, ""), self.read(other, there, ""))

    def show(self, memory: Memory, offset: int) -> str:
        """Return the numbers on one line, the middle left out where there are many."""
        import numpy as np

        array = self.read(memory, offset, "")
        return " ".join(np.array2string(array, separator=", ", threshold=12, edgeitems=3).split())


class TextCodec(ArrayCodec):
    """An array of `char`: integers as in compiled code, which also take bytes and text."""

    @cached_property
    def kind(self) -> type[AnyArray]:
        """The class of the view."""
        from .char_arrays import CharArray

        return CharArray

    def read(self, memory: Memory, offset: int, path: Path) -> AnyArray:
        """Return a view that compares and converts as text."""
        return self.kind(self.shape, self.dtype, memory.bytes, offset)

    def convert(self, value: object, path: Path) -> Any:
        """Return the characters, filled up with zeros."""
        import numpy as np

        rows = value.tolist() if isinstance(value, np.ndarray) and value.dtype.kind in "SU" else value
        if isinstance(rows, list | tuple) and len(self.shape) > 1:
            return self._convert_rows(rows, path)
        if not isinstance(rows, str | bytes | bytearray) or len(self.shape) > 1:
            return super().convert(rows, path)
        text = rows.encode() if isinstance(rows, str) else bytes(rows)
        if len(text) > self.size:
            raise doesnt_fit(path, f"{self.size} bytes of text", f"{text!r} of {len(text)}")
        return np.frombuffer(text.ljust(self.size, b"\0"), np.int8)

    def plain(self, memory: Memory, offset: int) -> object:
        """Return bytes up to the first NUL, in lists for more dimensions."""
        return _texts(self.read(memory, offset, ""))

    def show(self, memory: Memory, offset: int) -> str:
        """Return the text as bytes."""
        return repr(self.plain(memory, offset))

    def _convert_rows(self, rows: list[object] | tuple[object, ...], path: Path) -> Any:
        import numpy as np

        if len(rows) != self.shape[0]:
            raise wrong_type(path, f"{self.shape[0]} rows", rows)
        assert isinstance(self.ctype.item, Array)
        row = TextCodec(self.ctype.item, self.item)
        texts = convert_all(dict(enumerate(rows)), lambda i, value: row.convert(value, (path, i)))
        return np.stack([np.asarray(text) for _, text in texts])


class FlexibleCodec(Codec):
    """A flexible array: a view where its length is known from the allocation, else a pointer."""

    def __init__(self, ctype: Array, codec_for: Callable[[CType], Codec], pointer_size: int) -> None:
        super().__init__(ctype)
        self.codec_for = codec_for
        self.pointer_codec: Any = codec_for(Pointer(ctype.item, pointer_size))
        self.known: dict[int, Codec] = {}

    def codec_at(self, memory: Memory, offset: int) -> Codec | None:
        """Return the codec of an array of the length that was allocated here, if that is known."""
        if memory.tail is None or memory.tail[0] != offset:
            return None
        return self.codec_of(memory.tail[1])

    def codec_of(self, length: int) -> Codec:
        """Return the codec of an array of this length."""
        assert isinstance(self.ctype, Array)
        if length not in self.known:
            self.known[length] = self.codec_for(replace(self.ctype, length=length))
        return self.known[length]

    def read(self, memory: Memory, offset: int, path: Path) -> object:
        """Return a view of all items, or a pointer to the first."""
        codec = self.codec_at(memory, offset)
        if codec:
            return codec.read(memory, offset, path)
        address = memory.address + offset
        return self.pointer_codec.pointer(address, path, borrowed=memory.borrowed, keep=memory)

    def convert(self, value: object, path: Path) -> object:
        """Refuse: without a place the length is not known."""
        raise StateError(
            f"`{spell(path)}` is a flexible array (`{describe(self.ctype)}`) of unknown length; make the struct with "
            f"`flexible=<number of items>`, or set items one by one."
        )

    def plain(self, memory: Memory, offset: int) -> object:
        """Return a copy, or the address of the first item."""
        codec = self.codec_at(memory, offset)
        return codec.plain(memory, offset) if codec else memory.address + offset

    def equal(self, memory: Memory, offset: int, other: Memory, there: int) -> bool:
        """Compare as many items as are known; what is unknown on both sides is left out."""
        mine, others = self.codec_at(memory, offset), self.codec_at(other, there)
        if mine is None or others is None:
            return mine is others
        return mine.size == others.size and mine.equal(memory, offset, other, there)

    def show(self, memory: Memory, offset: int) -> str:
        """Return the items as `repr` shows them, or where they start."""
        codec = self.codec_at(memory, offset)
        return codec.show(memory, offset) if codec else repr(self.read(memory, offset, ""))


def _texts(array: Any) -> object:
    return bytes(array) if array.ndim == 1 else [_texts(row) for row in array]
