"""Calling machine code from Python: every argument is checked against the prototype first."""

from __future__ import annotations

import functools
import operator
import threading
from collections.abc import Callable
from typing import Any

from .. import layouts
from ..errors import FieldTypeError, FieldValueError, UnsupportedTypeError
from ..layouts import CType, Enum, Layout, Scalar, Table, describe, resolve
from ..prototypes import ArrayParameter, Signature, ValueParameter
from ..runtime.slots import Slot
from ..states import Pointer, State, StateArray
from .array_arguments import ShapeCheck, array_address, dtype_of, is_array
from .ctypes_types import function_type
from .guards import collect, raise_failures

__all__ = ["make_caller"]

Converter = Callable[[Any], Any]


def make_caller(
    name: str, signature: Signature, table: Table, address: int, slot: Slot
) -> Callable[..., Any]:
    """Return a Python function that checks, calls and raises."""
    entry = function_type(signature.prototype)(address)
    converters = [converter(name, parameter, table) for parameter in signature.parameters]
    shaped = [
        (position, ShapeCheck.of(name, parameter))
        for position, parameter in enumerate(signature.parameters)
        if isinstance(parameter, ArrayParameter)
    ]
    count = len(converters)

    def call(*args: Any) -> Any:
        if len(args) != count:
            raise TypeError(
                f"`{name}` takes {count} arguments, got {len(args)}: {describe(signature.prototype)}"
            )
        converted = [convert(argument) for convert, argument in zip(converters, args, strict=True)]
        for position, check in shaped:
            check(args[position], args)
        result = entry(*converted)
        if slot.pending:
            raise_failures(collect(slot, threading.get_ident()), slot.take_dropped())
        return result

    return call


def converter(name: str, parameter: ValueParameter | ArrayParameter, table: Table) -> Converter:
    """Return the function that checks one argument and turns it into what C gets."""
    path = f"{name}({parameter.name})"
    match parameter.type:
        case layouts.Pointer(to=to, const=const):
            return ToAddress(path, resolve(to, table), const)
        case Scalar(kind="bool"):
            return bool
        case Scalar(kind="float"):
            return float
        case Scalar(kind="unsigned", size=size) | Enum(signed=False, size=size):
            return functools.partial(to_integer, path, 0, 2 ** (8 * size) - 1)
        case Scalar(size=size) | Enum(size=size):
            return functools.partial(to_integer, path, -(2 ** (8 * size - 1)), 2 ** (8 * size - 1) - 1)
    raise UnsupportedTypeError(
        f"`{path}` cannot be passed from Python; call it inside @njit, or call `.py_func`"
    )


def to_integer(path: str, low: int, high: int, value: Any) -> int:
    """Return an integer that C can hold."""
    number = operator.index(value)
    if not low <= number <= high:
        raise FieldValueError(f"`{path}` takes an integer from {low} to {high}, got {number}")
    return number


class ToAddress:
    """Turns what Python passes for a pointer into an address, after checking what it leads to."""

    def __init__(self, path: str, target: CType, const: bool) -> None:
        self.path, self.target, self.const = path, target, const

    def __call__(self, value: Any) -> int:
        """Return the address behind an array, a state, a pointer or None."""
        if value is None:
            return 0
        if type(value).__name__ == "ndarray" or is_array(value):
            return array_address(self.path, self.target, self.dtype, const=self.const, array=value)
        if isinstance(value, State | StateArray | Pointer):
            self.check_struct(getattr(value, "_structcb_layout", None))
            return int(value._structcb_address)
        if hasattr(value, "_structcb_prototype"):
            return int(value.address)
        if type(value).__module__ == "_cffi_backend":
            return cffi_address(self.path, value)
        raise FieldTypeError(
            f"`{self.path}` takes a pointer to `{describe(self.target)}`, got {type(value).__name__}; pass a state, "
            f"a NumPy array, a cffi pointer or None"
        )

    def check_struct(self, layout: Layout | None) -> None:
        """Refuse a struct that C would misread; mostly it is the very layout that is wanted."""
        if layout is None or layout is self.target or not isinstance(self.target, Layout):
            return
        if layout != self.target:
            raise FieldTypeError(f"`{self.path}` takes a `{self.target.name} *`, got a `{layout.name}`")

    @functools.cached_property
    def dtype(self) -> Any:
        """The dtype that an array must have, looked up when the first array comes."""
        return dtype_of(self.target)


def cffi_address(path: str, value: Any) -> int:
    """Return the address that a cffi pointer holds."""
    import cffi

    return int(cffi.FFI().cast("uintptr_t", value))
