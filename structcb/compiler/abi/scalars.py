"""How scalars and pointers travel: the same on every convention that structcb knows, but for narrow integers."""

from __future__ import annotations

from llvmlite import ir

from ...errors import UnsupportedTypeError
from ...layouts import Array, CType, Enum, Layout, Pointer, Scalar, Unsupported, describe
from .passing import InRegister

__all__ = ["is_aggregate", "refuse_unproven", "scalar"]


def is_aggregate(ctype: CType) -> bool:
    """Return whether a type is, inside compiled code, the address of a private copy."""
    return not isinstance(ctype, (Scalar, Enum, Pointer)) or (
        isinstance(ctype, Scalar) and ctype.kind == "complex"
    )


def scalar(ctype: CType, *, extend: bool = True) -> InRegister:
    """Return how a scalar travels; integers below 32 bits are extended where the convention asks for it."""
    match ctype:
        case Pointer():
            return InRegister(ir.IntType(8).as_pointer())
        case Scalar(kind="float", size=4):
            return InRegister(ir.FloatType())
        case Scalar(kind="float", size=8):
            return InRegister(ir.DoubleType())
        case Scalar(kind="signed" | "char", size=size) | Enum(kind="signed", size=size):
            return InRegister(ir.IntType(8 * size), "signext" if extend and size < 4 else "")
        case Scalar(kind="unsigned" | "bool", size=size) | Enum(kind="unsigned", size=size):
            return InRegister(ir.IntType(8 * size), "zeroext" if extend and size < 4 else "")
    raise UnsupportedTypeError(
        f"`{describe(ctype)}` cannot be passed by value: its calling convention is not proven"
    )


def refuse_unproven(ctype: CType, path: str = "") -> None:
    """Refuse to pass an aggregate by value that holds anything whose class is not proven."""
    match ctype:
        case Layout(name=name, unnamed_bits=True):
            raise UnsupportedTypeError(
                f"`{path or name}` cannot be passed by value: it has bit-fields without a name, and C compilers differ on "
                f"the registers of such a struct. Name them, or pass a pointer instead"
            )
        case Layout(name=name, members=members):
            for member, field in members:
                refuse_unproven(field.type, f"{path or name}.{member}")
        case Array(length=None):
            raise UnsupportedTypeError(
                f"`{path}` is a flexible array; a struct that has one cannot be passed by value"
            )
        case Array(length=0):
            raise UnsupportedTypeError(
                f"`{path}` has no items; C compilers differ on how a struct with such an array is passed by value"
            )
        case Array(item=item):
            refuse_unproven(item, path)
        case Unsupported(name=name, reason=reason):
            raise UnsupportedTypeError(
                f"`{path or name}` is `{name}`, which cannot be passed by value: {reason}. Pass a pointer instead"
            )
        case Scalar(kind="complex") | Scalar() | Enum() | Pointer():
            return
        case _:
            raise UnsupportedTypeError(f"`{describe(ctype)}` cannot be passed by value")
