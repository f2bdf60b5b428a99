"""The `structcb` command: a table of subcommands, each imported when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["main"]


@dataclass(frozen=True)
class Command:
    """A subcommand: the module that does it has `add_arguments(parser)` and `run(arguments, write)`."""

    name: str
    help: str
    module: str


COMMANDS = (
    Command("layout", "show a struct as memory, with holes and padding", "commands.layout"),
    Command("verify", "compare a header's layouts with the C compiler's", "commands.verify"),
    Command("extract", "write the part of a header that a project needs", "commands.extract"),
    Command("cache", "list, measure or empty the cache of compiled callbacks", "commands.cache"),
    Command("demo", "solve a stiff ODE in SUNDIALS' CVODE, and compare", "demo"),
    Command("doctor", "say what is installed, and what is missing", "doctor"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand; return the exit code."""
    argv = sys.argv[1:] if argv is None else argv
    parser = make_parser(argv[0] if argv else None)
    arguments = parser.parse_args(argv)
    if arguments.version:
        from importlib.metadata import version

        print(f"structcb {version('structcb')}")
        return 0
    if arguments.command is None:
        parser.print_help()
        return 0
    from .errors import StructcbError

    try:
        return int(module_of(arguments.command).run(arguments, print))
    except BrokenPipeError:
        # Whoever reads the output has seen enough; what is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except StructcbError as error:
        print(f"structcb {arguments.command}: {error}", file=sys.stderr)
        return 1


def make_parser(asked_for: str | None) -> argparse.ArgumentParser:
    """Return the parser; only the subcommand that is asked for is imported for its arguments."""
    parser = argparse.ArgumentParser(prog="structcb", description="Native C callbacks with typed state.")
    parser.add_argument("--version", action="store_true", help="say which version this is, and end")
    subparsers = parser.add_subparsers(dest="command", metavar="command")
    for command in COMMANDS:
        subparser = subparsers.add_parser(command.name, help=command.help, description=command.help)
        if command.name == asked_for:
            module_of(command.name).add_arguments(subparser)
    return parser


def module_of(name: str) -> Any:
    """Import the module of a subcommand."""
    (command,) = (command for command in COMMANDS if command.name == name)
    return importlib.import_module(f".{command.module}", __package__)


if __name__ == "__main__":
    sys.exit(main())
