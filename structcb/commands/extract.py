"""`structcb extract`: the part of a header that a project needs, as plain declarations to ship."""

from __future__ import annotations

import argparse
import math
import platform
import re
import shlex
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import HeaderError, LayoutMismatchError, UnsupportedTypeError
from .arguments import Write, add_reading_arguments, defines_of

if TYPE_CHECKING:
    from ..parsing import Declarations

__all__ = ["add_arguments", "extracted", "run"]

_PROVENANCE = "/*\n * Extracted from "


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take headers, names, and a file to write."""
    parser.add_argument(
        "headers", nargs="+", metavar="HEADER", help="a path, or one below site-packages or an include folder"
    )
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", default=None, help="what to take, with all it needs"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="by default it is printed")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 where FILE is out of date"
    )
    add_reading_arguments(parser)


def run(arguments: argparse.Namespace, write: Write) -> int:
    """Write the declarations once the plain reader has found the same layouts in them."""
    text = extracted(
        arguments.headers, arguments.only, arguments.include_dir, defines_of(arguments), arguments.output
    )
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
    above, found, _ = text.partition(_PROVENANCE)
    return above if found and re.fullmatch(r"\s*/\*.*?\*/\s*", above, re.S) else ""


def extracted(
    headers: Sequence[str],
    only: Sequence[str] | None,
    include_dirs: Sequence[str] = (),
    defines: dict[str, str | int | None] | None = None,
    output: str | None = None,
) -> str:
    """Return plain declarations with their provenance on top and their layouts as comments below.

    Raises
    ------
    UnsupportedTypeError
        A struct whose layout plain declarations cannot say.
    LayoutMismatchError
        The plain reader finds other layouts in them.
    """
    found = read(headers, only, include_dirs, defines or {})
    if packed := [part.text.partition("{")[0].strip() for part in found.cdef if part.pack]:
        raise UnsupportedTypeError(
            f"plain declarations cannot say how these are packed: {'; '.join(packed)}. "
            f"Leave them out of --only, or load the header itself"
        )
    body = "\n".join([*(part.text.strip() for part in found.cdef), *constants(found)])
    lines = [
        *provenance(headers, only, include_dirs, defines or {}, output),
        "",
        body,
        "",
        *layout_comment(found),
    ]
    text = "\n".join(lines) + "\n"
    check(text, found)
    return text


def read(
    headers: Sequence[str],
    only: Sequence[str] | None,
    include_dirs: Sequence[str],
    defines: dict[str, str | int | None],
) -> Declarations:
    """Read the headers; several of them, or a choice of names, as one text that includes them."""
    from .. import parsing

    include_dirs = [find_folder(name) for name in include_dirs]
    if any(path and is_below_roots(path) for path in map(find, headers)):
        include_dirs.append(sysconfig.get_path("include"))  # headers of packages find Python's own
    if only is not None:
        text = "".join(f"#include {spelled_include(name)}\n" for name in headers)
        return parsing.parse_text(text, include_dirs=include_dirs, defines=defines, only=only)
    if len(headers) > 1:
        raise HeaderError("several headers need --only, to say what to take of them")
    path = find(headers[0]) or Path(headers[0])
    return parsing.parse_file(path, include_dirs=include_dirs, defines=defines)


def check(text: str, found: Declarations) -> None:
    """Refuse a text in which the plain reader finds anything else than the header has."""
    from ..parsing.cdefs import parse_plain
    from ..verification.facts import Answers, facts_of
    from ..verification.reports import compare

    ours, plain = facts_of(found), facts_of(parse_plain(text, "<extracted>"))
    missing = [f"{subject}: its {fact} is lost" for subject, fact in ours.keys() - plain.keys()]
    differences = [*compare(ours, [Answers("plain declarations", plain)]).differences, *sorted(missing)]
    if differences:
        raise LayoutMismatchError(
            "nothing was written, because plain declarations would say otherwise:", differences
        )


def constants(found: Declarations) -> Iterator[str]:
    """Yield the constants that cffi has no words for, but our plain reader does."""
    for name, value in found.constants.items():
        if isinstance(value, float) and math.isfinite(value):
            yield f"#define {name} {value!r}"
        elif isinstance(value, bytes):
            yield f'#define {name} "{"".join(escaped(byte) for byte in value)}"'


def escaped(byte: int) -> str:
    """Return a byte as C writes it in a string."""
    return chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}"


def provenance(
    headers: Sequence[str],
    only: Sequence[str] | None,
    include_dirs: Sequence[str],
    defines: dict[str, str | int | None],
    output: str | None,
) -> Iterator[str]:
    """Yield the comment on top: where it comes from, and the command that makes it again."""
    words = ["structcb", "extract", *(portable(name) for name in headers)]
    folders = [name for name in map(portable, include_dirs) if name != "."]  # Python's own is searched anyway
    words += [word for folder in folders for word in ("-I", folder)]
    words += [f"-D{name}" if value is None else f"-D{name}={value}" for name, value in defines.items()]
    words += ["--only", *only] if only else []
    words += ["-o", portable(output)] if output else []
    upstream = ", ".join(f"{portable(name)}{version_of(name)}" for name in headers)
    yield _PROVENANCE.partition("\n")[0]
    yield f" * Extracted from {upstream}, for {platform.system()} on {platform.machine()}, by"
    yield f" *     {shlex.join(words)}"
    yield " * Don't edit: run the command again. Members named structcb_... only keep the others in place."
    yield " */"


def layout_comment(found: Declarations) -> Iterator[str]:
    """Yield the layouts as a comment, for people and for `git diff`."""
    tables = [str(layout) for name, layout in found.structs.items() if "." not in name]
    lines = "\n\n".join(tables).replace("*/", "* /").replace("/*", "/ *").splitlines()
    if lines:
        yield from ["/* The layouts:", " *", *(f" * {line}".rstrip() for line in lines), " */"]


def spelled_include(name: str) -> str:
    """Return what stands behind `#include`: a file that was found, else the compiler's to find."""
    path = find(name)
    return f'"{path}"' if path else f"<{name}>"


