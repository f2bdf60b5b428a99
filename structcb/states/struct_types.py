"""The struct types of a header: each makes states of one struct, and arrays and views of them."""

from __future__ import annotations

import ctypes
import operator
from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, overload

from .. import layouts
from ..errors import FieldTypeError, StateError
from ..layouts import CType, Enum, Layout, Reference, Table, describe, fingerprint
from .building import build_array, build_state
from .codec_choice import choose_codec, choose_field_codec
from .codecs import Codec
from .columns import Column
from .ffis import FFI, plain_ffi, typed_pointer, typeof
from .fields import FieldDescriptor, can_be_attribute, flexible_field
from .foreign import bindings_of, find
from .item_columns import ItemColumn
from .memory import SeenByC
from .pointees import Pointee
from .pointers import Pointer
from .scalars import int_enum
from .state_arrays import StateArray
from .states import State, StructCodec

if TYPE_CHECKING:
    from enum import IntEnum

    from ..dtypes import AnyDType
    from .compilers import Compiler

__all__ = ["StructType", "StructTypes"]


class StructTypes:
    """The struct types of one table of layouts, each made once, at its first use."""

    def __init__(
        self, table: Table, ffi: Callable[[], FFI], *, compiler: Compiler | None, header: Any = None
    ) -> None:
        self.table, self._make_ffi, self.compiler, self.header = table, ffi, compiler, header
        self.pointer_size = ctypes.sizeof(ctypes.c_void_p)
        self._made: dict[Layout, StructType] = {}
        self._enums: dict[Enum, type[IntEnum]] = {}
        # numba asks for the type of every argument of every call.
        self._numba_types: dict[CType, object] = {}

    @cached_property
    def ffi(self) -> FFI:
        """The header's FFI, asked for only where a struct must be named: it has to parse the header."""
        return self._make_ffi()

    def get(self, which: Layout | Reference | str) -> StructType:
        """Return the struct type of a layout, or of a struct by its C spelling."""
        layout = (
            which
            if isinstance(which, Layout)
            else self.table[which.name if isinstance(which, Reference) else which]
        )
        if layout not in self._made:
            self._made[layout] = StructType(layout, self)
        return self._made[layout]

    def __reduce__(self) -> tuple[Any, ...]:
        if self.header is None:
            raise StateError(
                "these struct types were made without a header, from which another process could make them"
            )
        return operator.attrgetter("_types"), (self.header,)

    def __deepcopy__(self, memo: object) -> StructTypes:
        return self

    def compiler_for(self, label: str) -> Compiler:
        """Return what makes numba's types, or refuse to have one made."""
        if self.compiler is None:
            raise StateError(f"`{label}` has no numba type: its struct types were made without a compiler.")
        return self.compiler

    def numba_type(self, ctype: CType) -> object:
        """Return the numba type of a value of a C type."""
        if ctype not in self._numba_types:
            compiler = self.compiler_for(describe(ctype))
            self._numba_types[ctype] = compiler.value_type(ctype, self.table)
        return self._numba_types[ctype]

    def codec(self, ctype: CType) -> Codec:
        """Return what reads and writes a C type."""
        return choose_codec(ctype, self)

    def cffi_type(self, spelling: str) -> Any | None:
        """Return the cffi type of a C spelling; the header is only asked for what it alone can know."""
        return typeof(plain_ffi(), spelling) or typeof(self.ffi, spelling)

    def enum(self, ctype: Enum) -> type[IntEnum]:
        """Return the Python enum of a C enum."""
        if ctype not in self._enums:
            self._enums[ctype] = int_enum(ctype)
        return self._enums[ctype]

    def members(self, ctype: Enum) -> Mapping[int, int]:
        """Map each integer to the member of the Python enum that has it."""
        return {int(member): member for member in self.enum(ctype)}


