"""The C entry around a compiled body: arguments in, result or error value out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.base import BaseContext
from numba.core.imputils import fix_returning_optional
from numba.core.typing import signature

from ..layouts import CType, Layout, Pointer, Scalar, resolve
from ..prototypes import ArrayParameter, Signature
from ..runtime.assembly import ERROR_CAP, GUARDS, RECOVERABLE_CAP, SLOT_BYTES
from .abi import CallShape
from .aliasing import mark_unaliased
from .dimensions import Dimensions, describe_shape
from .raise_sites import error_values
from .typemap import Typemap
from .types.arrays import array_at
from .types.crossing import from_c, to_c
from .types.functions import CFunctionPointer
from .types.memory import BYTE_POINTER
from .types.pointers import CPointer
from .types.structs import CStruct

__all__ = ["Entry", "build_entry"]

INT32, INT64 = ir.IntType(32), ir.IntType(64)
INTERRUPTED, RAISED = INT32(-100), INT32(1)
CACHE_LINE = 64
SLOT_TYPE = ir.ArrayType(INT64, SLOT_BYTES // 8)


@dataclass(frozen=True)
class Entry:
    """What the entry of one callback is made of."""

    name: str
    signature: Signature
    typemap: Typemap
    shape: CallShape
    interruptible: bool = True
    runs_python: bool = False
    noalias: bool = False
    boundscheck: bool = False
    place: tuple[str, str, int] = ("", "", 0)

    @property
    def slot_name(self) -> str:
        """The symbol of the callback's error slot."""
        return f"{self.name}.slot"


def build_entry(context: BaseContext, entry: Entry, body: Any, raised: dict[bytes, type]) -> ir.Module:
    """Return a module with the C function, which calls the body (a numba function descriptor) and never raises."""
    module = context.create_module(entry.name)
    function = ir.Function(module, entry.shape.function_type, entry.name)
    entry.shape.mark(function)
    mark_unaliased(function, entry.shape, entry.signature, all_pointers=entry.noalias)
    slot = ir.GlobalVariable(module, SLOT_TYPE, entry.slot_name)
    slot.initializer, slot.align = ir.Constant(SLOT_TYPE, None), CACHE_LINE
    builder = ir.IRBuilder(function.append_basic_block("entry"))
    arguments = entry.shape.receive(builder, function)
    user_data = user_data_of(builder, entry.signature, arguments)
    if entry.interruptible:
        with builder.if_then(interrupt_wanted(builder, slot), likely=False):
            builder.call(
                push_function(module), [slot, INTERRUPTED, BYTE_POINTER(None), user_data, INT64(ERROR_CAP)]
            )
            return_error(context, builder, entry, function, None)
    values = bind_arguments(context, builder, entry, function, body, arguments)
    callee = ir.Function(
        module, context.call_conv.get_function_type(body.restype, body.argtypes), body.llvm_func_name
    )
    thread_state = enter_python(builder) if entry.runs_python else None
    status, result = context.call_conv.call_function(builder, callee, body.restype, body.argtypes, values)
    with builder.if_then(status.is_error, likely=False):
        info = builder.bitcast(status.excinfoptr, BYTE_POINTER)
        chosen = choose_error(builder, entry, status, raised)
        builder.call(push_function(module), [slot, status.code, info, user_data, cap(builder, entry, chosen)])
        leave_python(builder, thread_state)
        return_error(context, builder, entry, function, chosen)
    leave_python(builder, thread_state)
    if isinstance(body.restype, types.NoneType) and not isinstance(
        entry.typemap.map(entry.signature.result), types.NoneType | CPointer | CFunctionPointer
    ):
        builder.unreachable()  # the body always raises
        return module
    result = fix_returning_optional(context, builder, signature(body.restype), status, result)
    return_result(context, builder, entry, function, body.restype, result)
    return module


def enter_python(builder: ir.IRBuilder) -> tuple[ir.Value, ir.Value]:
    """Give this thread a state of Python's for the whole call, without holding the GIL.

    On a thread that Python does not know, object mode would otherwise drop its state, and the exception with it.
    """
    ensure = runtime_function(builder.module, "PyGILState_Ensure", INT32)
    save = runtime_function(builder.module, "PyEval_SaveThread", BYTE_POINTER)
    return builder.call(ensure, []), builder.call(save, [])


