"""How C values travel in a call: facts that a calling convention states, and the code that both ends need for them.

A scalar or a pointer travels as itself. An aggregate (a struct, a complex number) is, inside compiled code, the
address of a private copy; it travels in pieces or through memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from llvmlite import ir

from ...layouts import CType

__all__ = ["CallShape", "Convention", "InMemory", "InPieces", "InRegister", "Nowhere", "Passing", "Piece"]

BYTE = ir.IntType(8)
BYTE_POINTER = BYTE.as_pointer()


@dataclass(frozen=True)
class InRegister:
    """A scalar; narrow integers say how the rest of the register is filled."""

    type: ir.Type
    extension: str = ""


@dataclass(frozen=True)
class Piece:
    """A part of an aggregate that travels as one LLVM value: its type and its offset in bytes."""

    type: ir.Type
    offset: int


@dataclass(frozen=True)
class InPieces:
    """An aggregate that travels in one or more registers."""

    pieces: tuple[Piece, ...]
    size: int


@dataclass(frozen=True)
class InMemory:
    """An aggregate that travels as the address of a copy; `byval` where the copy lies among the arguments."""

    size: int
    align: int
    byval: bool

    @property
    def type(self) -> ir.Type:
        """A pointer to its bytes."""
        return ir.ArrayType(BYTE, self.size).as_pointer()


@dataclass(frozen=True)
class Nowhere:
    """A value without bytes, or no value at all."""


Passing: TypeAlias = InRegister | InPieces | InMemory | Nowhere


class Convention(Protocol):
    """A calling convention: one file per platform gives one."""

    def __call__(self, result: CType, parameters: Sequence[CType]) -> CallShape:
        """Return how a call with these types travels."""


@dataclass(frozen=True)
class CallShape:
    """How a whole call travels, and the LLVM function that does."""

    result: Passing
    parameters: tuple[Passing, ...]

    @property
    def returns_in_memory(self) -> bool:
        """Whether the first LLVM parameter is the address of the result."""
        return isinstance(self.result, InMemory)

    @property
    def function_type(self) -> ir.FunctionType:
        """The LLVM type of a function with this shape."""
        params = [self.result.type] if isinstance(self.result, InMemory) else []
        for passing in self.parameters:
            params += types_of(passing)
        if isinstance(self.result, InMemory) or not types_of(self.result):
            return ir.FunctionType(ir.VoidType(), params)
        types = types_of(self.result)
        return ir.FunctionType(types[0] if len(types) == 1 else ir.LiteralStructType(types), params)

    def mark(self, function: ir.Function) -> None:
        """Put the attributes that the convention asks for on a function that C calls."""
        if isinstance(self.result, InMemory):
            function.args[0].add_attribute("sret")
        if isinstance(self.result, InRegister) and self.result.extension:
            function.return_value.add_attribute(self.result.extension)
        for position, attributes in self.attributes().items():
            for name, align in attributes:
                # What a caller has put above a narrow integer is never relied upon: not every convention says.
                if align:
                    function.args[position].add_attribute(name)
                    function.args[position].attributes.align = align

    def attributes(self) -> dict[int, list[tuple[str, int]]]:
        """Return the attributes of LLVM parameters by position, each with an alignment or 0."""
        found: dict[int, list[tuple[str, int]]] = {}
        for passing, position in zip(self.parameters, self.positions(), strict=True):
            if isinstance(passing, InRegister) and passing.extension:
                found[position] = [(passing.extension, 0)]
            if isinstance(passing, InMemory) and passing.byval:
                found[position] = [("byval", passing.align)]
        return found

    def positions(self) -> list[int]:
        """Return where each C parameter starts among the LLVM parameters."""
        found, position = [], int(self.returns_in_memory)
        for passing in self.parameters:
            found.append(position)
            position += len(types_of(passing))
        return found

    def receive(self, builder: ir.IRBuilder, function: ir.Function) -> list[ir.Value]:
        """Return one value (or the address of an aggregate) for each C parameter."""
        incoming = list(function.args[int(self.returns_in_memory) :])
        values = []
        for passing in self.parameters:
            mine = [incoming.pop(0) for _ in types_of(passing)]
            values.append(gather(builder, passing, mine))
        return values

    def give_back(self, builder: ir.IRBuilder, function: ir.Function, value: ir.Value | None) -> None:
        """Return a result: a scalar, or an aggregate by its address."""
        match self.result:
            case InRegister():
                builder.ret(value)
            case InPieces():
                builder.ret(pack(builder, scatter(builder, self.result, value)))
            case InMemory(size=size):
                copy(builder, function.args[0], value, size)
                builder.ret_void()
            case Nowhere():
                builder.ret_void()

    def call(self, builder: ir.IRBuilder, callee: ir.Value, values: Sequence[ir.Value]) -> ir.Value | None:
        """Call a C function; an aggregate result comes back as the address of a copy."""
        outgoing: list[ir.Value] = []
        result: ir.Value | None = None
        if isinstance(self.result, InMemory):
            result = slot(builder, self.result.size, self.result.align)
            outgoing.append(builder.bitcast(result, self.result.type))
        for passing, value in zip(self.parameters, values, strict=True):
            outgoing += scatter(builder, passing, value)
        attributes = {i: tuple(name for name, _ in marks) for i, marks in self.attributes().items()}
        if isinstance(self.result, InMemory):
            attributes[0] = ("sret",)
        call = builder.call(callee, outgoing, arg_attrs=attributes)
        for position, marks in self.attributes().items():
            for _, align in marks:
                if align:
                    call.arg_attributes[position].align = align
        match self.result:
            case InRegister():
                return call
            case InPieces(pieces=pieces):
                parts = (
                    [call]
                    if len(pieces) == 1
                    else [builder.extract_value(call, i) for i in range(len(pieces))]
                )
                return gather(builder, self.result, parts)
        return result


def types_of(passing: Passing) -> list[ir.Type]:
    """Return the LLVM types of what travels."""
    match passing:
        case InRegister(type=only):
            return [only]
        case InPieces(pieces=pieces):
            return [piece.type for piece in pieces]
        case InMemory():
            return [passing.type]
    return []


def gather(builder: ir.IRBuilder, passing: Passing, parts: Sequence[ir.Value]) -> ir.Value:
    """Turn what travelled into a value, or into the address of an aggregate."""
    match passing:
        case InPieces(pieces=pieces, size=size):
            base = slot(builder, size, 16)
            for piece, part in zip(pieces, parts, strict=True):
                builder.store(part, place_of(builder, base, piece), align=1)
            return base
        case Nowhere():
            return slot(builder, 1, 1)
    return parts[0]


def scatter(builder: ir.IRBuilder, passing: Passing, value: ir.Value) -> list[ir.Value]:
    """Turn a value, or the address of an aggregate, into what travels; no byte past its end is read."""
    match passing:
        case InPieces(pieces=pieces, size=size):
            base = slot(builder, size, 16)
            copy(builder, base, value, size)
            return [builder.load(place_of(builder, base, piece), align=1) for piece in pieces]
        case InMemory(size=size, align=align):
            private = slot(builder, size, align)
            copy(builder, private, value, size)
            return [builder.bitcast(private, passing.type)]
        case InRegister():
            return [value]
    return []


def pack(builder: ir.IRBuilder, parts: Sequence[ir.Value]) -> ir.Value:
    """Return one part as itself, more as a literal struct."""
    if len(parts) == 1:
        return parts[0]
    whole = ir.Constant(ir.LiteralStructType([part.type for part in parts]), ir.Undefined)
    for position, part in enumerate(parts):
        whole = builder.insert_value(whole, part, position)
    return whole


def place_of(builder: ir.IRBuilder, base: ir.Value, piece: Piece) -> ir.Value:
    """Return where a piece lies."""
    return builder.bitcast(
        builder.gep(base, [ir.IntType(64)(piece.offset)], inbounds=True), piece.type.as_pointer()
    )


def slot(builder: ir.IRBuilder, size: int, align: int) -> ir.Value:
    """Return the address of fresh stack memory, rounded up so that whole registers fit."""
    with builder.goto_entry_block():
        memory = builder.alloca(ir.ArrayType(BYTE, max(16, (size + 15) // 16 * 16)))
        memory.align = max(align, 8)
        return builder.bitcast(memory, BYTE_POINTER)


def copy(builder: ir.IRBuilder, target: ir.Value, source: ir.Value, size: int) -> None:
    """Copy bytes between places that do not overlap."""
    flag, width = ir.IntType(1), ir.IntType(64)
    name = "llvm.memcpy.p0.p0.i64"
    signature = ir.FunctionType(ir.VoidType(), [BYTE_POINTER, BYTE_POINTER, width, flag])
    memcpy = builder.module.globals.get(name) or ir.Function(builder.module, signature, name)
    pointers = [builder.bitcast(pointer, BYTE_POINTER) for pointer in (target, source)]
    builder.call(memcpy, [*pointers, width(size), flag(0)])
