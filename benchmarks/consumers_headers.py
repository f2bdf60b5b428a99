"""Where gcc finds the headers that a wheel carries."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

__all__ = ["including"]


@contextlib.contextmanager
def including(folder: Path) -> Iterator[None]:
    """Let gcc look for headers in a folder; no flag, because flags name the file that is built."""
    before = os.environ.get("CPATH")
    os.environ["CPATH"] = str(folder)
    try:
        yield
    finally:
        os.environ.pop("CPATH")
        if before is not None:
            os.environ["CPATH"] = before
