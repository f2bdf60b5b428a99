"""Stamps of files: what tells that a header would be read from the same text again, and from no other file."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ..digests import digest_of

__all__ = ["Stamp", "changed_since", "is_unchanged", "stamps_of"]

# Where compilers search before the system's own folder.
LOCAL_HEADERS, SYSTEM_HEADERS = "/usr/local/include", "/usr/include"
# (path, which fact, the fact)
Stamp: TypeAlias = tuple[str, str, object]


def is_unchanged(stamps: Sequence[Stamp]) -> bool:
    """Tell whether files and folders are what they were when they were stamped."""
    return all(stamp(path, how) == known for path, how, known in stamps)


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
