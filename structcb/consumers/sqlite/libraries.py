"""Which SQLite a connection belongs to, and its handle there, proved before anything is called with it.

A process may hold several SQLites: the standard library's, and apsw's own, whose symbols are hidden. Both are reached as
a loaded extension would: through the table of functions that SQLite hands to extensions.
"""

from __future__ import annotations

import ctypes
import functools
import os
import sys
from typing import Any

from ...callbacks import inline
from ...errors import LayoutMismatchError, MissingLibraryError, StateError
from ...headers import Header, parse
from ...parsing.shipped import find_shipped
from ...states import State

__all__ = ["Sqlite", "find_sqlite", "sqlite_header"]

REMEDY = "install it with:  pip install 'structcb[sqlite]'"
# Anything that is not a limit of any SQLite: `sqlite3_limit` then only tells what the limit is.
ASK = -1

OURS = """
/* Every extension keeps it in a variable of this name. */
extern const sqlite3_api_routines *sqlite3_api;

/* What compiled code calls. Contexts and values are `void *`, because the header of a state declares none of SQLite's
   types; a destructor is an integer, because it is one of the two constants SQLITE_STATIC and SQLITE_TRANSIENT; text is
   bytes that compare as text, and a blob is bytes. */
typedef struct {
    void *(*aggregate_context)(void *context, int bytes);
    void (*result_blob)(void *context, const void *data, int length, intptr_t destructor);
    void (*result_double)(void *context, double value);
    void (*result_int64)(void *context, int64_t value);
    void (*result_null)(void *context);
    void (*result_text)(void *context, const void *data, int length, intptr_t destructor);
    const uint8_t *(*value_blob)(void *value);
    int (*value_bytes)(void *value);
    double (*value_double)(void *value);
    int64_t (*value_int64)(void *value);
    const char *(*value_text)(void *value);
    int (*value_type)(void *value);
    const uint8_t *nothing;    /* leads to a byte that nobody reads */
} calls;

typedef struct registration registration;
struct registration {
    calls *sqlite;
    int (*step)(void *sqlite, void *context, int count, void **values, void *user_data);
    int (*inverse)(void *sqlite, void *context, int count, void **values, void *user_data);
    int (*final)(void *sqlite, void *context, void *user_data);
    int (*value)(void *sqlite, void *context, void *user_data);
    void *user_data;
    void (*failed)(void *self, void *context, int part);
};
"""


@functools.cache
def sqlite_header() -> Header:
    """Return SQLite's header, with what this package keeps for each function."""
    return parse(find_shipped("sqlite/sqlite3").read_text() + OURS)


class Sqlite:
    """One SQLite: its table of functions, and how compiled code asks it for a function's user data."""

    def __init__(self, routines: State, user_data: Any) -> None:
        self.header, self.routines, self.user_data = sqlite_header(), routines, user_data
        self.ffi = self.header.ffi
        self.cffi = self.ffi.cast("sqlite3_api_routines *", routines.address)
        self.calls = self.header.new("calls")
        self._byte = self.ffi.new("uint8_t[1]")
        self.calls.cffi.nothing = self._byte
        for name in {*dir(self.calls.cffi[0])} - {"nothing"}:
            kind = self.ffi.typeof(getattr(self.calls.cffi, name))
            setattr(self.calls.cffi, name, self.ffi.cast(kind, getattr(self.cffi, name)))

    @property
    def version(self) -> str:
        """SQLite's version."""
        return str(self.ffi.string(self.cffi.libversion()).decode())


def find_sqlite(connection: Any) -> tuple[Sqlite, int]:
    """Return the SQLite of a connection and the connection's handle there.

    Raises
    ------
    StateError
        Not a connection of `sqlite3` or `apsw`.
    MissingLibraryError
        SQLite's functions cannot be reached.
    LayoutMismatchError
        What lies where CPython keeps the handle is not a handle.
    """
    import sqlite3

    if isinstance(connection, sqlite3.Connection):
        return standard_sqlite(), standard_handle(connection)
    if hasattr(connection, "sqlite3_pointer"):
        return apsw_sqlite(), int(connection.sqlite3_pointer())
    raise StateError(f"functions are for connections of `sqlite3` and `apsw`, not for {connection!r}")


