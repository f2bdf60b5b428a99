"""Calling machine code from Python: every argument is checked against the prototype first.

A parameter takes what a field of its type takes, by the same codec. What is passed most (numbers of Python's own,
arrays of the very dtype, states of the very struct) is known without asking the codec.
"""

from __future__ import annotations

import functools
import operator
import threading
from collections.abc import Callable
from typing import Any

from ..layouts import CType, Layout, Pointer, Prototype, Reference, Scalar, describe
from ..prototypes import ArrayParameter, BoundParameter, Signature
from ..runtime.slots import Slot
from ..states import StructTypes
from .array_arguments import array_converter, shape_checks
from .ctypes_types import function_type
from .guards import collect, raise_failures
from .pointer_arguments import Converter, pointer_converter

__all__ = ["make_caller"]


def make_caller(
    name: str, signature: Signature, types: StructTypes, address: int, slot: Slot
) -> Callable[..., Any]:
    """Return a Python function that checks, calls and raises."""
    prototype, parameters = signature.prototype, signature.parameters
    converters: list[Converter]
    entry: Any
    if needs_cffi(prototype):
        converters, entry = [passed_on] * len(parameters), cffi_entry(name, prototype, types, address)
    else:
        converters = [converter(f"{name}({p.name})", p, types) for p in parameters]
        entry = function_type(prototype)(address)
        if isinstance(prototype.result, Pointer):
            entry.errcheck = pointer_maker(name, types.codec(prototype.result))
    checks = shape_checks(name, parameters, types)
    count = len(converters)

    def call(*args: Any) -> Any:
        if len(args) != count:
            raise TypeError(f"`{name}` takes {count} arguments, got {len(args)}: {describe(prototype)}")
        converted = [*map(operator.call, converters, args)]
        for check in checks:
            check(args, converted)
        result = entry(*converted)
        if slot.pending:
            raise_failures(collect(slot, threading.get_ident()))
        return result

    return call


def converter(path: str, parameter: BoundParameter, types: StructTypes) -> Converter:
    """Return the function that checks one argument and turns it into what C gets."""
    codec: Any = types.codec(parameter.type)
    match parameter:
        case ArrayParameter():
            return array_converter(path, parameter, codec)
    match parameter.type:
        case Pointer():
            return pointer_converter(path, codec)
        case Scalar(kind="float", size=8):
            return float_converter(path, codec)
        case Scalar(kind="signed" | "unsigned"):
            return integer_converter(path, codec)
    return functools.partial(codec.convert, path=path)


def pointer_maker(name: str, codec: Any) -> Callable[..., Any]:
    """Return what makes of ctypes' address or None what a C function of this result returns."""

    def make(address: int | None, function: object, arguments: object) -> Any:
        return codec.pointer(address, (name, "result"), borrowed={}) if address else None

    return make


def float_converter(path: str, codec: Any) -> Converter:
    """Return what takes numbers for a `double`."""

    def convert(value: Any) -> Any:
        return value if type(value) is float else codec.convert(value, path)

    return convert


def integer_converter(path: str, codec: Any) -> Converter:
    """Return what takes integers that fit."""
    low, high = codec.range

    def convert(value: Any) -> Any:
        return value if type(value) is int and low <= value <= high else codec.convert(value, path)

    return convert


def needs_cffi(prototype: Prototype) -> bool:
    """Return whether something is passed or returned that ctypes knows nothing of: structs, complex numbers."""
    kinds: list[CType] = [prototype.result, *(parameter.type for parameter in prototype.parameters)]
    return any(isinstance(t, Layout | Reference) or getattr(t, "kind", "") == "complex" for t in kinds)


def cffi_entry(name: str, prototype: Prototype, types: StructTypes, address: int) -> Callable[..., Any]:
    """Return what passes structs by value, as through a function pointer in a struct; cffi says what it cannot pass."""
    codec: Any = types.codec(Pointer(prototype, types.pointer_size))
    return lambda *args: codec.call(address, args, name)


def passed_on(value: Any) -> Any:
    """Return the value: its codec sees it later."""
    return value
