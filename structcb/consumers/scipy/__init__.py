"""SciPy: integrands, filters and mappings that run at C speed, and calls that raise what they raise."""

from __future__ import annotations

from .calls import dblquad, generic_filter, generic_filter1d, geometric_transform, nquad, quad, tplquad
from .decorators import array_integrand, filter, filter1d, integrand, mapping

__all__ = [
    "array_integrand",
    "dblquad",
    "filter",
    "filter1d",
    "generic_filter",
    "generic_filter1d",
    "geometric_transform",
    "integrand",
    "mapping",
    "nquad",
    "quad",
    "tplquad",
]
