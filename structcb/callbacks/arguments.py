"""Calling machine code from Python: every argument is checked against the prototype first."""

from __future__ import annotations

import functools
import operator
import threading
from collections.abc import Callable
from typing import Any

from ..errors import FieldTypeError, FieldValueError, UnsupportedTypeError
from ..layouts import CType, Enum, Layout, Pointer, Scalar, Table, describe, resolve
from ..prototypes import ArrayParameter, Signature, ValueParameter
from ..runtime.slots import Slot
from ..shapes import Argument, Constant, Factor, StructField
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
    shapes = [
        (position, parameter)
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
        for position, parameter in shapes:
            check_shape(name, parameter, args, position)
        result = entry(*converted)
        if slot.pending:
            raise_failures(collect(slot, threading.get_ident()), slot.take_dropped())
        return result

    return call


def converter(name: str, parameter: ValueParameter | ArrayParameter, table: Table) -> Converter:
    """Return the function that checks one argument and turns it into what C gets."""
    path = f"{name}({parameter.name})"
    match parameter.type:
        case Pointer(to=to, const=const):
            return functools.partial(to_address, path, resolve(to, table), const)
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


def to_address(path: str, target: CType, const: bool, value: Any) -> int:
    """Return the address behind a state, an array, a pointer or None."""
    layout = getattr(value, "_structcb_layout", None)
    if layout is not None:
        if isinstance(target, Layout) and layout != target:
            raise FieldTypeError(f"`{path}` takes a `{target.name} *`, got a `{layout.name}`")
        return int(value._structcb_address)
    if value is None:
        return 0
    if hasattr(value, "__array_interface__"):
        return array_address(path, target, const, value)
    if hasattr(value, "_structcb_address"):
        return int(value._structcb_address)
    if hasattr(value, "_structcb_prototype"):
        return int(value.address)
    if type(value).__module__ == "_cffi_backend":
        return cffi_address(path, value)
    raise FieldTypeError(
        f"`{path}` takes a pointer to `{describe(target)}`, got {type(value).__name__}; pass a state, a NumPy array, "
        f"a cffi pointer or None"
    )


def cffi_address(path: str, value: Any) -> int:
    """Return the address that a cffi pointer holds."""
    import cffi

    return int(cffi.FFI().cast("uintptr_t", value))


def array_address(path: str, target: CType, const: bool, array: Any) -> int:
    """Return the address of an array's data, after checking what C will assume of it."""
    from .. import dtypes

    flags = array.flags
    if not (flags.c_contiguous or flags.f_contiguous):
        raise FieldTypeError(f"`{path}`: the array is not contiguous; pass np.ascontiguousarray(...)")
    if not const and not flags.writeable:
        raise FieldTypeError(f"`{path}`: the array is read-only, and C may write it")
    if isinstance(target, (Scalar, Enum)) and array.dtype != dtypes.scalar_dtype(target):
        raise FieldTypeError(f"`{path}` takes `{describe(target)}`, got an array of {array.dtype}")
    return int(array.__array_interface__["data"][0])


def check_shape(name: str, parameter: ArrayParameter, args: tuple[Any, ...], position: int) -> None:
    """Refuse an array whose shape is not what the callback was told."""
    array = args[position]
    # A struct may have a field that is called `shape`.
    is_ours = hasattr(array, "_structcb_address")
    shape = getattr(array, "_structcb_shape" if is_ours else "shape", None)
    if shape is None:
        return
    wanted = tuple(dimension(factors, args) for factors in parameter.shape)
    flat = len(shape) == 1 and len(wanted) > 1
    enough = product(tuple(shape)) >= product(wanted) if flat else tuple(shape) == wanted
    if not enough:
        raise FieldTypeError(f"`{name}({parameter.name})` takes the shape {wanted}, got {tuple(shape)}")
    if len(wanted) < 2 or is_ours:
        return  # states lie side by side in C's order
    flags = array.flags
    if not (flags.f_contiguous if parameter.order == "F" else flags.c_contiguous):
        raise FieldTypeError(f"`{name}({parameter.name})` takes an array in {parameter.order} order")


def dimension(factors: tuple[Factor, ...], args: tuple[Any, ...]) -> int:
    """Return one dimension for these arguments."""
    return product(tuple(factor_value(factor, args) for factor in factors))


def factor_value(factor: Factor, args: tuple[Any, ...]) -> int:
    """Return one factor of a dimension."""
    match factor:
        case Constant(value=value):
            return value
        case Argument(position=position):
            return int(args[position])
        case StructField(position=position, path=path):
            return int(functools.reduce(lambda here, name: here[name], path, args[position]))


def product(numbers: tuple[int, ...]) -> int:
    """Return the product of integers."""
    return functools.reduce(lambda a, b: a * b, numbers, 1)
