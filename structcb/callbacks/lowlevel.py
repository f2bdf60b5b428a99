"""The signature text that SciPy compares: spelled by size, so that it is the same on every platform."""

from __future__ import annotations

from ..errors import UnsupportedTypeError
from ..layouts import CType, Enum, Pointer, Prototype, Scalar, Void, describe

__all__ = ["scipy_signature"]

# SciPy looks its own lists up by text: `int` for four bytes, `intptr_t` for a machine word (scipy/_lib/src/ccallback.h).
SPELLING = {("signed", 4): "int", ("signed", 8): "intptr_t", ("float", 8): "double", ("float", 4): "float"}
OTHERS = {("signed", 2): "short", ("signed", 1): "signed char", ("unsigned", 4): "unsigned int"}


def scipy_signature(prototype: Prototype) -> str:
    """Return a prototype as `scipy.LowLevelCallable` wants it, on Linux, macOS and Windows alike.

    Raises
    ------
    UnsupportedTypeError
        A parameter for which SciPy has no text.
    """
    parameters = ", ".join(spell(parameter.type) for parameter in prototype.parameters)
    return f"{spell(prototype.result)} ({parameters})"


def spell(ctype: CType) -> str:
    """Return one type as SciPy spells it; every pointer to a struct is its `void *`."""
    match ctype:
        case Void():
            return "void"
        case Scalar() | Enum():
            text = (SPELLING | OTHERS).get((ctype.kind, ctype.size))
            return text or describe(ctype)
        case Pointer(to=Scalar() | Enum() as item):
            return f"{spell(item)} *"
        case Pointer():
            return "void *"
    raise UnsupportedTypeError(
        f"`{describe(ctype)}` has no spelling that SciPy knows; it takes numbers and pointers"
    )
