"""Reading a header: from the cache where nothing that it was read from has changed, else by parsing it."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import parsing
from .parsing import Declarations
from .runtime.environments import parser_versions
from .runtime.stores import open_store

__all__ = ["read_file", "read_text"]


def read_file(
    path: str | os.PathLike[str],
    *,
    include_dirs: Sequence[str | os.PathLike[str]] = (),
    defines: Mapping[str, str | int | None] | None = None,
    only: Sequence[str] | None = None,
) -> Declarations:
    """Return what a header file declares; the cache keeps it with the digest of every file that was read."""
    folders = tuple(os.path.abspath(folder) for folder in include_dirs)  # noqa: PTH100  (text for a key)
    request = (
        "file",
        os.path.abspath(path),
        folders,
        tuple(sorted((defines or {}).items())),
        only and tuple(only),
    )  # noqa: PTH100
    return stored(
        request, lambda: parsing.parse_file(path, include_dirs=include_dirs, defines=defines, only=only)
    )


def read_text(text: str) -> Declarations:
    """Return what C text declares."""
    return stored(("text", text), lambda: parsing.parse_text(text))


def stored(request: tuple[Any, ...], parse: Callable[[], Declarations]) -> Declarations:
    """Return the declarations of a request from the cache, or parse and keep them."""
    store = open_store()
    if store is None:
        return parse()
    facts = (request, parser_versions(), sys.platform, sys.maxsize, search_paths())
    key = hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()
    content = store.get(key)
    if content is not None:
        files, declarations = pickle.loads(content)
        if all(digest_of(file) == digest for file, digest in files):
            return unpickled(declarations)
    declarations = parse()
    files = [(file, digest_of(file)) for file in declarations.files]
    store.put(key, pickle.dumps((files, declarations), protocol=5))
    return declarations


def unpickled(declarations: Any) -> Declarations:
    """Return what the cache held; its digest has been checked, so it is what was written."""
    assert isinstance(declarations, Declarations)
    return declarations


def search_paths() -> tuple[str | None, ...]:
    """Return the settings by which a compiler finds headers."""
    return tuple(os.environ.get(name) for name in ("CPATH", "C_INCLUDE_PATH", "CC"))


def digest_of(file: str) -> str:
    """Return the digest of a file's content; one that has gone has none."""
    try:
        with open(file, "rb") as opened:  # noqa: PTH123  (a hot path)
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""
