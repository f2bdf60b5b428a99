"""What a calling convention sees of a C function: kind and size of its result and parameters, no names."""

from __future__ import annotations

from typing import Any, TypeAlias

from ..layouts import CType, Enum, Layout, Pointer, Prototype, Reference, Scalar, size_of
from .ffis import plain_ffi
from .scalars import WIDE_CHARACTERS

__all__ = ["cffi_function_shape", "cffi_shape", "function_shape", "shape", "spell_for_cffi"]

Shape: TypeAlias = "tuple[str, int | str]"
FunctionShape: TypeAlias = tuple[Shape, tuple[Shape, ...], bool]

_CFFI_FLOATS = {"float", "double", "long double"}


def shape(ctype: CType) -> Shape:
    """Return kind and size of a value; pointers are all alike."""
    match ctype:
        case Pointer(size=size):
            return "pointer", size
        case Scalar(name=name, size=size) if name in WIDE_CHARACTERS:
            return "wide", size
        case Scalar(kind=kind, size=size) | Enum(kind=kind, size=size):
            return kind, size
        case Layout(name=name) | Reference(name=name):
            return "struct", name
        case _:
            return "void", size_of(ctype)


def function_shape(prototype: Prototype) -> FunctionShape:
    """Return the shapes of result and parameters, and whether more may follow."""
    parameters = tuple(shape(parameter.type) for parameter in prototype.parameters)
    return shape(prototype.result), parameters, prototype.variadic


def cffi_shape(ctype: Any) -> Shape:
    """Return the shape of a cffi type."""
    if ctype.kind in {"pointer", "array", "function"}:
        return "pointer", plain_ffi().sizeof("void *")
    if ctype.kind in {"struct", "union"}:
        return "struct", ctype.cname
    if ctype.kind == "void":
        return "void", 0
    return _cffi_number(ctype), plain_ffi().sizeof(ctype)


def cffi_function_shape(ctype: Any) -> FunctionShape:
    """Return the shape of a cffi function type."""
    parameters = tuple(cffi_shape(parameter) for parameter in ctype.args)
    return cffi_shape(ctype.result), parameters, ctype.ellipsis


def spell_for_cffi(prototype: Prototype) -> str:
    """Spell a function pointer in types that every FFI knows; only structs by value need their name."""
    parameters = ", ".join(_spell(parameter.type) for parameter in prototype.parameters)
    return f"{_spell(prototype.result)} (*)({parameters or 'void'})"


def _cffi_number(ctype: Any) -> str:
    name = ctype.cname
    if "omplex" in name:
        return "complex"
    if name in _CFFI_FLOATS:
        return "float"
    if name in WIDE_CHARACTERS:
        return "wide"
    if name in {"char", "_Bool"}:
        return {"char": "char", "_Bool": "bool"}[name]
    return "signed" if int(plain_ffi().cast(ctype, -1)) < 0 else "unsigned"


def _spell(ctype: CType) -> str:
    kind, size = shape(ctype)
    match kind:
        case "pointer":
            return "void *"
        case "signed" | "unsigned":
            assert isinstance(size, int)
            return f"{'u' * (kind == 'unsigned')}int{8 * size}_t"
        case "bool":
            return "_Bool"
        case _:
            return ctype.name if isinstance(ctype, Scalar | Layout | Reference) else "void"
