"""The one way to the compiler: it is imported when something is asked of it, and numba with it."""

from __future__ import annotations

import functools
import importlib
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..layouts import CType, Layout, Table
from ..states import CFunction, StructType

__all__ = ["Compiler", "Inlined", "as_written", "compiler", "inline", "inline_body"]


@functools.cache
def compiler() -> Any:
    """Import the compiler, and numba with it, and tell it what a callback is."""
    from .callbacks import Callback

    numba_side = importlib.import_module("structcb.compiler")
    numba_side.teach_callbacks(Callback)
    return numba_side


class Compiler:
    """What states ask of the compiler: numba's view of a layout. It is imported on the first question."""

    def struct_type(self, layout: Layout, table: Table) -> Any:
        """Return the numba type of a struct."""
        return compiler().Typemap(table).struct(layout)

    def pointer_type(self, layout: Layout, table: Table) -> Any:
        """Return the numba type of a pointer to a struct."""
        return compiler().pointer_type(layout, table)

    def array_type(self, layout: Layout, table: Table, dimensions: int, readonly: bool) -> Any:
        """Return the numba type of an array of structs."""
        return compiler().Typemap(table).structs(layout, dimensions, readonly=readonly)

    def value_type(self, ctype: CType, table: Table) -> Any:
        """Return the numba type of a value of a C type."""
        return compiler().Typemap(table).map(ctype)

    def class_type(self, struct_type: StructType) -> Any:
        """Return the numba type of a struct type itself."""
        return compiler().class_type(struct_type)

    def function_type(self, function: CFunction) -> Any:
        """Return the numba type of a function of a library."""
        return compiler().function_type(function)

    def module_type(self, namespace: Any) -> Any:
        """Return the numba type of an object whose attributes are constants."""
        return compiler().module_type(namespace)


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
