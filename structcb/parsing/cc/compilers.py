"""The C compiler of this machine: asked to preprocess a header, and to judge what was read."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess

from ...errors import HeaderError
from ..complaints import complaint, missing_include
from ..sources import Source

__all__ = ["compiler_command", "faulty_lines", "is_available", "preprocess"]

_SECONDS = 10
_MESSAGE = re.compile(r"^(.*?):(\d+):(?:\d+:)? (?:fatal )?error: (.*)$", re.M)
_MISSING = re.compile(r"^'?([^':]+)'?(?:: No such file or directory| file not found)")
_MAIN = "<stdin>"


def compiler_command() -> list[str]:
    """Return the user's C compiler: `$CC`, or what is usually there; nothing where there is none."""
    for words in (shlex.split(os.environ.get("CC", "")), ["cc"], ["gcc"], ["clang"]):
        if words and shutil.which(words[0]):
            return words
    return []


def is_available() -> bool:
    """Tell whether this machine has a C compiler."""
    return bool(compiler_command())


def preprocess(source: Source) -> str:
    """Return the preprocessed text, with `#define`s and the places of all lines; faults in the header are raised."""
    _run(source, source.main_text, ["-fsyntax-only"])
    return _run(source, source.main_text, ["-E", "-dD"])


def faulty_lines(source: Source, probes: str) -> set[int]:
    """Return the lines among the probes, counted from 0, that the compiler rejects after the header."""
    first = source.main_text.count("\n") + 1
    done = _call(source, f"{source.main_text}\n{probes}", ["-fsyntax-only"])
    lines = {int(line) - 1 - first for file, line, _ in _MESSAGE.findall(done.stderr) if file == _MAIN}
    return lines if lines or done.returncode == 0 else set(range(probes.count("\n") + 1))


def _run(source: Source, text: str, options: list[str]) -> str:
    done = _call(source, text, options)
    if done.returncode:
        raise _complaint(done.stderr, source)
    return done.stdout


def _call(source: Source, text: str, options: list[str]) -> subprocess.CompletedProcess[str]:
    command = [*compiler_command(), "-std=gnu17", "-w", *options, *source.arguments, "-x", "c", "-"]
    environment = {**os.environ, "LC_ALL": "C"}  # messages are read by program
    try:
        return subprocess.run(
            command, input=text, capture_output=True, text=True, check=False, timeout=_SECONDS, env=environment,
            errors="replace",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise HeaderError(f"`{command[0]}` did not finish within {_SECONDS} s", file=source.name) from None


def _complaint(stderr: str, source: Source) -> HeaderError:
    found = _MESSAGE.search(stderr)
    if found is None:
        return HeaderError(f"`{compiler_command()[0]}` rejects it: {stderr.strip()[:500]}", file=source.name)
    file, line, message = found[1], int(found[2]), found[3]
    included = "" if file == _MAIN else file
    text, name = source.line(line, included), included or source.name
    if missing := _MISSING.match(message):
        return missing_include(missing[1], source, name, line, text)
    return complaint(message, name, line, text)
