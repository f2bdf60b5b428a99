"""NumPy's random numbers: a compiled function as the bits of a Generator, and a Generator inside of compiled code."""

from __future__ import annotations

from .bit_generators import BitGenerator
from .callbacks import Bits, bits
from .libraries import bits_of, distributions, header

__all__ = ["BitGenerator", "Bits", "bits", "bits_of", "distributions", "header"]
