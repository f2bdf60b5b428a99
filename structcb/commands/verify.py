"""`structcb verify`: every layout of a header against everybody who has an opinion."""

from __future__ import annotations

import argparse

from .arguments import Write, add_header_arguments, load_header, write_json

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a header."""
    add_header_arguments(parser)


def run(arguments: argparse.Namespace, write: Write) -> int:
    """Show the report; return 1 where anything differs."""
    from ..verification import report_on

    header = load_header(arguments)
    report = report_on(header.declarations, header.ffi, header.source)
    if arguments.json:
        write_json(report.as_json(), write)
    else:
        write(str(report))
    return 1 if report.differences else 0
