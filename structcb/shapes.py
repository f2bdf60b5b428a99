"""Shapes of array arguments: what the names in an option such as `("rows", "p.n")` mean.

A dimension is a product of factors: constants, other arguments, fields behind a struct pointer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from .errors import SignatureError
from .facts import Fact
from .layouts import CType, Enum, Layout, Pointer, Scalar, Table, describe, resolve

__all__ = [
    "Argument",
    "Constant",
    "Dimension",
    "Factor",
    "Scope",
    "ShapeSpec",
    "StructField",
    "bind_dimension",
]

ShapeSpec: TypeAlias = "int | str | tuple[int | str, ...]"


class Constant(Fact):
    """A dimension that the option states."""

    value: int


class Argument(Fact):
    """A dimension that another argument states."""

    position: int
    name: str


class StructField(Fact):
    """A dimension that a field states, reached from a struct pointer by `path`."""

    position: int
    name: str
    path: tuple[str, ...]


Factor: TypeAlias = Constant | Argument | StructField
Dimension: TypeAlias = tuple[Factor, ...]


class Scope(Fact):
    """What the names in a shape mean: Python's parameters, their C types, the header's layouts."""

    names: Sequence[str]
    types: Sequence[CType]
    table: Table


def bind_dimension(owner: str, spec: int | str, scope: Scope) -> Dimension:
    """Return the factors of one dimension."""
    if isinstance(spec, bool) or not isinstance(spec, (int, str)):
        raise SignatureError(
            f"arrays: `{owner}` has the dimension {spec!r}; give an integer, a name or 'p.field'"
        )
    if isinstance(spec, int):
        if spec < 0:
            raise SignatureError(f"arrays: `{owner}` has the negative dimension {spec}")
        return (Constant(spec),)
    return tuple(bind_factor(owner, factor.strip(), scope) for factor in spec.split("*"))


def bind_factor(owner: str, text: str, scope: Scope) -> Factor:
    """Return one factor: a number, an argument, or a field behind a struct pointer."""
    if text.isdecimal():
        return Constant(int(text))
    name, *path = text.split(".")
    if name not in scope.names:
        raise SignatureError(
            f"arrays: the shape of `{owner}` names `{text}`, but the parameters are {', '.join(scope.names)}"
        )
    position = scope.names.index(name)
    here = scope.types[position]
    for field_name in path:
        here = field_type(owner, text, here, field_name, scope.table)
    if not (
        isinstance(here, Enum) or (isinstance(here, Scalar) and here.kind in ("signed", "unsigned", "char"))
    ):
        raise SignatureError(
            f"arrays: the shape of `{owner}` names `{text}`, which is `{describe(here)}`: no integer"
        )
    return StructField(position, name, tuple(path)) if path else Argument(position, name)


def field_type(owner: str, text: str, ctype: CType, name: str, table: Table) -> CType:
    """Return the type of a field on the way to a dimension."""
    layout = resolve(ctype.to if isinstance(ctype, Pointer) else ctype, table)
    if not isinstance(layout, Layout):
        raise SignatureError(
            f"arrays: the shape of `{owner}` names `{text}`, but what holds `{name}` is `{describe(ctype)}`: no struct"
        )
    if name not in layout.fields:
        raise SignatureError(
            f"arrays: the shape of `{owner}` names `{text}`, but `{layout.name}` has "
            f"{', '.join(layout.fields) or 'no fields'}"
        )
    return layout.fields[name].type
