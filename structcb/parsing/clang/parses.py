"""C text as libclang has parsed it, with the complaints about it."""

from __future__ import annotations

import os
import weakref
from collections.abc import Sequence
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_char_p, c_int, c_uint, c_ulong, c_void_p, py_object
from functools import cache
from typing import Any, ClassVar, NamedTuple

from .cursors import Cursor
from .library import RawLocation, RawString, declared, file_name, place_of, text_of

__all__ = ["Complaint", "Unit"]


class _UnsavedFile(Structure):
    _fields_: ClassVar = [("name", c_char_p), ("contents", c_char_p), ("length", c_ulong)]


class Complaint(NamedTuple):
    """What libclang says of a place in the text; an error has a severity of 3 or more."""

    severity: int
    text: str
    file: str
    line: int


class Unit:
    """A parsed text.

    Raises
    ------
    RuntimeError
        libclang gave up on it.
    """

    def __init__(self, name: str, text: str, arguments: Sequence[str], options: int) -> None:
        functions = _functions()
        words = [os.fsencode(argument) for argument in arguments]
        content = text.encode("utf-8", "surrogateescape")
        unsaved = _UnsavedFile(name.encode(), content, len(content))
        index, self._unit = functions.clang_createIndex(0, 0), c_void_p()
        code = functions.clang_parseTranslationUnit2(
            index,
            name.encode(),
            (c_char_p * len(words))(*words),
            len(words),
            byref(unsaved),
            1,
            options,
            byref(self._unit),
        )
        weakref.finalize(self, _dispose, index, self._unit)
        if code:
            raise RuntimeError(f"its error code is {code}")

    @property
    def cursor(self) -> Cursor:
        """The whole of it."""
        found: Cursor = _functions().clang_getTranslationUnitCursor(self._unit)
        return found

    @property
    def pointer_bytes(self) -> int:
        """The size of a pointer on the machine that it is for."""
        functions = _functions()
        target = functions.clang_getTranslationUnitTargetInfo(self._unit)
        try:
            return int(functions.clang_TargetInfo_getPointerWidth(target)) // 8
        finally:
            functions.clang_TargetInfo_dispose(target)

    def get_includes(self) -> list[tuple[str, str]]:
        """Return who includes whom, in the order of the text."""
        found: list[tuple[str, str]] = []
        _functions().clang_getInclusions(self._unit, _append, found)
        return found

    def complaints(self) -> list[Complaint]:
        """Return what libclang found wrong."""
        functions = _functions()
        numbers = range(functions.clang_getNumDiagnostics(self._unit))
        return [_complaint(functions.clang_getDiagnostic(self._unit, number)) for number in numbers]


def _dispose(index: int, unit: c_void_p) -> None:
    if unit.value:
        _functions().clang_disposeTranslationUnit(unit)
    _functions().clang_disposeIndex(index)


def _complaint(found: int) -> Complaint:
    functions = _functions()
    try:
        at = place_of(functions.clang_getDiagnosticLocation(found))
        text = text_of(functions.clang_getDiagnosticSpelling(found))
        return Complaint(functions.clang_getDiagnosticSeverity(found), text, file_name(at.file), at.line)
    finally:
        functions.clang_disposeDiagnostic(found)


def _collect(file: int, stack: Any, depth: int, found: list[tuple[str, str]]) -> None:
    if depth:
        found.append((file_name(place_of(stack[0]).file), file_name(file)))


# A list goes through libclang to whoever fills it.
_Visitor = CFUNCTYPE(None, c_void_p, POINTER(RawLocation), c_uint, py_object)
_append = _Visitor(_collect)


@cache
def _functions() -> Any:
    return declared(
        {
            "createIndex": (c_void_p, c_int, c_int),
            "disposeIndex": (None, c_void_p),
            "parseTranslationUnit2": (
                c_int,
                c_void_p,
                c_char_p,
                c_void_p,
                c_int,
                c_void_p,
                c_uint,
                c_uint,
                c_void_p,
            ),
            "disposeTranslationUnit": (None, c_void_p),
            "getTranslationUnitCursor": (Cursor, c_void_p),
            "getTranslationUnitTargetInfo": (c_void_p, c_void_p),
            "TargetInfo_getPointerWidth": (c_int, c_void_p),
            "TargetInfo_dispose": (None, c_void_p),
            "getInclusions": (None, c_void_p, _Visitor, py_object),
            "getNumDiagnostics": (c_uint, c_void_p),
            "getDiagnostic": (c_void_p, c_void_p, c_uint),
            "getDiagnosticSeverity": (c_int, c_void_p),
            "getDiagnosticSpelling": (RawString, c_void_p),
            "getDiagnosticLocation": (RawLocation, c_void_p),
            "disposeDiagnostic": (None, c_void_p),
        }
    )
