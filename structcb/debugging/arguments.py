"""C's arguments as the body sees them: live views with the spelling of compiled code.

Pointers are pointers here, not what Python has bound to them, because that is what compiled code sees.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any, TypeAlias

from ..errors import StateError
from ..layouts import CType, Layout, Pointer
from ..shapes import Argument, Constant, Dimension, Factor
from ..states import StructTypes
from ..states.graves import is_buried

__all__ = ["Reader", "dimension", "numbers", "reader"]

Reader: TypeAlias = Callable[[Any], Any]


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
