"""One indivisible step on a number in a struct: counters and extremes that many threads share.

Inside compiled code each function is one atomic instruction of the processor. In Python they take the same arguments
and give the same results, one step at a time: what they do not know of are steps of compiled code on other threads.
"""

from __future__ import annotations

import functools
import threading
from typing import Any

from .errors import FieldError, FieldTypeError
from .layouts import Layout, Scalar, describe

__all__ = ["atomic_add", "atomic_exchange", "atomic_max", "atomic_min", "atomic_number"]


def atomic_add(state: Any, name: str, value: float) -> Any:
    """Add to a number in a struct and return what it was.

    Atomic against every thread in compiled code; in Python, and under ``debug=True``, against all that Python runs.

    Parameters
    ----------
    state
        A pointer to a struct in compiled code; a ``State`` in Python.
    name
        An integer or floating-point field, neither a bit-field nor misaligned; in compiled code a literal.
    value
        What to add. An integer wraps around, as in C.

    Raises
    ------
    FieldTypeError
        A field that no processor changes in one step; in compiled code numba's ``TypingError``.
    """
    return change(state, name, lambda number: number + value)


def atomic_exchange(state: Any, name: str, value: float) -> Any:
    """Set a number in a struct and return what it was.

    Takes what ``atomic_add`` takes.
    """
    return change(state, name, lambda number: value)


def atomic_max(state: Any, name: str, value: int) -> Any:
    """Raise an integer in a struct to a value and return what it was.

    Takes what ``atomic_add`` takes, integer fields only.
    """
    return change(state, name, lambda number: max(number, value), integers_only=True)


def atomic_min(state: Any, name: str, value: int) -> Any:
    """Lower an integer in a struct to a value and return what it was.

    Takes what ``atomic_add`` takes, integer fields only.
    """
    return change(state, name, lambda number: min(number, value), integers_only=True)


def atomic_number(layout: Layout, name: str, *, integers_only: bool = False) -> Scalar:
    """Return the type of a field that can be changed in one step, or say why it cannot."""
    path = f"{layout.name}.{name}"
    field = layout.fields.get(name)
    if field is None:
        raise FieldError(
            f"`{layout.name}` has no field `{name}`; it has {', '.join(layout.fields) or 'no fields'}."
        )
    kinds = ("signed", "unsigned") if integers_only else ("signed", "unsigned", "float")
    if field.bits is not None:
        reason = f"is a bit-field of {field.bits.width} bits; the bytes around it would be changed with it"
    elif not isinstance(field.type, Scalar) or field.type.kind not in kinds:
        reason = f"is `{describe(field.type)}`; only {'an integer' if integers_only else 'a number'} can be"
    elif field.const:
        reason = "is `const`"
    elif field.offset % field.type.size or layout.align < field.type.size:
        reason = f"is misaligned: {field.type.size} bytes at offset {field.offset} of a packed struct"
    else:
        return field.type
    raise FieldTypeError(f"`{path}` {reason}. It cannot be changed atomically.")


def change(state: Any, name: str, update: Any, *, integers_only: bool = False) -> Any:
    """Replace a number by what becomes of it, and return what it was."""
    target = struct_at(state)
    number = atomic_number(target._structcb_layout, name, integers_only=integers_only)
    with one_at_a_time():
        before = getattr(target, name)
        after = update(before)
        setattr(target, name, after if number.kind == "float" else wrapped(after, number))
    return before


@functools.cache
def one_at_a_time() -> threading.RLock:
    """Return the lock of all steps; a signal's handler may make one in the middle of another."""
    return threading.RLock()


def struct_at(state: Any) -> Any:
    """Return the one struct that a state, an array of states or a pointer leads to."""
    kind = type(state)
    if not hasattr(kind, "_structcb_address"):
        raise FieldTypeError(f"atomics change a field of a state, not of {kind.__name__} {state!r}.")
    target = state[0]
    if not hasattr(type(target), "_structcb_layout"):
        raise FieldTypeError(
            f"atomics change a field of a struct; {state!r} leads to {type(target).__name__}."
        )
    return target


def wrapped(value: int, number: Scalar) -> int:
    """Return an integer as a field of that type keeps it."""
    bits = 8 * number.size
    low = value & ((1 << bits) - 1)
    return low - (1 << bits) if number.kind != "unsigned" and low >> (bits - 1) else low
