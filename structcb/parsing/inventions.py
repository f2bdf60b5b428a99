"""The names that a cdef has and its header has not."""

from __future__ import annotations

import re

__all__ = ["ALIGNER", "invented_tag"]

# The first member of a struct whose every gap is spelled out.
ALIGNER = "structcb_align"


def invented_tag(keyword: str, name: str) -> str:
    """Return a tag for a struct that has none: `"val_t.parts"` becomes `struct structcb_val_t_parts`."""
    return f"{keyword} structcb_{re.sub(r'[^0-9A-Za-z]+', '_', name).strip('_')}"