def find(name: str) -> Path | None:
    """Return a header by its path, or by its path below one of Python's folders."""
    for folder in ("", *roots()):
        path = Path(folder, name)
        if path.is_file():
            return path.resolve()
    return None


def is_below_roots(path: Path) -> bool:
    """Tell whether a header is one of Python's or of its packages'."""
    return any(path.is_relative_to(Path(root).resolve()) for root in roots())


def find_folder(name: str) -> str:
    """Return a folder by its path, or by its path below one of Python's folders."""
    places = (Path(folder, name) for folder in ("", *roots()))
    return str(next((path.resolve() for path in places if path.is_dir()), name))


def roots() -> tuple[str, ...]:
    """Return Python's folders of packages and of headers."""
    return tuple(dict.fromkeys(sysconfig.get_path(name) for name in ("platlib", "purelib", "include")))


def portable(name: str) -> str:
    """Return a path without what only this machine has in it; `find` and compilers find it again."""
    path = Path(name)
    if not path.is_absolute():
        return path.as_posix()
    for root in roots():
        if path.resolve().is_relative_to(Path(root).resolve()):
            return path.resolve().relative_to(Path(root).resolve()).as_posix()
    parts = path.parts
    if "include" in parts[:-1]:
        last = len(parts) - 1 - parts[::-1].index("include")
        return Path(*parts[last + 1 :]).as_posix()
    return path.name


def version_of(name: str) -> str:
    """Return the version of the package that a header belongs to, as far as Python knows."""
    path = find(name)
    if path is None:
        return ""
    if path.is_relative_to(Path(sysconfig.get_path("include")).resolve()):
        return f" (Python {platform.python_version()})"
    from importlib import metadata

    for root in roots()[:2]:
        if path.is_relative_to(Path(root).resolve()):
            package = path.relative_to(Path(root).resolve()).parts[0]
            names = metadata.packages_distributions().get(package, [])
            return (
                f" ({', '.join(f'{n} {metadata.version(n)}' for n in sorted(set(names)))})" if names else ""
            )
    return ""
