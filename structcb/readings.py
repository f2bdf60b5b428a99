"""Reading a header: from the cache where nothing that it was read from has changed, else by parsing it."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from . import parsing
from .digests import digest_of, hexdigest_of
from .layouts import Prototype
from .parsing import Declarations
from .runtime.environments import parser_versions
from .runtime.stores import open_store, warn

__all__ = ["read_file", "read_prototype", "read_text"]

T = TypeVar("T")

ABSENT = ""


def read_file(
    path: str | os.PathLike[str],
    *,
    include_dirs: Sequence[str | os.PathLike[str]] = (),
    defines: Mapping[str, str | int | None] | None = None,
    only: Sequence[str] | None = None,
) -> Declarations:
    """Return what a header file declares; the cache keeps it with the digest of every file that was read."""
    folders = absolute([include_dirs] if isinstance(include_dirs, str | os.PathLike) else include_dirs)
    facts = tuple(sorted((defines or {}).items()))
    request = ("file", *absolute([path]), folders, facts, only and tuple(only))
    return stored(
        request,
        lambda: parsing.parse_file(path, include_dirs=include_dirs, defines=defines, only=only),
        Declarations,
        folders,
    )


def read_text(text: str) -> Declarations:
    """Return what C text declares."""
    return stored(("text", text), lambda: parsing.parse_text(text), Declarations)


def read_prototype(text: str, declarations: Declarations) -> Prototype:
    """Return a prototype that is given as text; what the declarations know may appear in it."""

    def parse() -> Prototype:
        return parsing.parse_prototype(text, declarations)

    # A compiled FFI shows no text that could stand for it in a key.
    known = declarations.cdef
    return stored(("prototype", text, known), parse, Prototype) if known else parse()


def stored(request: tuple[Any, ...], parse: Callable[[], T], kind: type[T], folders: Sequence[str] = ()) -> T:
    """Return the answer to a request from the cache, or parse and keep it."""
    store = open_store()
    if store is None:
        return parse()
    search = search_paths()
    key = hexdigest_of(request, parser_versions(), sys.version, sys.platform, search)
    content = store.get(key)
    if content is not None and (found := unpickled(content, key, kind)) is not None:
        return found
    parsed = parse()
    read = getattr(parsed, "files", ())
    folders = [*folders, *(part for paths in search if paths for part in paths.split(os.pathsep))]
    files = [(file, digest_of_file(file)) for file in (*read, *shadows(read, folders))]
    store.put(key, pickle.dumps((files, parsed), protocol=5))
    return parsed


def unpickled(content: bytes, key: str, kind: type[T]) -> T | None:
    """Return what the cache held, unless a file has changed; the store has checked that it is what was written."""
    try:
        files, found = pickle.loads(content)
    except Exception as error:  # noqa: BLE001  (whatever it is, the header can be read again)
        warn("cache entry %s cannot be read: %s", key, error)
        return None
    same = all(digest_of_file(file) == digest for file, digest in files)
    return found if same and isinstance(found, kind) else None


def shadows(files: Sequence[str], folders: Sequence[str]) -> Iterator[str]:
    """Yield paths without a file, where a new one would be included instead of one that was read."""
    roots = dict.fromkeys([*folders, *(os.path.dirname(file) for file in files)])  # noqa: PTH120
    names = dict.fromkeys(name for file in files[1:] for name in endings(file))
    for root in roots:
        yield from (path for name in names if not os.path.lexists(path := f"{root}/{name}"))


def endings(path: str) -> Iterator[str]:
    """Yield what an `#include` may call a file: its name, and with ever more of its folders."""
    parts = path.strip("/").split("/")
    return ("/".join(parts[n:]) for n in range(1, len(parts)))


def absolute(paths: Sequence[str | os.PathLike[str]]) -> tuple[str, ...]:
    """Return paths as they hold in any folder."""
    return tuple(os.path.abspath(path) for path in paths)  # noqa: PTH100  (text for a key)


def search_paths() -> tuple[str | None, ...]:
    """Return the settings by which a compiler finds headers."""
    return tuple(os.environ.get(name) for name in ("CPATH", "C_INCLUDE_PATH"))


def digest_of_file(file: str) -> str:
    """Return the digest of a file's content; one that has gone has none."""
    try:
        with open(file, "rb") as opened:  # noqa: PTH123  (a hot path)
            return digest_of(opened.read()).hex()
    except OSError:
        return ABSENT
