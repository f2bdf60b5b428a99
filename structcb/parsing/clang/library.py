"""libclang itself, loaded when it is first wanted, and what is the same for all of its functions.

The Python binding in its wheels finds the library, and does no more. Its own objects cost more than all the parsing,
and they fail at kinds of cursors that are newer than they are.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from ctypes import POINTER, Structure, c_char_p, c_uint, c_void_p
from functools import cache
from typing import Any, ClassVar, NamedTuple

__all__ = ["Location", "RawLocation", "RawString", "declared", "file_at", "file_name", "place_of", "text_of"]


class RawString(Structure):
    """`CXString`; `flags` are zero where the text is the unit's own."""

    _fields_: ClassVar = [("data", c_void_p), ("flags", c_uint)]
    flags: int


class RawLocation(Structure):
    """`CXSourceLocation`."""

    _fields_: ClassVar = [("data0", c_void_p), ("data1", c_void_p), ("number", c_uint)]


class Location(NamedTuple):
    """Where something stands: its file as libclang's handle (None: nowhere), its line, and its place in bytes."""

    file: int | None
    line: int
    offset: int


def declared(signatures: Mapping[str, tuple[Any, ...]]) -> Any:
    """Return libclang with some of its functions declared: by name, what each returns and what it takes.

    Raises
    ------
    ImportError
        libclang is not installed.
    """
    from clang import cindex

    try:
        library = ctypes.CDLL(cindex.conf.get_cindex_library()._name)
    except cindex.LibclangError as error:
        raise ImportError(str(error)) from error
    for name, (result, *arguments) in signatures.items():
        function = getattr(library, f"clang_{name}")
        function.restype, function.argtypes = result, arguments
    return library


def text_of(string: RawString) -> str:
    """Return a text, and give it back to libclang."""
    library = _texts()
    raw = library.clang_getCString(string)
    if string.flags:
        library.clang_disposeString(string)
    return raw.decode("utf-8", "surrogateescape") if raw else ""


def place_of(location: RawLocation) -> Location:
    """Return a place; for what a macro makes, where the macro is used."""
    file, line, column, offset = c_void_p(), c_uint(), c_uint(), c_uint()
    _texts().clang_getExpansionLocation(location, file, line, column, offset)
    return Location(file.value, line.value, offset.value)


def file_at(location: RawLocation) -> int | None:
    """Return the file of a place, as libclang's handle."""
    file = c_void_p()
    _texts().clang_getExpansionLocation(location, file, None, None, None)
    return file.value


def file_name(file: int | None) -> str:
    """Return the path of a file of a living unit."""
    return text_of(_texts().clang_getFileName(file)) if file else ""


@cache
def _texts() -> Any:
    number = POINTER(c_uint)
    return declared(
        {
            "getCString": (c_char_p, RawString),
            "disposeString": (None, RawString),
            "getExpansionLocation": (None, RawLocation, POINTER(c_void_p), number, number, number),
            "getFileName": (RawString, c_void_p),
        }
    )
