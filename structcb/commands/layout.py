"""`structcb layout`: a struct as memory, with its holes and padding."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from typing import TYPE_CHECKING

from .arguments import Write, add_header_arguments, load_header, write_json

if TYPE_CHECKING:
    from ..layouts import Layout

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a header, and a struct of it."""
    add_header_arguments(parser)
    parser.add_argument(
        "struct", metavar="STRUCT", nargs="?", help="by any C spelling; all structs by default"
    )


def run(arguments: argparse.Namespace, write: Write) -> int:
    """Show one struct, or all that have a name in C."""
    header = load_header(arguments)
    if arguments.struct is None:
        layouts = [one for name, one in header.declarations.structs.items() if "." not in name]
    else:
        layouts = [header.struct(arguments.struct).layout]
    if arguments.json:
        from ..tables import as_json

        write_json([as_json(layout) for layout in layouts], write)
    elif write is print and sys.stdout.isatty() and importlib.util.find_spec("rich"):
        show_with_rich(layouts)
    else:
        write("\n\n".join(map(str, layouts)) or "the header declares no complete struct")
    return 0


def show_with_rich(layouts: list[Layout]) -> None:
    """Show the tables in a terminal."""
    from rich.console import Console

    from ..tables import as_rich

    console = Console()
    for layout in layouts:
        console.print(as_rich(layout))
