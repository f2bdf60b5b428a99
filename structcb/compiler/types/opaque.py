"""What cannot be looked into: incomplete structs behind pointers, and fields of unproven types."""

from __future__ import annotations

from numba.core import types
from numba.core.datamodel.models import OpaqueModel
from numba.extending import register_model

from ...layouts import Opaque, Unsupported

__all__ = ["COpaque", "COpaqueBytes"]


class COpaque(types.Opaque):
    """An incomplete struct: it has an identity, but neither size nor fields."""

    def __init__(self, ctype: Opaque) -> None:
        self.ctype = ctype
        super().__init__(f"COpaque[{ctype.name}]")


class COpaqueBytes(types.Opaque):
    """A field whose type structcb refuses to map; naming it in compiled code is an error that says why."""

    def __init__(self, ctype: Unsupported) -> None:
        self.ctype, self.bitwidth = ctype, 8 * ctype.size
        super().__init__(f"COpaqueBytes[{ctype.name}]")


register_model(COpaque)(OpaqueModel)
register_model(COpaqueBytes)(OpaqueModel)
