"""Exceptions as machine code describes them: a pickled class, arguments and place, or numba's run-time form."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from ..errors import CallbackError
from ..facts import Fact
from .classes import loads, users_own
from .tracebacks import Place

__all__ = ["DynamicDecoder", "RaisedException", "decode"]

# (excinfo's address, pickled description, unwrap function, arguments) → (class, arguments, place)
DynamicDecoder: TypeAlias = Callable[[int, bytes, int, int], tuple[Any, tuple[Any, ...], Any]]

# What numba raises, as a fault of its own, where an exception leaves an `except` or a `finally` clause.
LOST = "op code RERAISE executed"


class ExceptionInfo(ctypes.Structure):
    """numba's description of a raised exception (`excinfo_t` in numba/core/callconv.py)."""

    _fields_ = (
        ("data", ctypes.c_void_p),
        ("size", ctypes.c_int32),
        ("arguments", ctypes.c_void_p),
        ("unwrap", ctypes.c_void_p),
        ("dynamic", ctypes.c_int32),
    )


class RaisedException(Fact):
    """An exception and the place that raised it, as far as the compiler knew it."""

    exception: BaseException
    place: Place | None = None


def decode(
    address: int, dynamic: DynamicDecoder | None = None, known: Sequence[type] = ()
) -> RaisedException:
    """Rebuild the exception that an `excinfo_t` describes.

    One with run-time arguments is rebuilt, and freed, by `dynamic`: only numba knows how. `known` are the classes that
    the callback refers to.
    """
    info = ExceptionInfo.from_address(address)
    pickled = ctypes.string_at(info.data, info.size)
    if info.dynamic > 0:
        assert dynamic is not None, "code that raises with run-time arguments is loaded with numba's decoder"
        cls, arguments, place = dynamic(address, pickled, info.unwrap, info.arguments)
    else:
        cls, arguments, place = loads(pickled, known)
    return RaisedException(make_exception(users_own(cls, known), arguments), place and Place(*place))


def make_exception(cls: object, arguments: tuple[object, ...] | None) -> BaseException:
    """Return the exception itself; a bare `raise` has no class."""
    if cls is None:
        return RuntimeError("No active exception to reraise")
    if isinstance(cls, BaseException):
        return cls
    assert isinstance(cls, type)
    if cls is AssertionError and LOST in str(arguments):
        return CallbackError(
            "an exception left an `except` or a `finally` clause, where numba loses what it was: note the fault in a "
            "variable, and raise after the clause"
        )
    made = cls(*(arguments or ()))
    assert isinstance(made, BaseException)
    return made
