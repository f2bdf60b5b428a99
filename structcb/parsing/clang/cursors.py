"""Declarations and types as libclang answers for them: one function of libclang each, and nothing kept."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import CFUNCTYPE, Structure, c_int, c_longlong, c_uint, c_ulonglong, c_void_p, py_object
from functools import cache, cached_property
from typing import Any, ClassVar, Generic, TypeVar

from .library import RawLocation, RawString, declared, file_at, place_of, text_of

__all__ = ["Cursor", "Type", "is_available"]

T = TypeVar("T")

_INVALID = range(70, 74)
_STATIC = 3
_GO_ON = 1


class Asked(Generic[T]):
    """What one function of libclang says of a type or a cursor, as an attribute."""

    def __init__(self, name: str, read: Callable[[Any], T] | None = None) -> None:
        self._name, self._read = name, read

    def __get__(self, asked: Structure, kind: type) -> T:
        found: T = self._function(asked)
        return self._read(found) if self._read else found

    @cached_property
    def _function(self) -> Callable[[Structure], Any]:
        # Found once: a large header asks a hundred thousand questions.
        function: Callable[[Structure], Any] = getattr(_functions(), f"clang_{self._name}")
        return function


class Type(Structure):
    """`CXType`; its unit must outlive it."""

    # `identity` is what two types have in common if they are one, qualifiers and all.
    _fields_: ClassVar = [("kind", c_int), ("identity", c_void_p), ("data", c_void_p)]
    kind: int
    identity: int | None

    spelling = Asked("getTypeSpelling", text_of)
    # In bytes; negative where it has none.
    size: Asked[int] = Asked("Type_getSizeOf")
    align: Asked[int] = Asked("Type_getAlignOf")
    # The type behind all typedefs.
    canonical: Asked[Type] = Asked("getCanonicalType")
    declaration: Asked[Cursor] = Asked("getTypeDeclaration")
    # What a pointer points at.
    pointee: Asked[Type] = Asked("getPointeeType")
    # What `struct x` or a typedef's name stands for.
    named_type: Asked[Type] = Asked("Type_getNamedType")
    # What stands inside `_Atomic(...)`.
    value_type: Asked[Type] = Asked("Type_getValueType")
    # What an array, a complex number or a vector is made of, and of how many.
    element_type: Asked[Type] = Asked("getElementType")
    element_count: Asked[int] = Asked("getNumElements")
    # What a function returns and takes.
    result: Asked[Type] = Asked("getResultType")
    argument_count: Asked[int] = Asked("getNumArgTypes")
    is_variadic = Asked("isFunctionTypeVariadic", bool)
    # What is said of it here, and not of what its name stands for.
    is_const = Asked("isConstQualifiedType", bool)
    is_restrict = Asked("isRestrictQualifiedType", bool)

    @property
    def argument_types(self) -> list[Type]:
        """The types of a function's parameters."""
        return [_functions().clang_getArgType(self, n) for n in range(self.argument_count)]

    @property
    def fields(self) -> list[Cursor]:
        """The members of a struct or union."""
        found: list[Cursor] = []
        _functions().clang_Type_visitFields(self, _append_field, found)
        return found


