"""Structs as cffi lays them out of its own accord: tried in its C core, before any text is written or read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import ModuleType

from ..layouts import Array, CType, Enum, Layout, Pointer, Prototype, Scalar, size_of
from .comparisons import Comparison
from .emission import integer_of
from .ffi_types import FfiType, cffi_errors
from .records import Member, Record, layout

__all__ = ["untold"]

_PRIMITIVES = {"float _Complex": "_cffi_float_complex_t", "double _Complex": "_cffi_double_complex_t"}


def untold(records: Mapping[str, Record]) -> dict[str, str]:
    """Return the structs that cffi would lay out differently from the compiler, with the first difference."""
    from _cffi_backend import FFI

    trial = _Trial(records)
    errors: tuple[type[Exception], ...] = (*cffi_errors(), KeyError)
    compared = Comparison(FFI(), {name: layout(record) for name, record in records.items()})
    failed: dict[str, str] = {}
    for name in records:
        try:
            compared.compare(compared.table[name], trial.struct(name))
        except errors as error:
            failed[name] = str(error)
    return {**compared.found, **failed}


class _Trial:
    """Makes types as `ffi.cdef` would for the text of the records."""

    def __init__(self, records: Mapping[str, Record]) -> None:
        self._records = records
        self._made: dict[str, FfiType] = {}

    def struct(self, name: str) -> FfiType:
        """Return a complete struct or union."""
        if name not in self._made:
            self._made[name] = self._record(self._records[name])
        return self._made[name]

    def _record(self, record: Record) -> FfiType:
        core = _core()
        make = core.new_union_type if record.union else core.new_struct_type
        made = make(record.name)
        fields = [
            (m.name, self._member(m), -1 if m.width_bits is None else m.width_bits) for m in record.members
        ]
        core.complete_struct_or_union(made, fields, None, -1, -1)
        return made

    def _member(self, member: Member) -> FfiType:
        return self._type(member.type) if member.inner is None else self._record(member.inner)

    def _type(self, ctype: CType) -> FfiType:
        match ctype:
            case Pointer() | Prototype():
                return _pointer()
            case Scalar(name=name):
                return _primitive(_PRIMITIVES.get(name, name))
            case Enum():
                return _primitive(integer_of(ctype))
            case Array(item=item, length=length):
                return _core().new_array_type(_core().new_pointer_type(self._type(item)), length)
            case Layout(name=name):
                return self.struct(name)
        if ctype.name == "long double":
            return _primitive("long double")
        return _core().new_array_type(_core().new_pointer_type(_primitive("unsigned char")), size_of(ctype))


def _core() -> ModuleType:
    import _cffi_backend

    core: ModuleType = _cffi_backend
    return core


@cache
def _primitive(name: str) -> FfiType:
    return _core().new_primitive_type(name)


@cache
def _pointer() -> FfiType:
    return _core().new_pointer_type(_core().new_void_type())
