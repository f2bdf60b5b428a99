"""C text in compiled code: `p.name == b"abc"` and `p.name = b"abc"`, for `char` arrays and `char *`, up to the NUL."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import errors, types
from numba.core.base import BaseContext
from numba.core.imputils import lower_cast
from numba.core.typing import signature
from numba.extending import overload, register_jitable

from ...states import string
from .arrays import CArray, array_at
from .pointers import CPointer

__all__ = ["is_text"]


def is_text(numba_type: types.Type) -> bool:
    """Return whether a value is a `char` array (or a part of one) or a `char *`: signed bytes in compiled code."""
    is_array = isinstance(numba_type, types.Array) and numba_type.ndim == 1
    return (is_array or isinstance(numba_type, CPointer)) and numba_type.dtype == types.int8


# numba takes it for a comparison of two arrays, item by item; what is made for one target is asked before that.
@overload(operator.eq, strict=False, target="cpu")
def equal_text(one: types.Type, two: types.Type) -> Callable[..., Any] | None:
    """C text equals bytes when it has the same characters up to its NUL."""
    if is_text(two) and isinstance(one, types.Bytes):
        return lambda one, two: two == one
    if is_text(one) and isinstance(two, types.Bytes):
        return same_array if isinstance(one, types.Array) else same_pointer
    return None


@overload(operator.ne, strict=False, target="cpu")
def unequal_text(one: types.Type, two: types.Type) -> Callable[..., Any] | None:
    """C text differs from bytes when it does not equal them."""

    def unequal(one: Any, two: Any) -> bool:
        equal = one == two
        return not equal

    return unequal if equal_text(one, two) else None


@overload(operator.contains, strict=False, target="cpu")
def text_in(choices: types.Type, text: types.Type) -> Callable[..., Any] | None:
    """`p.name in (b"abc", b"xyz")` compares the text with each."""
    if not (isinstance(choices, types.UniTuple) and isinstance(choices.dtype, types.Bytes) and is_text(text)):
        return None

    def contains(choices: Any, text: Any) -> bool:
        for choice in choices:  # noqa: SIM110  (numba compiles loops, and no `any`)
            if text == choice:
                return True
        return False

    return contains


@overload(operator.setitem, strict=False)
def set_text(array: types.Type, index: types.Type, text: types.Type) -> Callable[..., Any] | None:
    """`p.names[i] = b"abc"` and `p.name[0:3] = b"abc"`: zeros fill what is left."""
    if not (isinstance(array, types.Array) and array.dtype == types.int8 and isinstance(text, types.Bytes)):
        return None
    is_row = array.ndim == 2 and isinstance(index, types.Integer)
    if not is_row and not (array.ndim == 1 and isinstance(index, types.SliceType)):
        return None

    def assign(array: Any, index: Any, text: Any) -> None:
        copy_text(array[index], text)

    return assign


@register_jitable
def copy_text(target: Any, text: Any) -> None:
    """Copy text into a `char` array, and fill what is left with zeros."""
    if len(text) > len(target):
        raise ValueError("the text does not fit the char array")
    for i in range(len(target)):
        target[i] = text[i] if i < len(text) else 0


@overload(string, strict=False)
def overload_string(text: types.Type) -> None:
    """Refuse: text that compiled code makes would have no owner."""
    raise errors.TypingError(
        "`structcb.string` makes Python text, so it works outside of compiled code only; "
        'compare C text in place, as `p.name == b"abc"`'
    )


def same_array(one: Any, two: Any) -> bool:
    """Compare a `char` array with bytes."""
    for i in range(len(one)):
        if i == len(two):
            return one[i] == 0
        if one[i] == 0 or (one[i] & 0xFF) != two[i]:
            return False
    return len(one) == len(two)


def same_pointer(one: Any, two: Any) -> bool:
    """Compare the text at a `char *` with bytes; NULL equals no text."""
    if one is None:
        return False
    for i in range(len(two)):
        if one[i] == 0 or (one[i] & 0xFF) != two[i]:
            return False
    return one[len(two)] == 0


@lower_cast(types.Bytes, CArray)
def cast_bytes(
    context: BaseContext, builder: ir.IRBuilder, source: types.Bytes, target: CArray, value: ir.Value
) -> ir.Value:
    """Make a zero-filled `char` array of bytes, to be assigned as a whole."""
    llvm_type = ir.ArrayType(ir.IntType(8), target.fixed[0])
    with builder.goto_entry_block():
        slot = builder.alloca(llvm_type)
    builder.store(ir.Constant(llvm_type, None), slot)
    made = array_at(context, builder, target, slot)

    def copy(target: Any, text: Any) -> None:
        copy_text(target, text)

    context.compile_internal(builder, copy, signature(types.void, target.plain, source), (made, value))
    return made
