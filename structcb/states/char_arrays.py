"""What `char[N]` looks like from Python: bytes as integers, which also know that they are text.

This module imports NumPy; import it lazily.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import FieldValueError

__all__ = ["CharArray"]


class CharArray(np.ndarray[Any, np.dtype[np.int8]]):
    """An int8 view of C text; `==`, `bytes` and `decode` look at the text up to the first NUL."""

    def __bytes__(self) -> bytes:
        return self.tobytes().partition(b"\0")[0]

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Return the text up to the first NUL."""
        return bytes(self).decode(encoding, errors)

    def __setitem__(self, index: Any, value: Any) -> None:
        if not isinstance(value, bytes | bytearray | str):
            super().__setitem__(index, value)
            return
        text = value.encode() if isinstance(value, str) else bytes(value)
        place = self[index]
        if place.ndim != 1 or len(text) > len(place):
            raise FieldValueError(
                f"{text!r} does not fit into an array of `char` of the shape {place.shape}."
            )
        place[:] = np.frombuffer(text.ljust(len(place), b"\0"), np.int8)

    def __eq__(self, other: object) -> Any:
        if isinstance(other, bytes | bytearray) and self.ndim == 1:
            return bytes(self) == bytes(other)
        return np.ndarray.__eq__(self, other)

    def __ne__(self, other: object) -> Any:
        equal = self == other
        return not equal if isinstance(equal, bool) else ~equal

    __hash__ = None

    def __repr__(self) -> str:
        if self.ndim == 1:
            return repr(bytes(self))
        return f"[{', '.join(repr(row) for row in self)}]" if self.ndim else str(self[()])

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        # What is computed from text is plain numbers.
        plain = np.asarray(array)
        return plain[()] if return_scalar else plain
