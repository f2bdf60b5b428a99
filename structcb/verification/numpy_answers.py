"""What NumPy says of the dtype that the header's arrays have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..errors import UnsupportedTypeError
from ..layouts import Layout, Scalar, base_of
from ..parsing import Declarations
from .facts import Answers, Question, about_record, bit_fields_of

if TYPE_CHECKING:
    from ..dtypes import AnyDType

__all__ = ["ask_numpy"]

_KINDS = {"f": "float", "i": "signed", "u": "unsigned", "b": "bool"}


def ask_numpy(declarations: Declarations) -> Answers:
    """Return what NumPy says of every struct."""
    from ..dtypes import full_dtype

    facts: dict[Question, str] = {}
    left_out: dict[str, str] = {}
    for name, layout in declarations.structs.items():
        try:
            dtype = full_dtype(layout)
        except UnsupportedTypeError as error:
            left_out[name] = str(error)
            continue
        facts |= about_record(name, layout, dtype.itemsize, members_of(layout, dtype))
        why = "NumPy has no bit-fields, only the bytes that they share"
        left_out |= dict.fromkeys(bit_fields_of(name, layout), why)
    return Answers("NumPy", facts, left_out)


def members_of(layout: Layout, dtype: AnyDType) -> Iterator[tuple[str, int, int, str]]:
    """Yield name, offset, size and kind of number of each field."""
    for member, (field, at) in ((n, f[:2]) for n, f in (dtype.fields or {}).items()):
        kind = _KINDS.get(field.base.kind, "")
        declared = base_of(layout.fields[member].type) if member in layout.fields else None
        # A wider `_Bool` is its integer.
        wide = isinstance(declared, Scalar) and declared.kind == "bool" and kind == "unsigned"
        yield member, at, field.itemsize, "bool" if wide else kind
