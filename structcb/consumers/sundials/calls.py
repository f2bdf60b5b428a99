"""Calling a right-hand side from Python: arrays become vectors for the time of the call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

from ...callbacks import Callback
from ...errors import FieldTypeError
from ...layouts import Pointer, Void
from .libraries import Solver, sundials

__all__ = ["callable_with_arrays"]


def callable_with_arrays(callback: Callback, solver: Solver) -> Callback:
    """Return the callback, which Python now calls with arrays in the places where C passes vectors."""
    # C's prototype has `void *` there: an array would be taken for a vector, and the process would end.
    callback.__dict__["_call"] = caller(callback, solver, callback._call)
    return callback


def caller(callback: Callback, solver: Solver, plain: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that makes vectors of arrays, calls, and copies the vectors back."""
    parameters = callback.prototype.parameters
    first = next(i for i, parameter in enumerate(parameters) if isinstance(parameter.type, Pointer))
    places = slice(first, len(parameters) - 1)
    last = parameters[-1].type
    takes_no_state = isinstance(last, Pointer) and isinstance(last.to, Void)

    def call(*args: Any) -> Any:
        arrays = args[places]
        check_arrays(callback, arrays)
        if takes_no_state and len(args) == places.stop:
            args = (*args, None)
        with ExitStack() as stack:
            library = sundials(solver)
            context = library.context(stack)
            vectors = [library.vector(context, array, stack) for array in arrays]
            result = plain(*args[:first], *(vector for vector, _ in vectors), *args[places.stop :])
            for array, (_, memory) in zip(arrays, vectors, strict=True):
                if array.flags.writeable:
                    array[:] = memory
        return result

    return call


def check_arrays(callback: Callback, arrays: Sequence[Any]) -> None:
    """Refuse what are not one-dimensional arrays of doubles, all of one length."""
    for array in arrays:
        if getattr(array, "ndim", None) != 1 or getattr(array, "dtype", None) != "float64":
            raise FieldTypeError(f"`{callback.__qualname__}` takes 1-d arrays of float64, not {array!r}")
    lengths = [len(array) for array in arrays]
    if len(set(lengths)) > 1:
        raise FieldTypeError(f"`{callback.__qualname__}` takes arrays of one length, not of {lengths}")
