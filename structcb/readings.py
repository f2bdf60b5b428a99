"""Reading a header: from the cache where nothing that it was read from has changed, else by parsing it."""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
import time
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

# Where compilers search before the system's own folder.
LOCAL_HEADERS, SYSTEM_HEADERS = "/usr/local/include", "/usr/include"
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
    # Where libclang is not installed, `CC` names the compiler, and may give it words such as `-m32`.
    compiler = os.environ.get("CC")
    key = hexdigest_of(request, parser_versions(), sys.version, sys.platform, search, compiler)
    content = store.get(key)
    if content is not None and (found := unpickled(content, key, kind)) is not None:
        return found
    began = time.time_ns()
    with without_collecting():
        parsed = parse()
    files = getattr(parsed, "files", ())
    if changed_since(began, files):
        # Nobody knows which of its contents was parsed.
        return parsed
    own = [*folders, *(part for paths in search if paths for part in paths.split(os.pathsep))]
    packed = pack(parsed) if isinstance(parsed, Declarations) else parsed
    store.put(key, pickle.dumps((stamps_of(files, own), packed), protocol=5))
    return parsed


@contextlib.contextmanager
def without_collecting() -> Iterator[None]:
    """Let nobody look for garbage: a parser makes many objects and little garbage."""
    import gc

    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


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
    """Return declarations whose parts are unpickled a few at a time: of a large header few are ever asked for."""
    parts = {"structs": 1, "typedefs": 16, "callbacks": 16, "functions": 16}
    return replace(
        declarations, **{name: Packed(getattr(declarations, name), n) for name, n in parts.items()}
    )


def changed_since(nanoseconds: int, files: Sequence[str]) -> bool:
    """Tell whether a file was written after some time."""
    try:
        times = [(facts.st_mtime_ns, facts.st_ctime_ns) for facts in map(os.stat, files)]
    except OSError:
        return True
    return any(max(pair) > nanoseconds for pair in times)


def stamps_of(files: Sequence[str], folders: Sequence[str]) -> list[Stamp]:
    """Return what tells that files are the same, and that none has come that would be included instead.

    The user's files are told by content, and new ones by the names that are included or asked for. The system's come
    and go with packages, so time and size will do, and for what is new the time of their folders.
    """
    own = tuple(dict.fromkeys([*folders, *(os.path.dirname(file) for file in files[:1])]))  # noqa: PTH120
    mine = [file for file in files if file.startswith(tuple(f"{folder}/" for folder in own))]
    others = [file for file in files if file not in mine]
    names = dict.fromkeys(name for file in files[1:] for name in endings(file))
    shadows = [path for folder in own for name in names if not os.path.lexists(path := f"{folder}/{name}")]
    asked, computed = asked_for(files)
    questions = [f"{folder}/{name}" for folder in own for name in asked]
    # A file is sought first beside the one that includes it.
    beside = [os.path.dirname(file) for file in mine]  # noqa: PTH120
    places = dict.fromkeys([*beside, *system_places(others)])
    timed = [place for place in places if computed or place not in own]
    stamped = [("content", mine), ("facts", others), ("time", timed), ("absence", [*shadows, *questions])]
    return [(path, how, stamp(path, how)) for how, paths in stamped for path in paths]


def system_places(files: Sequence[str]) -> list[str]:
    """Return the folders of files that are not the user's, and those that a compiler searches before them."""
    folders = [os.path.dirname(file) for file in files]  # noqa: PTH120
    above = (os.path.dirname(folder) for folder in folders)  # noqa: PTH120
    return [*folders, *(place for place in above if place.startswith(SYSTEM_HEADERS)), LOCAL_HEADERS]


def asked_for(files: Sequence[str]) -> tuple[list[str], bool]:
    """Return the files whose absence decides something in a header, and whether it asks for computed names too."""
    import re

    pattern = re.compile(rb"\b__has_include(?:_next)?\s*\(\s*(?:\"([^\"\n]+)\"|<([^>\n]+)>|\w)")
    found: dict[str, None] = {}
    for file in files:
        # One that has gone meanwhile has no digest either.
        with contextlib.suppress(OSError), open(file, "rb") as opened:  # noqa: PTH123  (many of them)
            matches = pattern.findall(opened.read())
            found |= dict.fromkeys(os.fsdecode(quoted or bracketed) for quoted, bracketed in matches)
    return [name for name in found if name], "" in found


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
    """A read-only mapping whose values are unpickled, so many together, when one of them is asked for."""

    def __init__(self, values: Mapping[str, Any], together: int) -> None:
        items = list(values.items())
        self._places = {name: number // together for number, name in enumerate(values)}
        self._pickled = [
            pickle.dumps(dict(items[start : start + together]), protocol=5)
            for start in range(0, len(items), together)
        ]
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made.update(pickle.loads(self._pickled[self._places[name]]))
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_made": {}}
