"""Arrays on their way from Python to machine code: their dtype, their shape, and where their data lies."""

from __future__ import annotations

import ctypes
import math
import operator
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from ..errors import FieldTypeError
from ..prototypes import ArrayParameter, BoundParameter
from ..shapes import Argument, Constant, Dimension, Factor, StructField
from ..states import StructTypes
from .pointer_arguments import Converter, borrowed

__all__ = ["array_converter", "shape_checks"]

Check: TypeAlias = Callable[[tuple[Any, ...], list[Any]], None]
Measure: TypeAlias = Callable[[tuple[Any, ...], list[Any]], Any]

# Any writable buffer shows its address through this, at a tenth of the cost of NumPy's own description.
ANY_BUFFER = ctypes.c_char * 0


def array_converter(path: str, parameter: ArrayParameter, codec: Any) -> Converter:
    """Return what takes arrays; where their shape is constant, it is checked too."""
    fixed = fixed_shape(parameter)
    in_c_order = parameter.order == "C" or len(parameter.shape) == 1
    # NumPy's, once the first array has come: nothing here imports it.
    kind = dtype = None

    def convert(value: Any) -> Any:
        nonlocal kind, dtype
        if (
            type(value) is kind
            and value.dtype is dtype
            and (fixed is None or value.shape == fixed)
            and value.flags.carray  # contiguous, aligned, writable
        ):
            return ctypes.addressof(ANY_BUFFER.from_buffer(value))
        address = borrowed(path, codec, value if in_c_order else transposed(path, value))
        if fixed is not None:
            check_shape(path, value, fixed)
        if in_c_order and is_array(value) and value.size:
            kind, dtype = sys.modules["numpy"].ndarray, value.dtype
        return address

    return convert


def transposed(path: str, array: Any) -> Any:
    """Return an array in Fortran's order as one in C's, which has the same bytes."""
    if not is_array(array) or array.ndim < 2:
        return array
    if not array.flags.f_contiguous:
        raise FieldTypeError(f"`{path}` takes an array in F order; copy it with `numpy.asfortranarray`.")
    return array.T


def is_array(value: Any) -> bool:
    """Return whether a value is a NumPy array, without importing NumPy for it."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


def fixed_shape(parameter: ArrayParameter) -> tuple[int, ...] | None:
    """Return the shape of an array if no other argument says so."""
    known = tuple(n for n in parameter.fixed if n is not None)
    return known if len(known) == len(parameter.shape) else None


def shape_checks(name: str, parameters: Sequence[BoundParameter], types: StructTypes) -> list[Check]:
    """Return one check for each shape that depends on the arguments; many arrays may have to have it."""
    groups: dict[tuple[Dimension, ...], list[tuple[int, str]]] = {}
    for position, parameter in enumerate(parameters):
        if isinstance(parameter, ArrayParameter) and fixed_shape(parameter) is None:
            groups.setdefault(parameter.shape, []).append((position, f"{name}({parameter.name})"))
    return [shape_check(shape, places, parameters, types) for shape, places in groups.items()]


def shape_check(
    shape: tuple[Dimension, ...],
    places: list[tuple[int, str]],
    parameters: Sequence[BoundParameter],
    types: StructTypes,
) -> Check:
    """Return what refuses arrays of another shape than the arguments ask for."""
    measure = measure_shape(shape, places[0][1], parameters, types)

    def check(args: tuple[Any, ...], converted: list[Any]) -> None:
        wanted = None
        for position, path in places:
            array = args[position]
            found = array.shape if type(array).__name__ == "ndarray" else shape_of(array)
            if found is None:
                continue
            wanted = wanted or measure(args, converted)
            if found != wanted:
                check_shape(path, array, wanted)

    return check


def check_shape(path: str, array: Any, wanted: tuple[int, ...]) -> None:
    """Refuse an array whose shape is not what the callback was told."""
    found = shape_of(array)
    if found not in (None, wanted) and not is_flat(found, wanted):
        raise FieldTypeError(f"`{path}` takes the shape {wanted}, got {found}")


def shape_of(array: Any) -> Any:
    """Return the shape of an array; None for what has none, such as a pointer."""
    # A struct may have a field that is called `shape`.
    return array.shape if is_array(array) else getattr(array, "_structcb_shape", None)


def is_flat(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Return whether a one-dimensional array holds all the items of one with more dimensions."""
    return len(shape) == 1 and len(wanted) > 1 and shape[0] >= math.prod(wanted)


def measure_shape(
    shape: tuple[Dimension, ...], path: str, parameters: Sequence[BoundParameter], types: StructTypes
) -> Measure:
    """Return what computes a shape for the arguments of a call."""
    measures = [measure_dimension(dimension, path, parameters, types) for dimension in shape]
    if len(measures) == 1:
        (only,) = measures
        return lambda args, converted: (only(args, converted),)
    return lambda args, converted: tuple([measure(args, converted) for measure in measures])


def measure_dimension(
    dimension: Dimension, path: str, parameters: Sequence[BoundParameter], types: StructTypes
) -> Measure:
    """Return what computes one dimension."""
    factors = [read_factor(factor, path, parameters, types) for factor in dimension]
    if len(factors) == 1:
        return factors[0]
    return lambda args, converted: math.prod([read(args, converted) for read in factors])


def read_factor(
    factor: Factor, path: str, parameters: Sequence[BoundParameter], types: StructTypes
) -> Measure:
    """Return what reads one factor of a dimension."""
    match factor:
        case Constant(value=value):
            return lambda args, converted: value
        case Argument(position=position):
            return lambda args, converted: int(converted[position])
    return read_field(factor, path, types.codec(parameters[factor.position].type))


def read_field(factor: StructField, path: str, codec: Any) -> Measure:
    """Return what reads a field behind a pointer, whatever the pointer was given as."""
    position, (first, *rest), struct_type = factor.position, factor.path, codec.struct_type
    state_class = struct_type.state_class
    steps = (struct_type.fields[first].__get__, *map(operator.itemgetter, rest))
    spelled = ".".join((factor.name, *factor.path))

    def read(args: tuple[Any, ...], converted: list[Any]) -> Any:
        here = args[position]
        if type(here) is not state_class:
            here = struct_type.view(converted[position]) if converted[position] else None
        for step in steps:
            if here is None:
                raise FieldTypeError(f"`{path}` has the shape `{spelled}`, which leads through NULL.")
            here = step(here)
        return here

    return read
