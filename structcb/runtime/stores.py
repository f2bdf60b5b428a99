"""The cache on disk: entries named by what they were made from, checked before anything is loaded from them.

An entry is loaded as machine code, so the folder belongs to its user alone, and every file carries a digest of its
content. Nothing here ever raises into a compilation: a cache that cannot be used is a log line.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import CacheError

__all__ = ["DEFAULT_LIMIT_BYTES", "Entry", "Store", "open_store", "warn"]

MAGIC = b"structcb cache 1\n"
SUFFIX = ".structcb"
DEFAULT_LIMIT_BYTES = 512 * 1024 * 1024
DIGEST_BYTES = hashlib.sha256().digest_size


def warn(message: str, *details: object) -> None:
    """Write a line to the log `structcb.cache`."""
    import logging

    logging.getLogger("structcb.cache").warning(message, *details)


@dataclass(frozen=True)
class Entry:
    """One file of the cache: its name, bytes and time of last use."""

    path: Path
    nbytes: int
    used: float


@dataclass(frozen=True)
class Store:
    """A folder of entries. Reading and writing never raise; a fault is a miss and a log line."""

    folder: Path
    limit_bytes: int = DEFAULT_LIMIT_BYTES

    def get(self, key: str) -> bytes | None:
        """Return an entry's content, or None where there is none that can be trusted."""
        path = self._path(key)
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            warn("cache entry %s cannot be read: %s", path, error)
            return None
        content = checked(raw, key)
        if content is None:
            warn("cache entry %s is damaged or foreign; it is compiled anew", path)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return content

    def put(self, key: str, content: bytes) -> bool:
        """Write an entry as a whole or not at all; return whether it was written."""
        import tempfile

        path = self._path(key)
        try:
            descriptor, temporary = tempfile.mkstemp(suffix=".part", dir=self.folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(sealed(content, key))
                os.replace(temporary, path)  # noqa: PTH105  (the name is a plain string here)
            except OSError:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)  # noqa: PTH108
                raise
        except OSError as error:
            warn("cache entry %s cannot be written: %s", path, error)
            return False
        self.trim()
        return True

    def entries(self) -> Iterator[Entry]:
        """Yield the entries, oldest first."""
        found = []
        for path in self.folder.glob(f"*{SUFFIX}"):
            with contextlib.suppress(OSError):
                facts = path.stat()
                found.append(Entry(path, facts.st_size, facts.st_mtime))
        yield from sorted(found, key=lambda entry: entry.used)

    def trim(self) -> int:
        """Remove the entries that were used longest ago, until the folder is within its limit; return how many."""
        entries = list(self.entries())
        excess = sum(entry.nbytes for entry in entries) - self.limit_bytes
        removed = 0
        for entry in entries:
            if excess <= 0:
                break
            with contextlib.suppress(OSError):
                entry.path.unlink()
                excess, removed = excess - entry.nbytes, removed + 1
        return removed

    def clear(self) -> int:
        """Remove every entry, and what killed writers left; return how many entries."""
        for part in self.folder.glob("*.part"):
            with contextlib.suppress(OSError):
                part.unlink()
        removed = 0
        for entry in self.entries():
            with contextlib.suppress(OSError):
                entry.path.unlink()
                removed += 1
        return removed

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{SUFFIX}"


def sealed(content: bytes, key: str) -> bytes:
    """Return content with the digest that `checked` wants."""
    return MAGIC + digest_of(content, key) + content


def checked(raw: bytes, key: str) -> bytes | None:
    """Return the content of a file if it is whole and was written under this key."""
    if not raw.startswith(MAGIC):
        return None
    start = len(MAGIC) + DIGEST_BYTES
    content = raw[start:]
    return content if raw[len(MAGIC) : start] == digest_of(content, key) else None


def digest_of(content: bytes, key: str) -> bytes:
    """Return the digest of a content under a key, so that a file under another name is refused."""
    return hashlib.sha256(key.encode() + b"\0" + content).digest()


def open_store() -> Store | None:
    """Return the user's cache, or None where it is switched off or cannot be used.

    The folder is ``STRUCTCB_CACHE_DIR``, or the platform's folder for caches; ``STRUCTCB_CACHE=0`` switches it off.

    Raises
    ------
    CacheError
        The folder, or one above it, can be written by other users: they could plant machine code.
    """
    if os.environ.get("STRUCTCB_CACHE", "1") == "0":
        return None
    folder = Path(os.environ.get("STRUCTCB_CACHE_DIR") or default_folder())
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        facts = folder.stat()
    except OSError as error:
        warn("the cache folder %s cannot be made: %s", folder, error)
        return None
    refuse_shared(folder, facts)
    return Store(folder)


def default_folder() -> str:
    """Return the platform's folder for caches."""
    import platformdirs

    return platformdirs.user_cache_dir("structcb", appauthor=False)


def refuse_shared(folder: Path, facts: os.stat_result) -> None:
    """Refuse a folder that another user owns or may write."""
    if not hasattr(os, "getuid"):
        return
    if facts.st_uid != os.getuid():
        raise CacheError(
            f"the cache folder {folder} belongs to another user (uid {facts.st_uid}); machine code is loaded from it. "
            f"Set STRUCTCB_CACHE_DIR to a folder of your own"
        )
    if facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise CacheError(
            f"the cache folder {folder} can be written by others (mode {stat.filemode(facts.st_mode)}); machine code is "
            f"loaded from it. Run: chmod go-w {folder}"
        )
