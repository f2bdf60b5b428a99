"""Which codec each C type gets: the only recursion over C types on the Python side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import UnsupportedTypeError
from ..layouts import (
    Array,
    CType,
    Enum,
    Field,
    Layout,
    Pointer,
    Prototype,
    Reference,
    Scalar,
    Unsupported,
    base_of,
    shape_of,
)
from .array_fields import ArrayCodec, FlexibleCodec, TextCodec
from .codecs import BytesCodec, Codec
from .functions import FunctionCodec
from .items import ItemsCodec
from .pointer_fields import PointerCodec, pointer_array_maker
from .scalars import BitsCodec, number_codec

if TYPE_CHECKING:
    from .struct_types import StructTypes

__all__ = ["choose_codec", "choose_field_codec"]


def choose_field_codec(field: Field, types: StructTypes) -> Codec:
    """Return the codec of a field, which may be some bits only."""
    if not field.bits:
        return types.codec(field.type)
    return BitsCodec(field, types.members(field.type) if isinstance(field.type, Enum) else {})


def choose_codec(ctype: CType, types: StructTypes) -> Codec:
    """Return the codec of a C type."""
    match ctype:
        case Scalar():
            return _number_codec(ctype)
        case Enum():
            return number_codec(ctype, types.members(ctype))
        case Layout() | Reference():
            return types.get(ctype).codec
        case Pointer(to=Prototype()):
            return FunctionCodec(ctype, types)
        case Pointer():
            return PointerCodec(ctype, types)
        case Array(length=None):
            return FlexibleCodec(ctype, types.codec, types.pointer_size)
        case Array():
            return _array_codec(ctype, types)
        case Unsupported(reason=reason):
            return BytesCodec(ctype, reason)
        case _:
            return BytesCodec(ctype, "it is no type of a value")


def _number_codec(ctype: Scalar) -> Codec:
    try:
        return number_codec(ctype, {})
    except UnsupportedTypeError as fault:
        return BytesCodec(ctype, str(fault))


def _array_codec(ctype: Array, types: StructTypes) -> Codec:
    item, base = types.codec(base_of(ctype)), base_of(ctype)
    shape = tuple(length or 0 for length in shape_of(ctype))
    if isinstance(item, PointerCodec):
        return ItemsCodec(item, shape, pointer_array_maker(item))
    if isinstance(item, BytesCodec):
        return BytesCodec(ctype, item.reason)
    if isinstance(base, Layout | Reference):
        return ItemsCodec(item, shape, types.get(base).array_class)
    text = isinstance(base, Scalar) and base.kind == "char"
    return TextCodec(ctype, item) if text else ArrayCodec(ctype, item)
