"""What the user's C compiler says: a program that includes the header and prints every fact is built and run."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..parsing import Declarations
from ..parsing.cc.compilers import compiler_command
from ..parsing.sources import Source
from .c_texts import as_c
from .facts import Answers, Question, mask_of
from .questions import Asked, program, questions

__all__ = ["ask_compiler"]

_SOURCE = "the C compiler"
_SECONDS = 60
# What the compiler cannot understand is struck out; what is left may then show further faults.
_ROUNDS = 4
_FILE = "questions.c"
_ERROR = re.compile(rf"^.*{re.escape(_FILE)}:(\d+):(?:\d+:)? (?:fatal )?error: (.*)$", re.M)
# `volatile` and `noreturn` are no part of a layout, and layouts don't keep them; the language works without them.
# `cold` stands in, an attribute that no type has: headers ask `__has_attribute`, which takes no empty name.
_WITHOUT = ("-Dvolatile=", "-Dnoreturn=cold", "-D__noreturn__=__cold__", "-D_Noreturn=")
_OPTIONS = ("-std=gnu17", "-w", "-O0", "-fno-diagnostics-show-caret", *_WITHOUT)


class UnusableError(Exception):
    """A compiler that gives no answer; the message says why."""


def ask_compiler(declarations: Declarations, source: Source) -> Answers:
    """Return what the C compiler prints about everything that it can be asked."""
    command = compiler_command()
    if not command:
        return Answers(_SOURCE, {}, {"everything": "there is none: set CC, or install cc, gcc or clang"})
    left_out: dict[str, str] = {}
    asked = list(questions(declarations, left_out))
    try:
        with tempfile.TemporaryDirectory(prefix="structcb-") as folder:
            understood, printed = answered(command, source, asked, left_out, Path(folder))
    except UnusableError as why:
        return Answers(_SOURCE, {}, {"everything": str(why)})
    facts = dict(read_answer(entry, line) for entry, line in zip(understood, printed, strict=True))
    return Answers(_SOURCE, facts, left_out)


def answered(
    command: Sequence[str], source: Source, asked: list[Asked], left_out: dict[str, str], folder: Path
) -> tuple[list[Asked], list[str]]:
    """Return the questions that the compiler understood, and what the program printed for each."""
    for _ in range(_ROUNDS):
        text, first = program(as_c(source), asked)
        errors = build(command, source, text, folder)
        if not errors:
            return asked, run(folder / "questions")
        faulty = {int(line) - first: message for line, message in errors}
        if not faulty.keys() <= set(range(len(asked))):
            message = next(message for number, message in faulty.items() if number not in range(len(asked)))
            break
        left_out |= {asked[number].question[0]: f"the compiler: {why}" for number, why in faulty.items()}
        asked = [entry for number, entry in enumerate(asked) if number not in faulty]
    else:
        message = "too many questions that it does not understand"
    raise UnusableError(f"`{command[0]}` rejects the header: {message}")


def build(command: Sequence[str], source: Source, text: str, folder: Path) -> list[tuple[str, str]]:
    """Build the program; return the errors as lines of it and messages."""
    (folder / _FILE).write_text(text)
    words = [*command, *_OPTIONS, *source.arguments, _FILE, "-o", "questions"]
    done = called(words, folder, command[0])
    if done.returncode == 0:
        return []
    errors = _ERROR.findall(done.stderr)
    if not errors:
        found = next(
            (line for line in done.stderr.splitlines() if "error" in line), done.stderr.strip()[:300]
        )
        raise UnusableError(f"`{command[0]}` rejects the header: {found}")
    return list(errors)


def run(path: Path) -> list[str]:
    """Run the program; return one answer for each question."""
    done = called([str(path)], path.parent, "the program of questions")
    if done.returncode:
        raise UnusableError(f"the program of questions died with exit code {done.returncode}")
    return [line.partition(" ")[2] for line in done.stdout.splitlines()]


def called(words: Sequence[str], folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    """Call a program in a folder; messages are read by program, so they are in English."""
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        return subprocess.run(
            words, cwd=folder, env=environment, capture_output=True, text=True, errors="replace", check=False,
            timeout=_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise UnusableError(f"`{name}` did not finish within {_SECONDS} s") from None
    except OSError as error:
        raise UnusableError(f"`{name}` cannot be run: {error}") from None


def read_answer(asked: Asked, line: str) -> tuple[Question, str]:
    """Return a printed line as a fact."""
    if asked.question[1] == "mask":
        return asked.question, read_mask(line)
    if asked.yes:
        return asked.question, asked.yes if line == "1" else "another type"
    return asked.question, line.strip()


def read_mask(line: str) -> str:
    """Return the mask that bytes such as `8=f0 9=1` make."""
    bits = sorted(bits_of(line))
    if not bits:
        return "empty"
    if bits != list(range(bits[0], bits[-1] + 1)):
        return f"scattered over bits {', '.join(map(str, bits))}"
    return mask_of(bits[0], len(bits))


def bits_of(line: str) -> Iterator[int]:
    """Yield the bits that are set, counted from the first byte's lowest."""
    for pair in line.split():
        byte, _, value = pair.partition("=")
        yield from (8 * int(byte) + bit for bit in range(8) if int(value, 16) >> bit & 1)
