"""Pointers to C functions as Python sees them: they can be called, compared, and bound to another field."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..errors import StateError, UnsupportedTypeError
from ..layouts import CType, Prototype, Scalar, Void, describe
from .abi_shapes import spell_for_cffi
from .faults import Path, convert_all, spell
from .ffis import address_of, plain_ffi
from .memory import Borrowed, Memory
from .pointer_fields import PointerCodec
from .pointers import Address

if TYPE_CHECKING:
    from .codecs import Codec
    from .struct_types import StructTypes

__all__ = ["FunctionCodec", "FunctionPointer", "pointer_to", "read_result"]


class FunctionPointer(Address):
    """A C function by its address: call it, compare it, test it, bind it to a field of the same prototype."""

    __slots__ = ("_structcb_keep",)

    _structcb_codec: FunctionCodec

    def __init__(self, codec: FunctionCodec, address: int, path: Path, keep: object) -> None:
        self._structcb_codec, self._structcb_address = codec, address
        self._structcb_path, self._structcb_keep = path, keep

    @property
    def prototype(self) -> Prototype:
        """The type of the function."""
        return self._structcb_codec.prototype

    def __call__(self, *arguments: object) -> Any:
        """Call the function; arguments are checked as values of fields are."""
        if not self._structcb_address:
            raise StateError(f"`{spell(self._structcb_path)}` is NULL; test it before you call it.")
        return self._structcb_codec.call(self._structcb_address, arguments, self._structcb_path)

    __hash__ = Address.__hash__

    def __eq__(self, other: object) -> bool:
        address = getattr(other, "address", None) if hasattr(other, "_structcb_prototype") else None
        return NotImplemented if address is None else self._structcb_address == address

    def __reduce__(self) -> tuple[Any, ...]:
        raise StateError(
            f"`{spell(self._structcb_path)}` is an address, which holds in one process only: pickle the function that was "
            f"bound, or open the library there."
        )

    @property
    def _structcb_prototype(self) -> Prototype:
        return self._structcb_codec.prototype


class FunctionCodec(PointerCodec):
    """A function pointer: reads as what was bound to it, or as a function that cffi calls."""

    @property
    def prototype(self) -> Prototype:
        """The type of the function."""
        assert isinstance(self.to, Prototype)
        return self.to

    def pointer(self, address: int, path: Path, *, borrowed: Borrowed, keep: object = None) -> Any:
        """Return a new function pointer."""
        return FunctionPointer(self, address, path, keep)

    def call(self, address: int, arguments: tuple[object, ...], path: Path) -> object:
        """Call the function, every argument checked as a field of its type would be."""
        parameters = self.prototype.parameters
        if len(arguments) != len(parameters):
            raise TypeError(
                f"`{spell(path)}` is a `{describe(self.ctype)}`: {len(parameters)} arguments, not {len(arguments)}."
            )
        names = [parameter.name or f"argument {n}" for n, parameter in enumerate(parameters)]
        codecs = dict(zip(names, self.codecs[1:], strict=True))
        values = dict(zip(names, arguments, strict=True))
        converted = convert_all(values, lambda name, value: codecs[name].convert(value, (path, name)))
        _, *cell_types = self.cell_types
        cells = [cell(c, t) for c, t in zip(self.codecs[1:], cell_types, strict=True)]
        for codec, (_, memory), (_, value) in zip(self.codecs[1:], cells, converted, strict=True):
            codec.write(memory, 0, value)
        result = plain_ffi().cast(self.cffi_type, address)(*(pointer[0] for pointer, _ in cells))
        return read_result(self.codecs[0], self.cell_types[0], result, path)

    @cached_property
    def codecs(self) -> list[Codec]:
        """The codecs of the result and of every parameter."""
        kinds: list[CType] = [self.prototype.result, *(p.type for p in self.prototype.parameters)]
        return [self.types.codec(ctype) for ctype in kinds]

    @cached_property
    def cffi_type(self) -> Any:
        """The function's type in terms that cffi can call."""
        has_complex = any(isinstance(c.ctype, Scalar) and c.ctype.kind == "complex" for c in self.codecs)
        unfit = has_complex or self.prototype.variadic
        ctype = None if unfit else self.types.cffi_type(spell_for_cffi(self.prototype))
        if ctype is None:
            raise UnsupportedTypeError(
                f"cffi cannot call a `{describe(self.ctype)}` from Python; call it in compiled code."
            )
        return ctype

    @cached_property
    def cell_types(self) -> list[Any]:
        """The cffi types of pointers to the result and to every parameter."""
        return [pointer_to(ctype, self.types) for ctype in (self.cffi_type.result, *self.cffi_type.args)]


def pointer_to(ctype: Any, types: StructTypes) -> Any:
    """Return the cffi type of a pointer to what this type describes; None for `void`."""
    return None if ctype.kind == "void" else types.cffi_type(plain_ffi().getctype(ctype, "*"))


def cell(codec: Codec, pointer_type: Any, value: object = None) -> tuple[Any, Memory]:
    """Make a variable for an argument or a result, which both cffi and a codec see."""
    pointer = plain_ffi().new(pointer_type, value)
    return pointer, Memory.at(address_of(pointer), codec.size, owner=pointer)


def read_result(codec: Codec, pointer_type: Any, result: object, path: Path) -> object:
    """Return what cffi has returned as a field of its type reads."""
    return (
        None if isinstance(codec.ctype, Void) else codec.read(cell(codec, pointer_type, result)[1], 0, path)
    )
