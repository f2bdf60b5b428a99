"""The same callback in the interpreter: pdb, print and coverage work, and C gets the same results.

C calls a cffi callback; its arguments become live views with the spelling of compiled code. Pointers are pointers
here, not what Python has bound to them, because that is what compiled code sees.
"""

from __future__ import annotations

import functools
import math
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .errors import SignatureError, StateError, UnsupportedTypeError
from .layouts import CType, Enum, Layout, Pointer, Prototype, Scalar, Void, describe, resolve
from .prototypes import ArrayParameter, BoundParameter, Signature
from .runtime.native import native
from .runtime.slots import Slot
from .shapes import Argument, Constant, Dimension, Factor
from .states import StructTypes
from .states.graves import is_buried
from .states.scalars import WIDE_CHARACTERS

__all__ = ["DebugUnit", "debug_unit"]

Reader = Callable[[Any], Any]


@dataclass(frozen=True, eq=False)
class DebugUnit:
    """A callback that runs in the interpreter, where a `Unit` of machine code would stand."""

    address: int
    slot: Slot
    cache_status: str = "off: debug=True runs the interpreter"

    def inspected(self) -> Any:
        """Refuse: there is no machine code to look at."""
        raise UnsupportedTypeError("debug=True runs the interpreter; there is no machine code to inspect")

    def dispatcher(self) -> Any:
        """Refuse: compiled code would not stop at a breakpoint."""
        raise UnsupportedTypeError(
            "debug=True runs the interpreter, so the callback cannot be compiled into an @njit function; "
            "run that function with NUMBA_DISABLE_JIT=1 too"
        )


def debug_unit(
    function: Callable[..., Any], signature: Signature, types: StructTypes, ffi: Any, pointer_type: Any
) -> DebugUnit:
    """Make a C function that runs Python.

    Parameters
    ----------
    function
        The body.
    signature
        The prototype, bound to the body's parameters.
    types
        The header's struct types.
    ffi, pointer_type
        The header's FFI, and its type of a pointer to such a function.

    Raises
    ------
    UnsupportedTypeError
        A prototype that cffi cannot make a Python callback for (complex numbers by value).
    """
    pointer_type = with_integers(ffi, pointer_type, signature.prototype)
    slot = Slot(function.__qualname__, signature.errors.recovers)
    readers = tuple(
        reader(ffi, parameter.name, resolve(parameter.type, types.table), types)
        for parameter in signature.prototype.parameters
    )
    result = resolve(signature.result, types.table)
    run = Interpreter(function, signature, slot, ffi, pointer_type.result, result, readers)
    try:
        cfunction = ffi.callback(pointer_type, run, error=run.error_value(), onerror=run.keep)
    except NotImplementedError as error:
        raise UnsupportedTypeError(
            f"`{describe(signature.prototype)}` cannot run in the interpreter: {error}"
        ) from None
    kept_for_c().append(cfunction)
    return DebugUnit(int(ffi.cast("uintptr_t", cfunction)), slot)


def with_integers(ffi: Any, pointer_type: Any, prototype: Prototype) -> Any:
    """Return a function's type with integers for wide characters: for cffi these are text, which -1 (`WEOF`) is not."""
    types = [prototype.result, *(parameter.type for parameter in prototype.parameters)]
    if not any(isinstance(t, Scalar) and t.name in WIDE_CHARACTERS for t in types):
        return pointer_type
    cffi_types = pointer_type.result, *pointer_type.args
    result, *parameters = (
        f"{'u' * (t.kind == 'unsigned')}int{8 * t.size}_t"
        if isinstance(t, Scalar) and t.name in WIDE_CHARACTERS
        else found.cname
        for t, found in zip(types, cffi_types, strict=True)
    )
    return ffi.typeof(ffi.getctype(result, f"(*)({', '.join(parameters)})"))


@functools.cache
def kept_for_c() -> list[Any]:
    """Return the C functions of every debugged callback: C may keep an address for the life of the process."""
    return []


@dataclass(frozen=True, eq=False)
class Interpreter:
    """Runs a body in the interpreter as its machine code would run."""

    function: Callable[..., Any]
    signature: Signature
    slot: Slot
    ffi: Any
    result_type: Any
    result: CType
    readers: tuple[Reader, ...]

    def __call__(self, *arguments: Any) -> Any:
        """Run once: views in, a C value out; an exception is kept, and C gets the error value."""
        try:
            if native().interrupt.value and self.slot.guards:
                return self.failed(KeyboardInterrupt(), arguments)
            trace_foreign_thread()
            views = [read(argument) for read, argument in zip(self.readers, arguments, strict=True)]
            shaped = [
                self.shaped(parameter, views, i) for i, parameter in enumerate(self.signature.parameters)
            ]
            return to_result(self.ffi, self.result_type, self.result, self.function(*shaped), self.function)
        except BaseException as error:  # noqa: BLE001  (nothing may be raised through C)
            return self.failed(error, arguments)

    def shaped(self, parameter: BoundParameter, views: list[Any], position: int) -> Any:
        """Return an argument with the shape that the options give it."""
        if not isinstance(parameter, ArrayParameter) or views[position] is None:
            return views[position]
        shape = tuple(dimension(d, views) for d in parameter.shape)
        if parameter.order == "F" and len(shape) > 1:
            return numbers(views[position]._structcb_view((math.prod(shape),)).reshape(shape, order="F"))
        return numbers(views[position]._structcb_view(shape))

    def failed(self, error: BaseException, arguments: tuple[Any, ...]) -> Any:
        """Keep an exception and return what C gets for it."""
        entry = error.__traceback__
        error = error.with_traceback(entry.tb_next if entry is not None and entry.tb_next else entry)
        carrier = self.signature.user_data
        user_data = int(self.ffi.cast("uintptr_t", arguments[carrier])) if carrier is not None else 0
        self.slot.add(self.slot.failure(error, threading.get_ident(), user_data))
        return self.error_value(error)

    def error_value(self, error: BaseException | None = None) -> Any:
        """Return what C gets for an exception."""
        policy = self.signature.errors
        value = next((v for cls, v in policy.classes if isinstance(error, cls)), policy.default)
        return error_result(self.ffi, self.result_type, self.result, value)

    def keep(self, kind: type[BaseException], error: BaseException, traceback: Any) -> Any:
        """Keep what went wrong around the body, where Ctrl-C may come too, and return what C gets for it."""
        self.slot.add(self.slot.failure(error.with_traceback(traceback), threading.get_ident(), 0))
        return self.error_value(error)


