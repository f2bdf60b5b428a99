"""Arrays on their way from Python to machine code: their dtype, their shape, and where their data lies."""

from __future__ import annotations

import ctypes
import functools
import math
import sys
from typing import Any

from ..errors import FieldTypeError
from ..facts import Fact
from ..layouts import CType, Enum, Scalar, describe
from ..prototypes import ArrayParameter
from ..shapes import Argument, Constant, Dimension, Factor, StructField

__all__ = ["ShapeCheck", "array_address", "dtype_of", "is_array"]

# Any writable buffer shows its address through this, at a tenth of the cost of NumPy's own description.
ANY_BUFFER = ctypes.c_char * 0


def is_array(value: Any) -> bool:
    """Return whether a value is a NumPy array, without importing NumPy for it."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


def dtype_of(target: CType) -> Any:
    """Return the dtype that an array of such items must have; None where any will do."""
    from .. import dtypes

    return dtypes.scalar_dtype(target) if isinstance(target, (Scalar, Enum)) else None


def array_address(path: str, target: CType, dtype: Any, *, const: bool, array: Any) -> int:
    """Return the address of an array's data, after checking what C will assume of it."""
    flags = array.flags
    if dtype is not None and array.dtype is not dtype and array.dtype != dtype:
        raise FieldTypeError(f"`{path}` takes `{describe(target)}`, got an array of {array.dtype}")
    if not (flags.c_contiguous or flags.f_contiguous):
        raise FieldTypeError(f"`{path}`: the array is not contiguous; pass np.ascontiguousarray(...)")
    if flags.writeable and array.size:
        # In Fortran's order it is no buffer that ctypes takes, but its transpose is.
        return ctypes.addressof(ANY_BUFFER.from_buffer(array if flags.c_contiguous else array.T))
    if not const and not flags.writeable:
        raise FieldTypeError(f"`{path}`: the array is read-only, and C may write it")
    return int(array.__array_interface__["data"][0])


class ShapeCheck(Fact):
    """What shape one argument must have; `fixed` where no other argument says so."""

    path: str
    shape: tuple[Dimension, ...]
    order: str
    fixed: tuple[int, ...] | None

    @classmethod
    def of(cls, name: str, parameter: ArrayParameter) -> ShapeCheck:
        """Return the check of an array parameter."""
        known = tuple(n for n in parameter.fixed if n is not None)
        fixed = known if len(known) == len(parameter.shape) else None
        return cls(f"{name}({parameter.name})", parameter.shape, parameter.order, fixed)

    def __call__(self, array: Any, args: tuple[Any, ...]) -> None:
        """Refuse an array whose shape is not what the callback was told."""
        if len(self.shape) == 1 and type(array).__name__ == "ndarray" and array.shape == self.fixed:
            return  # the common case
        is_numpy = is_array(array)
        # A struct may have a field that is called `shape`.
        shape = array.shape if is_numpy else getattr(array, "_structcb_shape", None)
        if shape is None:
            return
        wanted = self.fixed or tuple(dimension(factors, args) for factors in self.shape)
        if shape != wanted and not self.is_flat(shape, wanted):
            raise FieldTypeError(f"`{self.path}` takes the shape {wanted}, got {tuple(shape)}")
        if len(wanted) < 2 or not is_numpy:
            return  # states lie side by side in C's order
        flags = array.flags
        if not (flags.f_contiguous if self.order == "F" else flags.c_contiguous):
            raise FieldTypeError(f"`{self.path}` takes an array in {self.order} order")

    def is_flat(self, shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
        """Return whether a one-dimensional array holds all the items of one with more dimensions."""
        return len(shape) == 1 and len(wanted) > 1 and shape[0] >= math.prod(wanted)


def dimension(factors: Dimension, args: tuple[Any, ...]) -> int:
    """Return one dimension for these arguments."""
    return math.prod(factor_value(factor, args) for factor in factors)


def factor_value(factor: Factor, args: tuple[Any, ...]) -> int:
    """Return one factor of a dimension."""
    match factor:
        case Constant(value=value):
            return value
        case Argument(position=position):
            return int(args[position])
        case StructField(position=position, path=path):
            return int(functools.reduce(lambda here, name: here[name], path, args[position]))
