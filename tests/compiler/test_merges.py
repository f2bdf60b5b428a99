"""Neighbours become vectors where that pays, and counters in memory stay numbers."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest

import structcb
from structcb.compiler.merges import reads_in_loops, waits_for_vectors

H = structcb.parse("""
struct counts { long calls, sum; double x, y; long *marks; };
typedef void (*count_fn)(int n, double *out, struct counts *p);
""")


def in_a_loop(n, out, p):
    for i in range(n):
        p.calls += 1
        p.sum += i
        p.marks[i] = i


def once(n, out, p):
    p.calls += 1
    p.sum += n


def floats(n, out, p):
    out[0] = p.x
    out[1] = p.y


def code(function: Any, **options: Any) -> str:
    made: structcb.Callback = H.callback("count_fn", arrays={"out": "n"}, cache=False, **options)(function)
    return made.inspect_llvm()


def test_counters_that_a_loop_keeps_in_memory_stay_apart() -> None:
    text = code(in_a_loop)

    assert "<2 x i64>" not in text
    assert len(set(re.findall(r"store i64 .*, ptr (%\S+),", text))) >= 2


@pytest.mark.parametrize("function", [once, floats])
def test_neighbours_outside_a_loop_become_a_vector(function: Any) -> None:
    assert re.search(r"store <2 x (i64|double)>", code(function, noalias=True))


def length(n, out, p):
    p.x = math.sqrt(out[0] * out[0] + out[1] * out[1])


def test_terms_that_c_has_just_stored_one_by_one_are_loaded_one_by_one() -> None:
    assert "load <2 x double>" not in code(length)


LOOP = """
define void @f(ptr %p, ptr %q, i64 %n) {
entry:
  br label %loop

loop:                                             ; preds = %loop, %entry
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %at = getelementptr i64, ptr ADDRESS, i64 %i
  %old = load <2 x TYPE>, ptr PLACE, align 8
  %new = add <2 x TYPE> %old, splat (TYPE 1)
  store <2 x TYPE> %new, ptr PLACE, align 8
  %next = add i64 %i, 2
  %more = icmp ult i64 %next, %n
  br i1 %more, label %BACK, label %exit

exit:                                             ; preds = %loop
  ret void
}
"""


@pytest.mark.parametrize(
    ("kind", "place", "back", "waits"),
    [
        ("i64", "%p", "loop", True),
        ("i64", "%at", "loop", False),  # another place in every round
        ("i64", "%p", "exit", False),  # no loop
        ("double", "%p", "loop", False),  # a scalar of this kind takes as long
    ],
)
def test_only_integers_at_one_place_in_a_loop_wait(kind: str, place: str, back: str, waits: bool) -> None:
    text = LOOP.replace("TYPE", kind).replace("PLACE", place).replace("BACK", back).replace("ADDRESS", "%q")

    assert waits_for_vectors(text) is waits


@pytest.mark.parametrize(
    ("load", "back", "reads"), [(True, "loop", True), (True, "exit", False), (False, "loop", False)]
)
def test_a_loop_reads_where_it_loads_again_and_again(load: bool, back: str, reads: bool) -> None:
    text = LOOP.replace("BACK", back)
    text = text if load else text.replace("load <2 x TYPE>, ptr PLACE, align 8", "freeze <2 x TYPE> poison")

    assert reads_in_loops(text) is reads


def test_terms_stay_apart_beside_a_loop_that_only_stores() -> None:
    def filled(n, out, p):
        for i in range(n):
            p.marks[i] = 0
        p.x = math.sqrt(out[0] * out[0] + out[1] * out[1])

    assert "load <2 x double>" not in code(filled)
