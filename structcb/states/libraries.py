"""The library behind a header: its functions by name, for Python and for compiled code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..errors import StateError
from ..layouts import Prototype, Table, describe, fingerprint
from .codecs import BytesCodec
from .faults import convert_all
from .ffis import address_of, plain_ffi
from .functions import pointer_to, read_result
from .memory import Bound
from .pointer_fields import PointerCodec
from .scalars import BoolCodec, CharCodec, ComplexCodec, EnumCodec, FloatCodec, IntegerCodec, WideCodec
from .states import State

if TYPE_CHECKING:
    from .codecs import Codec
    from .struct_types import StructTypes

__all__ = ["CFunction", "Library"]

# Numbers that cffi returns as fields of their types read.
ALIKE = {BoolCodec, ComplexCodec, FloatCodec, IntegerCodec}
# Characters, which are integers in compiled code and text for cffi.
TEXT = {CharCodec, WideCodec}


class CFunction:
    """A function of a C library: call it from Python or inside a callback, or bind it to a function pointer.

    From Python, cffi makes the call; states, arrays and callbacks are taken too, each checked as a field of the
    parameter's type would check it. The result is what a field of its type reads as, the same as in compiled code:
    None for NULL, a pointer with C's fields, a state for a struct by value. ``function.cffi`` gives cffi's own data.
    Compiled code names it by library and name, never by address.
    """

    def __init__(self, name: str, prototype: Prototype, library: str, cffi: Any, types: StructTypes) -> None:
        self.name, self.prototype, self.library, self.cffi = name, prototype, library, cffi
        self._types = types

    @property
    def address(self) -> int:
        """The address of the function; valid while its library is open."""
        return address_of(self.cffi)

    @property
    def table(self) -> Table:
        """The layouts that the prototype may refer to."""
        return self._types.table

    def __call__(self, *arguments: Any) -> Any:
        """Call the function."""
        return self._result(self.cffi(*self._converted(arguments)))

    def __repr__(self) -> str:
        where = self.library or "this process"
        return f"<C function `{self.name}` of {where}: {describe(self.prototype)}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return function_of, (self._types.header, self.library, self.name)

    @property
    def _structcb_prototype(self) -> Prototype:
        return self.prototype

    @property
    def _numba_type_(self) -> Any:
        if self._types.compiler is None:
            raise StateError(f"`{self.name}` has no numba type: its library was opened without a compiler.")
        return self._types.compiler.function_type(self)

    def _structcb_fingerprint(self) -> tuple[object, tuple[Any, ...]]:
        return (self.library, self.name, fingerprint(self.prototype, self.table)), ()

    @cached_property
    def _result(self) -> Callable[[Any], Any]:
        """What makes of cffi's result what a field of its type reads as."""
        codec, path = self._types.codec(self.prototype.result), (self.name, "result")
        if isinstance(codec, PointerCodec):
            return lambda result: (
                codec.pointer(address_of(result), path, borrowed={}, keep=self) if result else None
            )
        if isinstance(codec, BytesCodec) or type(codec) in ALIKE:
            return lambda result: result
        if isinstance(codec, EnumCodec):
            return lambda result: codec.members.get(result, result)
        pointer_type = pointer_to(plain_ffi().typeof(self.cffi).result, self._types)
        return lambda result: read_result(codec, pointer_type, result, path)

    @cached_property
    def _codecs(self) -> list[Codec]:
        return [self._types.codec(parameter.type) for parameter in self.prototype.parameters]

    def _converted(self, arguments: tuple[Any, ...]) -> list[Any]:
        known = enumerate(zip(arguments, self._codecs, strict=False))
        ours = {n: a for n, (a, codec) in known if is_ours(a) or type(codec) in TEXT}
        fixed = len(self._codecs)
        if not ours and len(arguments) == fixed:
            return list(arguments)
        # C declares no types for what follows `...`, so that nothing can be checked.
        converted = [*arguments[:fixed], *[as_void(a) if is_ours(a) else a for a in arguments[fixed:]]]
        for position, value in convert_all(ours, self._convert):
            converted[position] = value
        return converted

    def _convert(self, position: int, value: object) -> Any:
        parameter = self.prototype.parameters[position]
        path = (self.name, parameter.name or f"argument {position + 1}")
        converted = self._codecs[position].convert(value, path)
        ctype = plain_ffi().typeof(self.cffi).args[position]
        if isinstance(converted, Bound):
            return plain_ffi().cast(ctype, converted.address)
        if isinstance(converted, State):
            return self._by_value(converted)
        return plain_ffi().cast(ctype, converted) if type(self._codecs[position]) in TEXT else converted

    def _by_value(self, state: State) -> Any:
        """Return a struct in the terms of this library's FFI, whatever header the state comes from."""
        pointer = self._types.cffi_type(f"{state._structcb_layout.name} *")
        return plain_ffi().cast(pointer, state._structcb_address)[0]


