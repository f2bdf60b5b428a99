"""Arrays as the C library sees them: an address, a count and a size, once their type is what the callback takes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from ...callbacks import Callback
from ...errors import SignatureError
from ...layouts import CType, Enum, Layout, Pointer, Scalar, describe, resolve
from ...states import State, StateArray
from ...states.item_columns import ItemColumn

__all__ = [
    "Block",
    "address_of_item",
    "block_of",
    "check_same_types",
    "check_writable",
    "compared",
    "pointee",
]

KEY, ITEM = 0, 1


@dataclass(frozen=True)
class Block:
    """Where items lie in memory, how many there are, and how large each is."""

    address: int
    count: int
    size: int


def block_of(items: Any, compare: Callback) -> Block:
    """Return where the items lie.

    Raises
    ------
    SignatureError
        They are not what the callback compares, or do not lie side by side.
    """
    target = compared(compare, ITEM)
    if isinstance(items, StateArray):
        if items._structcb_layout != target:
            raise mismatch(compare, target, f"an array of `{items._structcb_layout.name}`")
        return Block(items.address, math.prod(items.shape), items._structcb_layout.size)
    if isinstance(items, ItemColumn):
        raise SignatureError("the items do not lie side by side; pass all of them, or a slice without a step")
    if not hasattr(items, "__array_interface__"):
        raise mismatch(compare, target, f"a {type(items).__name__}")
    from ...dtypes import scalar_dtype

    if not isinstance(target, Scalar | Enum) or items.dtype != scalar_dtype(target):
        raise mismatch(compare, target, f"an array of {items.dtype}")
    if not items.flags.c_contiguous:
        raise SignatureError("the array must be contiguous; pass a copy: `array.copy()`")
    return Block(items.__array_interface__["data"][0], items.size, items.itemsize)


def check_writable(items: Any) -> None:
    """Refuse an array that may only be read.

    Raises
    ------
    SignatureError
        It is `const` to C, or read-only to NumPy.
    """
    constant = items._structcb_const if isinstance(items, StateArray) else not items.flags.writeable
    if constant:
        raise SignatureError("the array is read-only, and would be sorted in place; pass a copy")


def address_of_item(key: Any, compare: Callback) -> tuple[int, Any]:
    """Return the address of a key, and what keeps it.

    Raises
    ------
    SignatureError
        It is not what the callback takes first.
    """
    target = compared(compare, KEY)
    if isinstance(key, State):
        if key._structcb_layout != target:
            raise mismatch(compare, target, f"a `{key._structcb_layout.name}`")
        return key.address, key
    if not isinstance(target, Scalar | Enum):
        raise mismatch(compare, target, f"{type(key).__name__} {key!r}")
    import numpy as np

    from ...dtypes import scalar_dtype

    one = np.array([key], scalar_dtype(target))
    # A key that C's type cannot hold would be another key: None would be NaN, and 2.5 an int of 2.
    if one.shape != (1,) or one[0] != key:
        raise mismatch(compare, target, f"{type(key).__name__} {key!r}")
    return one.__array_interface__["data"][0], one


def check_same_types(compare: Callback) -> None:
    """Refuse a comparator whose first argument is a key of another type, where C passes two items.

    Raises
    ------
    SignatureError
        It was compiled with `key=`.
    """
    key, item = (compare.prototype.parameters[position].type for position in (KEY, ITEM))
    if compared(compare, KEY) != compared(compare, ITEM):
        raise SignatureError(
            f"`{compare.__qualname__}` compares `{describe(key)}` with `{describe(item)}`, which is for `search`; "
            "here two items are compared, so leave out `key=`"
        )


def compared(compare: Callback, position: int) -> CType:
    """Return the type that a parameter of a comparator points at."""
    return pointee(compare, compare.prototype.parameters[position].type)


def pointee(callback: Callback, pointer: CType) -> CType:
    """Return what a pointer of a callback's prototype leads to; of a struct, its layout."""
    assert isinstance(pointer, Pointer)
    found = resolve(pointer.to, callback._table)
    return found if isinstance(found, Layout) else pointer.to


def mismatch(compare: Callback, target: CType, found: str) -> SignatureError:
    """Return the error of something that a comparator does not compare."""
    name = target.name if isinstance(target, Layout) else describe(target)
    return SignatureError(f"`{compare.__qualname__}` compares items of `{name}`, and was given {found}")
