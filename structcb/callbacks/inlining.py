"""Python functions that callbacks call: compiled, inlined and optimised with them."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .compilers import compiler

__all__ = ["Inlined", "as_written", "inline", "inline_body"]

# What a callback's options say of the code itself, and not of its C entry.
BODY_OPTIONS = ("boundscheck", "error_model", "fastmath")


class Inlined:
    """A plain Python function that callbacks may call: it is compiled, and inlined, with them."""

    def __init__(self, function: Callable[..., Any], options: Sequence[tuple[str, Any]] = ()) -> None:
        functools.update_wrapper(self, function)
        self.py_func, self._options = function, tuple(options)

    @functools.cached_property
    def _dispatcher(self) -> Any:
        options = {
            name: frozenset(value) if isinstance(value, tuple) else value for name, value in self._options
        }
        return compiler().dispatcher(as_written(self.py_func), compiler().Options(**options))

    @property
    def _numba_type_(self) -> Any:
        return compiler().dispatcher_type(self._dispatcher)

    def _structcb_fingerprint(self) -> tuple[object, tuple[Callable[..., Any], ...]]:
        return ("inlined", self._options), (self.py_func,)

    def __call__(self, *args: Any) -> Any:
        """Call the plain function."""
        return self.py_func(*args)


def inline(function: Callable[..., Any]) -> Inlined:
    """Mark a helper that callbacks call: it is compiled, and inlined, with them.

    Python calls the plain function, also inside a callback with ``debug=True``. numba's own ``@njit`` marks a helper
    as well, but takes numba's import in every process; ``@njit`` code can call what is marked here.

    Parameters
    ----------
    function
        The helper.
    """
    return Inlined(function)


def inline_body(function: Callable[..., Any], options: Mapping[str, Any]) -> Inlined:
    """Mark what the user wrote for an adapter around it: it is compiled as the options of the callback say."""
    wanted = {name: options[name] for name in BODY_OPTIONS if name in options}
    if isinstance(wanted.get("fastmath"), (set, frozenset)):
        # In an order of its own, so that the cache knows it again.
        wanted["fastmath"] = tuple(sorted(wanted["fastmath"]))
    return Inlined(function, tuple(wanted.items()))


def as_written(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function with the parameters of its own code, as numba must see it.

    Of what `functools.wraps` has made, numba takes the parameters of the wrapped function and the code of the wrapper.
    """
    if not hasattr(function, "__wrapped__"):
        return function
    code, defaults = function.__code__, function.__defaults__
    copy = types.FunctionType(code, function.__globals__, function.__name__, defaults, function.__closure__)
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__module__, copy.__qualname__ = function.__module__, function.__qualname__
    return copy