def leave_python(builder: ir.IRBuilder, thread_state: tuple[ir.Value, ir.Value] | None) -> None:
    """Undo `enter_python`."""
    if thread_state is not None:
        ensured, saved = thread_state
        restore = runtime_function(builder.module, "PyEval_RestoreThread", ir.VoidType(), BYTE_POINTER)
        release = runtime_function(builder.module, "PyGILState_Release", ir.VoidType(), INT32)
        builder.call(restore, [saved])
        builder.call(release, [ensured])


def runtime_function(module: ir.Module, name: str, result: ir.Type, *parameters: ir.Type) -> ir.Function:
    """Return a function that the process defines."""
    return cgutils.get_or_insert_function(module, ir.FunctionType(result, parameters), name)


def push_function(module: ir.Module) -> ir.Function:
    """Return the runtime's function that records an error."""
    if "structcb_push" in module.globals:
        return module.globals["structcb_push"]
    parameters = [SLOT_TYPE.as_pointer(), INT32, BYTE_POINTER, BYTE_POINTER, INT64]
    signature = ir.FunctionType(ir.VoidType(), parameters)
    function = ir.Function(module, signature, "structcb_push")
    for attribute in ("cold", "noinline", "nounwind"):
        function.attributes.add(attribute)
    return function


def interrupt_wanted(builder: ir.IRBuilder, slot: ir.Value) -> ir.Value:
    """Return whether SIGINT has come and this callback is guarded; the happy path is one load of the flag."""
    flag = ir.GlobalVariable(builder.module, INT32, "structcb_interrupt")
    came = builder.icmp_unsigned("!=", builder.load_atomic(flag, "monotonic", 4), INT32(0))
    before = builder.block
    with builder.if_then(came, likely=False):
        guards = builder.load_atomic(builder.gep(slot, [INT32(0), INT32(GUARDS)]), "monotonic", 8)
        guarded = builder.icmp_signed(">", guards, INT64(0))
        inside = builder.block
    wanted = builder.phi(ir.IntType(1))
    wanted.add_incoming(ir.IntType(1)(0), before)
    wanted.add_incoming(guarded, inside)
    return wanted


def user_data_of(builder: ir.IRBuilder, signature: Signature, arguments: list[ir.Value]) -> ir.Value:
    """Return the address that tells one state from another in an error."""
    if signature.user_data is None:
        return BYTE_POINTER(None)
    return builder.bitcast(arguments[signature.user_data], BYTE_POINTER)


def bind_arguments(
    context: BaseContext,
    builder: ir.IRBuilder,
    entry: Entry,
    function: ir.Function,
    body: Any,
    arguments: list[ir.Value],
) -> list[ir.Value]:
    """Return the arguments as the body takes them: numbers, pointers, structs, arrays."""
    parameters = entry.signature.parameters
    dimensions = Dimensions(context, builder, entry.signature, entry.typemap, arguments)
    values = []
    for parameter, numba_type, argument in zip(parameters, body.argtypes, arguments, strict=True):
        if isinstance(parameter, ArrayParameter):
            shape = dimensions.shape(parameter, checked=entry.boundscheck)
            if entry.boundscheck:
                with builder.if_then(dimensions.absurd, likely=False):
                    raise_absurd(context, builder, entry, function, parameter, arguments)
            values.append(array_at(context, builder, numba_type, argument, shape))
        else:
            values.append(from_c(context, builder, numba_type, argument))
    return values


def raise_absurd(
    context: BaseContext,
    builder: ir.IRBuilder,
    entry: Entry,
    function: ir.Function,
    parameter: ArrayParameter,
    arguments: list[ir.Value],
) -> None:
    """Record a ValueError about the lengths that C gave for an array, and return the error value."""
    name, filename, line = entry.place
    message = (
        f"`{name}({parameter.name})`: C gave lengths that no array can have, negative or too large; "
        f"its shape is ({describe_shape(parameter)})"
    )
    # What numba's own calling convention describes a `raise` with: class, arguments, (function, file, line).
    described = (ValueError, (message,), (name, filename, line))
    info = context.get_python_api(builder).serialize_object(described)
    slot = builder.module.globals[entry.slot_name]
    user_data = user_data_of(builder, entry.signature, arguments)
    info = builder.bitcast(info, BYTE_POINTER)
    builder.call(push_function(builder.module), [slot, RAISED, info, user_data, INT64(ERROR_CAP)])
    matching = [i for i, (cls, _) in enumerate(entry.signature.errors.classes) if issubclass(ValueError, cls)]
    return_error(context, builder, entry, function, INT32(matching[0]) if matching else None)


