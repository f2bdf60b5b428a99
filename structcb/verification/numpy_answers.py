"""What NumPy says of the dtype that the header's arrays have."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import UnsupportedTypeError
from ..layouts import Layout, Scalar, base_of
from ..parsing import Declarations
from .facts import Answers, Question, kind_of

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
        facts |= about_dtype(name, layout, dtype)
        bit_fields = (f"{name}.{member}" for member, field in layout.members if field.bits)
        left_out |= dict.fromkeys(bit_fields, "NumPy has no bit-fields, only the bytes that they share")
    return Answers("NumPy", facts, left_out)


def about_dtype(name: str, layout: Layout, dtype: object) -> Iterator[tuple[Question, str]]:
    """Yield what a dtype says."""
    import numpy as np

    assert isinstance(dtype, np.dtype)
    yield (name, "size"), str(dtype.itemsize)
    for member, (field, at) in ((n, f[:2]) for n, f in (dtype.fields or {}).items()):
        if member not in layout.fields:
            continue
        yield (f"{name}.{member}", "offset"), str(at)
        yield (f"{name}.{member}", "size"), str(field.itemsize)
        declared = base_of(layout.fields[member].type)
        if kind_of(declared) and field.base.kind in _KINDS:
            # A wider `_Bool` is its integer.
            wide = isinstance(declared, Scalar) and declared.kind == "bool" and field.base.kind == "u"
            yield (f"{name}.{member}", "kind"), "bool" if wide else _KINDS[field.base.kind]
