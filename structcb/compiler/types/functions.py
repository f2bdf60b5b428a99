"""C functions as values: pointers that compiled code reads from fields, tests for NULL, stores and calls."""

from __future__ import annotations

import operator
from typing import Any

from llvmlite import ir
from numba.core import errors, types
from numba.core.base import BaseContext
from numba.core.datamodel.models import PrimitiveModel
from numba.core.imputils import lower_builtin, lower_cast
from numba.core.typeconv import Conversion
from numba.core.typing import Signature, signature
from numba.extending import register_model

from ...layouts import Prototype, describe
from ...states.abi_shapes import function_shape
from ..abi import CallShape
from .crossing import from_c, from_optional, to_c
from .memory import BYTE_POINTER, is_null
from .pointers import CPointer, check_conversion

__all__ = ["CFunctionPointer", "lower_call"]


class CFunctionPointer(types.Callable):
    """The address of a C function with a known prototype; may be NULL."""

    is_function_pointer = True

    def __init__(
        self,
        prototype: Prototype,
        result: types.Type,
        parameters: tuple[types.Type, ...],
        shape: CallShape,
        *,
        size: int,
    ) -> None:
        self.prototype, self.result, self.parameters = prototype, result, parameters
        self.shape, self.size, self.bitwidth = shape, size, 8 * size
        types = ", ".join(parameter.name for parameter in parameters)
        super().__init__(f"CFunctionPointer[{result.name} ({types})]")

    def __reduce__(self) -> tuple[Any, ...]:
        return make_function_pointer, (self.prototype, self.result, self.parameters, self.shape, self.size)

    def get_call_type(self, context: Any, args: tuple[types.Type, ...], kws: dict[str, Any]) -> Signature:
        """Return the signature of a call, or say which argument does not fit."""
        name = describe(self.prototype)
        if kws or len(args) != len(self.parameters):
            raise errors.TypingError(
                f"`{name}` takes {len(self.parameters)} positional arguments, got {len(args)}"
            )
        for position, (given, wanted) in enumerate(zip(args, self.parameters, strict=True), 1):
            if context.can_convert(given, wanted) is None:
                raise errors.TypingError(f"argument {position} of `{name}` must be {wanted}, not {given}")
        return signature(self.result, *self.parameters, recvr=self)

    def get_call_signatures(self) -> tuple[list[Signature], bool]:
        """Return the one way to call it."""
        return [signature(self.result, *self.parameters)], False

    def get_impl_key(self, sig: Signature) -> type:
        """Return what its call is registered under."""
        return type(self)

    def can_convert_from(self, typingctx: object, other: types.Type) -> Any:
        """Take NULL, raw addresses, and callbacks and C functions that are called alike."""
        if isinstance(other, (types.NoneType, types.RawPointer)):
            return Conversion.safe
        prototype = getattr(other, "prototype", None)
        alike = prototype is not None and function_shape(prototype) == function_shape(self.prototype)
        return Conversion.safe if alike else None

    def unify(self, typingctx: object, other: types.Type) -> types.Type | None:
        """Return the pointer that both branches of a condition can give."""
        return self if self.can_convert_from(typingctx, other) is not None else None


def make_function_pointer(
    prototype: Prototype, result: types.Type, parameters: tuple[types.Type, ...], shape: CallShape, size: int
) -> CFunctionPointer:
    """Rebuild a function-pointer type (for pickle, which passes no keywords)."""
    return CFunctionPointer(prototype, result, parameters, shape, size=size)


@register_model(CFunctionPointer)
class CFunctionPointerModel(PrimitiveModel):
    """An address."""

    def __init__(self, manager: object, numba_type: CFunctionPointer) -> None:
        super().__init__(manager, numba_type, BYTE_POINTER)


def lower_call(
    context: BaseContext,
    builder: ir.IRBuilder,
    function: CFunctionPointer,
    callee: ir.Value,
    args: list[ir.Value],
) -> ir.Value:
    """Call C with values as numba holds them."""
    values = [
        to_c(context, builder, numba_type, value)
        for numba_type, value in zip(function.parameters, args, strict=True)
    ]
    result = function.shape.call(builder, callee, values)
    if result is None:
        return context.get_dummy_value()
    return from_c(context, builder, function.result, result)


@lower_builtin(CFunctionPointer, types.VarArg(types.Any))
def call_pointer(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    """Call the function at an address."""
    function, *_ = sig.args
    callee = builder.bitcast(args[0], function.shape.function_type.as_pointer())
    return lower_call(context, builder, function, callee, args[1:])


@lower_builtin(operator.is_, CFunctionPointer, types.NoneType)
def is_none(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    """`p.eval is None` asks for NULL."""
    return is_null(builder, args[0])


@lower_builtin(operator.is_, types.NoneType, CFunctionPointer)
def none_is(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    """`None is p.eval` asks for NULL."""
    return is_null(builder, args[1])


@lower_builtin(operator.is_, CFunctionPointer, CFunctionPointer)
def is_same(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    """`p.eval is p.other` asks for the same address."""
    return builder.icmp_unsigned("==", *args)


@lower_cast(types.NoneType, CFunctionPointer)
def cast_none(context: BaseContext, builder: ir.IRBuilder, source: Any, target: Any, value: Any) -> ir.Value:
    """None is NULL."""
    return ir.Constant(BYTE_POINTER, None)


@lower_cast(CFunctionPointer, CFunctionPointer)
@lower_cast(types.RawPointer, CFunctionPointer)
@lower_cast(CFunctionPointer, types.RawPointer)
def cast_address(
    context: BaseContext, builder: ir.IRBuilder, source: Any, target: Any, value: ir.Value
) -> ir.Value:
    """Use an address as a function's."""
    if isinstance(target, CFunctionPointer):
        check_conversion(source, target)
    return builder.bitcast(value, context.get_value_type(target))


@lower_cast(CPointer, CFunctionPointer)
def refuse_cast(
    context: BaseContext, builder: ir.IRBuilder, source: Any, target: Any, value: ir.Value
) -> None:
    """Say what is wrong with an assignment, where numba would show LLVM's text."""
    check_conversion(source, target)


lower_cast(types.Optional, CFunctionPointer)(from_optional)
