"""`map_type`: numba's function of that name, for every C type that cffi knows."""

from __future__ import annotations

from typing import Any

from . import parsing
from .callbacks.compilers import compiler

__all__ = ["map_type"]


def map_type(ctype: Any, use_record_dtype: bool = True) -> Any:
    """Map a cffi type to a numba type.

    Serves stock ``numba.cfunc`` and ``numba.carray``. Where ``numba.core.typing.cffi_utils.map_type`` accepts a
    struct, both agree on the offset, size and type of every field.

    Parameters
    ----------
    ctype
        A ``cffi.FFI.CType`` of any kind, or a prototype.
    use_record_dtype
        As in numba; structs are always mapped to a Record here, so only True is accepted.

    Returns
    -------
    numba.types.Type or numba.core.typing.templates.Signature
        A signature for a function type, a type for any other.

    Raises
    ------
    UnsupportedTypeError
        A type that cannot be mapped right, with the reason.
    """
    import cffi

    return compiler().map_ctype(*parsing.layout_of(cffi.FFI(), ctype), use_record_dtype)
