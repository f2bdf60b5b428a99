"""Merging neighbours into vectors: where it pays, and counters in memory, where it costs.

A loop that adds to two neighbouring integers in memory, and may not keep them in registers, waits in each round for
what the round before has stored. A processor hands a stored number on within a cycle or so, a vector only after eight
or more, so that one vector addition in place of two additions takes up to seven times as long.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping

from llvmlite import binding as ll

__all__ = ["merging_at_break_even", "waits_for_vectors"]

LABEL = re.compile(r'^("[^"]+"|[-\w.$]+):')
DEFINED = re.compile(r'^\s+(%"[^"]+"|%[-\w.$]+) = ')
LOADED = re.compile(r'= load <\d+ x i\d+>, ptr (%"[^"]+"|%[-\w.$]+)')
STORED = re.compile(r'^\s+store <\d+ x i\d+> \S+, ptr (%"[^"]+"|%[-\w.$]+)')
TARGET = re.compile(r'label %("[^"]+"|[-\w.$]+)')


@contextlib.contextmanager
def merging_at_break_even() -> Iterator[None]:
    """Let LLVM merge scalars where its cost model sees no difference, as gcc does.

    `ydot[0] = …; ydot[1] = …` becomes one store. A solver that was built with SSE reads both with one load, and the
    processor forwards a store to a load only as a whole: two stores cost RK4 a sixth of its time. LLVM takes this by
    an option of the process, so that it is put back; compilers in numba's lock are not disturbed.
    """
    ll.set_option("structcb", "-slp-threshold=-1")
    try:
        yield
    finally:
        ll.set_option("structcb", "-slp-threshold=0")


def waits_for_vectors(llvm: str) -> bool:
    """Return whether a loop of some LLVM text loads a vector of integers and stores it to the same place."""
    return any(map(chains, functions(llvm.splitlines())))


def functions(lines: list[str]) -> Iterator[dict[str, list[str]]]:
    """Yield the blocks of each function, by label."""
    blocks: dict[str, list[str]] = {}
    block: list[str] = []
    for line in lines:
        label = LABEL.match(line)
        if line.startswith("define"):
            block = []
            blocks = {"": block}
        elif line == "}":
            yield blocks
        elif label:
            block = blocks[label[1]] = []
        else:
            block.append(line)


def chains(blocks: Mapping[str, list[str]]) -> bool:
    """Return whether some block of a loop loads and stores integers at an address that the loop does not change."""
    for name, block in blocks.items():
        loaded = {found[1] for line in block if (found := LOADED.search(line))}
        kept = loaded & {found[1] for line in block if (found := STORED.match(line))}
        if kept:
            loop = reachable(blocks, name)
            if name in loop and kept - set(defined(blocks, loop)):
                return True
    return False


def reachable(blocks: Mapping[str, list[str]], start: str) -> set[str]:
    """Return the blocks that control may come to after one."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        # A terminator may take several lines: a switch.
        targets = {target for line in blocks[waiting.pop()] for target in TARGET.findall(line)}
        waiting += targets - found
        found |= targets
    return found


def defined(blocks: Mapping[str, list[str]], names: set[str]) -> Iterator[str]:
    """Yield the values that some blocks compute."""
    for name in names:
        for line in blocks[name]:
            if found := DEFINED.match(line):
                yield found[1]