class StructType:
    """A C struct or union: call it for a state, `array(n)` for many, `view(address)` for memory that C owns.

    `layout` holds its size, alignment and fields; `fields` maps each name to its descriptor, in C's order.
    """

    def __init__(self, layout: Layout, types: StructTypes) -> None:
        self.layout, self.types = layout, types
        self._numba_arrays: dict[tuple[int, bool], object] = {}
        self.label = layout.name.removeprefix("struct ").removeprefix("union ")
        # `help(S)` shows the documentation of an object that has its own.
        self.__doc__ = f"{layout.doc}\n\n{self!r}".lstrip()

    @overload
    def __call__(self, /, *, flexible: Any = None, **fields: object) -> State: ...
    @overload
    def __call__(self, address: Any, /) -> Pointer: ...

    def __call__(self, address: Any = None, /, *, flexible: Any = None, **fields: object) -> Any:
        """Make a state in zeroed memory of its own; given an address, cast it to a pointer instead.

        Parameters
        ----------
        address
            A state, a pointer, or an address as an integer: the result is a `Pointer` to this struct, with every
            field as compiled code sees it. Compiled code spells the cast so, too.
        flexible
            How many items the flexible array at the end gets.
        **fields
            Values by name. All of them are checked before any is stored.
        """
        if address is not None:
            return self._cast(address, fields)
        if flexible is not None and "flexible" in self.fields:
            if flexible_field(self.layout):
                raise FieldTypeError(
                    f"`{self.label}.flexible` is a field and also sizes the array; set it afterwards."
                )
            fields["flexible"], flexible = flexible, None
        return build_state(self, fields, self.label, flexible=flexible)

    def _cast(self, address: Any, fields: Mapping[str, object]) -> Any:
        if fields:
            raise FieldTypeError(f"`{self.label}(address)` casts, and takes no fields besides.")
        where = getattr(address, "_structcb_address", address)
        pointer = layouts.Pointer(Reference(self.layout.name), self.types.pointer_size)
        codec: Any = self.types.codec(pointer)
        borrowed = SeenByC(bindings_of(address))
        return codec.pointer(operator.index(where), self.label, borrowed=borrowed, keep=address)

    def value(self, /, **fields: object) -> State:
        """Make a state; compiled code spells a struct by value so."""
        return build_state(self, fields, self.label)

    def array(self, n: int, /, **columns: object) -> StateArray:
        """Make `n` states side by side in zeroed memory.

        Parameters
        ----------
        n
            How many.
        **columns
            Values by field name: one for each struct, or one for all.
        """
        return build_array(self, n, columns)

    def view(self, where: Any, /, owner: object = None) -> State:
        """Look at a struct that somebody else owns.

        Parameters
        ----------
        where
            An address, a cffi pointer, a NumPy record, a pointer field's value or a state.
        owner
            What must live as long as the view; of an address alone nothing is known.
        """
        return self.state_class(*find(where, self, owner), self.label)

    def __reduce__(self) -> tuple[Any, ...]:
        return StructTypes.get, (self.types, self.layout)

    def __deepcopy__(self, memo: object) -> StructType:
        return self

    @property
    def name(self) -> str:
        """The C spelling."""
        return self.layout.name

    @property
    def size(self) -> int:
        """The size in bytes."""
        return self.layout.size

    @property
    def table(self) -> Table:
        """The layouts that this one may refer to."""
        return self.types.table

    @cached_property
    def dtype(self) -> AnyDType:
        """The NumPy dtype without overlaps, which numba and `numpy.save` take."""
        from ..dtypes import record_dtype

        return record_dtype(self.layout)

    @cached_property
    def full_dtype(self) -> AnyDType:
        """The NumPy dtype with every member."""
        from ..dtypes import full_dtype

        return full_dtype(self.layout)

    def _structcb_fingerprint(self) -> tuple[object, tuple[Any, ...]]:
        return fingerprint(self.layout, self.table), ()

    @cached_property
    def numba_type(self) -> object:
        """The numba type of the struct."""
        return self._compiler.struct_type(self.layout, self.table)

    @cached_property
    def numba_pointer(self) -> object:
        """The numba type of a pointer to the struct."""
        return self._compiler.pointer_type(self.layout, self.table)

    def numba_array(self, dimensions: int, readonly: bool) -> object:
        """Return the numba type of an array of this struct."""
        kind = dimensions, readonly
        if kind not in self._numba_arrays:
            self._numba_arrays[kind] = self._compiler.array_type(
                self.layout, self.table, dimensions, readonly
            )
        return self._numba_arrays[kind]

    @property
    def _numba_type_(self) -> object:
        return self._compiler.class_type(self)

    @cached_property
    def fields(self) -> Mapping[str, FieldDescriptor]:
        """Name → descriptor, in C's order."""
        fields = self.layout.fields.items()
        return MappingProxyType(
            {n: FieldDescriptor(n, f, choose_field_codec(f, self.types)) for n, f in fields}
        )

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Name → column of an array of states, in C's order."""
        return MappingProxyType({n: Column(n, f.field, f.codec) for n, f in self.fields.items()})

    @cached_property
    def codec(self) -> StructCodec:
        """What reads and writes this struct inside another."""
        return StructCodec(self)

    @cached_property
    def state_class(self) -> type[State]:
        """The class of its states, with the fields as attributes."""
        return self._subclass(State, self.label, self.fields)

    @cached_property
    def array_class(self) -> type[StateArray]:
        """The class of its arrays, with the columns as attributes."""
        return self._subclass(StateArray, f"{self.label}_array", self.columns)

    @cached_property
    def column_class(self) -> type[ItemColumn]:
        """The class of its columns in arrays of other structs, with the columns of its own fields as attributes."""
        return self._subclass(ItemColumn, f"{self.label}_column", self.columns)

    @cached_property
    def pointer_class(self) -> type[Pointer]:
        """The class of pointers to it, with the fields as attributes."""
        return self._subclass(Pointer, f"{self.label}_pointer", self.fields)

    @property
    def pointee(self) -> Pointee:
        """The struct, for comparing with what a pointer leads to."""
        return Pointee(self.layout, self.table)

    def is_same(self, other: StructType) -> bool:
        """Tell whether both are the same struct, whatever headers they come from."""
        return self is other or self.pointee.is_same(other.pointee)

    def is_record(self, value: Any) -> bool:
        """Tell whether this is a NumPy record or structured array of this struct."""
        if not hasattr(value, "__array_interface__") or getattr(value.dtype, "names", None) is None:
            return False
        return bool(value.dtype in {self.full_dtype, self.dtype})

    def cffi_pointer(self, address: int) -> Any:
        """Return an address as a typed cffi pointer."""
        return typed_pointer(self.types.ffi, f"{self.layout.name} *", address)

    def __repr__(self) -> str:
        layout = self.layout
        head = f"{layout.name}: {layout.size} bytes, aligned to {layout.align}"
        rows = [
            (field.offset, field.spelling, name, " ".join(field.field.doc.split()))
            for name, field in self.fields.items()
        ]
        # One long prototype must not push all names out of sight.
        width = min(max((len(spelling) for _, spelling, _, _ in rows), default=0), 60)
        shown = (f"{o:6}  {spelling:{width}}  {name}  {doc}".rstrip() for o, spelling, name, doc in rows)
        return "\n".join([head, *shown])

    @property
    def _compiler(self) -> Compiler:
        return self.types.compiler_for(self.label)

    def _subclass(self, base: type[Any], name: str, fields: Mapping[str, object]) -> type[Any]:
        body = {key: field for key, field in fields.items() if can_be_attribute(key)}
        doc = f"A {base.__name__} of C's `{self.layout.name}`.\n\n{self!r}"
        return type(name, (base,), {**body, "__slots__": (), "__doc__": doc, "_structcb_type": self})
