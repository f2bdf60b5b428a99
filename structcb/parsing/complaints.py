"""What a compiler's complaint about a header means to whoever loads it."""

from __future__ import annotations

import os
import re
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from ..errors import HeaderError, MissingHeaderError
from .sources import Source

__all__ = ["complaint", "missing_include", "not_declared"]

_CPLUSPLUS = re.compile(
    r"^\s*(class|namespace|template|using|public:|private:|virtual|constexpr)\b|::|\boperator\b"
    r"|\b(bool|char|double|float|int|long|short|unsigned|\w+_t) *&"
    r"|#\s*include\s*<\w+>"  # headers of C have an ending
)


def complaint(message: str, file: str, line: int, text: str) -> HeaderError:
    """Return the error for a line that a compiler rejects."""
    if message.startswith("unknown type name"):
        message += "; if the header counts on another one before it, parse a text that includes both"
    if _CPLUSPLUS.search(text):
        message = f"this is C++, of which structcb can read none; write the C part into a header of its own ({message})"
    return HeaderError(message, file=file, line=line, text=text)


def not_declared(name: str, known: Iterable[str]) -> str:
    """Return the sentence about a name that was asked for and is not there."""
    import difflib

    close = " or ".join(f"`{one}`" for one in difflib.get_close_matches(name, known, 3))
    return f"`{name}` is not declared" + (f"; did you mean {close}?" if close else "")


def missing_include(name: str, source: Source, file: str, line: int, text: str) -> HeaderError:
    """Return the error for an include that was not found: who wanted it, and where it was sought."""
    if _CPLUSPLUS.search(text):
        return complaint(f"there is no `{name}`", file, line, text)
    beside = [str(Path(file).parent)] if Path(file).is_absolute() and '"' in text else []
    searched = ", ".join([*beside, *source.include_dirs, *_usual_folders()])
    message = f"`{name}` is included here but was not found in {searched}; add its folder to `include_dirs`"
    return MissingHeaderError(message, file=file, line=line, text=text)


def _usual_folders() -> list[str]:
    """Return where compilers search by themselves, as far as such folders exist."""
    own = os.environ.get("CPATH", "").split(os.pathsep)
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    usual = ["/usr/local/include", f"/usr/include/{multiarch}", "/usr/include"]
    return list(
        dict.fromkeys(str(Path(folder)) for folder in (*own, *usual) if folder and Path(folder).is_dir())
    )
