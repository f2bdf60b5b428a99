"""The exception tree: every fault that structcb itself reports.

StructcbError
├── HeaderError (ValueError)            C text that cannot be read
│   └── MissingHeaderError              a header that was not found
├── UnsupportedTypeError (TypeError)    a C type that cannot be mapped right
├── LayoutMismatchError                 two answers about where a field lies
├── SignatureError (TypeError)          a Python function and a C prototype that do not fit
├── StateError                          a value that a field cannot hold
│   ├── FieldError (AttributeError)     a field that the struct does not have
│   ├── FieldTypeError (TypeError)      the wrong type, dtype or shape
│   └── FieldValueError (ValueError)    the right type, out of range
├── CallbackError (RuntimeError)        a callback that failed without an exception of its own
│   └── Recoverable                     raised by a callback: the solver may try again
├── CacheError                          a cache folder that must not be used
└── MissingLibraryError (ImportError)   a shared library or extra that is not installed
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "CacheError",
    "CallbackError",
    "FieldError",
    "FieldTypeError",
    "FieldValueError",
    "HeaderError",
    "LayoutMismatchError",
    "MissingHeaderError",
    "MissingLibraryError",
    "Recoverable",
    "SignatureError",
    "StateError",
    "StructcbError",
    "UnsupportedTypeError",
]


class StructcbError(Exception):
    """The root of everything that structcb raises of its own."""


class HeaderError(StructcbError, ValueError):
    """C text that cannot be read; `file`, `line` and `text` say where, as far as known."""

    def __init__(self, message: str, *, file: str = "", line: int = 0, text: str = "") -> None:
        place = f"{file}:{line}: " if line else f"{file}: " if file else ""
        super().__init__(f"{place}{message}" + (f"\n    {text.strip()}" if text.strip() else ""))
        self.file, self.line, self.text = file, line, text


class MissingHeaderError(HeaderError, FileNotFoundError):
    """A header that was looked for and not found."""

    def __str__(self) -> str:
        return str(self.args[0])


class UnsupportedTypeError(StructcbError, TypeError):
    """A C type that structcb refuses to map, because it could not be mapped right."""


class LayoutMismatchError(StructcbError):
    """Layouts that differ; `differences` lists every one of them as a sentence."""

    def __init__(self, message: str, differences: Sequence[str] = ()) -> None:
        super().__init__("\n  ".join([message, *differences]))
        self.differences = tuple(differences)


class SignatureError(StructcbError, TypeError):
    """A Python function that does not fit the C prototype, or an option that fits neither."""


class StateError(StructcbError):
    """A fault in reading or writing C memory from Python."""


class FieldError(StateError, AttributeError):
    """A field that the struct does not have."""


class FieldTypeError(StateError, TypeError):
    """A value whose type, dtype or shape the field cannot take."""


class FieldValueError(StateError, ValueError, OverflowError):
    """A value of the right type that does not fit the field."""


class CallbackError(StructcbError, RuntimeError):
    """A callback that failed in C where no Python exception says why."""


class Recoverable(CallbackError):
    """Raise it in a callback to tell a solver: this point failed, a nearby one may do."""


class CacheError(StructcbError):
    """A cache folder that structcb refuses to load machine code from."""


class MissingLibraryError(StructcbError, ImportError):
    """A shared library that is not installed; the message names the extra that brings it."""
