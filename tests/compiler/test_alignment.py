"""Alignment and aliasing: what compiled code promises LLVM of a load, read off the LLVM text."""

from __future__ import annotations

import re

import pytest

import structcb
from tests.c_libraries import SIDES, Side


@pytest.mark.parametrize("side", SIDES)
def test_packed_structs_read_and_write(trait, side: Side) -> None:
    def access(p):
        q = p.packed
        before = p.odd + q.a + q.b + q.c + q.w[1] + q.inner.x + q.many[1].x + q.data[1] + p.halfway.b
        p.odd += 1
        q.a += 1
        q.b *= 2
        q.c = -q.c
        q.w[2] = 6 * q["w"][1]
        q.w[0:2] = 9
        q.inner.x += 7
        q.many[0] = q.inner
        q.many[0].x = 7
        q.many[1].i *= 2
        q.data[0] = 30
        p.halfway.a = 2
        p.halfway.b *= 2
        p.halfway.c = -3
        return before

    assert trait("packing").drive(side, access) == 1 + 2 + 0.5 - 4 + 1 + 7 + 11 + 4 + 2.5


def loads(callback: structcb.Callback, llvm_type: str) -> list[str]:
    """Return the optimised loads of one type."""
    return re.findall(rf"= load {llvm_type}, .*", callback.inspect_llvm())


def test_loads_in_packed_structs_promise_no_alignment(trait) -> None:
    packing = trait("packing")
    packed = packing.compiled(lambda p: p.packed.b + p.packed.inner.x + p.packed.many[1].x + p.packed["w"][1])
    natural = packing.header.callback("double (struct natural *)")(lambda p: p.x)

    assert len(loads(packed, "double")) >= 4
    assert all("align 1" in load for load in loads(packed, "double"))
    assert all("align 8" in load for load in loads(natural, "double"))


def test_a_column_of_a_packed_array_promises_no_alignment(trait) -> None:
    packing = trait("packing")

    @packing.compiled
    def column(p):
        total = 0.0
        for x in p.packed.many.x:
            total += x
        return total

    assert loads(column, "double")
    assert all("align 1" in load for load in loads(column, "double"))


def test_nothing_under_a_union_is_told_apart_by_type(trait) -> None:
    union = trait("unions").compiled(
        lambda p: p.u.as_double + p.u.parts.lo + p.anon_double + p.many[1].as_double
    )
    plain = trait("nesting").compiled(lambda p: p.inner.x)

    assert not any("!tbaa" in load for load in loads(union, "double"))
    assert all("!tbaa" in load for load in loads(plain, "double"))
