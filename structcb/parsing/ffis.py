"""An FFI that the user already has, read as declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..errors import HeaderError
from ..facts import replace
from ..layouts import CType, Enum, Layout, Pointer, Prototype, Reference
from .comments import Commented
from .conversion import Conversion
from .declarations import CdefPart, Declarations
from .ffi_types import FFI, FfiType, cffi_errors, declarations_of, declared_type, enum_tags, types_of
from .syntax import Syntax, parse_syntax

__all__ = ["callbacks_of", "gather", "layout_of", "parse_ffi"]


def layout_of(ffi: FFI, ctype: FfiType) -> tuple[CType, dict[str, Layout]]:
    """Return the layout of one cffi type, and a table of the structs that it reaches."""
    conversion = Conversion(ffi, Syntax())
    return conversion.convert(ctype, path=ctype.cname), conversion.table


def parse_ffi(ffi: FFI) -> Declarations:
    """Return what an FFI declares.

    An in-line FFI still holds its text; a compiled one only its types, so that nothing is known as `const` there.
    """
    sources = [text for text in getattr(ffi, "_cdefsources", ()) if text not in ("[", "]")]
    text = "\n".join(sources)
    skipped: dict[str, str] = {}
    try:
        syntax = _syntax_of(text)
    except HeaderError as error:
        syntax = Syntax()
        skipped["const"] = f"qualifiers and parameter names are not known: {error}"
    conversion = Conversion(ffi, syntax, packed=_packed_names(ffi))
    found = gather(conversion)
    parts = (CdefPart(text, _packing(ffi)),) if text else ()
    return replace(found, cdef=parts, source=text, skipped={**skipped, **found.skipped})


def _syntax_of(text: str) -> Syntax:
    from .directives import read_plain

    source = Commented(text)
    plain = read_plain(source.code)
    return parse_syntax(source, plain.code, "<ffi>")


def gather(conversion: Conversion) -> Declarations:
    """Return everything that the FFI of a conversion declares."""
    ffi, syntax = conversion.ffi, conversion.syntax
    names, structs, unions = ffi.list_types()
    typedefs: dict[str, CType] = {}
    records = [*(f"struct {name}" for name in structs), *(f"union {name}" for name in unions)]
    for name, ctype in types_of(ffi, records, conversion.skipped):
        conversion.convert(ctype.item, syntax.records.get(name))
    for name, ctype in types_of(ffi, names, conversion.skipped):
        typedefs[name] = _typedef(conversion, name, ctype)
    functions = dict(_functions(conversion))
    enums = dict(_enums(conversion, typedefs))
    callbacks = dict(callbacks_of(typedefs, conversion.prototypes))
    structs_found = {
        name: layout for name, layout in conversion.table.items() if name not in conversion.skipped
    }
    return Declarations(
        structs_found, typedefs, callbacks, functions, enums, skipped=dict(conversion.skipped)
    )


def _typedef(conversion: Conversion, name: str, ctype: FfiType) -> CType:
    node = getattr(conversion.syntax.typedefs.get(name), "type", None)
    if ctype.kind == "function":  # cffi knows function types by their pointers only
        pointer = conversion.convert(ctype, node, name)
        return pointer.to if isinstance(pointer, Pointer) else pointer
    return conversion.convert(ctype.item, node, f"*{name}" if ctype.item.kind == "pointer" else name)


def callbacks_of(
    typedefs: Mapping[str, CType], fields: Mapping[str, Prototype]
) -> Iterator[tuple[str, Prototype]]:
    """Yield the prototypes of typedefs, and of fields under every name of their struct."""
    for name, ctype in typedefs.items():
        prototype = ctype.to if isinstance(ctype, Pointer) else ctype
        if isinstance(prototype, Prototype):
            yield name, replace(prototype, name=name)
    aliases: dict[str, list[str]] = {}
    for name, ctype in typedefs.items():
        if isinstance(ctype, Reference):
            aliases.setdefault(ctype.name, []).append(name)
    for path, prototype in fields.items():
        owner, _, member = path.rpartition(".")
        for name in dict.fromkeys([owner, *aliases.get(owner, ())]):
            yield f"{name}.{member}", replace(prototype, name=f"{name}.{member}")


def _functions(conversion: Conversion) -> Iterator[tuple[str, Prototype]]:
    """Yield the functions of an in-line FFI; a compiled one keeps them in its library."""
    for key in [key for key in declarations_of(conversion.ffi) if key.startswith("function ")]:
        name = key.removeprefix("function ")
        try:
            ctype = declared_type(conversion.ffi, key)
        except cffi_errors() as error:
            conversion.skipped[name] = f"cffi cannot make its type: {error}"
            continue
        found = conversion.convert(ctype, getattr(conversion.syntax.functions.get(name), "type", None), name)
        if isinstance(found, Pointer) and isinstance(found.to, Prototype):
            yield name, replace(found.to, name=name)


def _enums(conversion: Conversion, typedefs: Mapping[str, CType]) -> Iterator[tuple[str, Enum]]:
    """Yield enumerations by tag and by typedef; a compiled FFI lists those with a typedef only."""
    for name, ctype in types_of(conversion.ffi, enum_tags(conversion.ffi), conversion.skipped):
        found = conversion.convert(ctype.item, conversion.syntax.enums.get(name))
        if isinstance(found, Enum):
            yield name, found
    yield from ((ctype.name, ctype) for ctype in typedefs.values() if isinstance(ctype, Enum) and ctype.name)


def _packed_names(ffi: FFI) -> frozenset[str]:
    """Return the structs that an in-line FFI was told to pack."""
    return frozenset(name for name, packing in _packings(ffi) if packing)


def _packing(ffi: FFI) -> int | None:
    """Return how an in-line FFI was told to pack all of its structs, None where it was not, or not all alike."""
    found = {packing for _, packing in _packings(ffi)}
    return (found.pop() or None) if len(found) == 1 else None


def _packings(ffi: FFI) -> Iterator[tuple[str, int]]:
    for model, _ in declarations_of(ffi).values():
        if getattr(model, "fldnames", None) is not None:
            yield model.get_official_name(), int(model.packed or 0)
