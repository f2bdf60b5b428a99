"""A balanced tree of states, kept by the C library and walked in order by a compiled visitor."""

from __future__ import annotations

import functools
import weakref
from typing import Any

from ...callbacks import Callback, guard
from ...errors import SignatureError
from ...layouts import Layout
from ...states import State, StateArray
from ..base import user_data_address
from .callbacks import check_comparator, check_visitor
from .items import address_of_item, check_same_types, compared, pointee
from .libraries import header, libc

__all__ = ["Tree"]


class Tree:
    """A set of states in the order of a comparator, which ``tsearch`` keeps balanced.

    Parameters
    ----------
    compare
        A callback made by ``comparator`` without ``user_data``: the C library passes none here.
    """

    def __init__(self, compare: Callback) -> None:
        check_comparator(compare)
        check_same_types(compare)
        if not isinstance(compared(compare, 0), Layout):
            raise SignatureError(f"`{compare.__qualname__}` compares numbers, and a tree holds states")
        if len(compare.prototype.parameters) != 2:
            raise SignatureError(f"`{compare.__qualname__}` takes a state, which `tsearch` does not pass")
        self.compare = compare
        self._items: dict[int, State] = {}
        self._root = libc().ffi.new("void **")
        weakref.finalize(self, destroy, self._root, forget())

    def __len__(self) -> int:
        return len(self._items)

    def add(self, item: State) -> State:
        """Add a state and return it, or the one that is there and equals it; it is kept alive."""
        address, _ = address_of_item(item, self.compare)
        with guard(self.compare):
            node = libc().functions.tsearch(self._pointer(address), self._root, self._entry)
        if not node:
            raise MemoryError("tsearch could not make a node")
        return self._items.setdefault(self._address_in(node), item)

    def find(self, key: State) -> State | None:
        """Return the state that equals a key, or None."""
        address, _ = address_of_item(key, self.compare)
        with guard(self.compare):
            node = libc().functions.tfind(self._pointer(address), self._root, self._entry)
        return self._items[self._address_in(node)] if node else None

    def walk(self, visit: Callback, state: State | StateArray | None = None) -> None:
        """Call a visitor for each state in order, with ``twalk_r``; its exception is raised here."""
        check_visitor(visit)
        node = pointee(visit, visit.prototype.parameters[0].type)
        if pointee(visit, node) != compared(self.compare, 0):
            raise SignatureError(f"{visit!r} visits other items than `{self.compare.__qualname__}` compares")
        entry = libc().ffi.cast("void (*)(const void *, VISIT, void *)", visit.address)
        data = self._pointer(user_data_address(visit, state))
        with guard(visit):
            libc().functions.twalk_r(self._root[0], entry, data)

    @property
    def _entry(self) -> Any:
        return libc().ffi.cast("int (*)(const void *, const void *)", self.compare.address)

    def _pointer(self, address: int) -> Any:
        return libc().ffi.cast("void *", address)

    def _address_in(self, node: Any) -> int:
        # Each node begins with a pointer to its item; POSIX says no more.
        return int(libc().ffi.cast("uintptr_t *", node)[0])


def destroy(root: Any, leave: Callback) -> None:
    """Free the nodes of a tree, and leave the items to Python."""
    libc().functions.tdestroy(root[0], libc().ffi.cast("void (*)(void *)", leave.address))


@functools.cache
def forget() -> Callback:
    """Return what a tree calls for each item when it is freed: nothing is to be done."""

    @header().callback("void (void *item)")
    def leave(item):  # type: ignore[no-untyped-def]  # C's type, from the prototype
        pass

    return leave
