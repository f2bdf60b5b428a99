"""Items at constant steps in memory: where each of them lies, and how NumPy sees them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from .places import Place

if TYPE_CHECKING:
    import numpy as np

    from ..dtypes import AnyArray

__all__ = ["Many", "Steps", "strided"]


class Steps(NamedTuple):
    """How many items there are in each dimension, and how many bytes lie from one to the next."""

    shape: tuple[int, ...]
    strides: tuple[int, ...]

    @classmethod
    def packed(cls, shape: tuple[int, ...], size: int) -> Steps:
        """Return the steps of items that lie side by side."""
        return cls(shape, tuple(size * math.prod(shape[i + 1 :]) for i in range(len(shape))))

    def into(self, inner: Steps) -> Steps:
        """Return the steps of the items inside these items."""
        return Steps(self.shape + inner.shape, self.strides + inner.strides)

    def offsets(self) -> Iterator[int]:
        """Yield the offset of every item."""
        places = ([i * stride for i in range(n)] for n, stride in zip(*self, strict=True))
        return (sum(place) for place in itertools.product(*places))


class Many(Place, Protocol):
    """Many structs: an array of states, or a column of structs."""

    @property
    def _structcb_steps(self) -> Steps: ...


def strided(
    kind: type[AnyArray], dtype: np.dtype[Any], array: Many, steps: Steps, offset: int = 0
) -> AnyArray:
    """View items at constant steps."""
    if not math.prod(steps.shape):
        # NumPy takes no strides over no bytes.
        return kind(steps.shape, dtype)
    start = array._structcb_offset + offset
    return kind(steps.shape, dtype, array._structcb_memory.bytes, start, steps.strides)
