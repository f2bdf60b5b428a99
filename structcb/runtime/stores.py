"""The cache on disk: entries named by what they were made from, checked before anything is loaded from them.

An entry is loaded as machine code, so the folder belongs to its user alone, and every file carries a digest of its
content and its key. Nothing here ever raises into a compilation: a cache that cannot be used is a log line.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator

from ..digests import DIGEST_BYTES, digest_of
from ..errors import CacheError
from ..facts import Fact

__all__ = ["DEFAULT_LIMIT_BYTES", "Entry", "Store", "cache_folder", "open_store", "warn"]

MAGIC = b"structcb cache 1\n"
SUFFIX, PART = ".structcb", ".part"
DEFAULT_LIMIT_BYTES = 512 * 1024 * 1024
# Nobody writes one entry for so long: the writer was killed.
ABANDONED_SECONDS = 3600


def warn(message: str, *details: object) -> None:
    """Write a line to the log `structcb.cache`."""
    import logging

    logging.getLogger("structcb.cache").warning(message, *details)


class Entry(Fact):
    """One file of the cache: its path, bytes and time of last use."""

    path: str
    nbytes: int
    used: float


class Store(Fact):
    """A folder of entries. Reading and writing never raise; a fault is a miss and a log line."""

    folder: str
    limit_bytes: int = DEFAULT_LIMIT_BYTES

    def get(self, key: str) -> bytes | None:
        """Return an entry's content, or None where there is none that can be trusted."""
        path = self._path(key)
        try:
            with open(path, "rb") as file:  # noqa: PTH123  (a hot path)
                own, raw = is_own(os.fstat(file.fileno())), file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            warn("cache entry %s cannot be read: %s", path, error)
            return None
        content = checked(raw, key) if own else None
        if content is None:
            warn("cache entry %s is damaged or foreign; it is made anew", path)
            return None
        with contextlib.suppress(OSError):  # a read-only folder keeps no times
            os.utime(path)
        return content

    def put(self, key: str, content: bytes) -> bool:
        """Write an entry as a whole or not at all; return whether it was written."""
        path = self._path(key)
        try:
            write_whole(path, sealed(content, key))
        except OSError as error:
            warn("cache entry %s cannot be written: %s", path, error)
            return False
        self.trim()
        return True

    def entries(self) -> list[Entry]:
        """Return the entries, those that were used longest ago first."""
        return sorted(self._files(SUFFIX), key=lambda entry: (entry.used, entry.path))

    def trim(self) -> int:
        """Remove the oldest entries until the folder is within its limit, and what killed writers left; count them."""
        entries = self.entries()
        excess = sum(entry.nbytes for entry in entries) - self.limit_bytes
        abandoned = [part for part in self._files(PART) if part.used < time.time() - ABANDONED_SECONDS]
        removed = [remove(part) for part in abandoned]
        for entry in entries:
            if excess <= 0:
                break
            removed.append(remove(entry))
            excess -= entry.nbytes
        return sum(removed)

    def clear(self) -> int:
        """Remove everything; return how many files."""
        return sum(remove(entry) for entry in [*self._files(SUFFIX), *self._files(PART)])

    def _files(self, suffix: str) -> Iterator[Entry]:
        # Another process may remove a file, or the whole folder, at any moment.
        with contextlib.suppress(OSError), os.scandir(self.folder) as found:
            for file in found:
                with contextlib.suppress(OSError):
                    if file.name.endswith(suffix):
                        facts = file.stat()
                        yield Entry(file.path, facts.st_size, facts.st_mtime)

    def _path(self, key: str) -> str:
        return f"{self.folder}/{key}{SUFFIX}"


def remove(entry: Entry) -> bool:
    """Remove a file; return whether it was there."""
    try:
        os.unlink(entry.path)  # noqa: PTH108  (the path is a plain string)
    except OSError:
        return False
    return True


def write_whole(path: str, content: bytes) -> None:
    """Write a file under another name and rename it, so that no reader ever sees a part of it."""
    import tempfile

    descriptor, temporary = tempfile.mkstemp(suffix=PART, dir=os.path.dirname(path))  # noqa: PTH120
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(temporary, path)  # noqa: PTH105  (the path is a plain string)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise


def sealed(content: bytes, key: str) -> bytes:
    """Return content with the digest that `checked` wants."""
    return MAGIC + digest_of(key.encode(), b"\0", content) + content


def checked(raw: bytes, key: str) -> bytes | None:
    """Return the content if it is whole and was written under this key."""
    start = len(MAGIC) + DIGEST_BYTES
    content = raw[start:]
    return content if raw[:start] == MAGIC + digest_of(key.encode(), b"\0", content) else None


def open_store() -> Store | None:
    """Open the cache of this user; None where it is switched off or no folder can be made.

    Raises
    ------
    CacheError
        The folder belongs to somebody else, or others can write it.
    """
    if os.environ.get("STRUCTCB_CACHE", "1") == "0":
        return None
    folder = cache_folder()
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        facts = os.stat(folder)  # noqa: PTH116
    except OSError as error:
        warn("the cache folder %s cannot be made: %s", folder, error)
        return None
    refuse_shared(folder, facts)
    return Store(folder)


def cache_folder() -> str:
    """Return the folder of the cache: what `STRUCTCB_CACHE_DIR` says, else the platform's."""
    chosen = os.environ.get("STRUCTCB_CACHE_DIR")
    if chosen:
        return os.path.abspath(chosen)  # noqa: PTH100
    import platformdirs

    return platformdirs.user_cache_dir("structcb", appauthor=False)


def is_own(facts: os.stat_result) -> bool:
    """Tell whether this user made a file: the folder may have been exchanged since it was looked at."""
    return not hasattr(os, "getuid") or facts.st_uid == os.getuid()


def refuse_shared(folder: str, facts: os.stat_result) -> None:
    """Refuse a folder that another user owns or may write."""
    if not is_own(facts):
        raise CacheError(
            f"the cache folder {folder} belongs to another user (uid {facts.st_uid}); machine code is loaded from it. "
            f"Set STRUCTCB_CACHE_DIR to a folder of your own"
        )
    if hasattr(os, "getuid") and facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise CacheError(
            f"the cache folder {folder} can be written by others (mode {stat.filemode(facts.st_mode)}); machine code is "
            f"loaded from it. Run: chmod go-w {folder}"
        )
