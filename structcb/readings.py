"""Reading a header: from the cache where nothing that it was read from has changed, else by parsing it."""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from . import parsing
from .digests import hexdigest_of
from .facts import replace
from .layouts import Prototype
from .parsing import Declarations
from .runtime.environments import parser_versions
from .runtime.stamps import changed_since, is_unchanged, stamps_of
from .runtime.stores import open_store, warn

__all__ = ["read_file", "read_prototype", "read_text"]

T = TypeVar("T")


def read_file(
    path: str | os.PathLike[str],
    *,
    include_dirs: Sequence[str | os.PathLike[str]] = (),
    defines: Mapping[str, str | int | None] | None = None,
    only: Sequence[str] | None = None,
) -> Declarations:
    """Return what a header file declares; the cache keeps it with the digest of every file that was read."""
    folders = absolute(include_dirs)
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
    return found if is_unchanged(stamps) and isinstance(found, kind) else None


def pack(declarations: Declarations) -> Declarations:
    """Return declarations whose parts are unpickled a few at a time: of a large header few are ever asked for."""
    parts = {"structs": 1, "typedefs": 16, "callbacks": 16, "functions": 16}
    return replace(
        declarations, **{name: Packed(getattr(declarations, name), n) for name, n in parts.items()}
    )


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