def trace_foreign_thread() -> None:
    """Let coverage follow a thread that C has started, as `threading` lets it follow Python's own."""
    trace = threading.gettrace()
    if trace is None or sys.gettrace() is not None:
        return
    here = threading.get_ident()
    if all(thread.ident != here for thread in threading.enumerate()):
        sys.settrace(trace)


def reader(ffi: Any, name: str, ctype: CType, types: StructTypes) -> Reader:
    """Return what turns one C argument into what the body sees."""
    match ctype:
        case Pointer():
            return functools.partial(read_pointer, ffi, types.codec(ctype), name)
        case Layout():
            struct_type = types.get(ctype)
            return lambda cdata: struct_type.view(ffi.addressof(cdata), owner=cdata)
    return plain_number


def read_pointer(ffi: Any, codec: Any, name: str, cdata: Any) -> Any:
    """Return a pointer that knows of nothing bound; NULL is None."""
    address = int(ffi.cast("uintptr_t", cdata))
    if is_buried(address):
        raise StateError(
            f"`{name}` points at a state that Python has freed: keep the state alive for as long as C has its address, "
            f"with `callback.bind(state)` or a variable"
        )
    return codec.pointer(address, name, borrowed={}) if address else None


def plain_number(value: Any) -> Any:
    """Return a number as compiled code has it: characters are integers there."""
    return int.from_bytes(value, "little", signed=True) if isinstance(value, bytes) else value


def numbers(array: Any) -> Any:
    """Return an array of numbers whose items are Python's, so that they divide and overflow as Python does."""
    import numpy as np

    return array.view(_number_array()) if isinstance(array, np.ndarray) else array


@functools.cache
def _number_array() -> type[Any]:
    import numpy as np

    class NumberArray(np.ndarray):
        """An array that gives Python's own numbers."""

        def __getitem__(self, index: Any) -> Any:
            item = super().__getitem__(index)
            return item.item() if isinstance(item, np.generic) else item

    return NumberArray


def dimension(factors: Dimension, views: list[Any]) -> int:
    """Return one dimension."""
    return math.prod(factor_value(factor, views) for factor in factors)


def factor_value(factor: Factor, views: list[Any]) -> int:
    """Return one factor of a dimension."""
    match factor:
        case Constant(value=value):
            return value
        case Argument(position=position):
            return int(views[position])
    return int(functools.reduce(lambda here, name: here[name], factor.path, views[factor.position]))


def to_result(ffi: Any, cffi_type: Any, ctype: CType, value: Any, function: Callable[..., Any]) -> Any:
    """Return a body's result as cffi wants it; what compiled code refuses is refused."""
    match ctype:
        case Void() if value is None:
            return None
        case Scalar(kind="float") | Scalar(kind="complex") if is_number(value):
            return value
        case Scalar(kind="bool") if isinstance(value, int):
            return bool(value)
        case Scalar() | Enum() if hasattr(value, "__index__"):
            return wrapped(cffi_type, ctype, int(value))
        case Pointer():
            return ffi.cast(cffi_type, 0 if value is None else address_of(value))
        case Layout() if hasattr(value, "_structcb_layout") and value._structcb_layout == ctype:
            return ffi.cast(f"{ffi.getctype(cffi_type)} *", value._structcb_address)[0]
    raise SignatureError(f"`{function.__qualname__}` returned {value!r}, but C expects `{describe(ctype)}`")


def is_number(value: Any) -> bool:
    """Return whether a value is a real or a complex number."""
    return isinstance(value, (int, float, complex)) or hasattr(value, "__float__")


def wrapped(cffi_type: Any, ctype: Scalar | Enum, value: int) -> Any:
    """Return an integer cut to its width, as compiled code cuts it."""
    bits = 8 * ctype.size
    low = value & (2**bits - 1)
    if ctype.kind != "unsigned" and low >= 2 ** (bits - 1):
        low -= 2**bits
    return bytes([low & 0xFF]) if cffi_type.cname == "char" else low


def address_of(value: Any) -> int:
    """Return the address behind a pointer, a state or an array."""
    if hasattr(value, "_structcb_address"):
        return int(value._structcb_address)
    if hasattr(value, "__array_interface__"):
        return int(value.__array_interface__["data"][0])
    return int(getattr(value, "address", value))


def error_result(ffi: Any, cffi_type: Any, ctype: CType, value: Any) -> Any:
    """Return an error value as cffi wants it."""
    match ctype:
        case Void():
            return None
        case Pointer():
            return ffi.NULL
        case Layout():
            return ffi.new(f"{ffi.getctype(cffi_type)} *")[0]
        case Scalar(kind="float") | Scalar(kind="complex"):
            return value
        case Scalar(kind="bool"):
            return bool(value)
        case Scalar() | Enum():
            return wrapped(cffi_type, ctype, int(value))
    raise SignatureError(f"`{describe(ctype)}` has no error value")
