"""Sorting arrays in place and searching them, where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from ...callbacks import Callback, guard
from ...errors import SignatureError
from ...states import State, StateArray
from ..base import user_data_address
from .borrows import borrowed, move_along
from .callbacks import check_comparator
from .items import Block, address_of_item, block_of, check_same_types, check_writable
from .libraries import libc

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["search", "sort"]

Items: TypeAlias = "StateArray | NDArray[np.generic]"


def sort(items: Items, compare: Callback, state: State | StateArray | None = None) -> None:
    """Sort an array in place with ``qsort_r``; what its pointers borrow moves along.

    The GIL is free meanwhile. An exception of the callback is raised here, and leaves the items in some order.

    Parameters
    ----------
    items
        An array of states, or a NumPy array of numbers, of the type that the callback compares.
    compare
        A callback made by ``comparator``.
    state
        What it gets as its last argument.

    Raises
    ------
    SignatureError
        Items or a state of another type than the callback takes.
    """
    check_comparator(compare)
    check_same_types(compare)
    block = block_of(items, compare)
    check_writable(items)
    before = borrowed(items) if isinstance(items, StateArray) else {}
    try:
        with guard(compare):
            call_qsort(block, compare, state)
    finally:
        if before and isinstance(items, StateArray):
            move_along(items, before)


def call_qsort(block: Block, compare: Callback, state: State | StateArray | None) -> None:
    """Sort with `qsort_r`, or with `qsort` where the callback takes no state."""
    functions, ffi = libc().functions, libc().ffi
    base = ffi.cast("void *", block.address)
    if len(compare.prototype.parameters) == 3:
        entry = ffi.cast("int (*)(const void *, const void *, void *)", compare.address)
        data = ffi.cast("void *", user_data_address(compare, state))
        functions.qsort_r(base, block.count, block.size, entry, data)
    elif state is None:
        entry = ffi.cast("int (*)(const void *, const void *)", compare.address)
        functions.qsort(base, block.count, block.size, entry)
    else:
        raise SignatureError(
            f"`{compare.__qualname__}` takes no state; leave it out, or compile with `user_data`"
        )


def search(key: Any, items: Items, compare: Callback) -> int | None:
    """Return where in a sorted array an item equals the key, or None; with ``bsearch``.

    Of several equal items it may be any. An exception of the callback is raised here.

    Parameters
    ----------
    key
        A state or a number, of the type that the callback takes first. ``bsearch`` passes no state to the callback:
        what it needs to know may be a part of the key.
    items
        An array of states, or a NumPy array of numbers, sorted.
    compare
        A callback made by ``comparator`` without ``user_data``.

    Raises
    ------
    SignatureError
        A key or items of another type than the callback takes.
    """
    check_comparator(compare)
    if len(compare.prototype.parameters) != 2:
        raise SignatureError(f"`{compare.__qualname__}` takes a state, which `bsearch` does not pass")
    block, ffi = block_of(items, compare), libc().ffi
    # Kept until C is done: the address alone keeps nothing.
    address, _kept = address_of_item(key, compare)
    entry = ffi.cast("int (*)(const void *, const void *)", compare.address)
    with guard(compare):
        found = libc().functions.bsearch(
            ffi.cast("void *", address), ffi.cast("void *", block.address), block.count, block.size, entry
        )
    return (int(ffi.cast("uintptr_t", found)) - block.address) // block.size if found else None