@functools.cache
def standard_sqlite() -> Sqlite:
    """Return the SQLite that Python's own module `sqlite3` is linked with."""
    import _sqlite3
    import sqlite3

    # The dynamic linker searches the libraries that a module was linked with, too, so this can be no other SQLite.
    header = sqlite_header()
    library = header.open(getattr(_sqlite3, "__file__", None))
    struct = header.struct("sqlite3_api_routines")
    names = [name.removeprefix("sqlite3_") for name in header.functions]
    try:
        routines = struct(**{name: getattr(library, f"sqlite3_{name}") for name in names})
    except AttributeError as missing:
        raise MissingLibraryError(
            f"this Python's module `sqlite3` hides the functions of its SQLite ({missing}); apsw's can be reached: {REMEDY}"
        ) from None
    found = Sqlite(routines, library.sqlite3_user_data)
    check_version("sqlite3", found, sqlite3.sqlite_version)
    return found


@functools.cache
def apsw_sqlite() -> Sqlite:
    """Return the SQLite inside apsw, as it shows itself to an extension that does nothing else."""
    try:
        import apsw
        import apsw.sqlite_extra as extra
    except ImportError as missing:
        raise MissingLibraryError(
            f"an apsw that carries SQLite's extensions is needed ({missing}); {REMEDY}"
        ) from None
    header = sqlite_header()
    connection = apsw.Connection(":memory:")
    extra.load(connection, "noop")
    extension = header.open(str(extra.path("noop")))
    pointer = extension.cffi.sqlite3_api
    routines = header.struct("sqlite3_api_routines").view(pointer, owner=extension)

    def user_data(context):  # type: ignore[no-untyped-def]  # compiled
        return routines.user_data(context)

    found = Sqlite(routines, inline(user_data))
    check_version("apsw", found, apsw.sqlite_lib_version())
    return found


def check_version(module: str, found: Sqlite, expected: str) -> None:
    """Refuse another SQLite than the module's own."""
    if found.version != expected:
        raise LayoutMismatchError(
            f"`{module}` uses SQLite {expected}, but the functions that were found are of {found.version}"
        )


def standard_handle(connection: Any) -> int:
    """Return the handle behind a connection of the module `sqlite3`, which keeps it to itself.

    CPython keeps it right after the head of the object. That is proved before use: the handle must begin with a file
    system of this very SQLite, and must know of a limit that is changed through Python.
    """
    category = sqlite_header().constants["SQLITE_LIMIT_VARIABLE_NUMBER"]
    # This raises by itself where the connection is closed, or another thread's.
    limit = connection.getlimit(category)
    sqlite = standard_sqlite()
    handle = ctypes.c_size_t.from_address(id(connection) + object.__basicsize__).value
    first = word_at(handle)
    if first is None or first not in file_systems(sqlite):
        raise unproved(connection)
    pointer = sqlite.ffi.cast("sqlite3 *", handle)
    other = abs(limit - 1)
    connection.setlimit(category, other)
    try:
        seen = sqlite.cffi.limit(pointer, category, ASK)
    finally:
        connection.setlimit(category, limit)
    if seen != other or sqlite.cffi.limit(pointer, category, ASK) != limit:
        raise unproved(connection)
    return handle


def unproved(connection: Any) -> LayoutMismatchError:
    """Return the error for a connection without a handle in the expected place."""
    return LayoutMismatchError(
        f"CPython {sys.version.split()[0]} keeps the handle of {connection!r} elsewhere; use apsw: {REMEDY}"
    )


def file_systems(sqlite: Sqlite) -> set[int]:
    """Return the addresses of the file systems that a SQLite knows."""
    here, found = sqlite.cffi.vfs_find(sqlite.ffi.NULL), set()
    while here and (address := int(sqlite.ffi.cast("uintptr_t", here))) not in found:
        found.add(address)
        here = here.pNext
    return found


def word_at(address: int) -> int | None:
    """Return the pointer at an address, or None where the process has no memory there."""
    size = ctypes.sizeof(ctypes.c_void_p)
    if address % size:
        return None
    # The system reads for us: to `write`, an address that leads nowhere is an error like any other.
    reading, writing = os.pipe()
    try:
        write = ctypes.CDLL(None, use_errno=True).write
        write.argtypes, write.restype = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t], ctypes.c_ssize_t
        if write(writing, address, size) != size:
            return None
        return int.from_bytes(os.read(reading, size), sys.byteorder)
    finally:
        os.close(reading)
        os.close(writing)