class Library:
    """An open C library: the functions that its header declares are its attributes.

    `library.cffi` is the library as cffi opened it; other names (global variables, constants) come from there.
    """

    cffi: Any

    def __init__(self, name: str, cffi: Any, functions: Mapping[str, Prototype], types: StructTypes) -> None:
        self.__dict__.update(cffi=cffi, _name=name, _functions=functions, _types=types)

    def __getattr__(self, name: str) -> Any:
        prototype = self._functions.get(name)
        try:
            found = getattr(self.__dict__["cffi"], name)
        except AttributeError:
            # cffi's own error says that the library has no such symbol.
            if prototype is not None:
                raise
            raise AttributeError(
                f"the header declares no `{name}`; what stands in a header that it includes comes along by name: "
                f"`structcb.load(..., only=[{name!r}, ...])`"
            ) from None
        if prototype is None:
            return found
        made = self.__dict__[name] = CFunction(name, prototype, self._name, found, self._types)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return open_library, (self._types.header, self._name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self.cffi, name, value)

    def __dir__(self) -> list[str]:
        return sorted({"cffi", *dir(self.cffi)})

    def _structcb_fingerprint(self) -> tuple[object, tuple[Any, ...]]:
        table = self._types.table
        return (self._name, {n: fingerprint(p, table) for n, p in sorted(self._functions.items())}), ()

    def _structcb_constant(self, name: str) -> object:
        # Asking cffi for a function would look its symbol up.
        value = None if name in self._functions else getattr(self.cffi, name, None)
        return value if isinstance(value, int | float) else None

    @property
    def _numba_type_(self) -> Any:
        if self._types.compiler is None:
            raise StateError(f"{self!r} has no numba type: it was opened without a compiler.")
        return self._types.compiler.module_type(self)

    def __repr__(self) -> str:
        return f"<library {self._name or 'of this process'}: {len(self._functions)} functions declared>"


def open_library(header: Any, name: str) -> Library:
    """Open a library by name, in another process than the one that had named it."""
    opened: Library = header.open(name or None)
    return opened


def function_of(header: Any, library: str, name: str) -> CFunction:
    """Return a function of a library by name."""
    found: CFunction = getattr(open_library(header, library), name)
    return found


def as_void(ours: Any) -> Any:
    """Return the address of what is ours as a `void *`; None is NULL."""
    ffi: Any = plain_ffi()
    if hasattr(ours, "__array_interface__"):
        return ffi.cast("void *", ffi.from_buffer(ours))
    return ffi.cast("void *", 0 if ours is None else ours.address)


def is_ours(argument: object) -> bool:
    """Return whether an argument is a state, a pointer (NULL too), a callback or an array: cffi knows none of them."""
    kind = type(argument)
    if kind in {int, float, bytes}:
        return False
    marks = "_structcb_address", "_structcb_pointee", "_structcb_prototype", "__array_interface__"
    return argument is None or any(hasattr(kind, name) for name in marks)
