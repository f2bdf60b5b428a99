"""An object that NumPy's Generator takes for one of its own bit generators."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...errors import SignatureError
from ...runtime.slots import Slot
from ...states import State
from ..base import check_made
from .callbacks import Bits, streams
from .libraries import CAPSULE, header

if TYPE_CHECKING:
    from numpy.random import Generator

__all__ = ["BitGenerator"]


class BitGenerator:
    """Random bits from a compiled function and its state, for ``numpy.random.Generator``.

    The Generator copies the addresses that this object holds, and keeps it alive; so it keeps the state alive.

    Parameters
    ----------
    bits
        A function compiled by ``bits``.
    state
        What it gets; it moves on with each draw.

    Attributes
    ----------
    state
        The same.
    lock
        What the Generator holds while it draws.
    capsule
        What the Generator reads.
    """

    def __init__(self, bits: Bits, state: State) -> None:
        check_made(bits, Bits, "numpy_random.bits")
        if getattr(state, "_structcb_layout", None) != bits.state_type.layout:
            raise SignatureError(
                f"`{bits.next_uint64.__qualname__}` takes a `{bits.state_type.layout.name}`, not {state!r}"
            )
        self.bits, self.state, self.lock = bits, state, threading.RLock()
        self._stream = streams().new("stream")
        self._stream.cffi.state = streams().ffi.cast("void *", state.address)
        self._stream.cffi.failures = [
            failures_of(slot) for callback in bits.callbacks for slot in callback._structcb_slots
        ]
        self._bitgen = header().new("bitgen_t", state=self._stream)
        for name, callback in zip(
            ("next_uint64", "next_uint32", "next_double", "next_raw"),
            (*bits.callbacks, bits.next_uint64),
            strict=True,
        ):
            field = self._bitgen.cffi
            ffi = header().ffi
            setattr(field, name, ffi.cast(ffi.typeof(getattr(field, name)), callback.address))
        new = ctypes.pythonapi.PyCapsule_New
        new.argtypes, new.restype = (
            [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p],
            ctypes.py_object,
        )
        self.capsule: Any = new(self._bitgen.address, CAPSULE, None)

    def generator(self) -> Generator:
        """Return ``numpy.random.Generator(self)``, which draws from this object and keeps it alive."""
        import numpy as np

        # NumPy's annotation asks for its own class; what it reads is `capsule` and `lock`.
        return np.random.Generator(self)  # type: ignore[arg-type]

    def check(self) -> None:
        """Raise what the function has raised."""
        for callback in self.bits.callbacks:
            callback.check()

    @property
    def _structcb_slots(self) -> Sequence[Slot]:
        return self.bits._structcb_slots


def failures_of(slot: Slot) -> Any:
    """Return the word of a slot that is not zero while an exception waits."""
    return streams().ffi.cast("void **", slot.address)
