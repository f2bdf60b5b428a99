"""Pointers on their way from Python to machine code: an address, and what must live until the call is over."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, TypeAlias

__all__ = ["Converter", "borrowed", "pointer_converter"]

Converter: TypeAlias = Callable[[Any], Any]


def pointer_converter(path: str, codec: Any) -> Converter:
    """Return what takes whatever a pointer field of this type takes."""
    state_class = codec.struct_type.state_class if codec.struct_type else None

    def convert(value: Any) -> Any:
        if type(value) is state_class:
            memory = value._structcb_memory
            if not memory.bytes.readonly:
                return memory.address + value._structcb_offset
        return borrowed(path, codec, value)

    return convert


def borrowed(path: str, codec: Any, value: Any) -> Any:
    """Return the address of what a pointer is given, or refuse it."""
    bound = codec.convert(value, path)
    if bound.keep is None or bound.keep is value:
        return bound.address
    # What was copied for C lives as long as the converted argument.
    address = ctypes.c_void_p(bound.address)
    address._structcb_keep = bound.keep  # type: ignore[attr-defined]  # ctypes objects take attributes
    return address
