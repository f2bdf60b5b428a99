"""A C function that runs Python: a cffi callback, where a callback has machine code otherwise."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import UnsupportedTypeError
from ..layouts import Prototype, Scalar, describe, resolve
from ..prototypes import Signature
from ..runtime.slots import Slot
from ..states import StructTypes
from ..states.scalars import WIDE_CHARACTERS
from .arguments import reader
from .interpreters import Interpreter

__all__ = ["DebugUnit", "debug_unit"]


@dataclass(frozen=True, eq=False)
class DebugUnit:
    """A callback that runs in the interpreter, where a `Unit` of machine code would stand."""

    address: int
    slot: Slot
    cache_status: str = "off: debug=True runs the interpreter"

    def inspected(self) -> Any:
        """Refuse: there is no machine code to look at."""
        raise UnsupportedTypeError("debug=True runs the interpreter; there is no machine code to inspect")

    def dispatcher(self) -> Any:
        """Refuse: compiled code would not stop at a breakpoint."""
        raise UnsupportedTypeError(
            "debug=True runs the interpreter, so the callback cannot be compiled into an @njit function; "
            "run that function with NUMBA_DISABLE_JIT=1 too"
        )


def debug_unit(
    function: Callable[..., Any], signature: Signature, types: StructTypes, ffi: Any, pointer_type: Any
) -> DebugUnit:
    """Make a C function that runs Python.

    Parameters
    ----------
    function
        The body.
    signature
        The prototype, bound to the body's parameters.
    types
        The header's struct types.
    ffi, pointer_type
        The header's FFI, and its type of a pointer to such a function.

    Raises
    ------
    UnsupportedTypeError
        A prototype that cffi cannot make a Python callback for (complex numbers by value).
    """
    pointer_type = with_integers(ffi, pointer_type, signature.prototype)
    slot = Slot(function.__qualname__, signature.errors.recovers)
    readers = tuple(
        reader(ffi, parameter.name, resolve(parameter.type, types.table), types)
        for parameter in signature.prototype.parameters
    )
    result = resolve(signature.result, types.table)
    run = Interpreter(function, signature, slot, ffi, pointer_type.result, result, readers)
    try:
        cfunction = ffi.callback(pointer_type, run, error=run.error_value(), onerror=run.keep)
    except NotImplementedError as error:
        raise UnsupportedTypeError(
            f"`{describe(signature.prototype)}` cannot run in the interpreter: {error}"
        ) from None
    kept_for_c().append(cfunction)
    return DebugUnit(int(ffi.cast("uintptr_t", cfunction)), slot)


def with_integers(ffi: Any, pointer_type: Any, prototype: Prototype) -> Any:
    """Return a function's type with integers for wide characters: for cffi these are text, which -1 (`WEOF`) is not."""
    types = [prototype.result, *(parameter.type for parameter in prototype.parameters)]
    if not any(isinstance(t, Scalar) and t.name in WIDE_CHARACTERS for t in types):
        return pointer_type
    cffi_types = pointer_type.result, *pointer_type.args
    result, *parameters = (
        f"{'u' * (t.kind == 'unsigned')}int{8 * t.size}_t"
        if isinstance(t, Scalar) and t.name in WIDE_CHARACTERS
        else found.cname
        for t, found in zip(types, cffi_types, strict=True)
    )
    return ffi.typeof(ffi.getctype(result, f"(*)({', '.join(parameters)})"))


@functools.cache
def kept_for_c() -> list[Any]:
    """Return the C functions of every debugged callback: C may keep an address for the life of the process."""
    return []