def choose_error(
    builder: ir.IRBuilder, entry: Entry, status: Any, raised: dict[bytes, type]
) -> ir.Value | None:
    """Return which value of the error policy C gets, by the class of the exception; None for the default."""
    policy = entry.signature.errors
    if not policy.classes:
        return None
    return error_values(builder, policy, status, raised)


def cap(builder: ir.IRBuilder, entry: Entry, chosen: ir.Value | None) -> ir.Value:
    """Return how many errors may wait before this one."""
    policy, result = entry.signature.errors, INT64(ERROR_CAP)
    recoverable = [i for i, (cls, _) in enumerate(policy.classes) if policy.recovers(cls)]
    for number in recoverable if chosen is not None else ():
        is_that = builder.icmp_signed("==", chosen, INT32(number))
        result = builder.select(is_that, INT64(RECOVERABLE_CAP), result)
    return result


def return_error(
    context: BaseContext, builder: ir.IRBuilder, entry: Entry, function: ir.Function, chosen: ir.Value | None
) -> None:
    """Return the error value to C."""
    shape, policy = entry.shape, entry.signature.errors
    result = resolve(entry.signature.result, entry.typemap.table)
    if chosen is None:
        shape.give_back(builder, function, error_constant(context, builder, entry, result, policy.default))
        return
    switch_to = [value for _, value in policy.classes]
    blocks = [function.append_basic_block("error") for _ in switch_to]
    default = function.append_basic_block("error.default")
    switch = builder.switch(chosen, default)
    for number, (block, value) in enumerate(zip(blocks, switch_to, strict=True)):
        switch.add_case(INT32(number), block)
        builder.position_at_end(block)
        shape.give_back(builder, function, error_constant(context, builder, entry, result, value))
    builder.position_at_end(default)
    shape.give_back(builder, function, error_constant(context, builder, entry, result, policy.default))


def error_constant(
    context: BaseContext, builder: ir.IRBuilder, entry: Entry, result: CType, value: Any
) -> ir.Value | None:
    """Return an error value as a call passes it; a struct is all zeros."""
    numba_type = entry.typemap.map(result)
    if isinstance(result, Layout):
        with builder.goto_entry_block():
            zeros = builder.alloca(ir.ArrayType(ir.IntType(8), max(1, result.size)))
        builder.store(ir.Constant(zeros.type.pointee, None), zeros)
        return builder.bitcast(zeros, BYTE_POINTER)
    if isinstance(result, Pointer):
        return BYTE_POINTER(None)
    if isinstance(numba_type, types.NoneType):
        return None
    if isinstance(result, Scalar) and result.kind == "bool":
        return ir.IntType(8)(int(value))
    return to_c(context, builder, numba_type, context.get_constant_generic(builder, numba_type, value))


def return_result(
    context: BaseContext,
    builder: ir.IRBuilder,
    entry: Entry,
    function: ir.Function,
    inferred: types.Type,
    value: Any,
) -> None:
    """Return the body's result to C."""
    result = resolve(entry.signature.result, entry.typemap.table)
    wanted, inferred = entry.typemap.map(result), types.unliteral(inferred)
    if isinstance(wanted, types.NoneType):
        entry.shape.give_back(builder, function, None)
    elif isinstance(wanted, CStruct):
        entry.shape.give_back(builder, function, to_c(context, builder, inferred, value))
    elif isinstance(wanted, types.Boolean) and isinstance(inferred, types.Integer):
        # numba's own cast wants a library to link helpers into, which the entry does not have.
        truth = builder.icmp_unsigned("!=", value, value.type(0))
        entry.shape.give_back(builder, function, to_c(context, builder, wanted, truth))
    else:
        cast = context.cast(builder, value, inferred, wanted)
        entry.shape.give_back(builder, function, to_c(context, builder, wanted, cast))
