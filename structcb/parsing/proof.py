"""The proof that cffi lays every struct out as the compiler does, and the repairs where it would not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from .comparisons import differences
from .composition import Item, Wanted, compose, parts_of_items
from .declarations import CdefPart
from .doubts import doubtful_names
from .ffi_types import FFI, cffi_errors
from .records import layout
from .telling import tell
from .trials import untold

__all__ = ["Proof", "Wanted", "faults_of", "prove"]

# A repaired struct changes those that embed it; each round repairs one more level.
_ROUNDS = 12
_BATCH = 32


@dataclass(frozen=True)
class Proof:
    """The text for cffi; the structs that it cannot be told of, and the rest that was left out, with reasons."""

    parts: tuple[CdefPart, ...]
    refused: Mapping[str, str]
    skipped: Mapping[str, str]


def prove(wanted: Wanted, left_out: Collection[str]) -> Proof:
    """Compose a text of which cffi makes the compiler's layouts; `left_out` are types that it will not declare.

    Where cffi's own rules give the layouts, no text need be read to know it: cffi's parser, in Python, would take
    longer than all the rest. `open_ffi` compares again what becomes of the text, when an FFI is wanted.
    """
    if not left_out and not doubtful_names(wanted) and not untold(wanted.records):
        items, skipped = compose(wanted, ())
        return Proof(parts_of_items(items), {}, skipped)
    return _repair(wanted)


def _repair(wanted: Wanted) -> Proof:
    """Compose the text, have cffi read it, and compare; spell out what differs, until nothing does."""
    table = {name: layout(record) for name, record in wanted.records.items()}
    explicit: set[str] = set()
    faults: dict[str, str] = {}
    differing: dict[str, str] = {}
    for _ in range(_ROUNDS):
        items, skipped = compose(wanted, explicit)
        items = [item for item in items if item.name not in faults]
        try:
            ffi = _declare(items)
        except cffi_errors():
            faults |= dict(_faulty(items))
            continue
        differing = differences(ffi, table)
        if differing.keys() <= explicit:
            break
        explicit |= differing.keys()
    refused = {name: f"cffi cannot be told its layout: {why}" for name, why in differing.items()}
    refused |= {name: f"cffi cannot read it: {why}" for name, why in faults.items() if name in wanted.records}
    left_out = {name: why for name, why in {**skipped, **faults}.items() if name not in wanted.records}
    return Proof(parts_of_items(items), refused, left_out)


def faults_of(items: list[Item]) -> dict[str, str]:
    """Return the declarations that cffi cannot read, and why."""
    try:
        _declare(items)
    except cffi_errors():
        return dict(_faulty(items))
    return {}


def _declare(items: list[Item]) -> FFI:
    from cffi import FFI

    ffi = FFI()
    tell(ffi, parts_of_items(items))
    return ffi


def _faulty(items: list[Item]) -> Iterator[tuple[str, str]]:
    """Find the declarations at fault: whole batches first, since cffi reads all typedefs anew at every call."""
    good: list[Item] = []
    ffi = _declare(good)
    for start in range(0, len(items), _BATCH):
        batch = items[start : start + _BATCH]
        try:
            tell(ffi, parts_of_items(batch))
            good += batch
        except cffi_errors():
            ffi = _declare(good)
            for item in batch:
                try:
                    tell(ffi, parts_of_items([item]))
                    good.append(item)
                except cffi_errors() as error:
                    yield item.name, str(error).partition("\n")[0]
