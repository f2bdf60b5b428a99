"""Short loops first: which way machine code goes without a jump where a loop has code for few rounds and for many.

LLVM makes of a loop one for many rounds, dozens of elements at a time, one for few, and one that goes on singly. It
believes that every loop is long, so that eight elements reach their code by two jumps. Those are a tenth of such a
call, and nothing of a long one.
"""

from __future__ import annotations

import re

from llvmlite import binding as ll

__all__ = ["expect_few_rounds"]

# Named by LLVM's vectoriser: the code for few rounds, then that for many.
CHOICE = re.compile(r"^( +br i1 \S+, label %vec\.epilog\.ph\d*, label %vector\.ph\d*)$", re.MULTILINE)
WEIGHTS = '!{!"branch_weights", i32 99, i32 1}'


def expect_few_rounds(module: ll.ModuleRef) -> ll.ModuleRef:
    """Return an optimised module in which short loops run straight on; the very same where there is no choice."""
    text = str(module)
    name = f"!{next_metadata(text)}"
    changed, choices = CHOICE.subn(rf"\1, !prof {name}", text)
    return ll.parse_assembly(f"{changed}\n{name} = {WEIGHTS}\n") if choices else module


def next_metadata(text: str) -> int:
    """Return a number that no metadata of some LLVM text has."""
    return max((int(number) for number in re.findall(r"^!(\d+) = ", text, re.MULTILINE)), default=-1) + 1
