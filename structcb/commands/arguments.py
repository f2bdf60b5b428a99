"""What the subcommands about headers have in common: how a header is named and read."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from ..headers import Header

__all__ = [
    "Write",
    "add_header_arguments",
    "add_reading_arguments",
    "defines_of",
    "load_header",
    "write_json",
]

Write: TypeAlias = Callable[[str], None]


def add_header_arguments(parser: argparse.ArgumentParser) -> None:
    """Add one header, how to read it, and for whom to write."""
    parser.add_argument(
        "header", metavar="HEADER", help="a file, or a header that ships, such as sundials/cvode"
    )
    add_reading_arguments(parser)
    parser.add_argument("--json", action="store_true", help="write for a machine")


def add_reading_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that a C compiler has for finding includes and defining macros."""
    parser.add_argument(
        "-I", "--include-dir", action="append", default=[], metavar="FOLDER", help="where #include searches"
    )
    parser.add_argument(
        "-D", "--define", action="append", default=[], metavar="NAME[=VALUE]", help="a macro to define"
    )


def defines_of(arguments: argparse.Namespace) -> dict[str, str | int | None]:
    """Return the macros of the command line."""
    pairs = (text.partition("=") for text in arguments.define)
    return {name: value if equals else None for name, equals, value in pairs}


def load_header(arguments: argparse.Namespace) -> Header:
    """Load the header that the command line names: a file, or one that ships."""
    from ..headers import load

    return load(arguments.header, include_dirs=arguments.include_dir, defines=defines_of(arguments))


def write_json(values: Any, write: Write) -> None:
    """Write values for a machine to read."""
    write(json.dumps(values, indent=2))
