"""Questions to an FFI about its types, where cffi makes asking dear or answers in several ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

__all__ = [
    "FFI",
    "FfiType",
    "base_type",
    "cffi_errors",
    "complaint_of",
    "declarations_of",
    "declared_type",
    "enum_tags",
    "flat_fields",
    "int_sizes",
    "is_declared",
    "tagged",
    "types_of",
]

# cffi's classes carry no annotations that a type checker could use.
FFI: TypeAlias = Any
FfiType: TypeAlias = Any


def cffi_errors() -> tuple[type[Exception], ...]:
    """Return what cffi raises for a type that it cannot handle; it has no one class for that."""
    from _cffi_backend import FFI as CompiledFFI  # noqa: N811
    from cffi import CDefError, FFIError, VerificationError, VerificationMissing

    own = (CDefError, FFIError, VerificationError, VerificationMissing, CompiledFFI.error)
    return (
        *own,
        NotImplementedError,
        RecursionError,
        AttributeError,
        TypeError,
        ValueError,
        OverflowError,
        AssertionError,
    )


def complaint_of(error: Exception) -> str:
    """Return what cffi has to say, without its own bearings."""
    message = str(error.args[0] if error.args else error)
    message = re.sub(r"(?:<cdef source string>)?:\d+(?::\d+)?: ?|\n +\*\*\* Err:.*", "", message, flags=re.S)
    return message.partition("  Please look at")[0].strip()


def declarations_of(ffi: FFI) -> Mapping[str, tuple[Any, int]]:
    """Return what an in-line FFI was told, by cffi's own keys; a compiled one keeps no list of it."""
    parser = getattr(ffi, "_parser", None)
    return parser._declarations if parser else {}


def int_sizes(ffi: FFI) -> dict[str, int]:
    """Return the widths that constant expressions are worked out in."""
    return {"int_bits": 8 * ffi.sizeof("int"), "long_bits": 8 * ffi.sizeof("long")}


def is_declared(ffi: FFI, name: str) -> bool:
    """Tell whether an in-line FFI was told of a struct, by tag or by typedef, or of a `"function f"`."""
    return _key(name) in declarations_of(ffi)


def declared_type(ffi: FFI, name: str) -> FfiType:
    """Return a struct or a function of an in-line FFI, without having cffi parse the question."""
    model, _ = declarations_of(ffi)[_key(name)]
    with ffi._lock:
        return ffi._get_cached_btype(model)


def _key(name: str) -> str:
    return name if " " in name else f"typedef {name}"


def types_of(ffi: FFI, names: Iterable[str], skipped: dict[str, str]) -> Iterator[tuple[str, FfiType]]:
    """Yield a pointer type for each name: cffi re-reads all typedefs at every question, so ask for many at once."""
    waiting = [list(names)]
    while waiting:
        some = waiting.pop()
        if len(some) > 100:
            waiting += [some[100:], some[:100]]
            continue
        try:
            found = ffi.typeof(f"void(*)({', '.join(f'{name} *' for name in some)})").args if some else ()
            yield from zip(some, found, strict=True)
        except cffi_errors() as error:
            if len(some) == 1:
                skipped[some[0]] = f"cffi cannot name it: {error}"
            else:
                waiting += [some[len(some) // 2 :], some[: len(some) // 2]]


def tagged(ffi: FFI) -> Iterator[tuple[FfiType, str]]:
    """Yield every type that has a tag: cffi itself calls it by its first typedef."""
    _, structs, unions = ffi.list_types()
    names = [*(f"struct {name}" for name in structs), *(f"union {name}" for name in unions), *enum_tags(ffi)]
    yield from ((ctype.item, name) for name, ctype in types_of(ffi, names, {}))


def enum_tags(ffi: FFI) -> list[str]:
    """Return the enumerations with a tag, as far as an FFI can tell."""
    return [key for key in declarations_of(ffi) if key.startswith("enum ")]


def flat_fields(ctype: FfiType, base: int = 0) -> Iterator[tuple[str, Any, int]]:
    """Yield name, field and offset of what holds it, with anonymous members flattened."""
    for name, field in ctype.fields:
        if name == "" and field.type.kind in ("struct", "union"):
            yield from flat_fields(field.type, base + field.offset)
        elif name:
            yield name, field, base


def base_type(ctype: FfiType) -> FfiType:
    """Return what an array of arrays is made of."""
    while ctype.kind == "array":
        ctype = ctype.item
    return ctype
