"""What C gets when a callback raises: by default what most libraries read as failure, else what the user says."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeAlias

from .errors import Recoverable, SignatureError
from .facts import Fact
from .layouts import CType, Enum, Prototype, Scalar, describe

__all__ = ["ErrorPolicy", "ErrorValue", "OnError", "error_policy"]

ErrorValue: TypeAlias = "int | float | complex | bool | None"
OnError: TypeAlias = "ErrorValue | Mapping[type[BaseException], ErrorValue]"


class ErrorPolicy(Fact):
    """What C gets back when the callback raises: by exception class, first match wins, else the default."""

    default: ErrorValue
    classes: tuple[tuple[type[BaseException], ErrorValue], ...] = ()

    def recovers(self, raised: type[BaseException]) -> bool:
        """Return whether C is told to try again, which is no failure: by a value of its own for `Recoverable`."""
        value = next((value for cls, value in self.classes if issubclass(raised, cls)), self.default)
        return issubclass(raised, Recoverable) and repr(value) != repr(self.default)


def error_policy(prototype: Prototype, on_error: OnError) -> ErrorPolicy:
    """Return what C gets when the callback raises."""
    default = default_error(prototype.result)
    if isinstance(on_error, Mapping):
        classes = tuple(on_error.items())
        for cls, value in classes:
            check_exception_class(cls)
            check_error_value(prototype, value)
        catch_all = [value for cls, value in classes if cls in (Exception, BaseException)]
        return ErrorPolicy(catch_all[0] if catch_all else default, classes)
    if on_error is None:
        return ErrorPolicy(default)
    check_error_value(prototype, on_error)
    return ErrorPolicy(on_error)


def check_exception_class(cls: object) -> None:
    """Refuse a key of `on_error` that nothing can raise."""
    if not (isinstance(cls, type) and issubclass(cls, BaseException)):
        raise SignatureError(f"on_error: {cls!r} is no exception class")


def default_error(result: CType) -> ErrorValue:
    """Return the value that most C libraries read as failure: -1, 0, NaN or NULL."""
    match result:
        case Scalar(kind="float"):
            return math.nan
        case Scalar(kind="complex"):
            return complex(math.nan, math.nan)
        case Scalar(kind="signed" | "char") | Enum(signed=True):
            return -1
        case Scalar() | Enum():
            return 0
    return None


def check_error_value(prototype: Prototype, value: ErrorValue) -> None:
    """Refuse an error value that the result type cannot hold."""
    result = prototype.result
    match result:
        case Scalar(kind="float"):
            fits = isinstance(value, (int, float)) and not isinstance(value, bool)
        case Scalar(kind="complex"):
            fits = isinstance(value, (int, float, complex))
        case Scalar(kind="bool"):
            fits = value in (0, 1)
        case Scalar(size=size, kind=kind) | Enum(size=size, kind=kind):
            low, high = (
                (0, 2 ** (8 * size)) if kind == "unsigned" else (-(2 ** (8 * size - 1)), 2 ** (8 * size - 1))
            )
            fits = isinstance(value, int) and not isinstance(value, bool) and low <= value < high
        case _:
            fits = value is None
    if not fits:
        raise SignatureError(f"on_error={value!r}: `{describe(prototype)}` returns `{describe(result)}`")
