"""Real headers of the system, unmodified, against gcc: `python -m tests.parsing.corpus [WORD...]` prints the table.

`corpus.txt` lists them; words choose those that have one in their line; `--packages` prints Debian's packages of them.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from structcb.errors import HeaderError
from structcb.layouts import Reference
from structcb.parsing import Declarations, parse_file, parse_text
from structcb.parsing.readers import parse_source, text_source
from structcb.parsing.sources import Source
from structcb.verification.compiler_answers import ask_compiler
from structcb.verification.facts import facts_of
from structcb.verification.reports import compare, left_out_lines
from tests.parsing.declared import callbacks_in, preprocessed, structs_in

__all__ = ["main"]

LIST = Path(__file__).with_suffix(".txt")
SYSTEM = (Path("/usr/include"), Path("/usr/include", sysconfig.get_config_var("MULTIARCH") or "."))

COLUMNS = (
    "header",
    "package",
    "verdict",
    "structs",
    "refused",
    "callback typedefs",
    "facts",
    "faults",
    "CPU s",
)


@dataclass(frozen=True)
class Entry:
    """A header of the list: what to include before it, macros, and the pkg-config module that knows its folders."""

    package: str
    header: str
    before: tuple[str, ...] = ()
    defines: Mapping[str, str] = field(default_factory=dict)
    module: str = ""

    @property
    def folders(self) -> list[Path]:
        """The folders that the module asks for."""
        if not self.module or not shutil.which("pkg-config"):
            return []
        words = ["pkg-config", "--cflags-only-I", self.module]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return [Path(word.removeprefix("-I")) for word in done.stdout.split()]

    @property
    def path(self) -> Path | None:
        """The header, where it is installed."""
        places = (folder / self.header for folder in (*self.folders, *SYSTEM))
        return next((path for path in places if path.is_file()), None)


@dataclass(frozen=True)
class Row:
    """What came of one header."""

    entry: Entry
    verdict: str
    seconds: float = 0.0
    structs: int = 0
    callbacks: int = 0
    refused: Mapping[str, str] = field(default_factory=dict)
    facts: int = 0
    not_asked: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    def line(self, version: str) -> str:
        """Return the row of the table."""
        package = f"{self.entry.package} {version}".strip()
        counts = (self.structs, len(self.refused), self.callbacks, self.facts, len(self.faults))
        cells = (self.entry.header, package, self.verdict, *counts, f"{self.seconds:.2f}")
        return f"| {' | '.join(map(str, cells))} |"


def entries(words: Sequence[str] = ()) -> Iterator[Entry]:
    """Yield the headers of the list that have one of the words in their line."""
    for line in LIST.read_text().splitlines():
        if not line.startswith("#") and (not words or any(word in line for word in words)):
            package, headers, *more = line.split()
            *before, header = headers.split("+")
            defines = dict(word.split("=") for word in more if "=" in word)
            yield Entry(package, header, tuple(before), defines, *(word for word in more if "=" not in word))


def check(entry: Entry) -> Row:
    """Load a header, and hold what was found against its text and against gcc."""
    path = entry.path
    if path is None:
        return Row(entry, "absent")
    began = time.process_time()  # a busy machine must not matter
    try:
        found = read(entry, path)
    except HeaderError as error:
        return Row(entry, f"refused: {' '.join(str(error).split())}", time.process_time() - began)
    seconds = time.process_time() - began
    source = Source(str(path), text_of(entry, path), None, tuple(map(str, entry.folders)), entry.defines)
    answers = ask_compiler(found, source)
    report = compare(facts_of(found), [answers])
    silent = [f"{name}: gcc was not asked" for name in found.structs if (name, "size") not in answers.facts]
    text = preprocessed(path, source.arguments, entry.before)
    return Row(
        entry,
        "accepted",
        seconds,
        structs=len(found.structs),
        callbacks=sum("." not in name for name in found.callbacks),
        refused=dict(refused_structs(text, found)),
        facts=report.compared[0].facts,
        not_asked=answers.left_out,
        faults=(*report.differences, *silent, *missing(text, found)),
    )


def read(entry: Entry, path: Path) -> Declarations:
    """Read a header as a user does: the file, or a text where it counts on others before it."""
    if not entry.before:
        return parse_file(path, include_dirs=entry.folders, defines=entry.defines)
    source = text_source(text_of(entry, path), include_dirs=entry.folders, defines=entry.defines)
    return parse_source(source, only=None)


def text_of(entry: Entry, path: Path) -> str:
    """Return the text that includes a header and what it needs before."""
    return "".join(f"#include <{name}>\n" for name in entry.before) + f'#include "{path}"\n'


def missing(text: str, found: Declarations) -> Iterator[str]:
    """Yield what the header's text declares that was neither found nor refused by name."""
    told = found.structs.keys() | found.skipped.keys()
    told |= {
        name for name, ctype in found.typedefs.items() if isinstance(ctype, Reference) and ctype.name in told
    }
    callbacks = found.callbacks.keys() | found.skipped.keys()
    for name in sorted((structs_in(text) - told) | (callbacks_in(text) - callbacks)):
        yield f"{name}: it is missing"


def refused_structs(text: str, found: Declarations) -> Iterator[tuple[str, str]]:
    """Yield the structs that were refused, with the reason."""
    own = structs_in(text)
    for name, reason in found.skipped.items():
        if name in own or name.startswith(("struct ", "union ")):
            yield name, reason


def main(words: Sequence[str]) -> int:
    """Print the table, and return how many faults there were."""
    if "--packages" in words:
        packages = dict.fromkeys(entry.package for entry in entries())
        print_line(" ".join(packages))
        return 0
    print_line(f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|")
    parse_text("#include <stddef.h>")  # libclang is opened once, not by the first header
    rows, known = [], versions()
    for entry in entries(words):
        rows.append(check(entry))
        print_line(rows[-1].line(known.get(entry.package, "")))
    for line in summary(rows):
        print_line(line)
    return sum(len(row.faults) for row in rows)


def versions() -> dict[str, str]:
    """Return the versions of installed packages, where dpkg knows them."""
    if not shutil.which("dpkg-query"):
        return {}
    words = ["dpkg-query", "--show", "--showformat", "${Package} ${Version}\n"]
    printed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    return {name: version for name, _, version in (line.partition(" ") for line in printed.splitlines())}


def summary(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the totals, what is absent, refused or could not be asked, and every fault."""
    read = [row for row in rows if row.verdict == "accepted"]
    times = [row.seconds for row in read] or [0.0]
    faults = [f"FAULT {row.entry.header}: {fault}" for row in read for fault in row.faults]
    yield (
        f"\n{len(read)} of {len(rows)} headers accepted: {sum(row.structs for row in read)} structs, "
        f"{sum(row.callbacks for row in read)} callback typedefs, {sum(row.facts for row in read)} facts compared "
        f"with gcc's, {len(faults)} faults; load time median {statistics.median(times):.2f} s, "
        f"longest {max(times):.2f} s of CPU\n"
    )
    for verdict in ("absent", "refused"):
        names = [row.entry.header for row in rows if row.verdict.startswith(verdict)]
        yield f"- headers {verdict}: {', '.join(names) or 'none'}"
    for row in read:
        yield from (f"- {row.entry.header}, refused: {line}" for line in left_out_lines(row.refused))
        yield from (
            f"- {row.entry.header}, gcc was not asked: {line}" for line in left_out_lines(row.not_asked)
        )
    yield from faults


def print_line(line: str) -> None:
    """Print at once, for whoever watches."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
