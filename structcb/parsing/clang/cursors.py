"""Declarations and types as libclang answers for them: one function of libclang each, and nothing kept."""

from __future__ import annotations

from ctypes import CFUNCTYPE, Structure, c_int, c_longlong, c_uint, c_ulonglong, c_void_p, py_object
from functools import cache
from typing import Any, ClassVar

from .library import Location, RawLocation, RawString, declared, file_at, place_of, text_of

__all__ = ["Cursor", "Type", "is_available"]

_INVALID = range(70, 74)
_STATIC = 3
_GO_ON = 1


class Type(Structure):
    """`CXType`; its unit must outlive it."""

    _fields_: ClassVar = [("kind", c_int), ("data0", c_void_p), ("data1", c_void_p)]
    kind: int
    data0: int | None

    @property
    def identity(self) -> int | None:
        """What two types have in common if they are one, qualifiers and all."""
        return self.data0

    @property
    def spelling(self) -> str:
        """The type in C."""
        return text_of(_functions().clang_getTypeSpelling(self))

    @property
    def element_type(self) -> Type:
        """What an array, a complex number or a vector is made of."""
        found: Type = _functions().clang_getElementType(self)
        return found

    @property
    def element_count(self) -> int:
        """How many of them."""
        return int(_functions().clang_getNumElements(self))

    @property
    def value_type(self) -> Type:
        """What stands inside `_Atomic(...)`."""
        found: Type = _functions().clang_Type_getValueType(self)
        return found

    def get_canonical(self) -> Type:
        """Return the type behind all typedefs."""
        found: Type = _functions().clang_getCanonicalType(self)
        return found

    def get_declaration(self) -> Cursor:
        """Return where the type is declared."""
        found: Cursor = _functions().clang_getTypeDeclaration(self)
        return found

    def get_pointee(self) -> Type:
        """Return what a pointer points at."""
        found: Type = _functions().clang_getPointeeType(self)
        return found

    def get_named_type(self) -> Type:
        """Return the type that `struct x` or a typedef's name stands for."""
        found: Type = _functions().clang_Type_getNamedType(self)
        return found

    def get_result(self) -> Type:
        """Return what a function returns."""
        found: Type = _functions().clang_getResultType(self)
        return found

    @property
    def argument_count(self) -> int:
        """How many parameters a function has."""
        return int(_functions().clang_getNumArgTypes(self))

    def argument_types(self) -> list[Type]:
        """Return the types of a function's parameters."""
        return [_functions().clang_getArgType(self, n) for n in range(self.argument_count)]

    def get_size(self) -> int:
        """Return its bytes, or a negative number where it has no size."""
        return int(_functions().clang_Type_getSizeOf(self))

    def get_align(self) -> int:
        """Return its alignment in bytes, or a negative number."""
        return int(_functions().clang_Type_getAlignOf(self))

    def get_fields(self) -> list[Cursor]:
        """Return the members of a struct or union."""
        found: list[Cursor] = []
        _functions().clang_Type_visitFields(self, _append_field, found)
        return found

    def is_const_qualified(self) -> bool:
        """Tell whether `const` is said of it here."""
        return bool(_functions().clang_isConstQualifiedType(self))

    def is_restrict_qualified(self) -> bool:
        """Tell whether `restrict` is said of it here."""
        return bool(_functions().clang_isRestrictQualifiedType(self))

    def is_function_variadic(self) -> bool:
        """Tell whether a function takes `...`."""
        return bool(_functions().clang_isFunctionTypeVariadic(self))


class Cursor(Structure):
    """`CXCursor`, a declaration; its unit must outlive it."""

    _fields_: ClassVar = [
        ("kind", c_int),
        ("xdata", c_int),
        ("data0", c_void_p),
        ("data1", c_void_p),
        ("data2", c_void_p),
    ]
    kind: int
    data0: int | None

    @property
    def identity(self) -> int:
        """What two cursors have in common if they are at one declaration."""
        return self.data0 or 0

    @property
    def spelling(self) -> str:
        """The name that is declared."""
        return text_of(_functions().clang_getCursorSpelling(self))

    @property
    def type(self) -> Type:
        """The type of what is declared."""
        found: Type = _functions().clang_getCursorType(self)
        return found

    @property
    def underlying_typedef_type(self) -> Type:
        """What a typedef stands for."""
        found: Type = _functions().clang_getTypedefDeclUnderlyingType(self)
        return found

    @property
    def enum_type(self) -> Type:
        """The integer that an enumeration is kept in."""
        found: Type = _functions().clang_getEnumDeclIntegerType(self)
        return found

    @property
    def location(self) -> Location:
        """Where it stands; for what a macro makes, where the macro is used."""
        return place_of(_functions().clang_getCursorLocation(self))

    @property
    def file(self) -> int | None:
        """The file that it stands in, as libclang's handle."""
        return file_at(_functions().clang_getCursorLocation(self))

    @property
    def is_static(self) -> bool:
        """Tell whether it is `static`."""
        return bool(_functions().clang_Cursor_getStorageClass(self) == _STATIC)

    def get_children(self) -> list[Cursor]:
        """Return what stands directly in it."""
        found: list[Cursor] = []
        _functions().clang_visitChildren(self, _append, found)
        return found

    def get_arguments(self) -> list[Cursor]:
        """Return the parameters of a function."""
        functions = _functions()
        return [
            functions.clang_Cursor_getArgument(self, n)
            for n in range(functions.clang_Cursor_getNumArguments(self))
        ]

    def get_definition(self) -> Cursor | None:
        """Return where it is complete, or None."""
        found: Cursor = _functions().clang_getCursorDefinition(self)
        return None if found.kind in _INVALID else found

    def get_enum_value(self, *, unsigned: bool) -> int:
        """Return the value of an enumerator, as a number of the enumeration's integer."""
        functions = _functions()
        if unsigned:
            return int(functions.clang_getEnumConstantDeclUnsignedValue(self))
        return int(functions.clang_getEnumConstantDeclValue(self))

    def get_field_offsetof(self) -> int:
        """Return a member's offset in bits."""
        return int(_functions().clang_Cursor_getOffsetOfField(self))

    def get_bitfield_width(self) -> int:
        """Return the width of a bit-field."""
        return int(_functions().clang_getFieldDeclBitWidth(self))

    def is_bitfield(self) -> bool:
        """Tell whether a member is a bit-field."""
        return bool(_functions().clang_Cursor_isBitField(self))

    def is_function_like(self) -> bool:
        """Tell whether a macro takes arguments."""
        return bool(_functions().clang_Cursor_isMacroFunctionLike(self))

    def is_definition(self) -> bool:
        """Tell whether it is complete here."""
        return bool(_functions().clang_isCursorDefinition(self))


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
