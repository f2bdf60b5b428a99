"""Objects whose attributes are constants: a header, its enums, a library, as compiled code sees them."""

from __future__ import annotations

from typing import Any

from numba.core import types
from numba.core.datamodel.models import OpaqueModel
from numba.extending import register_model

__all__ = ["CNamespace"]


class CNamespace(types.Module):
    """Like a module; told from others by identity, because a mapping has no hash."""

    def __init__(self, namespace: Any) -> None:
        self.pymod = namespace
        types.Type.__init__(self, f"CNamespace[{type(namespace).__name__} at {id(namespace):#x}]")

    @property
    def key(self) -> int:
        """The identity of the object, which this type keeps alive."""
        return id(self.pymod)


register_model(CNamespace)(OpaqueModel)
