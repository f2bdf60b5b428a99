"""Header text, read by the first reader that is sure to read it right: cffi, libclang, a C compiler."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import HeaderError, MissingHeaderError
from ..facts import replace
from .cdefs import parse_plain
from .comments import Commented
from .declarations import Declarations
from .directives import read_plain
from .limits import check_length, check_nesting
from .sources import Source

__all__ = ["file_source", "parse_file", "parse_source", "parse_text", "text_source"]

_CPLUSPLUS = {".hpp", ".hh", ".hxx", ".h++", ".cuh", ".cpp", ".cc", ".cxx"}


def parse_text(text: str, filename: str = "<text>", *, only: Sequence[str] | None = None) -> Declarations:
    """Parse C declarations.

    Examples
    --------
    >>> parse_text("struct point { double x, y; };").structs["struct point"].size
    16
    """
    return parse_source(text_source(text, filename), only)


def parse_file(
    path: str | os.PathLike[str],
    include_dirs: Sequence[str | os.PathLike[str]] = (),
    defines: Mapping[str, str | int | None] | None = None,
    only: Sequence[str] | None = None,
) -> Declarations:
    """Parse a header file, as it is.

    It gives what the header itself declares and all that this needs; `only` names what to take instead, from
    whichever file it comes.
    """
    source = file_source(path, include_dirs=include_dirs, defines=defines)
    found = parse_source(source, only)
    return found if found.files else replace(found, files=(str(source.path),))


def text_source(
    text: str,
    filename: str = "<text>",
    *,
    include_dirs: Sequence[str | os.PathLike[str]] = (),
    defines: Mapping[str, str | int | None] | None = None,
) -> Source:
    """Return C text as a source."""
    check_length(len(text), filename)
    return Source(filename, text, None, _folders(include_dirs), dict(defines or {}))


def file_source(
    path: str | os.PathLike[str],
    *,
    include_dirs: Sequence[str | os.PathLike[str]] = (),
    defines: Mapping[str, str | int | None] | None = None,
) -> Source:
    """Return a header file as a source."""
    path = Path(path)
    return Source(str(path), _read(path), path.resolve(), _folders(include_dirs), dict(defines or {}))


def parse_source(source: Source, only: Sequence[str] | None) -> Declarations:
    """Parse by the first reader that is sure to read it right."""
    code = Commented(source.text).code
    check_nesting(code, source.name)
    try:
        if source.include_dirs or source.defines or only is not None:
            return _compiled(source, only)
        return _plain(source, code)
    except RecursionError:
        raise HeaderError("its declarations are nested too deeply", file=source.name) from None


def _plain(source: Source, code: str) -> Declarations:
    """Read as plain declarations, but rather with a compiler what cffi can have only in part or not at all."""
    try:
        found = parse_plain(source.text, source.name)
    except HeaderError:
        if _has_compiler():
            return _compiled(source, None)
        raise
    macros = {define.name for define in read_plain(code).defines}
    if found.skipped.keys() - macros and _has_compiler():
        return _compiled(source, None)
    return found


def _has_compiler() -> bool:
    from . import clang

    return clang.is_available() or _has_cc()


def _has_cc() -> bool:
    from . import cc

    return cc.is_available()


def _compiled(source: Source, only: Sequence[str] | None) -> Declarations:
    """Read with a compiler's own parser."""
    from . import clang

    if clang.is_available():
        return clang.parse_unmodified(source, only)
    if _has_cc():
        from . import cc

        return cc.parse_preprocessed(source, only)
    raise HeaderError(
        "include_dirs, defines and only need a C compiler's reading: `pip install structcb[headers]` (libclang), "
        "or install a C compiler",
        file=source.name,
    )


def _folders(include_dirs: Sequence[str | os.PathLike[str]]) -> tuple[str, ...]:
    return tuple(str(Path(folder).absolute()) for folder in include_dirs)


def _read(path: Path) -> str:
    """Return the text of a header; a folder, a binary or a missing file is a HeaderError."""
    if path.is_dir():
        raise HeaderError("this is a folder, not a header", file=str(path))
    if path.suffix.lower() in _CPLUSPLUS:
        raise HeaderError("this is C++, of which structcb reads none; it needs the C header", file=str(path))
    try:
        if not path.is_file() and path.exists():
            raise HeaderError("this is not a regular file", file=str(path))
        check_length(path.stat().st_size, str(path))
        raw = path.read_bytes()
    except FileNotFoundError:
        raise MissingHeaderError("there is no such file", file=str(path)) from None
    except OSError as error:
        raise HeaderError(f"it cannot be read: {error.strerror}", file=str(path)) from None
    if b"\0" in raw:
        raise HeaderError("this is a binary file, not C text", file=str(path))
    # Comments in old headers are often Latin-1; no byte of C itself is above 127.
    return raw.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
