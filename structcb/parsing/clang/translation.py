"""clang's types as layouts: size, alignment and place of everything come from the compiler's own parser."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ...facts import replace
from ...layouts import (
    Array,
    CType,
    Enum,
    Layout,
    Opaque,
    Parameter,
    Pointer,
    Prototype,
    Reference,
    Scalar,
    Unsupported,
    Void,
)
from ..records import Member, Record, layout, pointed_prototype
from .comments import Comments
from .cursors import Cursor, Type
from .kinds import CursorKind, TypeKind
from .questions import ARRAYS, is_const, is_variable, parameters_of, peel, record_of, spelling_of
from .scalars import common_types, is_unsigned, plain_scalar, unsupported, va_list

__all__ = ["Translation"]

_VA_LISTS = {"va_list", "__builtin_va_list", "__gnuc_va_list", "struct __va_list_tag"}
_FUNCTIONS = {TypeKind.FUNCTION, TypeKind.FUNCTION_NO_PROTOTYPE}


class Translation:
    """Reads types, collecting the structs, enumerations and typedefs that they need.

    `refused` names structs that cannot be handed on, with the reason; they are opaque here. `members` names structs of
    which only some members are wanted.
    """

    def __init__(
        self,
        comments: Comments,
        refused: Mapping[str, str],
        pointer_bytes: int,
        members: Mapping[str, Collection[str]],
    ) -> None:
        self.comments, self.refused, self.pointer_bytes = comments, dict(refused), pointer_bytes
        self.members = members
        self.records: dict[str, Record] = {}
        self.enums: dict[str, Enum] = {}
        self.unnamed_enums: dict[int | None, Enum] = {}
        self.typedefs: dict[str, CType] = {}
        self.skipped: dict[str, str] = {}
        self.prototypes: dict[str, Prototype] = {}
        self._known: dict[int | None, CType] = {}
        self._passed: dict[int | None, tuple[CType, tuple[int | None, ...]]] = {}
        self._layouts: dict[str, Layout] = {}
        self._paths: dict[int | None, str] = {}
        self._waiting: list[Cursor] = []

    def convert(self, ctype: Type, cursor: Cursor | None = None, path: str = "") -> CType:
        """Return a type, having read all that it reaches."""
        result = self._type(ctype, cursor, path)
        self.read_waiting()
        return result

    def read_waiting(self) -> None:
        """Read the structs that were met behind pointers."""
        while self._waiting:
            self.record(self._waiting.pop())

    def _type(self, ctype: Type, cursor: Cursor | None, path: str) -> CType:
        known = self._known.get(ctype.identity)
        if known is not None:
            return known
        found = self._read(ctype, cursor, path)
        if _is_own(ctype, found):
            self._known[ctype.identity] = found
        return found

    def _read(self, ctype: Type, cursor: Cursor | None, path: str) -> CType:
        kind = ctype.kind
        if kind == TypeKind.ELABORATED:
            return self._type(ctype.named_type, cursor, path)
        if kind == TypeKind.TYPEDEF:
            return self.typedef(ctype.declaration)
        if kind == TypeKind.VOID:
            return Void()
        if (scalar := plain_scalar(ctype)) is not None:
            return scalar
        if kind == TypeKind.POINTER:
            to = ctype.pointee
            return va_list(ctype) if spelling_of(to) in _VA_LISTS else self._pointer(ctype, to, cursor, path)
        if kind in (TypeKind.CONSTANT_ARRAY, TypeKind.INCOMPLETE_ARRAY):
            length = ctype.element_count if kind == TypeKind.CONSTANT_ARRAY else None
            return Array(self._whole(ctype.element_type, cursor, path), length)
        if kind in _FUNCTIONS:
            return self._prototype(ctype, cursor, path)
        if kind == TypeKind.RECORD:
            return self._reference(ctype.declaration, path)
        if kind == TypeKind.ENUM:
            return self.enum(ctype.declaration)
        return self._rare(ctype, cursor, path)

    def _rare(self, ctype: Type, cursor: Cursor | None, path: str) -> CType:
        kind, canonical = ctype.kind, ctype.canonical
        if kind == TypeKind.ATOMIC and (value := ctype.value_type).size == ctype.size:
            return self._type(value, cursor, path)
        item = plain_scalar(ctype.element_type.canonical) if kind == TypeKind.COMPLEX else None
        if item is not None and item.name in ("float", "double"):
            return Scalar(f"{item.name} _Complex", "complex", ctype.size, ctype.align)
        if canonical.kind != kind:
            return self._type(canonical, cursor, path)
        return unsupported(ctype)

    def _whole(self, ctype: Type, cursor: Cursor | None, path: str) -> CType:
        """Return a type as it is embedded in another one: structs whole, not by reference."""
        found = self._type(ctype, cursor, path)
        if isinstance(found, Reference):
            if found.name not in self.records:
                self.record(record_of(ctype))
            if found.name in self.records:
                return self.layout(found.name)
        if isinstance(found, Reference | Opaque) and ctype.size >= 0:
            reason = self.refused.get(found.name, "it cannot be laid out")
            return Unsupported(found.name, ctype.size, ctype.align, reason)
        return found

    def _pointer(self, ctype: Type, to: Type, cursor: Cursor | None, path: str) -> Pointer:
        const, restrict = is_const(to), ctype.is_restrict
        return Pointer(self._type(to, cursor, path), self.pointer_bytes, const, restrict)

    def typedef(self, cursor: Cursor) -> CType:
        """Return what a typedef stands for."""
        name = cursor.spelling
        underlying = cursor.underlying_type
        if name in _VA_LISTS:
            return va_list(underlying)
        if name == "FILE":
            return Opaque("FILE")
        if (known := common_types().get(name)) is not None:
            found = self._type(underlying.canonical, cursor, name)
            if isinstance(found, Scalar) and (found.kind, found.size) == (known.kind, known.size):
                return replace(found, name=known.name)
        if name not in self.typedefs:
            found = self._type(
                underlying, cursor, f"*{name}" if underlying.kind == TypeKind.POINTER else name
            )
            self.typedefs[name] = self._aligned(name, found, cursor.type)
        return self.typedefs[name]

    def _aligned(self, name: str, found: CType, ctype: Type) -> CType:
        """Heed an alignment that is the typedef's own, not that of the type which it names."""
        align, expected = ctype.align, ctype.canonical.align
        if align == expected:
            return found
        if isinstance(found, Scalar):
            return replace(found, align=align)
        if isinstance(found, Reference) and found.name == name:
            self.refused[name] = f"the typedef is aligned to {align} bytes, what it names to {expected}"
        self.skipped[name] = f"the typedef is aligned to {align} bytes, what it names to {expected}"
        return found

    def _prototype(self, ctype: Type, cursor: Cursor | None, path: str) -> Prototype:
        result = self._whole(ctype.result, None, path)
        if ctype.kind == TypeKind.FUNCTION_NO_PROTOTYPE:
            return Prototype("", result, ())
        cursors: Sequence[Cursor] = parameters_of(cursor) if cursor is not None else []
        if len(cursors) == ctype.argument_count:
            # An attribute from a macro hides the text's own types (array lengths!) from the function's type.
            parameters = [self._parameter(c.type, c, f"{path}.{n}") for n, c in enumerate(cursors)]
        else:
            types = enumerate(ctype.argument_types)
            parameters = [self._parameter(t, None, f"{path}.{n}") for n, t in types]
        return Prototype("", result, tuple(parameters), ctype.is_variadic)

    def _parameter(self, ctype: Type, cursor: Cursor | None, path: str) -> Parameter:
        known = self._passed.get(ctype.identity)
        if known is None:
            known = self._as_passed(ctype, cursor, path)
            if _is_own(ctype, known[0]):
                self._passed[ctype.identity] = known
        return Parameter(cursor.spelling if cursor is not None else "", *known)

    def _as_passed(
        self, ctype: Type, cursor: Cursor | None, path: str
    ) -> tuple[CType, tuple[int | None, ...]]:
        """Return what a parameter of some type is, and the dimension that C drops of it."""
        peeled = peel(ctype)
        found = self._whole(ctype, cursor, path)
        if isinstance(found, Unsupported):
            return found, ()
        if peeled.kind in ARRAYS:
            if is_variable(peeled):
                return unsupported(ctype), ()
            length = peeled.element_count if peeled.kind == TypeKind.CONSTANT_ARRAY else None
            # Peeling loses a `const` that stands before a typedef of an array.
            item = self._type(peeled.element_type, cursor, path)
            return Pointer(item, self.pointer_bytes, is_const(ctype)), (length,)
        return (Pointer(found, self.pointer_bytes) if isinstance(found, Prototype) else found), ()

    def _reference(self, cursor: Cursor, path: str) -> Opaque | Reference:
        definition = cursor.definition
        name = self.name_of(definition or cursor, path)
        if definition is None or name in self.refused:
            return Opaque(name)
        if name not in self.records:
            self._waiting.append(definition)
        return Reference(name)

    def name_of(self, cursor: Cursor, path: str = "") -> str:
        """Return the spelling of a struct; one without a name is called by where it stands."""
        return spelling_of(cursor.type) or self._paths.setdefault(
            cursor.identity, path or f"unnamed.{len(self._paths)}"
        )

    def layout(self, name: str) -> Layout:
        """Return the layout of a struct that has been read."""
        if name not in self._layouts:
            self._layouts[name] = layout(self.records[name])
        return self._layouts[name]

    def record(self, cursor: Cursor) -> None:
        """Read a complete struct, or refuse it."""
        cursor = cursor.definition or cursor
        name = self.name_of(cursor)
        if name in self.records or name in self.refused:
            return
        record = self._record(cursor, name, name)
        if reason := _refusal(record):
            self.refused[name] = reason
        else:
            self.records[name] = record

    def _record(self, cursor: Cursor, name: str, owner: str) -> Record:
        ctype = cursor.type
        wanted = self.members.get(name)
        members = tuple(
            self._member(field, owner, n)
            for n, field in enumerate(ctype.fields)
            if wanted is None or field.spelling in wanted
        )
        union = cursor.kind == CursorKind.UNION
        return Record(name, union, ctype.size, ctype.align, members, self.comments.about(cursor))

    def _member(self, cursor: Cursor, owner: str, index: int) -> Member:
        name, ctype = cursor.spelling, cursor.type
        offset = cursor.offset_bits
        if cursor.is_bit_field:
            width_bits = cursor.width_bits
            return Member(
                name, offset, self._type(ctype, cursor, owner), width_bits, doc=self.comments.about(cursor)
            )
        if not name or "(" in name:
            inner = self._record(record_of(ctype), f"{owner}.{index}", owner)
            return Member("", offset, layout(inner), inner=inner)
        path = f"{owner}.{name}"
        found = self._whole(ctype, cursor, path)
        if prototype := pointed_prototype(found):
            self.prototypes[path] = prototype
        return Member(name, offset, found, const=is_const(ctype), doc=self.comments.about(cursor))

    def enum(self, cursor: Cursor) -> Enum | Scalar | Unsupported:
        """Read an enumeration; one that was refused is a bare integer."""
        cursor = cursor.definition or cursor
        name = spelling_of(cursor.type)
        integer = cursor.enum_type.canonical
        unsigned = is_unsigned(integer)
        if name in self.refused and (scalar := plain_scalar(integer)) is not None:
            return scalar
        members = tuple(
            (child.spelling, child.enum_value(unsigned=unsigned))
            for child in cursor.children
            if child.kind == CursorKind.ENUMERATOR
        )
        if not cursor.is_definition:
            return unsupported(cursor.type)
        found = Enum(name, cursor.type.size, cursor.type.align, not unsigned, members)
        if name:
            return self.enums.setdefault(name, found)
        return self.unnamed_enums.setdefault(cursor.identity, found)


def _refusal(record: Record) -> str:
    if record.size <= 0 or not record.members:
        return "it is empty; C compilers and cffi differ on its size"
    if record.align > 16:
        return f"it is aligned to {record.align} bytes, and memory from cffi to 16 at most"
    for member in record.members:
        if isinstance(member.type, Unsupported) and member.type.size < 0:
            return f"its member `{member.name}` has no size: {member.type.reason}"
    return ""


def _is_own(ctype: Type, found: CType) -> bool:
    """Tell whether a type alone says what it is: names of parameters come from where a function's type stands."""
    if ctype.kind == TypeKind.TYPEDEF:
        return True
    while isinstance(found, Array | Pointer):
        found = found.item if isinstance(found, Array) else found.to
    return not isinstance(found, Prototype)
