"""Callbacks, C functions and headers inside compiled code: what numba makes of a global of that kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit
from numba.core import types

from .pipeline import Options

__all__ = ["dispatcher", "dispatcher_type", "module_type"]


def dispatcher(function: Callable[..., Any], options: Options) -> Any:
    """Return a numba function that compiled code inlines where it calls it."""
    return njit(
        boundscheck=options.boundscheck, fastmath=options.numba_fastmath, error_model=options.error_model
    )(function)


def dispatcher_type(made: Any) -> types.Type:
    """Return the type of such a function; it holds no reference to it."""
    return types.Dispatcher(made)


def module_type(namespace: Any) -> types.Type:
    """Return a type for an object whose attributes are constants: a header, its enums, a library."""
    return types.Module(namespace)
