"""What numba makes of structs: of our own types, and of numba's `map_type` where that accepts them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from numba.core import types
from numba.core.registry import cpu_target
from numba.core.typing import cffi_utils

from ..layouts import Layout
from .typemap import Typemap

__all__ = ["Placed", "of_numba", "of_structcb"]


class Placed(NamedTuple):
    """A member as compiled code sees it: its offset, the bytes that LLVM gives to its type, its kind of number."""

    name: str
    offset: int
    nbytes: int
    kind: str


def of_structcb(layout: Layout, table: Mapping[str, Layout]) -> tuple[int, list[Placed]]:
    """Return the size of a struct and its members, as callbacks are compiled."""
    struct = Typemap(table).struct(layout)
    return struct.size, list(placed(struct))


def of_numba(ctype: Any) -> tuple[int, list[Placed]] | str:
    """Return the same as numba's own `map_type` says, or why it refuses."""
    try:
        record = cffi_utils.map_type(ctype, use_record_dtype=True)
        return record.size, list(placed(record))
    except Exception as error:  # noqa: BLE001  (it refuses with whatever breaks inside it)
        return f"{type(error).__name__}: {error}"


def placed(record: types.Record) -> Iterator[Placed]:
    """Yield the members that a record knows."""
    for name, field in record.fields.items():
        yield Placed(name, record.offset(name), bytes_of(field.type), kind_of(field.type))


def bytes_of(numba_type: types.Type) -> int:
    """Return the bytes that a value takes in memory; numba holds records and nested arrays by address."""
    if isinstance(numba_type, types.NestedArray):
        return int(numba_type.nitems) * bytes_of(numba_type.dtype)
    if isinstance(numba_type, types.Record):
        return int(numba_type.size)
    context = cpu_target.target_context
    return int(context.get_abi_sizeof(context.get_data_type(numba_type)))


def kind_of(numba_type: types.Type) -> str:
    """Return what kind of number a type holds; nothing for what is none."""
    match numba_type:
        case types.NestedArray(dtype=item):
            return kind_of(item)
        case types.Boolean():
            return "bool"
        case types.Float():
            return "float"
        case types.Integer(signed=signed):
            return "signed" if signed else "unsigned"
    return ""
