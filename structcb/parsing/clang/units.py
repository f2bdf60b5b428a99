"""Translation units: C text given to libclang, its complaints turned into errors."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from pathlib import Path

from ...errors import HeaderError
from ..complaints import complaint, missing_include
from ..sources import Source
from .parses import Complaint, Unit

__all__ = ["ERROR", "MAIN", "parse_unit"]

MAIN = "/structcb/main.c"
_SECONDS = 10.0
ERROR = 3
# glibc and most others have headers for gcc up to this version that clang can read as well; newer ones ask for
# intrinsics that only gcc has.
_GNU_VERSION = "6.5.0"
_STUBS = Path(__file__).resolve().parents[1] / "stubs"
_DETAILED, _SKIP_BODIES = 0x01, 0x40


def _arguments(source: Source) -> list[str]:
    """Return the command line; libc stubs come last, so that a machine's own headers win."""
    stubs = ["-isystem", str(_STUBS / "builtin"), "-idirafter", str(_STUBS / "libc")]
    return ["-std=gnu17", f"-fgnuc-version={_GNU_VERSION}", *source.arguments, *stubs]


def parse_unit(source: Source, *, probes: str = "", tolerant: bool = False, recorded: bool = True) -> Unit:
    """Parse a header, with further lines after it.

    Errors in it are raised, unless `tolerant`; macros are among its cursors, if `recorded`.
    """
    text = f"{source.main_text}\n{probes}"
    arguments = [*_arguments(source), *(["-ferror-limit=0", "-w"] if tolerant else [])]
    unit = _within_time(text, arguments, _DETAILED if recorded else 0, source.name)
    errors = [] if tolerant else [found for found in unit.complaints() if found.severity >= ERROR]
    if errors:
        raise _complaint(errors[0], source)
    return unit


def _within_time(text: str, arguments: Sequence[str], options: int, name: str) -> Unit:
    """Parse in a thread: macros can expand without end, and libclang cannot be told to stop."""
    result: list[Unit | Exception] = []

    def run() -> None:
        try:
            result.append(Unit(MAIN, text, arguments, _SKIP_BODIES | options))
        except Exception as error:  # noqa: BLE001 - carried over to the caller's thread, whatever it is
            result.append(error)

    thread = threading.Thread(target=run, daemon=True, name="structcb-libclang")
    thread.start()
    thread.join(_SECONDS)
    if not result:
        raise HeaderError(
            f"libclang did not finish within {_SECONDS:.0f} s; are there macros without end?", file=name
        )
    if isinstance(result[0], ImportError):
        raise result[0]
    if isinstance(result[0], Exception):
        raise HeaderError(f"libclang gave up on it: {result[0]}", file=name)
    return result[0]


def _complaint(found: Complaint, source: Source) -> HeaderError:
    included = "" if found.file == MAIN else found.file
    file, line, text = included or source.name, found.line, source.line(found.line, included)
    if match := re.match(r"'(.+)' file not found", found.text):
        return missing_include(match[1], source, file, line, text)
    return complaint(found.text, file, line, text)
