"""C libraries for tests: built once per run from text or files, and opened with their header."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

from ..parsing.cc.compilers import compiler_command
from ..parsing.sources import define_words
from .sanitizers import Sanitizers

if TYPE_CHECKING:
    from ..headers import Header
    from ..states import Library

__all__ = ["CLibraries", "CLibrary"]

CText: TypeAlias = str | os.PathLike[str]
_SECONDS = 120


@dataclass(frozen=True)
class CLibrary:
    """A library that was built for a test: its header, the library itself, and the file."""

    header: Header
    library: Library
    path: Path


class CLibraries:
    """Builds C libraries; one that was built in this run is given again."""

    def __init__(self, folder: Path, sanitizers: Sanitizers) -> None:
        self.folder, self.sanitizers = folder, sanitizers
        self._built: dict[str, CLibrary] = {}

    def __call__(
        self,
        source: CText | Sequence[CText],
        *,
        headers: CText,
        include_dirs: Sequence[CText] = (),
        defines: Mapping[str, str | int | None] | None = None,
        flags: Sequence[str] = (),
    ) -> CLibrary:
        """Build a library and open it.

        The test is skipped where there is no C compiler, and fails with the compiler's words where it rejects the C.

        Parameters
        ----------
        source
            C text, a file, or several of either.
        headers
            What the library declares: C text or a header file.
        include_dirs
            Folders that ``#include`` searches; that of the header is among them.
        defines
            Macros, for the library and for the header.
        flags
            Further words for the compiler, such as ``"-lm"``.
        """
        __tracebackhide__ = True
        sources = [source] if isinstance(source, str | os.PathLike) else list(source)
        key = self._key(sources, headers, include_dirs, defines, flags)
        if key not in self._built:
            header = read_header(headers, include_dirs, defines or {})
            folders = [*include_dirs, *([] if is_text(headers) else [Path(headers).parent])]
            words = [*(f"-I{os.fspath(folder)}" for folder in folders)]
            words += define_words(defines or {})
            path = self._build(sources, key, words, flags)
            self.sanitizers.listen(path)
            self._built[key] = CLibrary(header, header.open(path), path)
        return self._built[key]

    def _build(self, sources: Sequence[CText], key: str, words: Sequence[str], flags: Sequence[str]) -> Path:
        __tracebackhide__ = True
        compiler = compiler_command()
        if not compiler:
            pytest.skip("needs a C compiler: set CC, or install cc, gcc or clang")
        folder = self.folder / key[:16]
        folder.mkdir(exist_ok=True)
        files = [self._file(one, folder / f"source{number}.c") for number, one in enumerate(sources)]
        files += self.sanitizers.sources(folder)
        library = folder / "library.so"
        fixed = ["-std=gnu17", "-g", "-O1", "-fPIC", "-shared", *self.sanitizers.flags]
        command = [*compiler, *fixed, *words, *map(str, files), "-o", str(library), *flags]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_SECONDS, errors="replace"
        )
        if done.returncode:
            pytest.fail(f"`{compiler[0]}` rejects the C of this test:\n{done.stderr}", pytrace=False)
        return library

    @staticmethod
    def _file(source: CText, place: Path) -> Path:
        if not is_text(source):
            return Path(source)
        place.write_text(os.fspath(source))
        return place

    def _key(self, sources: Sequence[CText], headers: CText, *rest: object) -> str:
        contents = [os.fspath(one) if is_text(one) else Path(one).read_text() for one in (*sources, headers)]
        names = [str(one) for one in (*sources, headers) if not is_text(one)]
        return hashlib.sha256(repr((contents, names, rest)).encode()).hexdigest()


def is_text(source: CText) -> bool:
    """Tell C text from the name of a file: text has a line break, a brace or a semicolon in it."""
    return isinstance(source, str) and any(mark in source for mark in "\n{};")


def read_header(
    headers: CText, include_dirs: Sequence[CText], defines: Mapping[str, str | int | None]
) -> Header:
    """Load a header file, or parse C text."""
    from ..headers import load, parse

    if is_text(headers):
        return parse(os.fspath(headers))
    return load(headers, include_dirs=include_dirs, defines=defines)
