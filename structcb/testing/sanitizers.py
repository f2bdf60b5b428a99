"""Sanitizers for the C under test: what they report fails the test that was running, and not the whole run.

UBSan needs nothing but its library beside ours. AddressSanitizer must be in the process before everything else, so
it is used where somebody has preloaded it, and asked for where not.
"""

from __future__ import annotations

import contextlib
import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path

from ..parsing.cc.compilers import compiler_command

__all__ = ["Sanitizers"]


class Sanitizers:
    """The flags to build with, and the reports that have come in."""

    def __init__(self, *, wanted: bool) -> None:
        self.wanted = wanted
        self.with_address = wanted and hasattr(ctypes.CDLL(None), "__asan_init")
        self.folder = Path(tempfile.mkdtemp(prefix="structcb-sanitizers-")) if wanted else None
        self._read: dict[Path, int] = {}

    @property
    def flags(self) -> list[str]:
        """What the compiler is told; execution goes on behind a report, so that the other tests run too."""
        if not self.wanted:
            return []
        address = ["-fsanitize=address", "-fsanitize-recover=address"] * self.with_address
        return ["-fsanitize=undefined", *address, "-fno-omit-frame-pointer"]

    def explained(self) -> list[str]:
        """Return what the run's header should say."""
        if not self.wanted:
            return []
        if not compiler_command():
            return ["structcb: no sanitizers, there is no C compiler"]
        if self.with_address:
            return ["structcb: C is built with AddressSanitizer and UBSan"]
        return [
            "structcb: C is built with UBSan; for AddressSanitizer too, preload it:",
            f"    {preload_command()}",
        ]

    def sources(self, folder: Path) -> list[Path]:
        """Return the C that sends UBSan's reports to us: it reads its options at its first report, from here."""
        if self.folder is None:
            return []
        path = folder / "sanitizer_options.c"
        path.write_text(
            f'const char *__ubsan_default_options(void) {{ return "log_path={self.folder / "report"}"; }}\n'
        )
        return [path]

    def listen(self, library: Path) -> None:
        """Have AddressSanitizer, which has read its options long ago, report to us too."""
        if self.folder is not None and self.with_address:
            ctypes.CDLL(str(library))["__sanitizer_set_report_path"](str(self.folder / "report").encode())

    def take_reports(self) -> str:
        """Return what was written since the last call."""
        found = []
        for path in sorted(self.folder.glob("report*")) if self.folder is not None else ():
            raw = path.read_bytes()
            found.append(raw[self._read.get(path, 0) :].decode(errors="replace"))
            self._read[path] = len(raw)
        return "".join(found).strip()

    def close(self) -> None:
        """Remove the reports."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def preload_command() -> str:
    """Return how to start pytest with AddressSanitizer."""
    library = "libasan.so"
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        command = [*compiler_command(), "-print-file-name=libasan.so"]
        library = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=10
        ).stdout.strip()
    return f"LD_PRELOAD={library} ASAN_OPTIONS=detect_leaks=0:halt_on_error=0 pytest --structcb-asan"
