"""cffi's types as layouts: cffi gives sizes, offsets and bits, the syntax tree what only the text knows.

A cffi type and the node that declares it are walked side by side; without a node nothing is `const`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from ..errors import HeaderError
from ..layouts import (
    Array,
    Bits,
    CType,
    Enum,
    Field,
    Layout,
    Opaque,
    Parameter,
    Pointer,
    Prototype,
    Reference,
    Scalar,
    Struct,
    Union,
    Unsupported,
    Void,
)
from .constants import Value
from .ffi_types import FFI, FfiType, flat_fields, tagged
from .records import LONG_DOUBLE, pointed_prototype
from .recounts import Recount
from .refusals import Refusals
from .syntax import Node, Syntax, kind

__all__ = ["Conversion"]

_SPELLINGS = {"_cffi_float_complex_t": "float _Complex", "_cffi_double_complex_t": "double _Complex"}
_UNSUPPORTED = {"long double": LONG_DOUBLE}


class Conversion:
    """Turns the types of one FFI into layouts, collecting every struct that they reach.

    `names` are the constants that array lengths and bit widths may use; `packed` names the structs that were
    declared to cffi as packed.
    """

    def __init__(
        self,
        ffi: FFI,
        syntax: Syntax,
        names: dict[str, Value] | None = None,
        packed: frozenset[str] = frozenset(),
        refused: Mapping[str, str] | None = None,
    ) -> None:
        self.ffi, self.syntax = ffi, syntax
        self._recount = Recount(ffi, names or {})
        self._refusals = Refusals(ffi, syntax, self.spelling, packed, refused or {})
        self.table: dict[str, Layout] = {}
        self.skipped: dict[str, str] = {}
        self.prototypes: dict[str, Prototype] = {}
        self._spellings: dict[FfiType, str] = {}
        self._waiting: list[tuple[FfiType, Node]] = []

    def convert(self, ctype: FfiType, node: Node = None, path: str = "") -> CType:
        """Return the layout of one type and of all that it reaches; structs appear by reference."""
        result = self._type(ctype, self.syntax.peel(node), path)
        while self._waiting:
            self._layout(*self._waiting.pop())
        return result

    def _type(self, ctype: FfiType, node: Node, path: str, *, whole: bool = False) -> CType:
        match ctype.kind:
            case "void":
                return Void()
            case "primitive":
                return self._scalar(ctype)
            case "enum":
                return self._enum(ctype, node)
            case "pointer":
                return self._pointer(ctype.item, node, path)
            case "function":
                to = self._prototype(ctype, node, path)
                return Pointer(to, self._pointer_size, restrict=False)
            case "array":
                return self._array(ctype, node, path)
            case "struct" | "union":
                return self._record(ctype, node, path, whole=whole)
            case other:
                raise HeaderError(f"`{ctype.cname}` is a {other}, which has no layout")

    @cached_property
    def _tags(self) -> dict[FfiType, str]:
        return dict(tagged(self.ffi))

    @property
    def _pointer_size(self) -> int:
        return int(self.ffi.sizeof("void *"))

    def _scalar(self, ctype: FfiType) -> Scalar | Unsupported:
        name = _SPELLINGS.get(ctype.cname, ctype.cname)
        size, align = self.ffi.sizeof(ctype), self.ffi.alignof(ctype)
        if name in _UNSUPPORTED:
            return Unsupported(name, size, align, _UNSUPPORTED[name])
        if name.endswith("_Complex"):
            return Scalar(name, "complex", size, align)
        if name in ("_Bool", "char"):
            return Scalar(name, "bool" if name == "_Bool" else "char", size, align)
        if name in ("float", "double"):
            return Scalar(name, "float", size, align)
        # cffi shows char16_t and char32_t as text; C says that both are unsigned.
        unsigned = name in ("char16_t", "char32_t") or int(self.ffi.cast(ctype, -1)) > 0
        return Scalar(name, "unsigned" if unsigned else "signed", size, align)

    def _enum(self, ctype: FfiType, node: Node) -> CType:
        name = "" if "$" in ctype.cname else self.spelling(ctype)
        if not ctype.relements:
            return Unsupported(name, 0, 1, f"`{name}` is named but its values are nowhere to be seen")
        if reason := self._refusals.of_name(name):
            return Unsupported(name, 0, 1, reason)
        enum = self.syntax.enums.get(self.spelling(ctype), getattr(node, "type", None))
        order = self._recount.check_enum(ctype, enum)
        size, align = self.ffi.sizeof(ctype), self.ffi.alignof(ctype)
        signed = int(self.ffi.cast(ctype, -1)) < 0
        return Enum(name, size, align, signed, tuple((n, ctype.relements[n]) for n in order))

    def _pointer(self, item: FfiType, node: Node, path: str) -> Pointer:
        inner = getattr(node, "type", None)
        quals = getattr(node, "quals" if kind(node) == "PtrDecl" else "dim_quals", None) or ()
        const, restrict = self.syntax.is_const(inner), "restrict" in quals
        return Pointer(self._target(item, inner, path), self._pointer_size, const, restrict)

    def _target(self, item: FfiType, node: Node, path: str) -> CType:
        if item.kind in ("struct", "union"):
            return self._record(item, self.syntax.peel(node), path)
        if item.kind == "enum" and not item.relements:
            return Opaque(item.cname)
        return self._type(item, self.syntax.peel(node), path)

    def _array(self, ctype: FfiType, node: Node, path: str) -> Array:
        self._recount.check(
            getattr(node, "dim", None), ctype.length, f"the length of `{path or ctype.cname}`"
        )
        inner = self.syntax.peel(getattr(node, "type", None))
        return Array(self._type(ctype.item, inner, path, whole=True), ctype.length)

    def _prototype(self, ctype: FfiType, node: Node, path: str) -> Prototype:
        while node is not None and kind(node) != "FuncDecl":
            node = self.syntax.peel(getattr(node, "type", None))
        params = list(getattr(getattr(node, "args", None), "params", ()))
        nodes = [param for param in params if kind(param) in ("Decl", "Typename")]
        result = self._type(ctype.result, self.syntax.peel(getattr(node, "type", None)), path, whole=True)
        pairs = zip(
            ctype.args, nodes if len(nodes) >= len(ctype.args) else [None] * len(ctype.args), strict=False
        )
        parameters = tuple(self._parameter(arg, param, path, n) for n, (arg, param) in enumerate(pairs))
        return Prototype("", result, parameters, _is_variadic(ctype, params))

    def _parameter(self, ctype: FfiType, param: Node, path: str, index: int) -> Parameter:
        name = getattr(param, "name", None) or ""
        node = self.syntax.peel(getattr(param, "type", None))
        ctype_ = self._type(ctype, node, f"{path}.{name or index}", whole=True)
        return Parameter(name, ctype_, self._dropped_dimension(node))

    def _dropped_dimension(self, node: Node) -> tuple[int | None, ...]:
        if kind(node) != "ArrayDecl":
            return ()
        return (None if node.dim is None else self._recount.number(node.dim),)

    def spelling(self, ctype: FfiType, path: str = "") -> str:
        """Return the name of a struct; one without a name of its own is called by where it stands."""
        if " " not in ctype.cname and ctype in self._tags:
            return self._tags[ctype]
        if "$" not in ctype.cname and "(anonymous)" not in ctype.cname:
            return str(ctype.cname)
        return self._spellings.setdefault(ctype, path) if path else self._spellings.get(ctype, ctype.cname)

    def _record(self, ctype: FfiType, node: Node, path: str, *, whole: bool = False) -> CType:
        name = self.spelling(ctype, path)
        if reason := self._refusals.of_name(name) or self._refusals.of_type(ctype):
            self.skipped[name] = reason
            return Unsupported(name, 0, 1, reason) if whole else Opaque(name)
        if ctype.fields is None:
            return Opaque(name)
        if whole:
            return self._layout(ctype, node)
        self._waiting.append((ctype, node))
        return Reference(name)

    def _layout(self, ctype: FfiType, node: Node) -> Layout:
        name = self.spelling(ctype)
        if name in self.table:
            return self.table[name]
        record = self.syntax.records.get(ctype.cname) or self.syntax.record(node)
        declared = dict(_declared(record))
        members = tuple(
            (field_name, self._field(field, offset, declared.get(field_name), f"{name}.{field_name}"))
            for field_name, field, offset in flat_fields(ctype)
        )
        cls = Union if ctype.kind == "union" else Struct
        doc = self.syntax.doc(record)
        size, align = self.ffi.sizeof(ctype), self.ffi.alignof(ctype)
        self.table[name] = cls(name, size, align, members, doc, _has_unnamed_bits(record))
        return self.table[name]

    def _field(self, field: Any, base: int, decl: Node, path: str) -> Field:
        node = getattr(decl, "type", None)
        const, doc = self.syntax.is_const(node), self.syntax.doc(decl)
        ctype = self._type(field.type, self.syntax.peel(node), path, whole=True)
        if prototype := pointed_prototype(ctype):
            self.prototypes[path] = prototype
        if field.bitsize < 0 and getattr(decl, "bitsize", None) is not None:
            raise HeaderError(f"the width of `{path}` is negative")
        if field.bitsize < 0:
            return Field(base + field.offset, ctype, None, const, doc)
        if sys.byteorder != "little":
            raise HeaderError(
                f"`{path}` is a bit-field, which structcb places on little-endian machines only"
            )
        self._recount.check(getattr(decl, "bitsize", None), field.bitsize, f"the width of `{path}`")
        if isinstance(ctype, Scalar) and ctype.kind == "bool" and field.bitsize > 1:
            raise HeaderError(f"`{path}` is a `_Bool` of {field.bitsize} bits; it has one")
        at, shift = divmod(field.bitshift, 8)
        return Field(base + field.offset + at, ctype, Bits(shift, field.bitsize), const, doc)


def _declared(record: Node) -> Iterator[tuple[str, Node]]:
    for decl in getattr(record, "decls", None) or ():
        if kind(decl.type) in ("Struct", "Union") and decl.name is None:
            yield from _declared(decl.type)
        elif decl.name:
            yield decl.name, decl


def _has_unnamed_bits(record: Node) -> bool:
    for decl in getattr(record, "decls", None) or ():
        if kind(decl.type) in ("Struct", "Union") and decl.name is None and _has_unnamed_bits(decl.type):
            return True
        if decl.name is None and getattr(decl.bitsize, "value", "0" if decl.bitsize is None else "") != "0":
            return True
    return False


def _is_variadic(ctype: FfiType, params: list[Node]) -> bool:
    """Tell what the text says: cffi calls every prototype with complex arguments variadic."""
    if params:
        return any(kind(param) == "EllipsisParam" for param in params)
    return bool(ctype.ellipsis) and "..." in ctype.cname
