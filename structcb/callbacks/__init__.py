"""What the user holds: callbacks, callbacks bound to a state, and guards."""

from __future__ import annotations

from .callbacks import Bound, Callback
from .guards import guard
from .units import Compiler, build, inline

__all__ = ["Bound", "Callback", "Compiler", "build", "guard", "inline"]
