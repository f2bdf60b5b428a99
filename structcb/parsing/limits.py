"""What no header ever is: too long, or nested too deeply for any parser to survive it."""

from __future__ import annotations

import re

from ..errors import HeaderError
from .sources import line_of

__all__ = ["check_length", "check_nesting"]

_LONGEST = 8 << 20
# C asks compilers for 63 levels of parentheses and blocks, and for 12 declarators around a name.
_DEEPEST = 256
_DECLARATORS = re.compile(r"(?:\[[^\]\[]*\]\s*){64}|(?:\*\s*){64}")


def check_length(length: int, name: str) -> None:
    """Refuse what is too long for a header."""
    if length > _LONGEST:
        raise HeaderError(
            f"it has {length} bytes; a header of more than {_LONGEST >> 20} MiB is none", file=name
        )


def check_nesting(code: str, name: str) -> None:
    """Refuse text that nests more deeply than C promises to work; parsers take minutes over it, or the stack."""
    if match := _DECLARATORS.search(code):
        raise _too_deep(code, match.start(), name)
    depth = 0
    for match in re.finditer(r"[({\[]|[)}\]]", code):
        depth = depth + 1 if match[0] in "({[" else max(depth - 1, 0)
        if depth > _DEEPEST:
            raise _too_deep(code, match.start(), name)


def _too_deep(code: str, place: int, name: str) -> HeaderError:
    line = code.count("\n", 0, place) + 1
    return HeaderError(
        "its declarations are nested too deeply", file=name, line=line, text=line_of(code, line)[:80]
    )
