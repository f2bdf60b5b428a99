"""The memory of one C struct, with its fields as attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import StateError
from ..layouts import Layout, Union
from .building import build_state, copy_state
from .codecs import Codec, assign
from .faults import Path, wrong_type
from .ffis import plain_ffi
from .fields import Fielded
from .memory import Memory
from .places import Located
from .pointees import Pointee

if TYPE_CHECKING:
    import ctypes

    import numpy as np

    from .struct_types import StructType

__all__ = ["State", "StructCodec"]


class State(Located, Fielded):
    """A C struct in memory: read and write its fields as attributes, or as `state["name"]`.

    Nothing is copied: C, cffi and NumPy see the same bytes, which live as long as any view of them. A field that
    is called like a method wins; the method is then reached as `State.copy(state)`, a property as
    `State.address.fget(state)`.
    """

    __slots__ = ()

    @property
    def address(self) -> int:
        """The address of the first byte; it keeps nothing alive."""
        return self._structcb_memory.address + self._structcb_offset

    @property
    def cffi(self) -> Any:
        """A typed cffi pointer to the struct; it keeps nothing alive, so hold on to the state."""
        return self._structcb_type.cffi_pointer(self._structcb_address)

    @property
    def ctypes(self) -> ctypes.c_void_p:
        """A `ctypes.c_void_p` that keeps the state alive."""
        import ctypes

        pointer = ctypes.c_void_p(self._structcb_address)
        pointer.state = self  # type: ignore[attr-defined]  # ctypes objects take any attribute
        return pointer

    @property
    def record(self) -> np.void:
        """A NumPy record of the same memory, with every member."""
        import numpy as np

        kind = self._structcb_type
        record = np.ndarray((), kind.full_dtype, self._structcb_memory.bytes, self._structcb_offset)[()]
        assert isinstance(record, np.void)
        return record

    def asdict(self) -> dict[str, Any]:
        """Return the fields as plain Python values, arrays and bytes; nothing shares memory with C."""
        memory, start = self._structcb_memory, self._structcb_offset
        fields = self._structcb_type.fields
        return {name: field.codec.plain(memory, start + field.offset) for name, field in fields.items()}

    def copy(self) -> State:
        """Copy the bytes to memory of its own; what the pointers borrow is kept alive by both."""
        return copy_state(self)

    def __copy__(self) -> State:
        return State.copy(self)

    def __reduce__(self) -> tuple[Any, ...]:
        from .travel import reduce_place

        return reduce_place(self)

    def poison(self) -> None:
        """Overwrite the memory with 0xDB and refuse every later access, to find who uses it too long."""
        self._structcb_memory.poison()

    def __getitem__(self, key: str | int) -> Any:
        if isinstance(key, str):
            return self._structcb_field(key).__get__(self)
        if key != 0:
            raise IndexError(
                f"`{self._structcb_type.label}` is one struct; the only index is 0, not {key!r}. To index what lies "
                f"next to it, as C would, cast it: `S(state)[{key!r}]`."
            )
        return self

    def __setitem__(self, key: str | int, value: object) -> None:
        if isinstance(key, str):
            self._structcb_field(key).__set__(self, value)
            return
        assign(
            self._structcb_type.codec,
            self[key]._structcb_memory,
            self._structcb_offset,
            value,
            self._structcb_path,
        )

    # A state stands for a pointer to itself, but it is no sequence, although it has an index.
    __iter__ = None
    __contains__ = None

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, State) or not self._structcb_type.is_same(other._structcb_type):
            return NotImplemented
        mine, here = self._structcb_memory, self._structcb_offset
        others, there = other._structcb_memory, other._structcb_offset
        # Padding does not count; what a union holds, only its owner knows.
        if isinstance(self._structcb_layout, Union):
            size = self._structcb_layout.size
            return mine.bytes[here : here + size] == others.bytes[there : there + size]
        fields = self._structcb_type.fields.values()
        return all(f.codec.equal(mine, here + f.offset, others, there + f.offset) for f in fields)

    __hash__ = None  # type: ignore[assignment]  # its value changes

    def __repr__(self) -> str:
        memory, start = self._structcb_memory, self._structcb_offset
        try:
            fields = self._structcb_type.fields.items()
            shown = ", ".join(
                f"{name}={field.codec.show(memory, start + field.offset)}" for name, field in fields
            )
        except StateError:
            shown = "<poisoned>"
        return f"{self._structcb_type.label}({shown})"

    @property
    def _structcb_layout(self) -> Layout:
        return self._structcb_type.layout

    @property
    def _structcb_pointee(self) -> Pointee:
        return self._structcb_type.pointee

    @property
    def _numba_type_(self) -> object:
        return self._structcb_type.numba_pointer


def is_cffi_struct(value: object) -> bool:
    """Tell whether this is a struct or a union of cffi's, such as a C function returns."""
    ffi = plain_ffi()
    return isinstance(value, ffi.CData) and ffi.typeof(value).kind in {"struct", "union"}


class StructCodec(Codec):
    """A struct inside a struct: a state on the same memory."""

    def __init__(self, struct_type: StructType) -> None:
        super().__init__(struct_type.layout)
        self.struct_type = struct_type

    def is_same(self, other: Codec) -> bool:
        """Tell whether both mean the same struct."""
        return isinstance(other, StructCodec) and self.struct_type.is_same(other.struct_type)

    def read(self, memory: Memory, offset: int, path: Path) -> State:
        """Return a state that shares this memory."""
        return self.struct_type.state_class(memory, offset, path)

    def convert(self, value: object, path: Path) -> State:
        """Return a state to copy from; a mapping makes a new one, with zeros in what it leaves out."""
        if isinstance(value, State) and self.struct_type.is_same(value._structcb_type):
            return value
        if isinstance(value, Mapping):
            return build_state(self.struct_type, value, path)
        if self.struct_type.is_record(value):
            return self.struct_type.view(value)
        if is_cffi_struct(value):
            return self.struct_type.view(value)
        name = self.struct_type.label
        raise wrong_type(path, f"a `{name}` or a mapping of its fields", value)

    def write(self, memory: Memory, offset: int, converted: object) -> None:
        """Copy the bytes, and with them what the pointers keep alive."""
        assert isinstance(converted, State)
        memory.copy_from(offset, converted._structcb_memory, converted._structcb_offset, self.size)

    def plain(self, memory: Memory, offset: int) -> dict[str, Any]:
        """Return the fields as plain values."""
        return State.asdict(self.read(memory, offset, ""))

    def show(self, memory: Memory, offset: int) -> str:
        """Return the state as `repr` shows it."""
        return repr(self.read(memory, offset, ""))
