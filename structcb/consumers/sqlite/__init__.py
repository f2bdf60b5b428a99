"""SQLite: functions of SQL values and a state, called from SQL at C speed, on `sqlite3` and `apsw` connections."""

from __future__ import annotations

from .functions import Final, Scalar, Step, final, function, step
from .registrations import create_aggregate, create_function, create_window_function

__all__ = [
    "Final",
    "Scalar",
    "Step",
    "create_aggregate",
    "create_function",
    "create_window_function",
    "final",
    "function",
    "step",
]
