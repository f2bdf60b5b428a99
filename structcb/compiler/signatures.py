"""From a bound prototype to the numba types that the Python function is compiled for."""

from __future__ import annotations

from llvmlite import binding as ll
from numba.core import types

from ..layouts import Array, Pointer, resolve
from ..prototypes import ArrayParameter, BoundParameter, Signature
from .abi import CallShape, convention_of
from .typemap import Typemap
from .types.arrays import CArray
from .types.structs import Access

__all__ = ["call_shape", "numba_arguments"]


def numba_arguments(signature: Signature, typemap: Typemap) -> tuple[types.Type, ...]:
    """Return the numba type of each parameter; a struct by value is seen where its private copy lies."""
    return tuple(argument(parameter, typemap) for parameter in signature.parameters)


def argument(parameter: BoundParameter, typemap: Typemap) -> types.Type:
    """Return the numba type of one parameter."""
    if isinstance(parameter, ArrayParameter):
        item = typemap.map(parameter.type.to, Access(readonly=parameter.readonly))
        return CArray(item, parameter.fixed, parameter.order, readonly=parameter.readonly)
    return typemap.map(parameter.type)


def call_shape(signature: Signature, typemap: Typemap) -> CallShape:
    """Return how C passes the arguments on this machine."""
    parameters = [resolve(p.type, typemap.table) for p in signature.prototype.parameters]
    # C passes an array parameter as a pointer to its first item.
    decayed = [Pointer(p.item, types.intp.bitwidth // 8) if isinstance(p, Array) else p for p in parameters]
    return convention_of(ll.get_process_triple())(resolve(signature.result, typemap.table), decayed)
