"""Where a loop has code for few rounds and for many, the few come first."""

from __future__ import annotations

import re

import pytest
from llvmlite import binding as ll

import structcb
from structcb.compiler.short_loops import expect_few_rounds

H = structcb.parse("""
struct line { double k, m; };
typedef void (*line_fn)(int n, const double *x, double *out, struct line *p);
""")
ONE_WAY = """
define i32 @f(i32 %n) {
  ret i32 %n
}
"""


@pytest.mark.parametrize("noalias", [False, True])
def test_few_rounds_are_expected_where_llvm_makes_code_for_both(noalias: bool) -> None:
    @H.callback("line_fn", arrays={"x": "n", "out": "n"}, noalias=noalias, cache=False)
    def line(n, x, out, p):
        for i in range(n):
            out[i] = p.k * x[i] + p.m

    text = line.inspect_llvm()
    found = re.search(r"label %vec\.epilog\.ph\d*, label %vector\.ph\d*, !prof (!\d+)", text)
    assert found
    assert f'{found[1]} = !{{!"branch_weights", i32 99, i32 1}}' in text


def test_code_without_the_choice_stays_as_it_is() -> None:
    module = ll.parse_assembly(ONE_WAY)

    assert expect_few_rounds(module) is module
