"""`structcb cache`: what the cache holds, how large it is, and how to empty it."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from ..runtime.stores import Store, cache_folder
from .arguments import Write

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do."""
    parser.add_argument(
        "action", choices=("list", "size", "clear"), help="show the entries, show their size, or remove them"
    )


def run(arguments: argparse.Namespace, write: Write) -> int:
    """Do it."""
    store = Store(cache_folder())
    match arguments.action:
        case "list":
            for entry in store.entries():
                used = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.used))
                write(f"{used}  {entry.nbytes:12,} bytes  {Path(entry.path).stem}")
        case "size":
            write(described(store))
        case "clear":
            write(f"{described(store)}; {store.clear()} files removed")
    return 0


def described(store: Store) -> str:
    """Return where the cache is and how large."""
    entries = store.entries()
    nbytes = sum(entry.nbytes for entry in entries)
    return f"{store.folder}: {len(entries)} entries, {nbytes:,} of {store.limit_bytes:,} bytes"
