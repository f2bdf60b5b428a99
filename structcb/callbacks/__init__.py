"""What the user holds: callbacks, callbacks bound to a state, and guards."""

from __future__ import annotations

from .callbacks import Bound, Callback
from .compilers import Compiler
from .guards import guard
from .inlining import inline, inline_body
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
