"""Functions of typed items and a state as the callbacks of the C library, which passes `void *`."""

from __future__ import annotations

import functools
from collections.abc import Callable as PyCallable
from typing import Any, TypeAlias

from ...callbacks import Callback
from ...errors import SignatureError
from ...headers import Header
from ...layouts import Pointer, describe
from ..base import Function, Role, UserData, adapted, check_made
from .libraries import header as libc_header

__all__ = [
    "check_comparator",
    "check_entry_visitor",
    "check_visitor",
    "comparator",
    "entry_visitor",
    "visitor",
]

Decorator: TypeAlias = PyCallable[[Function], Callback]


def comparator(
    header: Header, item: str, user_data: UserData = None, *, key: str | None = None, **options: Any
) -> Decorator:
    """Compile the decorated ``compare(a, b)`` or, with a state, ``compare(a, b, p)``.

    The body returns a negative number, zero or a positive one, as ``a`` comes before, with or after ``b``. A
    difference of any type will do: only its sign goes to C. Items of a struct are read-only views; of a number,
    pointers: ``a[0]``.

    Parameters
    ----------
    header
        The header that declares the items and the state.
    item
        The C type of the items: ``"particle"``, ``"struct particle"``, ``"double"``.
    user_data
        The struct of the state; only ``sort`` passes one.
    key
        The C type of what ``search`` looks for, where it differs; the first argument has it.
    **options
        Further options of ``Header.callback``.
    """
    pointers = f"const {key or item} *a, const {item} *b"
    # Two items that could not be compared are equal: the sort ends, and the exception arrives.
    chosen = {"on_error": 0, **options}
    if user_data is None:
        role = Role(f"int ({pointers})", "a, b", adapt_comparator)
    else:
        role = Role(f"int ({pointers}, void *user_data)", "a, b, p", adapt_stateful_comparator)
    return functools.partial(adapted, role, header, user_data, chosen)


def visitor(header: Header, item: str, user_data: UserData = None, **options: Any) -> Decorator:
    """Compile the decorated ``visit(item, p)`` for ``Tree.walk``, which calls it for each item in order.

    Without ``user_data`` it is ``visit(item)``. The other parameters are those of ``comparator``.
    """
    prototype = f"void (const {item} *const *node, int which, void *user_data)"
    role = Role(prototype, "item, p", adapt_visitor)
    return functools.partial(adapted, role, header, user_data, options)


def entry_visitor(header: Header, **options: Any) -> Decorator:
    """Compile the decorated ``visit(path, status, kind, level)`` for ``walk``.

    ``path`` is C text, for ``structcb.string``; ``status`` leads to the system's ``struct stat``, which a struct type
    of your own header reads: ``S(status).st_size``; ``kind`` is one of ``FTW_F``, ``FTW_D`` and so on; ``level`` is
    0 for the folder to begin with. The body returns 0 to go on, and another number to stop.

    The C library passes no state here. Use a state of the enclosing scope; the callback is then compiled for that
    one, in each process anew.
    """
    prototype = "int (const char *path, const void *status, int kind, const void *user_data)"
    role = Role(prototype, "path, status, kind, level", adapt_entry_visitor)
    # -1 ends the walk.
    return functools.partial(adapted, role, header, None, options)


def check_comparator(callback: Any) -> None:
    """Refuse what `comparator` did not make.

    Raises
    ------
    SignatureError
        It does not take two items and return an `int`.
    """
    check_shape(callback, "libc.comparator", "int (pp)", "int (ppp)")


def check_visitor(callback: Any) -> None:
    """Refuse what `visitor` did not make."""
    check_shape(callback, "libc.visitor", "void (pip)")


def check_entry_visitor(callback: Any) -> None:
    """Refuse what `entry_visitor` did not make."""
    check_shape(callback, "libc.entry_visitor", "int (ppip)")


def check_shape(callback: Any, decorator: str, *wanted: str) -> None:
    """Refuse a callback of another shape: C would call it with what it does not take."""
    check_made(callback, Callback, decorator)
    prototype = callback.prototype
    letters = ["p" if isinstance(one.type, Pointer) else "i" for one in prototype.parameters]
    if f"{describe(prototype.result)} ({''.join(letters)})" not in wanted:
        raise SignatureError(f"{callback!r} was made for something else; make it with `{decorator}`")


def adapt_comparator(body: Any) -> Function:
    """Return a comparator of two items as C calls it."""

    def adapter(a, b):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        # A long or a double cut to C's `int` could change its sign.
        order = body(a, b)
        return (order > 0) - (order < 0)

    return adapter


def adapt_stateful_comparator(body: Any) -> Function:
    """Return a comparator of two items and a state as C calls it."""

    def adapter(a, b, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        order = body(a, b, user_data)
        return (order > 0) - (order < 0)

    return adapter


def adapt_visitor(body: Any) -> Function:
    """Return a visitor of items as C calls it: up to three times for each node."""
    second, only = (int(libc_header().enums["VISIT"][name]) for name in ("postorder", "leaf"))

    def adapter(node, which, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        if which in (second, only):
            body(node[0], user_data)

    return adapter


def adapt_entry_visitor(body: Any) -> Function:
    """Return a visitor of folders as C calls it."""
    place: Any = libc_header().struct("struct FTW")

    def adapter(path, status, kind, user_data):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        return body(path, status, kind, place(user_data).level)

    return adapter
