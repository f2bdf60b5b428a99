"""`structcb extract`: the part of a header that a project needs, as plain declarations to ship."""

from __future__ import annotations

import argparse
import math
import platform
import re
import shlex
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ..errors import HeaderError, LayoutMismatchError, UnsupportedTypeError
from ..layouts import describe
from .arguments import Write, add_reading_arguments, defines_of
from .origins import find, find_folder, is_below_roots, portable, spelled_include, version_of

if TYPE_CHECKING:
    from ..parsing import Declarations
    from ..parsing.sources import Source

__all__ = ["add_arguments", "extracted", "extracted_as", "run", "source_of"]

Defines: TypeAlias = dict[str, str | int | None]

WIDTH = 120
# C has no such number: it reads a positive one, which is too large, and a sign.
LOWEST = str(-(1 << 63))
_PROVENANCE = "/*\n * Extracted from "


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take headers, names, and a file to write."""
    parser.add_argument(
        "headers", nargs="+", metavar="HEADER", help="a path, or one below site-packages or an include folder"
    )
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        default=None,
        help="what to take, with all it needs; STRUCT.MEMBER takes that member alone",
    )
    parser.add_argument(
        "--opaque",
        nargs="+",
        metavar="NAME",
        default=[],
        help="structs and enumerations to leave without members",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="by default it is printed")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 where FILE is out of date"
    )
    add_reading_arguments(parser)


def run(arguments: argparse.Namespace, write: Write) -> int:
    """Write the declarations once the plain reader has found the same layouts in them."""
    text = extracted_as(arguments)
    if arguments.output is None:
        write(text)
        return 0
    path = Path(arguments.output)
    text = notes_of(path) + text
    if not arguments.check:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return 0
    is_fresh = path.is_file() and path.read_text() == text
    write(f"{path} is {'up to date' if is_fresh else 'out of date: run the command again without --check'}")
    return 0 if is_fresh else 1


def extracted_as(arguments: argparse.Namespace) -> str:
    """Return what a command line asks for."""
    return extracted(
        arguments.headers,
        arguments.only,
        arguments.include_dir,
        defines=defines_of(arguments),
        output=arguments.output,
        opaque=arguments.opaque,
    )


def notes_of(path: Path) -> str:
    """Return the comment that people put on top of a file, above the provenance: licence, what was left out."""
    text = path.read_text() if path.is_file() else ""
    above, found, _ = text.partition(_PROVENANCE)
    return above if found and re.fullmatch(r"\s*/\*.*?\*/\s*", above, re.S) else ""


def extracted(
    headers: Sequence[str],
    only: Sequence[str] | None,
    include_dirs: Sequence[str] = (),
    *,
    defines: Defines | None = None,
    output: str | None = None,
    opaque: Sequence[str] = (),
) -> str:
    """Return plain declarations with their provenance on top and their layouts as comments below.

    Raises
    ------
    UnsupportedTypeError
        A struct whose layout plain declarations cannot say.
    LayoutMismatchError
        The plain reader finds other layouts in them.
    """
    from ..parsing.extraction import extract

    found, wordings = extract(source_of(headers, only, include_dirs, defines), only, opaque)
    if packed := [part.text.partition("{")[0].strip() for part in found.cdef if part.pack]:
        raise UnsupportedTypeError(
            f"plain declarations cannot say how these are packed: {'; '.join(packed)}. "
            f"Leave them out of --only, or load the header itself"
        )
    upstream = upstream_of(headers, found.files)
    command = command_line(headers, only, include_dirs, defines or {}, output, opaque)
    top = [_PROVENANCE.partition("\n")[0], *provenance(upstream, command)]
    differences: list[str] = []
    for wording in wordings:
        body = "\n".join(spaced([*wording, *constants(found)]))
        text = "\n".join([*top, "", *notes(body, found), body, *layout_comment(found)]) + "\n"
        if not (differences := differences_in(text, found)):
            return text
    raise LayoutMismatchError(
        "nothing was written, because plain declarations would say otherwise:", differences
    )


def notes(body: str, found: Declarations) -> Iterator[str]:
    """Yield comments on what the header itself says otherwise."""
    if "structcb_" in body:
        yield from ["/* Members named structcb_... only keep the others in place. */", ""]
    if takers := takers_of_lists(found):
        listed = ", ".join(takers)
        yield from cut(f"/* Bare pointers, or left out, because their functions take a va_list: {listed} */")
        yield ""


def source_of(
    headers: Sequence[str],
    only: Sequence[str] | None,
    include_dirs: Sequence[str] = (),
    defines: Defines | None = None,
) -> Source:
    """Return what is read: one header, or several of them or a choice of names as a text that includes them."""
    from ..parsing.readers import file_source, text_source

    folders = [find_folder(name) for name in include_dirs]
    if any(path and is_below_roots(path) for path in map(find, headers)):
        folders.append(sysconfig.get_path("include"))  # headers of packages find Python's own
    if only is not None:
        text = "".join(f"#include {spelled_include(name)}\n" for name in headers)
        return text_source(text, include_dirs=folders, defines=defines)
    if len(headers) > 1:
        raise HeaderError("several headers need --only, to say what to take of them")
    return file_source(find(headers[0]) or Path(headers[0]), include_dirs=folders, defines=defines)


def differences_in(text: str, found: Declarations) -> list[str]:
    """Return where the plain reader finds anything else in a text than the header has."""
    from ..parsing.cdefs import parse_plain
    from ..verification.facts import Answers, facts_of
    from ..verification.reports import compare

    try:
        plain = parse_plain(text, "<extracted>")
    except HeaderError as error:
        return [str(error)]
    ours, theirs = facts_of(found), facts_of(plain)
    unsaid = {(path, "prototype") for path in takers_of_lists(found)}
    lost = [f"{subject}: its {fact} is lost" for subject, fact in ours.keys() - theirs.keys() - unsaid]
    members = {member for enum in plain.enums.values() for member, _ in enum.members}
    missing = found.constants.keys() - plain.constants.keys() - members
    lost += [f"{name}: the constant is lost" for name in missing]
    return [*compare(ours, [Answers("plain declarations", theirs)]).differences, *sorted(lost)]


def takers_of_lists(found: Declarations) -> list[str]:
    """Return the callbacks that take a `va_list`, which plain declarations cannot have."""
    return sorted(path for path, callback in found.own_callbacks.items() if "va_list" in describe(callback))


def spaced(texts: Sequence[str]) -> Iterator[str]:
    """Yield declarations with long ones over several lines, and blank lines around those."""
    for position, text in enumerate(texts):
        lines = broken(text.replace(LOWEST, f"({LOWEST[:-1]}7 - 1)"))
        if position and (len(lines) > 1 or len(broken(texts[position - 1])) > 1):
            yield ""
        yield from lines


def broken(text: str) -> list[str]:
    """Return the lines of a declaration; one that is too long goes on below, after a comma."""
    is_whole = text.startswith("#")
    return [
        part for line in text.splitlines() for part in ([line] if is_whole or "/*" in line else cut(line))
    ]


def cut(line: str) -> list[str]:
    """Return a line, or as many as it takes."""
    margin = line[: len(line) - len(line.lstrip())]
    parts = [""]
    for piece in re.findall(r"[^,]+,? *", line):
        if parts[-1] and len((parts[-1] + piece).rstrip()) > WIDTH:
            parts.append(f"{margin}    ")
        parts[-1] += piece
    return [part.rstrip() for part in parts]


def constants(found: Declarations) -> Iterator[str]:
    """Yield the constants that cffi has no words for, but our plain reader does."""
    for name, value in found.constants.items():
        if isinstance(value, float) and not math.isnan(value):
            # C's infinity is a number that is too large for a double.
            yield f"#define {name} {repr(value).replace('inf', '1e999')}"
        elif isinstance(value, bytes):
            yield f'#define {name} "{"".join(escaped(byte) for byte in value)}"'


def escaped(byte: int) -> str:
    """Return a byte as C writes it in a string."""
    return chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}"


def command_line(  # noqa: PLR0917  (private, and called here only)
    headers: Sequence[str],
    only: Sequence[str] | None,
    include_dirs: Sequence[str],
    defines: Defines,
    output: str | None,
    opaque: Sequence[str],
) -> list[str]:
    """Return the command that makes it again, on any machine that has the headers."""
    words = ["structcb", "extract", *(portable(name) for name in headers)]
    folders = [name for name in map(portable, include_dirs) if name != "."]  # Python's own is searched anyway
    words += [word for folder in folders for word in ("-I", folder)]
    words += [f"-D{name}" if value is None else f"-D{name}={value}" for name, value in defines.items()]
    words += ["--only", *only] if only else []
    words += ["--opaque", *opaque] if opaque else []
    words += ["-o", portable(output)] if output else []
    return words


def upstream_of(headers: Sequence[str], files: Sequence[str]) -> str:
    """Return which headers of which packages were read."""
    packages: dict[str, list[str]] = {}
    for name in headers:
        packages.setdefault(version_of(name, files), []).append(portable(name))
    return ", ".join(f"{', '.join(names)}{package}" for package, names in packages.items())


def provenance(upstream: str, command: Sequence[str]) -> Iterator[str]:
    """Yield the comment on top: where it comes from, and how to make it again."""
    where = f"Extracted from {upstream}, for {platform.system()} on {platform.machine()}, by"
    yield from filled(" *", where.split())
    yield from filled(" *    ", map(shlex.quote, command), " \\")
    yield " * Don't edit: run the command again."
    yield " */"


def filled(margin: str, words: Iterable[str], broken_by: str = "") -> Iterator[str]:
    """Yield lines of words, the second and all further ones indented."""
    line = margin
    for word in words:
        if len(line) + len(word) + len(broken_by) >= WIDTH:
            yield line + broken_by
            line = f"{margin}    "
        line += f" {word}"
    yield line


def layout_comment(found: Declarations) -> Iterator[str]:
    """Yield the layouts as a comment, for people and for `git diff`."""
    tables = [str(layout) for name, layout in found.structs.items() if "." not in name]
    lines = "\n\n".join(tables).replace("*/", "* /").replace("/*", "/ *").splitlines()
    if lines:
        yield from ["", "/* The layouts:", " *", *(f" * {line}".rstrip() for line in lines), " */"]
