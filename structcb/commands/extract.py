"""`structcb extract`: the part of a header that a project needs, as plain declarations to ship."""

from __future__ import annotations

import argparse
import re
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ..errors import HeaderError, LayoutMismatchError, UnsupportedTypeError
from ..layouts import describe
from ..parsing.sources import define_words
from .arguments import Write, add_reading_arguments, defines_of
from .extracts import PROVENANCE, constants, layout_comment, notes, provenance, spaced
from .origins import find, find_folder, is_below_roots, portable, spelled_include, version_of

if TYPE_CHECKING:
    from ..parsing import Declarations
    from ..parsing.sources import Source

__all__ = ["Request", "add_arguments", "extracted", "run", "source_of"]


@dataclass(frozen=True)
class Request:
    """What to take of which headers, by which of the compiler's options, and the file that it is for."""

    headers: Sequence[str]
    only: Sequence[str] | None = None
    include_dirs: Sequence[str] = ()
    defines: Mapping[str, str | int | None] = field(default_factory=dict)
    output: str | None = None
    opaque: Sequence[str] = ()

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> Self:
        """Return what a command line asks for."""
        return cls(
            arguments.headers,
            arguments.only,
            arguments.include_dir,
            defines_of(arguments),
            arguments.output,
            arguments.opaque,
        )


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
    text = extracted(Request.of(arguments))
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


def notes_of(path: Path) -> str:
    """Return the comment that people put on top of a file, above the provenance: licence, what was left out."""
    text = path.read_text() if path.is_file() else ""
    above, found, _ = text.partition(PROVENANCE)
    return above if found and re.fullmatch(r"\s*/\*.*?\*/\s*", above, re.S) else ""


def extracted(request: Request) -> str:
    """Return plain declarations with their provenance on top and their layouts as comments below.

    Raises
    ------
    UnsupportedTypeError
        A struct whose layout plain declarations cannot say.
    LayoutMismatchError
        The plain reader finds other layouts in them.
    """
    from ..parsing.extraction import extract

    found, wordings = extract(source_of(request), request.only, request.opaque)
    if packed := [part.text.partition("{")[0].strip() for part in found.cdef if part.pack]:
        raise UnsupportedTypeError(
            f"plain declarations cannot say how these are packed: {'; '.join(packed)}. "
            f"Leave them out of --only, or load the header itself"
        )
    takers = takers_of_lists(found)
    top = [*provenance(upstream_of(request.headers, found.files), command_line(request))]
    differences: list[str] = []
    for wording in wordings:
        body = "\n".join(spaced([*wording, *constants(found.constants)]))
        text = "\n".join([*top, "", *notes(body, takers), body, *layout_comment(found.structs)]) + "\n"
        if not (differences := differences_in(text, found)):
            return text
    raise LayoutMismatchError(
        "nothing was written, because plain declarations would say otherwise:", differences
    )


def source_of(request: Request) -> Source:
    """Return what is read: one header, or several of them or a choice of names as a text that includes them."""
    from ..parsing.readers import file_source, text_source

    folders = [find_folder(name) for name in request.include_dirs]
    if any(path and is_below_roots(path) for path in map(find, request.headers)):
        folders.append(sysconfig.get_path("include"))  # headers of packages find Python's own
    if request.only is not None:
        text = "".join(f"#include {spelled_include(name)}\n" for name in request.headers)
        return text_source(text, include_dirs=folders, defines=request.defines)
    if len(request.headers) > 1:
        raise HeaderError("several headers need --only, to say what to take of them")
    path = find(request.headers[0]) or Path(request.headers[0])
    return file_source(path, include_dirs=folders, defines=request.defines)


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


def command_line(request: Request) -> list[str]:
    """Return the command that makes it again, on any machine that has the headers."""
    words = ["structcb", "extract", *(portable(name) for name in request.headers)]
    # Python's own folder is searched anyway.
    folders = [name for name in map(portable, request.include_dirs) if name != "."]
    words += [word for folder in folders for word in ("-I", folder)]
    words += define_words(request.defines)
    words += ["--only", *request.only] if request.only else []
    words += ["--opaque", *request.opaque] if request.opaque else []
    words += ["-o", portable(request.output)] if request.output else []
    return words


def upstream_of(headers: Sequence[str], files: Sequence[str]) -> str:
    """Return which headers of which packages were read."""
    packages: dict[str, list[str]] = {}
    for name in headers:
        packages.setdefault(version_of(name, files), []).append(portable(name))
    return ", ".join(f"{', '.join(names)}{package}" for package, names in packages.items())
