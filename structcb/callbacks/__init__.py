"""What the user holds: callbacks, callbacks bound to a state, and guards."""

from __future__ import annotations

from .callbacks import Bound, Callback
from .compilers import Compiler, inline, inline_body
from .guards import guard
from .recipes import Recipe
from .units import Source, build, watched

__all__ = [
    "Bound",
    "Callback",
    "Compiler",
    "Recipe",
    "Source",
    "build",
    "guard",
    "inline",
    "inline_body",
    "watched",
]
