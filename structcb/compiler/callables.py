"""Callbacks, C functions and headers inside compiled code: what numba makes of a global of that kind."""

from __future__ import annotations

from typing import Any

from numba import njit
from numba.core import types

__all__ = ["callback_type", "module_type"]


def callback_type(callback: Any) -> types.Type:
    """Return a type that inlines the callback's body where compiled code calls it."""
    return types.Dispatcher(njit(callback.py_func))


def module_type(namespace: Any) -> types.Type:
    """Return a type for an object whose attributes are constants: a header, its enums, a library."""
    return types.Module(namespace)
