"""`S(user_data)` and `S.value(x=…)` in compiled code: a cast to a struct, and a struct made by value."""

from __future__ import annotations

import inspect
from typing import Any

from llvmlite import ir
from numba.core import errors, types
from numba.core.base import BaseContext
from numba.core.datamodel.models import OpaqueModel
from numba.core.imputils import lower_builtin, lower_constant, lower_getattr
from numba.core.typing import Signature, signature
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import register_model
from numba.np import arrayobj

from .conversions import check_field
from .fields import attribute_of, set_field
from .memory import BYTE_POINTER
from .pointers import CPointer
from .structs import CStruct
from .values import CStructValue

__all__ = ["CStructClass"]


class CStructClass(types.Callable, types.Opaque):
    """A struct type itself: calling it casts an address."""

    def __init__(self, pointer: CPointer) -> None:
        self.pointer = pointer
        super().__init__(f"CStructClass[{pointer.dtype.name}]")

    def get_call_type(self, context: object, args: tuple[types.Type, ...], kws: dict[str, Any]) -> Signature:
        """Return the cast's signature; anything that is not an address is refused."""
        kinds = (types.CPointer, types.RawPointer, types.Integer, types.Record)
        if kws or len(args) != 1 or not (isinstance(args[0], kinds) or is_structs(args[0])):
            raise errors.TypingError(
                f"`{self.pointer.dtype.layout.name}(...)` in compiled code casts one address (a pointer, an integer "
                f"or a record); to build a struct by value write `.value(...)`"
            )
        return signature(self.pointer, *args)

    def get_call_signatures(self) -> tuple[list[Signature], bool]:
        """Say that any address will do."""
        return [], True

    def get_impl_key(self, sig: Signature) -> type:
        """Return what its call is registered under."""
        return type(self)


def is_structs(numba_type: types.Type) -> bool:
    """Return whether a value is an array of structs, whose first one has an address."""
    return isinstance(numba_type, types.Array) and isinstance(numba_type.dtype, types.Record)


class CStructMaker(types.Callable, types.Opaque):
    """`S.value`: builds a struct by value from its fields."""

    def __init__(self, struct: CStruct) -> None:
        self.struct = struct
        super().__init__(f"CStructMaker[{struct.name}]")

    def get_call_type(self, context: object, args: tuple[types.Type, ...], kws: dict[str, Any]) -> Signature:
        """Return a signature whose parameters are the fields that were given."""
        names = [*list(self.struct.layout.fields)[: len(args)], *kws]
        if len(args) > len(self.struct.layout.fields) or len(set(names)) != len(names):
            raise errors.TypingError(f"`{self.struct.layout.name}.value(...)`: more values than fields")
        for name, given in zip(names, (*args, *kws.values()), strict=True):
            check_field(self.struct, name, given)
        wanted = [attribute_of(self.struct, name).type for name in names]
        keyword = inspect.Parameter.POSITIONAL_OR_KEYWORD
        pysig = inspect.Signature([inspect.Parameter(name, keyword) for name in names])
        return signature(CStructValue(self.struct), *wanted).replace(pysig=pysig)

    def get_call_signatures(self) -> tuple[list[Signature], bool]:
        """Say that any of the fields may be given."""
        return [], True

    def get_impl_key(self, sig: Signature) -> type:
        """Return what its call is registered under."""
        return type(self)


register_model(CStructClass)(OpaqueModel)
register_model(CStructMaker)(OpaqueModel)


@infer_getattr
class CStructClassAttributes(AttributeTemplate):
    """What a struct type offers in compiled code."""

    key = CStructClass

    def resolve_value(self, struct_class: CStructClass) -> CStructMaker:
        return CStructMaker(struct_class.pointer.dtype)


@lower_constant(CStructClass)
def constant_class(context: BaseContext, builder: ir.IRBuilder, numba_type: Any, value: object) -> ir.Value:
    """Return the dummy that stands for a struct type, which has no bytes."""
    return context.get_dummy_value()


@lower_getattr(CStructClass, "value")
def get_maker(context: BaseContext, builder: ir.IRBuilder, numba_type: Any, value: Any) -> ir.Value:
    """Return the dummy that stands for `S.value`."""
    return context.get_dummy_value()


@lower_builtin(CStructClass, types.Any)
def cast_address(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    """Reinterpret an address."""
    if isinstance(sig.args[0], types.Integer):
        return builder.inttoptr(args[0], BYTE_POINTER)
    if isinstance(sig.args[0], types.Array):
        array = arrayobj.make_array(sig.args[0])(context, builder, args[0])
        return builder.bitcast(array.data, BYTE_POINTER)
    return builder.bitcast(args[0], BYTE_POINTER)


@lower_builtin(CStructMaker, types.VarArg(types.Any))
def make_value(context: BaseContext, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    """Build a struct on the stack, zeroed first, and load it."""
    value_type = sig.return_type
    llvm_type = context.get_value_type(value_type)
    with builder.goto_entry_block():
        slot = builder.alloca(llvm_type)
        slot.align = max(8, value_type.struct.align)
    builder.store(ir.Constant(llvm_type, None), slot)
    base = builder.bitcast(slot, context.get_value_type(value_type.struct))
    for name, value in zip(sig.pysig.parameters, args, strict=True):
        set_field(context, builder, value_type.struct, base, name, value)
    return builder.load(slot)
