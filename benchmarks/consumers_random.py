"""NumPy's distributions on SFC64: its bits made in C, by structcb, and by NumPy itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from structcb.consumers import numpy_random

from .compilers import Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("consumers_random")
COUNT, SEED = 50_000, 7
ONE, THREE, ELEVEN, LEFT, RIGHT = (np.uint64(n) for n in (1, 3, 11, 24, 40))
NAMES = ("next_uint64", "next_uint32", "next_double")


def next_bits(p):
    made = p.a + p.b + p.counter
    p.counter += ONE
    p.a = p.b ^ (p.b >> ELEVEN)
    p.b = p.c + (p.c << THREE)
    p.c = ((p.c << LEFT) | (p.c >> RIGHT)) + made
    return made


def comparisons() -> Iterator[Comparison]:
    """Yield numbers from 0 to 1, where the bits are all there is, and normals."""
    ours = numpy_random.bits(PROGRAM.header, "struct sfc64", cache=False)(next_bits)
    for name in ("random", "standard_normal"):
        yield Comparison(
            f"numpy.random.Generator.{name} on SFC64",
            {
                "C": route(name, lambda: in_c(ours)),
                "structcb": route(name, lambda: numpy_random.BitGenerator(ours, new_state())),
                "NumPy's own": route(name, lambda: np.random.SFC64(SEED)),
            },
            [Bar("structcb", "C", 1.05)],
            unit="number",
        )


def route(name: str, source: Callable[[], Any]) -> Route:
    """Return the route that draws an array."""
    return Route(lambda: getattr(np.random.Generator(source()), name)(COUNT), COUNT)


def new_state() -> Any:
    """Return the state that NumPy's SFC64 begins with."""
    words = np.random.SFC64(SEED).state["state"]["state"]
    a, b, c, counter = (int(word) for word in words)
    return PROGRAM.header.new("struct sfc64", a=a, b=b, c=c, counter=counter)


def in_c(bits: Any) -> Any:
    """Return a bit generator whose functions are gcc's."""
    source = numpy_random.BitGenerator(bits, new_state())
    bitgen, ffi = numpy_random.bits_of(source.generator()).cffi, numpy_random.header().ffi
    bitgen.state = ffi.cast("void *", source.state.address)
    for name in NAMES:
        entry = ffi.cast("void *", getattr(PROGRAM.callbacks(), name).cffi)
        setattr(bitgen, name, ffi.cast(ffi.typeof(getattr(bitgen, name)), entry))
    return source
