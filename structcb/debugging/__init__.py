"""The same callback in the interpreter: pdb, print and coverage work, and C gets the same results."""

from __future__ import annotations

from .units import DebugUnit, debug_unit

__all__ = ["DebugUnit", "debug_unit"]
