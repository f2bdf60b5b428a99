"""The shape of an array parameter at run time: products of constants, arguments and fields, checked where asked for."""

from __future__ import annotations

from llvmlite import ir
from numba.core import types
from numba.core.base import BaseContext

from ..prototypes import ArrayParameter, Signature
from ..shapes import Argument, Constant, Dimension, Factor
from .typemap import Typemap
from .types.crossing import from_c
from .types.fields import attribute_of, get_field
from .types.pointers import CPointer

__all__ = ["Dimensions", "describe_shape"]

BIT, WORD = ir.IntType(1), ir.IntType(64)


class Dimensions:
    """Computes the shapes of one call's arrays from the call's arguments, noting what cannot be a length.

    `absurd` is the bit that says so: a negative factor, or more bytes than an address can count.
    """

    def __init__(
        self,
        context: BaseContext,
        builder: ir.IRBuilder,
        signature: Signature,
        typemap: Typemap,
        arguments: list[ir.Value],
    ) -> None:
        self.context, self.builder = context, builder
        self.signature, self.typemap, self.arguments = signature, typemap, arguments
        self.absurd: ir.Value = BIT(0)

    def shape(self, parameter: ArrayParameter, *, checked: bool) -> list[ir.Value]:
        """Return the dimensions of one array."""
        self.absurd = BIT(0)
        if not checked:
            return [self.product(dimension) for dimension in parameter.shape]
        shape = [self.checked_product(dimension) for dimension in parameter.shape]
        item = self.context.get_abi_sizeof(self.context.get_data_type(self.typemap.map(parameter.type.to)))
        self.multiply(WORD(item), shape)
        return shape

    def product(self, dimension: Dimension) -> ir.Value:
        """Return one dimension, trusting it."""
        first, *others = (self.factor(factor) for factor in dimension)
        for value in others:
            first = self.builder.mul(first, value, flags=("nsw",))
        return first

    def checked_product(self, dimension: Dimension) -> ir.Value:
        """Return one dimension, noting a negative factor and an overflow."""
        values = [self.factor(factor) for factor in dimension]
        for value in values:
            self.note(self.builder.icmp_signed("<", value, value.type(0)))
        return self.multiply(values[0], values[1:])

    def multiply(self, product: ir.Value, values: list[ir.Value]) -> ir.Value:
        """Return a product, noting an overflow."""
        for value in values:
            pair = self.builder.smul_with_overflow(product, value)
            product = self.builder.extract_value(pair, 0)
            self.note(self.builder.extract_value(pair, 1))
        return product

    def note(self, fault: ir.Value) -> None:
        """Remember a fault."""
        self.absurd = self.builder.or_(self.absurd, fault)

    def factor(self, factor: Factor) -> ir.Value:
        """Return one factor as a signed machine word."""
        if isinstance(factor, Constant):
            return self.context.get_constant(types.intp, factor.value)
        numba_type = self.typemap.map(self.signature.prototype.parameters[factor.position].type)
        value = from_c(self.context, self.builder, numba_type, self.arguments[factor.position])
        path = () if isinstance(factor, Argument) else factor.path
        for name in path:
            struct = numba_type.struct if isinstance(numba_type, CPointer) else numba_type
            assert struct is not None, "prototypes.bind has followed this path"
            numba_type = attribute_of(struct, name).type
            value = get_field(self.context, self.builder, struct, value, name)
        return self.context.cast(self.builder, value, numba_type, types.intp)


def describe_shape(parameter: ArrayParameter) -> str:
    """Return a shape as the user wrote it."""
    return ", ".join(
        "*".join(describe_factor(factor) for factor in dimension) for dimension in parameter.shape
    )


def describe_factor(factor: Factor) -> str:
    """Return one factor as the user wrote it."""
    match factor:
        case Constant(value=value):
            return str(value)
        case Argument(name=name):
            return name
        case _:
            return ".".join((factor.name, *factor.path))
