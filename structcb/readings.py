"""Reading a header: from the cache where nothing that it was read from has changed, else by parsing it."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from . import parsing
from .digests import digest_of, hexdigest_of
from .facts import replace
from .layouts import Prototype
from .parsing import Declarations
from .runtime.environments import parser_versions
from .runtime.stores import open_store, warn

__all__ = ["read_file", "read_prototype", "read_text"]

T = TypeVar("T")

# (path, which fact, the fact)
Stamp: TypeAlias = tuple[str, str, object]


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
    files = getattr(parsed, "files", ())
    own = [*folders, *(part for paths in search if paths for part in paths.split(os.pathsep))]
    packed = pack(parsed) if isinstance(parsed, Declarations) else parsed
    store.put(key, pickle.dumps((stamps_of(files, own), packed), protocol=5))
    return parsed


def unpickled(content: bytes, key: str, kind: type[T]) -> T | None:
    """Return what the cache held, unless a file has changed; the store has checked that it is what was written."""
    try:
        stamps, found = pickle.loads(content)
    except Exception as error:  # noqa: BLE001  (whatever it is, the header can be read again)
        warn("cache entry %s cannot be read: %s", key, error)
        return None
    same = all(stamp(path, how) == known for path, how, known in stamps)
    return found if same and isinstance(found, kind) else None


def pack(declarations: Declarations) -> Declarations:
    """Return declarations whose parts are unpickled one by one: of a large header few are ever asked for."""
    parts = ("structs", "typedefs", "callbacks", "functions")
    return replace(declarations, **{name: Packed(getattr(declarations, name)) for name in parts})


def stamps_of(files: Sequence[str], folders: Sequence[str]) -> list[Stamp]:
    """Return what tells that files are the same, and that none has come that would be included instead.

    The user's files are told by content. The system's come and go with packages, so time and size will do, and for
    what is new the time of their folders.
    """
    own = tuple(dict.fromkeys([*folders, *(os.path.dirname(file) for file in files[:1])]))  # noqa: PTH120
    mine = [file for file in files if file.startswith(tuple(f"{folder}/" for folder in own))]
    others = [file for file in files if file not in mine]
    places = dict.fromkeys(os.path.dirname(file) for file in others)  # noqa: PTH120
    names = dict.fromkeys(name for file in files[1:] for name in endings(file))
    shadows = [path for folder in own for name in names if not os.path.lexists(path := f"{folder}/{name}")]
    asked = [("content", mine), ("facts", others), ("time", places), ("absence", shadows)]
    return [(path, how, stamp(path, how)) for how, paths in asked for path in paths]


def stamp(path: str, how: str) -> object:
    """Return one fact about a file or folder; what has gone has none."""
    try:
        match how:
            case "absence":
                return not os.path.lexists(path)
            case "content":
                with open(path, "rb") as opened:  # noqa: PTH123  (a hot path)
                    return digest_of(opened.read())
            case "facts":
                facts = os.stat(path)  # noqa: PTH116
                return facts.st_mtime_ns, facts.st_size, facts.st_ino
            case _:
                return os.stat(path).st_mtime_ns  # noqa: PTH116
    except OSError:
        return None


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


class Packed(Mapping[str, Any]):
    """A read-only mapping whose values are unpickled when they are asked for."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._pickled = {name: pickle.dumps(value, protocol=5) for name, value in values.items()}
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = pickle.loads(self._pickled[name])
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._pickled

    def __iter__(self) -> Iterator[str]:
        return iter(self._pickled)

    def __len__(self) -> int:
        return len(self._pickled)

    def __getstate__(self) -> dict[str, Any]:
        return {"_pickled": self._pickled, "_made": {}}
