"""Alignment and aliasing: what compiled code promises LLVM of a load, read off the LLVM text."""

from __future__ import annotations

import re

import pytest
from numba.core.errors import TypingError

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


def test_over_aligned_structs_are_read_right_or_refused() -> None:
    pytest.importorskip("clang.cindex", reason="needs libclang: pip install structcb[headers]")
    header = structcb.parse(
        "struct a { char c; _Alignas(16) double x[2]; }; struct b { char c; struct a a[2]; };"
        "struct far { _Alignas(64) double x; }; struct holds { struct far *far; };"
    )
    state = header.new("struct b")

    @header.callback("double (struct b *)")
    def access(p):
        p.a[1].x[1] = 4
        return p.a[1].x.sum() + p.a.c[0]

    assert access(state) == 4
    assert (state.a[1].x[1], state.address % 16, header.struct("struct b").size) == (4, 0, 80)
    assert "aligned to 64 bytes" in header.skipped["struct far"]
    with pytest.raises(TypingError, match=r"struct far.*h\.skipped"):
        header.callback("double (struct holds *)")(lambda p: p.far.x)
