"""Numbers, bit-fields and enumerations: one function runs compiled and on a State; C fills and checks."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest

import structcb
from tests.c_libraries import SIDES, Side


@pytest.mark.parametrize("side", SIDES)
def test_every_number_reads_and_writes(trait, side: Side) -> None:
    # With a plain 1, numba would add an unsigned 64-bit number as a float, as NumPy does.
    one = np.uint64(1)

    def access(p):
        p.c += 1
        p.sc -= 1
        p.uc += 1
        p.s -= 1
        p.us += 1
        p.i -= 1
        p.ui += 1
        p.l -= 1
        p.ul += one
        p.ll += 1
        p.ull += one
        p.i8 = 127
        p.u16 = 1
        p.i32 += 5
        p.u64 += one
        p.size += one
        p.diff -= 1
        p.ip -= 1
        p.up += one
        p.f += 1
        p.d += 1
        p.b = not p.b
        p.zf = p.zf.conjugate()
        p.z *= 1j
        p.c16 += 2
        p.wide += 2
        return p.f + 10 * p.d + abs(p.zf) + p.c16

    assert trait("scalars").drive(side, access) == 1.5 + 7.5 + 5 + ord("C")


@pytest.mark.parametrize("side", SIDES)
def test_every_bit_field_reads_and_writes(trait, side: Side) -> None:
    one = np.uint64(1)

    def access(p):
        before = p.mode + p.level + p.small + p.last + (p.straddle == -(1 << 32)) + (p.all < 0)
        p.ready = 1
        p.mode += 1
        p.level = -16
        p.on = not p.on
        p.wide += one
        p.all = 0x7FFFFFFFFFFFFFFF
        p.small = 127
        p.straddle = (1 << 32) - 1
        p.last = 7
        return before + (p.on == 0)

    assert trait("bits").drive(side, access) == 5 - 3 + 100 - 8 + 2 + 1


def test_too_large_a_value_wraps_as_in_c_where_python_raises(trait) -> None:
    bits = trait("bits")
    state, same = bits.new(), bits.new()

    @bits.compiled
    def too_large(p):
        p.mode = 13
        p.level = 16
        p.small = -1
        return p.mode + 100 * p.level

    result = too_large(state)

    assert result == 5 - 1600
    assert (state.mode, state.level, state.small) == (5, -16, 127)
    with pytest.raises(structcb.FieldValueError, match="mode"):
        same.mode = 13


@pytest.mark.parametrize("side", SIDES)
def test_constants_of_the_header_name_the_members_of_an_enumeration(trait, side: Side) -> None:
    enums = trait("enums")
    h, color = enums.header, enums.header.enums.color

    def access(p):
        before = 1.0 if p.color == h.enums.color.GREEN and p.warmth < 0 else 0.0
        p.color = color.BLUE
        p.warmth = h.enums.warmth_t.WARM
        p.palette[0] = color.BLUE
        p.palette[1] = color.RED
        if p.color in (color.RED, color.BLUE):
            before += 10
        either = p.color if before < 0 else color.GREEN
        return before + p.palette[2] + either + color.GREEN.value

    assert enums.drive(side, access) == 27


@pytest.mark.parametrize("side", SIDES)
def test_constants_are_items_of_the_header_too(trait, side: Side) -> None:
    enums = trait("enums")
    h = enums.header
    limits: Any = structcb.parse("#define LIMIT 7\n#define SCALE 2.5\nenum { LAST = 12 };")

    def access(p):
        p.color = h.enums["enum color"].BLUE
        p.warmth = h.enums["warmth_t"].WARM
        p.palette[0] = h.enums.color.BLUE
        p.palette[1] = h.enums.color.RED
        return limits.constants["LIMIT"] + limits.constants.SCALE + limits.constants["LAST"]

    assert enums.drive(side, access) == 21.5


def test_python_sees_the_members_of_an_enumeration(trait) -> None:
    enums = trait("enums")
    state = enums.new(color=5, warmth=-1)

    assert state.color is enums.header.enums.color.GREEN
    assert state.warmth is enums.header.enums.warmth_t.COLD


LOSSES = structcb.parse("""
struct point { double x; };
struct losses { int n; unsigned char level : 3; double k; double w[4]; struct losses *next; };
typedef void (*lose_fn)(const double *x, struct losses *p);
""")


def fraction(x, p):
    p.n = p.k


def fraction_in_bits(x, p):
    p.level = 1.5


def array(x, p):
    p.k = x


def array_of_a_field(x, p):
    p.n = p.w


def imaginary_part(x, p):
    p.k = 1j


def nothing(x, p):
    p.k = None


def pointer(x, p):
    p.k = p.next


def by_name(x, p):
    p["n"] = 2.5


point = LOSSES.struct("point")


def by_value(x, p):
    p.k = point.value(x=x).x


@pytest.mark.parametrize(
    "body",
    [
        fraction,
        fraction_in_bits,
        array,
        array_of_a_field,
        imaginary_part,
        nothing,
        pointer,
        by_name,
        by_value,
    ],
)
def test_what_a_number_would_not_hold_is_refused(body) -> None:
    with pytest.raises(numba.TypingError, match=r"`struct (losses|point)\.\w+` takes \w+, not "):
        LOSSES.callback("lose_fn", arrays={"x": 4}, cache=False)(body)
