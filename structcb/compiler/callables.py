"""Callbacks, C functions and headers inside compiled code: what numba makes of a global of that kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit
from numba.core import types
from numba.core.typing.typeof import Purpose
from numba.extending import typeof_impl

from ..layouts import Prototype
from ..runtime.symbols import symbol_of
from ..states import CFunction, StructType
from .lowering import HelperCompiler
from .pipeline import Options
from .typemap import Typemap
from .types.callbacks import CCallback
from .types.namespaces import CNamespace
from .types.pointers import CPointer
from .types.struct_types import CStructClass
from .types.symbols import CSymbol

__all__ = [
    "callback_type",
    "class_type",
    "dispatcher",
    "dispatcher_type",
    "function_type",
    "module_type",
    "teach_callbacks",
]


def dispatcher(function: Callable[..., Any], options: Options) -> Any:
    """Return a numba function that compiled code inlines where it calls it."""
    return njit(
        boundscheck=options.boundscheck,
        fastmath=options.numba_fastmath,
        error_model=options.error_model,
        pipeline_class=HelperCompiler,
    )(function)


def dispatcher_type(made: Any) -> types.Type:
    """Return the type of such a function; it holds no reference to it."""
    return types.Dispatcher(made)


def callback_type(made: Any, prototype: Prototype, address: int) -> CCallback:
    """Return the type of a callback, by its jitted function and its C function."""
    return CCallback(made, prototype, address)


def teach_callbacks(cls: type[Any]) -> None:
    """Let numba take callbacks as arguments: by prototype, so that one jitted driver serves all that share it."""
    typeof_impl.register(cls)(typeof_callback)


def typeof_callback(callback: Any, context: Any) -> types.Type:
    """Return a function pointer for an argument, and what is inlined for a constant."""
    if context.purpose is not Purpose.argument:
        return callback._numba_type_
    return Typemap(callback._structcb_table).function(callback._structcb_prototype, types.intp.bitwidth // 8)


def class_type(struct_type: StructType) -> CStructClass:
    """Return the type of a struct type, which compiled code calls to cast an address."""
    pointer = struct_type.numba_pointer
    assert isinstance(pointer, CPointer)
    return CStructClass(pointer)


def function_type(function: CFunction) -> CSymbol:
    """Return the type of a function of a library, and tell numba's engine where it is."""
    pointer = Typemap(function.table).function(function.prototype, types.intp.bitwidth // 8)
    symbol = CSymbol(pointer, symbol_of(function.library, function.name))
    symbol.bind(function.address)
    return symbol


def module_type(namespace: Any) -> CNamespace:
    """Return a type for an object whose attributes are constants: a header, its enums, a library."""
    return CNamespace(namespace)
