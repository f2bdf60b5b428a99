"""HiGHS: mixed-integer programs, watched by a callback that reads HiGHS's own structs and may stop it."""

from __future__ import annotations

from .callbacks import answering, callback
from .libraries import Highs, highs, open_highs
from .solving import milp

__all__ = ["Highs", "answering", "callback", "highs", "milp", "open_highs"]
