"""Pointers in expressions: `if p:`, `p == q`, `p is None`, `p < q`, `p + n`, `p - q`, and pointers as keys."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import errors, types
from numba.core.base import BaseContext
from numba.core.imputils import lower_builtin
from numba.extending import intrinsic, overload, overload_method

from .arrays import CArray
from .memory import BYTE_POINTER, is_null
from .pointers import CPointer, item_address
from .structs import CStruct

__all__: list[str] = []


@intrinsic
def _is_null(typingctx: object, pointer: types.Type) -> Any:
    def codegen(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
        return is_null(builder, args[0])

    return types.boolean(pointer), codegen


@intrinsic
def address(typingctx: object, pointer: types.Type) -> Any:
    """Return the address of anything that is one, as an unsigned integer."""
    if not isinstance(pointer, (types.CPointer, CStruct, types.RawPointer)) and not is_nullable(pointer):
        return None

    def codegen(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
        return builder.ptrtoint(args[0], context.get_value_type(types.uintp))

    return types.uintp(pointer), codegen


@intrinsic
def _advance(typingctx: object, pointer: types.Type, count: types.Type) -> Any:
    def codegen(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
        return builder.bitcast(item_address(context, builder, pointer, *args), BYTE_POINTER)

    return pointer(pointer, types.intp), codegen


def is_nullable(numba_type: types.Type) -> bool:
    """Return whether NULL is a value of this type: data pointers and function pointers."""
    return isinstance(numba_type, CPointer) or getattr(numba_type, "is_function_pointer", False)


def are_addresses(a: types.Type, b: types.Type) -> bool:
    """Return whether both are addresses, and one of them a pointer: two structs are compared by nobody."""
    pair = (a, b)
    return any(map(is_nullable, pair)) and all(is_nullable(t) or isinstance(t, CStruct) for t in pair)


@overload(bool, strict=False)
def bool_pointer(p: types.Type) -> Callable[..., Any] | None:
    """`if p:` asks for not NULL."""
    return (lambda p: not _is_null(p)) if is_nullable(p) else None


@overload(operator.not_, strict=False)
def not_pointer(p: types.Type) -> Callable[..., Any] | None:
    """`not p` asks for NULL."""
    return (lambda p: _is_null(p)) if is_nullable(p) else None


# numba's own comparison with None calls nothing equal to None; what is made for one target is asked before it.
@overload(operator.eq, strict=False, target="cpu")
def equal_pointers(a: types.Type, b: types.Type) -> Callable[..., Any] | None:
    """Pointers are equal when their addresses are, and equal to None when they are NULL; so are array parameters."""
    if isinstance(a, types.NoneType) or isinstance(b, types.NoneType):
        other = b if isinstance(a, types.NoneType) else a
        return (lambda a, b: a is b) if is_nullable(other) or isinstance(other, CArray) else None
    return (lambda a, b: address(a) == address(b)) if are_addresses(a, b) else None


@overload(operator.eq, strict=False)
@overload(operator.ne, strict=False)
def refuse_structs(a: types.Type, b: types.Type) -> None:
    """Refuse `==` between structs: C has none, and their padding says nothing."""
    if isinstance(a, CStruct) and isinstance(b, CStruct):
        raise errors.TypingError(
            f"compiled code does not compare `{a.layout.name}` with ==: compare fields, or addresses with "
            f"`S(a) == S(b)`"
        )


@overload_method(CPointer, "__hash__", strict=False)
def hash_pointer(p: types.Type) -> Callable[..., Any]:
    """Pointers are told apart by address, in sets and as keys."""
    return lambda p: hash(address(p))


@overload(operator.ne, strict=False, target="cpu")
def unequal_pointers(a: types.Type, b: types.Type) -> Callable[..., Any] | None:
    """Pointers differ when they are not equal."""

    def unequal(a: Any, b: Any) -> bool:
        equal = a == b
        return not equal

    return unequal if equal_pointers(a, b) else None


@lower_builtin(operator.is_, CPointer, types.NoneType)
def is_none(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    """`p is None` asks for NULL."""
    return is_null(builder, args[0])


@lower_builtin(operator.is_, types.NoneType, CPointer)
def none_is(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    """`None is p` asks for NULL."""
    return is_null(builder, args[1])


@lower_builtin(operator.is_, CPointer, CPointer)
def is_same(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    """`p is q` asks for the same address."""
    return builder.icmp_unsigned("==", *args)


@overload(operator.iadd, strict=False)
@overload(operator.add, strict=False)
def add_pointer(p: types.Type, n: types.Type) -> Callable[..., Any] | None:
    """`p + n` is the address n items on."""
    if isinstance(p, CPointer) and isinstance(n, types.Integer):
        return lambda p, n: _advance(p, n)
    if isinstance(p, types.Integer) and isinstance(n, CPointer):
        return lambda p, n: _advance(n, p)
    return None


@overload(operator.isub, strict=False)
@overload(operator.sub, strict=False)
def subtract_pointer(p: types.Type, n: types.Type) -> Callable[..., Any] | None:
    """`p - n` is the address n items back; `p - q` the number of items between."""
    if not isinstance(p, CPointer):
        return None
    if isinstance(n, types.Integer):
        return lambda p, n: _advance(p, -n)
    if p.points_like(n):
        item = max(1, _item_size(p.dtype))
        return lambda p, n: (types.intp(address(p)) - types.intp(address(n))) // item
    return None


def _item_size(dtype: types.Type) -> int:
    return 1 if isinstance(dtype, types.Boolean) else int(getattr(dtype, "bitwidth", 8)) // 8


def _order(compare: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def compare_pointers(p: types.Type, q: types.Type) -> Callable[..., Any] | None:
        if isinstance(p, CPointer) and isinstance(q, CPointer):
            return lambda p, q: compare(address(p), address(q))
        return None

    return compare_pointers


overload(operator.lt, strict=False)(_order(operator.lt))
overload(operator.le, strict=False)(_order(operator.le))
overload(operator.gt, strict=False)(_order(operator.gt))
overload(operator.ge, strict=False)(_order(operator.ge))
