"""What is given against what C takes: every conversion that would lose something in silence is refused."""

from __future__ import annotations

from numba.core import errors, types

from .fields import attribute_of
from .functions import CFunctionPointer
from .pointers import CPointer
from .structs import CStruct
from .values import CStructValue

__all__ = ["check_field", "describe_unfit"]


def describe_unfit(inferred: types.Type, wanted: types.Type) -> str | None:
    """Return why a body's result does not fit the prototype, or None where it does."""
    if isinstance(inferred, types.IntegerLiteral) and isinstance(wanted, types.Integer):
        fits = wanted.minval <= inferred.literal_value <= wanted.maxval
        return None if fits else f"{inferred.literal_value} is out of its range"
    if isinstance(inferred, types.Literal):
        inferred = inferred.literal_type
    match wanted, inferred:
        case types.NoneType(), types.NoneType():
            return None
        case types.NoneType(), _:
            return "C expects no value"
        case ((CPointer() | CFunctionPointer()), types.Optional()):
            return describe_unfit(inferred.type, wanted)
        case ((CPointer() | CFunctionPointer()), _):
            # None is NULL.
            fits = wanted == inferred or wanted.can_convert_from(None, inferred) is not None
            return None if fits else "the types do not convert"
        case _, types.NoneType() | types.Optional():
            return "a path through the function returns nothing"
        case types.Integer(), types.Integer() | types.Boolean() | types.IntEnumMember():
            return None
        case types.Boolean(), types.Integer() | types.Boolean():
            return None
        case types.Float(), types.Float() | types.Integer() | types.Boolean():
            return None
        case types.Complex(), types.Number() | types.Boolean():
            return None
        case types.Integer(), types.Float():
            return "the fraction would be cut off in silence; write int(...)"
        case CStruct(), CStruct() | CStructValue() if wanted.same_layout(
            getattr(inferred, "struct", inferred)
        ):
            return None
        case CStruct(), CPointer() if wanted.same_layout(inferred.dtype):
            return "it is the address of one; write p[0]"
        case CStruct(), _:
            return "build one with `S.value(...)`"
    return "the types do not convert"


def check_field(struct: CStruct, name: str, given: types.Type) -> None:
    """Refuse what a number in a struct would not hold; arrays, pointers and structs are copied by rules of their own.

    A whole number wraps around, as in C.

    Raises
    ------
    numba.core.errors.TypingError
        It names the field and what is assigned.
    """
    attribute = attribute_of(struct, name)
    if not isinstance(attribute.type, types.Number | types.Boolean):
        return
    if isinstance(given, types.Integer | types.Optional):
        return
    reason = "it is no number" if given == types.none else describe_unfit(given, attribute.type)
    if reason:
        raise errors.TypingError(f"`{attribute.path}` takes {attribute.type}, not {given}: {reason}")
