"""What cffi says: of its own reading of the text, or, for a compiled module, what the module's C compiler said."""

from __future__ import annotations

from collections.abc import Iterator

from ..layouts import Layout, base_of, size_of
from ..parsing import Declarations
from ..parsing.ffi_types import (
    FFI,
    FfiType,
    base_type,
    cffi_errors,
    declared_type,
    flat_fields,
    is_declared,
    types_of,
)
from ..parsing.spellings import is_nameless
from .facts import Answers, Question, mask_of, prototypes_of

__all__ = ["ask_ffi", "is_compiled"]

_BYTES = "cffi is given it as bytes"
_NUMBERS = {
    "float": "float",
    "double": "float",
    "_Bool": "bool",
    "char": "char",
    "long double": "long double",
}


def is_compiled(ffi: FFI) -> bool:
    """Tell whether an FFI comes from a compiled module, whose numbers are the compiler's."""
    return getattr(ffi, "_parser", None) is None


def ask_ffi(declarations: Declarations, ffi: FFI) -> Answers:
    """Return what an FFI says of everything that was declared to it."""
    asked = _Asked(declarations, ffi)
    facts = dict(asked.facts())
    if not is_compiled(ffi):
        return Answers("cffi", facts, asked.left_out)
    return Answers("the compiled module", facts, asked.left_out, tuple(complaints(declarations)))


def complaints(declarations: Declarations) -> Iterator[str]:
    """Yield what a compiled module says against its own declarations; it compares when it is first asked."""
    for name, reason in declarations.skipped.items():
        if "C compiler says" in reason:
            yield f"{name}: the compiled module was built with other numbers than its cdef has: {reason}"


class _Asked:
    def __init__(self, declarations: Declarations, ffi: FFI) -> None:
        self.declarations, self.ffi = declarations, ffi
        self.left_out: dict[str, str] = {}
        self.types: dict[str, FfiType] = {}

    def facts(self) -> Iterator[tuple[Question, str]]:
        structs, enums = self.declarations.structs, self.declarations.named_enums
        self._find([name for name in structs if not is_nameless(name)])
        for name, layout in structs.items():
            if (ctype := self._struct(name)) is None:
                self.left_out.setdefault(name, "cffi has no name for it")
            else:
                yield from self._about_struct(name, layout, ctype)
        self._find(list(enums))
        for name in enums.keys() & self.types.keys():
            yield from self._about_enum(name, self.types[name])
        for name in prototypes_of(self.declarations):
            if (function := self._function(name)) is not None:
                yield (name, "prototype"), called(self.ffi, function)

    def _find(self, names: list[str]) -> None:
        self.types |= {name: ctype.item for name, ctype in types_of(self.ffi, names, self.left_out)}

    def _struct(self, name: str) -> FfiType | None:
        """Return the type of a struct; one without a name is found through its member or its typedef."""
        if name in self.types:
            return self.types[name]
        found: FfiType | None = None
        if "." in name:
            owner, _, member = name.rpartition(".")
            outer = self._struct(owner) if owner in self.declarations.structs else None
            found = next((f.type for n, f, _ in flat_fields(outer) if n == member), None) if outer else None
        elif name.startswith("*"):
            self._find([name[1:]])
            found = self.types.get(name[1:])
        if found is not None and innermost(found).kind in ("struct", "union"):
            self.types[name] = innermost(found)
        return self.types.get(name)

    def _about_struct(self, name: str, layout: Layout, ctype: FfiType) -> Iterator[tuple[Question, str]]:
        try:
            yield (name, "size"), str(self.ffi.sizeof(ctype))
            yield (name, "alignment"), str(self.ffi.alignof(ctype))
            fields = {member: (field, base) for member, field, base in flat_fields(ctype)}
        except cffi_errors() as error:
            self.left_out[name] = f"cffi refuses it: {error}"
            return
        for member, ours in layout.members:
            path = f"{name}.{member}"
            if member not in fields:
                self.left_out[path] = _BYTES
                continue
            field, base = fields[member]
            at, inner = base + field.offset, base_type(field.type)
            if field.bitsize >= 0:
                yield (path, "mask"), mask_of(8 * at + field.bitshift, field.bitsize)
            else:
                yield (path, "offset"), str(at)
                flexible = field.type.kind == "array" and field.type.length is None
                yield (path, "size"), str(0 if flexible else self.ffi.sizeof(field.type))
            # A member that cffi cannot place by its type is given as bytes, whose kind means nothing.
            as_number = inner.kind in ("primitive", "enum") and self.ffi.sizeof(inner) == size_of(
                base_of(ours.type)
            )
            if as_number and (kind := kind_in(self.ffi, inner)) != "char":
                yield (path, "kind"), kind

    def _about_enum(self, name: str, ctype: FfiType) -> Iterator[tuple[Question, str]]:
        yield (name, "size"), str(self.ffi.sizeof(ctype))
        yield (name, "kind"), kind_in(self.ffi, ctype)
        values = ctype.relements if ctype.kind == "enum" else {}
        yield from (((f"{name}.{member}", "value"), str(value)) for member, value in values.items())

    def _function(self, name: str) -> FfiType | None:
        """Return the type of a function, of a function typedef, or of a function-pointer field."""
        if name in self.declarations.functions:
            key = f"function {name}"
            return declared_type(self.ffi, key) if is_declared(self.ffi, key) else None
        owner, _, member = name.rpartition(".")
        if owner:
            struct = self._struct(owner)
            fields = {n: f for n, f, _ in flat_fields(struct)} if struct is not None else {}
            found = base_type(fields[member].type) if member in fields else None
        else:
            # cffi calls a pointer to a function a "function", and has no type for a function itself.
            pointer = next((ctype for _, ctype in types_of(self.ffi, [name], self.left_out)), None)
            found = getattr(pointer, "item", None) if getattr(pointer, "kind", "") == "pointer" else pointer
        return found if found is not None and found.kind == "function" else None


def innermost(ctype: FfiType) -> FfiType:
    """Return what arrays and pointers end at."""
    while ctype.kind in ("array", "pointer"):
        ctype = ctype.item
    return ctype


def kind_in(ffi: FFI, ctype: FfiType) -> str:
    """Return what kind of number cffi takes a type for."""
    if ctype.cname in _NUMBERS:
        return _NUMBERS[ctype.cname]
    if "complex" in ctype.cname:
        return "complex"
    if ctype.cname in ("char16_t", "char32_t"):
        return "unsigned"
    return "signed" if int(ffi.cast(ctype, -1)) < 0 else "unsigned"


def called(ffi: FFI, function: FfiType) -> str:
    """Return how cffi calls a function; it says `ellipsis` of complex arguments too, its text does not."""
    parts = [passed(ffi, ctype) for ctype in function.args]
    return f"{passed(ffi, function.result)} ({', '.join([*parts, *['...'] * ('...' in function.cname)])})"


def passed(ffi: FFI, ctype: FfiType) -> str:
    """Return what cffi takes a value for."""
    match ctype.kind:
        case "void":
            return "void"
        case "pointer" | "array" | "function":
            return "pointer"
        case "struct" | "union":
            return f"struct of {ffi.sizeof(ctype)}"
    return f"{kind_in(ffi, ctype)} of {ffi.sizeof(ctype)}"
