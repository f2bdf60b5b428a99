"""libclang itself, loaded when it is first wanted, and what is the same for all of its functions.

The Python binding in its wheels is passed over: its objects cost more than all the parsing, and they fail at kinds of
cursors that are newer than they are.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from collections.abc import Mapping
from ctypes import POINTER, Structure, c_char_p, c_uint, c_void_p
from functools import cache
from typing import Any, ClassVar, NamedTuple

__all__ = ["Location", "RawLocation", "RawString", "declared", "file_at", "file_name", "place_of", "text_of"]

_FILE = {"darwin": "libclang.dylib", "win32": "libclang.dll"}


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
        libclang is not installed, or too old.
    """
    try:
        library = ctypes.CDLL(_path())
    except OSError as error:
        raise ImportError(str(error)) from error
    for name, (result, *arguments) in signatures.items():
        try:
            function = getattr(library, f"clang_{name}")
        except AttributeError as error:
            raise ImportError(f"this libclang is too old: {error}") from error
        function.restype, function.argtypes = result, arguments
    return library


@cache
def _path() -> str:
    """Return where libclang is: in the wheel, or where its binding would look or was told to."""
    spec = importlib.util.find_spec("clang")
    if spec is None:
        raise ImportError("libclang is not installed")
    # Importing the binding takes longer than finding what wheels bring.
    if "clang.cindex" not in sys.modules:
        for folder in spec.submodule_search_locations or ():
            if os.path.isfile(path := f"{folder}/native/{_FILE.get(sys.platform, 'libclang.so')}"):  # noqa: PTH113
                return path
    from clang import cindex

    return str(cindex.conf.get_filename())


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
