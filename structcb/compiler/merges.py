"""Merging neighbours into vectors: where it pays, and counters in memory, where it costs.

A loop that adds to two neighbouring integers in memory, and may not keep them in registers, waits in each round for
what the round before has stored. A processor hands a stored number on within a cycle or so, a vector only after eight
or more, so that one vector addition in place of two additions takes up to seven times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

__all__ = ["reads_in_loops", "waits_for_vectors"]

LABEL = re.compile(r'^("[^"]+"|[-\w.$]+):')
DEFINED = re.compile(r'^\s+(%"[^"]+"|%[-\w.$]+) = ')
LOADED = re.compile(r'= load <\d+ x i\d+>, ptr (%"[^"]+"|%[-\w.$]+)')
STORED = re.compile(r'^\s+store <\d+ x i\d+> \S+, ptr (%"[^"]+"|%[-\w.$]+)')
TARGET = re.compile(r'label %("[^"]+"|[-\w.$]+)')


def reads_in_loops(llvm: str) -> bool:
    """Return whether some function of some LLVM text has a loop that reads memory.

    Without one, every value that C hands over is read once, and often C has stored it a moment ago, one by one:
    `y[0] * y[0] + y[1] * y[1]` with one load for both must wait until both stores have left the processor's queue.
    That costs a right-hand side of ARKODE a ninth of the whole solution. In loops the merged sums of 16 bodies save
    a quarter.
    """
    return any(map(has_reading_loop, functions(llvm.splitlines())))


def has_reading_loop(blocks: Mapping[str, list[str]]) -> bool:
    """Return whether control may come again to some block that loads."""
    loading = [name for name, block in blocks.items() if any(" = load " in line for line in block)]
    ways = {name: targets(block) for name, block in blocks.items()}
    return any(name in reachable(ways, name) for name in loading)


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
            loop = reachable({name: targets(block) for name, block in blocks.items()}, name)
            if name in loop and kept - set(defined(blocks, loop)):
                return True
    return False


def reachable(ways: Mapping[str, set[str]], start: str) -> set[str]:
    """Return the blocks that control may come to after one."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        reached = ways[waiting.pop()]
        waiting += reached - found
        found |= reached
    return found


def targets(block: list[str]) -> set[str]:
    """Return the blocks that a block ends in; a switch takes several lines."""
    return {target for line in block for target in TARGET.findall(line)}


def defined(blocks: Mapping[str, list[str]], names: set[str]) -> Iterator[str]:
    """Yield the values that some blocks compute."""
    for name in names:
        for line in blocks[name]:
            if found := DEFINED.match(line):
                yield found[1]
