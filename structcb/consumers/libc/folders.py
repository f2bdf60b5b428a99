"""A walk through folders by the C library, with a compiled visitor."""

from __future__ import annotations

import os

from ...callbacks import Callback, guard
from .callbacks import check_entry_visitor
from .libraries import header, libc

__all__ = ["walk"]

OPEN_FOLDERS = 16


def walk(path: str | os.PathLike[str], visit: Callback, *, follow_links: bool = False) -> int:
    """Visit a folder and everything below it, with ``nftw``.

    Parameters
    ----------
    path
        Where to begin.
    visit
        A callback made by ``entry_visitor``.
    follow_links
        Whether to go where symbolic links lead.

    Returns
    -------
    int
        0 at the end of the walk, or what the visitor returned to stop it.

    Raises
    ------
    OSError
        The folder cannot be read.
    ValueError
        A path with a NUL in it.
    """
    check_entry_visitor(visit)
    start, ffi = os.fsencode(path), libc().ffi
    flags = 0 if follow_links else int(header().constants["FTW_PHYS"])
    entry = ffi.cast("int (*)(const char *, const struct stat *, int, struct FTW *)", visit.address)
    if b"\0" in start:
        raise ValueError(f"{path!r}: embedded null byte")
    ffi.errno = 0
    with guard(visit):
        result = int(libc().functions.nftw(start, entry, OPEN_FOLDERS, flags))
        error = ffi.errno
    if result == -1 and error:
        raise OSError(error, os.strerror(error), os.fspath(path))
    return result