class Cursor(Structure):
    """`CXCursor`, a declaration; its unit must outlive it."""

    # `identity` is what two cursors have in common if they are at one declaration.
    _fields_: ClassVar = [
        ("kind", c_int),
        ("xdata", c_int),
        ("identity", c_void_p),
        ("data1", c_void_p),
        ("data2", c_void_p),
    ]
    kind: int
    identity: int | None

    # The name that is declared.
    spelling = Asked("getCursorSpelling", text_of)
    type: Asked[Type] = Asked("getCursorType")
    # Where it stands; for what a macro makes, where the macro is used.
    location = Asked("getCursorLocation", place_of)
    # The file that it stands in, as libclang's handle.
    file = Asked("getCursorLocation", file_at)
    is_definition = Asked("isCursorDefinition", bool)
    # Where it is complete, or None.
    definition: Asked[Cursor | None] = Asked(
        "getCursorDefinition", lambda found: None if found.kind in _INVALID else found
    )
    is_static = Asked("Cursor_getStorageClass", lambda storage: bool(storage == _STATIC))
    is_function_like = Asked("Cursor_isMacroFunctionLike", bool)
    # What a typedef stands for, and the integer that an enumeration is kept in.
    underlying_type: Asked[Type] = Asked("getTypedefDeclUnderlyingType")
    enum_type: Asked[Type] = Asked("getEnumDeclIntegerType")
    offset_bits: Asked[int] = Asked("Cursor_getOffsetOfField")
    is_bit_field = Asked("Cursor_isBitField", bool)
    width_bits: Asked[int] = Asked("getFieldDeclBitWidth")

    @property
    def children(self) -> list[Cursor]:
        """What stands directly in it."""
        found: list[Cursor] = []
        _functions().clang_visitChildren(self, _append, found)
        return found

    @property
    def arguments(self) -> list[Cursor]:
        """The parameters of a function."""
        numbers = range(_functions().clang_Cursor_getNumArguments(self))
        return [_functions().clang_Cursor_getArgument(self, n) for n in numbers]

    def enum_value(self, *, unsigned: bool) -> int:
        """Return the value of an enumerator, as a number of the enumeration's integer."""
        sign = "Unsigned" * unsigned
        return int(getattr(_functions(), f"clang_getEnumConstantDecl{sign}Value")(self))


@cache
def is_available() -> bool:
    """Tell whether libclang can be loaded."""
    try:
        _functions()
    except (ImportError, OSError):
        return False
    return True


def _collect(child: Cursor, _: Cursor, found: list[Cursor]) -> int:
    found.append(child)
    return _GO_ON


def _collect_field(field: Cursor, found: list[Cursor]) -> int:
    found.append(field)
    return _GO_ON


# A list goes through libclang to whoever fills it.
_Visitor = CFUNCTYPE(c_int, Cursor, Cursor, py_object)
_FieldVisitor = CFUNCTYPE(c_int, Cursor, py_object)
_append, _append_field = _Visitor(_collect), _FieldVisitor(_collect_field)


@cache
def _functions() -> Any:
    return declared(
        {
            "visitChildren": (c_uint, Cursor, _Visitor, py_object),
            "getCursorSpelling": (RawString, Cursor),
            "getCursorType": (Type, Cursor),
            "getCursorLocation": (RawLocation, Cursor),
            "getCursorDefinition": (Cursor, Cursor),
            "isCursorDefinition": (c_uint, Cursor),
            "getTypedefDeclUnderlyingType": (Type, Cursor),
            "getEnumDeclIntegerType": (Type, Cursor),
            "getEnumConstantDeclValue": (c_longlong, Cursor),
            "getEnumConstantDeclUnsignedValue": (c_ulonglong, Cursor),
            "getFieldDeclBitWidth": (c_int, Cursor),
            "Cursor_getStorageClass": (c_int, Cursor),
            "Cursor_getNumArguments": (c_int, Cursor),
            "Cursor_getArgument": (Cursor, Cursor, c_uint),
            "Cursor_getOffsetOfField": (c_longlong, Cursor),
            "Cursor_isBitField": (c_uint, Cursor),
            "Cursor_isMacroFunctionLike": (c_uint, Cursor),
            "getTypeSpelling": (RawString, Type),
            "getTypeDeclaration": (Cursor, Type),
            "getCanonicalType": (Type, Type),
            "getPointeeType": (Type, Type),
            "getElementType": (Type, Type),
            "getNumElements": (c_longlong, Type),
            "getResultType": (Type, Type),
            "getNumArgTypes": (c_int, Type),
            "getArgType": (Type, Type, c_uint),
            "isConstQualifiedType": (c_uint, Type),
            "isRestrictQualifiedType": (c_uint, Type),
            "isFunctionTypeVariadic": (c_uint, Type),
            "Type_getNamedType": (Type, Type),
            "Type_getValueType": (Type, Type),
            "Type_getSizeOf": (c_longlong, Type),
            "Type_getAlignOf": (c_longlong, Type),
            "Type_visitFields": (c_uint, Type, _FieldVisitor, py_object),
        }
    )
