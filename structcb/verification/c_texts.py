"""The header as a C compiler can read it: plain declarations count on names that C has only after an `#include`."""

from __future__ import annotations

from ..parsing.cdefs import plain_obstacle
from ..parsing.sources import Source

__all__ = ["as_c"]

# cffi knows the types of these headers by itself.
_PRELUDE = "".join(
    f"#include <{name}.h>\n"
    for name in ("stdbool", "stddef", "stdint", "stdio", "sys/types", "uchar", "wchar")
)


def as_c(source: Source) -> str:
    """Return the text for a C compiler; a header that needs one brings its own includes."""
    return source.main_text if plain_obstacle(source.text) else f"{_PRELUDE}{source.main_text}"
