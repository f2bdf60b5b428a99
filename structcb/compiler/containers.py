"""numba's containers copy what they keep: one of structs would change copies where Python changes C's memory.

Lists of structs are refused by the data model, which is asked for a struct out of them. Dictionaries and sets never
ask, so they are looked for here.
"""

from __future__ import annotations

from typing import Any

from numba.core import ir, types
from numba.core.rewrites import Rewrite, register_rewrite

from .types.structs import CStruct, copied_struct

__all__ = ["RefuseCopies"]


@register_rewrite("after-inference")
class RefuseCopies(Rewrite):
    """Refuse dictionaries and sets that would hold copies of structs; rewrite nothing."""

    def match(self, func_ir: Any, block: Any, typemap: Any, calltypes: Any) -> bool:
        """Look at everything that one block makes."""
        for assign in block.find_insts(ir.Assign):
            for part in parts_of(typemap.get(assign.target.name)):
                if (struct := struct_in(part)) is not None:
                    raise copied_struct(struct.layout.name)
        return False

    def apply(self) -> Any:
        """Never called, because nothing matches."""
        raise AssertionError("this rewrite changes nothing")


def parts_of(numba_type: types.Type | None) -> tuple[types.Type, ...]:
    """Return the types of what a container keeps copies of."""
    match numba_type:
        case types.DictType():
            return numba_type.key_type, numba_type.value_type
        case types.ListType():
            return (numba_type.item_type,)
        case types.Set():
            return (numba_type.dtype,)
    return ()


def struct_in(part: types.Type) -> CStruct | None:
    """Return the struct that a kept value is, or has inside."""
    if isinstance(part, types.BaseTuple):
        return next((found for item in part if (found := struct_in(item)) is not None), None)
    return part if isinstance(part, CStruct) else None
