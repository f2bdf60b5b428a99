"""What cannot be handed on, and why: structs of an FFI that may not lie as cffi says, variables that no library has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .ffi_types import FFI, FfiType, base_type, cffi_errors
from .syntax import Node, Syntax, kind

__all__ = ["STATIC", "Refusals"]

STATIC = "it is static: whatever includes the header has one of its own, and no library any"


class Refusals:
    """Judges the structs of one FFI.

    `spelling` names a type, `packed` are the structs that cffi was told to pack, `known` those refused from outside.
    """

    def __init__(
        self,
        ffi: FFI,
        syntax: Syntax,
        spelling: Callable[[FfiType], str],
        packed: frozenset[str],
        known: Mapping[str, str],
    ) -> None:
        self.ffi, self.syntax, self.spelling, self.packed, self.known = ffi, syntax, spelling, packed, known
        self._found: dict[FfiType, str] = {}

    def of_name(self, name: str) -> str:
        """Return why a type was refused from outside, or nothing."""
        return self.known.get(name, "")

    def of_type(self, ctype: FfiType) -> str:
        """Return why the layout of a struct cannot be trusted; nothing where it can, or where it is opaque."""
        if ctype not in self._found:
            self._found[ctype] = self._find(ctype)
        return self._found[ctype]

    def _find(self, ctype: FfiType) -> str:
        if reason := self.of_name(self.spelling(ctype)):
            return reason
        try:
            fields = ctype.fields
            size = self.ffi.sizeof(ctype) if fields is not None else 0
        except cffi_errors() as error:
            return f"cffi cannot lay it out: {error}"
        if fields == [] or (fields is not None and size == 0):
            return "it has no members; C compilers and cffi differ on its size"
        if ctype.cname in self.packed and (reason := _packed_bits(self.syntax.records.get(ctype.cname))):
            return reason
        reasons = (self._of_member(name, field, size) for name, field in fields or ())
        return next((reason for reason in reasons if reason), "")

    def _of_member(self, name: str, field: Any, size: int) -> str:
        inner = base_type(field.type)
        if not _fits(self.ffi, field, size):
            return f"its member `{name}` does not fit into it"
        if inner.kind == "enum" and (not inner.relements or self.of_name(self.spelling(inner))):
            return f"the size of its member `{name}`, an enumeration, is not known"
        if inner.kind not in ("struct", "union"):
            return ""
        reason = self.of_type(inner) or (
            f"`{inner.cname}` is never completed" if inner.fields is None else ""
        )
        return f"its member `{name}` cannot be laid out: {reason}" if reason else ""


def _packed_bits(record: Node) -> str:
    for decl in getattr(record, "decls", None) or ():
        if kind(decl.type) in ("Struct", "Union") and (reason := _packed_bits(decl.type)):
            return reason
        if decl.bitsize is not None and getattr(decl.bitsize, "value", "") == "0":
            return "it is packed and has a bit-field `:0`, which cffi places elsewhere than C compilers do"
    return ""


def _fits(ffi: FFI, field: Any, size: int) -> bool:
    """Tell whether a member ends within its struct: the sums of cffi overflow in silence."""
    if field.bitsize >= 0 or (field.type.kind == "array" and field.type.length is None):
        return True
    return int(field.offset) + int(ffi.sizeof(field.type)) <= size
