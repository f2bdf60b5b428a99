"""A function that makes random bits as the three callbacks that NumPy draws from.

NumPy rejects draws until one fits, so that no constant would do after an exception: what comes then are bits of a
stand-in, until the exception has been collected.
"""

from __future__ import annotations

import functools
from collections.abc import Callable as PyCallable
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...callbacks import Callback, inline
from ...errors import SignatureError
from ...headers import Header, parse
from ...prototypes import parameter_names
from ...runtime.slots import BorrowedSlot, Slot
from ...states import StructType
from ..base import Function, Role, adapted

__all__ = ["Bits", "bits", "streams"]

# What NumPy passes: the state of the user, and whether the body was left by an exception. `failures` leads to a
# word of each callback's slot, which is not zero while an exception waits.
STREAM = """
typedef struct {
    void *state;
    uint64_t stand_in;
    void **failures[3];
    _Bool running;
} stream;
"""


@dataclass(frozen=True)
class Bits:
    """The compiled callbacks of a function that makes random bits."""

    next_uint64: Callback
    next_uint32: Callback
    next_double: Callback
    state_type: StructType

    @property
    def callbacks(self) -> tuple[Callback, Callback, Callback]:
        """All three."""
        return self.next_uint64, self.next_uint32, self.next_double

    @property
    def _structcb_slots(self) -> Sequence[Slot]:
        return [PatientSlot(slot) for callback in self.callbacks for slot in callback._structcb_slots]


class PatientSlot(BorrowedSlot):
    """A slot whose guard does not stop the callback on Ctrl-C.

    NumPy does not stop drawing, and a constant for an answer could keep it drawing for ever; KeyboardInterrupt comes
    when it is done. Only machine code is not told of guards; who guards is one list for both slots.
    """


@functools.cache
def streams() -> Header:
    """Return the header of what NumPy passes."""
    return parse(STREAM)


def bits(header: Header, user_data: str | StructType, **options: Any) -> PyCallable[[Function], Bits]:
    """Compile the decorated ``next_bits(p)``, which returns 64 random bits and moves the state on.

    Parameters
    ----------
    header
        The header that declares the state.
    user_data
        The struct of the state.
    **options
        Further options of ``Header.callback``.
    """
    state_type = user_data if isinstance(user_data, StructType) else header.struct(user_data)
    return functools.partial(compiled, state_type, options)


def compiled(state_type: StructType, options: dict[str, Any], function: Function) -> Bits:
    """Compile all three callbacks of a function."""
    if len(parameter_names(function)) != 1:
        raise SignatureError(f"`{function.__qualname__}` gets (p), but takes {parameter_names(function)}")
    makers = [
        functools.partial(compiled_as, result, turn, state_type, options, function)
        for result, turn in (("uint64_t", as_uint64), ("uint32_t", as_uint32), ("double", as_double))
    ]
    next_uint64, next_uint32, next_double = (make() for make in makers)
    return Bits(next_uint64, next_uint32, next_double, state_type)


def compiled_as(
    result: str, turn: Function, state_type: StructType, options: dict[str, Any], function: Function
) -> Callback:
    """Compile the callback with one type of result."""
    role = Role(f"{result} (void *user_data)", "p", functools.partial(adapt, state_type, turn))
    return adapted(role, streams(), "stream", {"on_error": 1, **options}, function)


def adapt(state_type: Any, turn: Function, body: Any) -> Function:
    """Return one of the callbacks, as C calls it."""
    stand_in, result, has_failed = inline(split_mix()), inline(turn()), inline(failed)

    def adapter(user_data):  # type: ignore[no-untyped-def]  # C's type, from the prototype
        s = user_data
        if s.running and has_failed(s):
            return result(stand_in(s))
        s.running = True
        made = body(state_type(s.state))
        s.running = False
        # A float has no `|`, and is refused: as an integer, a number from 0 to 1 would be no bits at all.
        return result(made | 0)

    return adapter


def failed(s):  # type: ignore[no-untyped-def]  # compiled
    """Return whether an exception waits to be collected."""
    for i in range(3):  # noqa: SIM110  (compiled)
        if s.failures[i][0] is not None:
            return True
    return False


def as_uint64() -> Function:
    """Return the function that gives all bits."""
    import numpy as np

    uint64 = np.uint64

    def turn(made):  # type: ignore[no-untyped-def]  # compiled
        return uint64(made)

    return turn


def as_uint32() -> Function:
    """Return the function that gives the upper half of the bits."""
    import numpy as np

    uint64, half = np.uint64, np.uint64(32)

    def turn(made):  # type: ignore[no-untyped-def]  # compiled
        return uint64(made) >> half

    return turn


def as_double() -> Function:
    """Return the function that gives a number from 0 to 1 of 53 bits, as NumPy's own generators do."""
    import numpy as np

    uint64, spare, scale = np.uint64, np.uint64(11), 2.0**-53

    def turn(made):  # type: ignore[no-untyped-def]  # compiled
        return (uint64(made) >> spare) * scale

    return turn


def split_mix() -> Function:
    """Return the stand-in: SplitMix64, by Sebastiano Vigna (public domain)."""
    import numpy as np

    step, one, two = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
    a, b, c = np.uint64(30), np.uint64(27), np.uint64(31)

    def next_bits(s):  # type: ignore[no-untyped-def]  # compiled
        s.stand_in += step
        z = s.stand_in
        z = (z ^ (z >> a)) * one
        z = (z ^ (z >> b)) * two
        return z ^ (z >> c)

    return next_bits
