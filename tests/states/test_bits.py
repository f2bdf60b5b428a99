"""Bit-fields, with the C compiler as the oracle."""

from __future__ import annotations

from typing import Any

import pytest

from structcb.errors import FieldTypeError, FieldValueError
from tests.states.declared import Declared, compile_c, declare

TEXT = """
enum mode { OFF, SLOW, FAST };
struct bits {
    unsigned a : 3; int b : 5; unsigned c : 13; _Bool ready : 1; enum mode mode : 2; unsigned long long wide : 40;
    long long huge : 63; unsigned all : 32; unsigned short s : 9; unsigned char last : 1;
};
void fill(struct bits *p, long long v);
int check(const struct bits *p, long long v);
"""

# Every field gets the value cut to its width, as C does.
SOURCE = """
#include <stdbool.h>
enum mode { OFF, SLOW, FAST };
struct bits {
    unsigned a : 3; int b : 5; unsigned c : 13; _Bool ready : 1; enum mode mode : 2; unsigned long long wide : 40;
    long long huge : 63; unsigned all : 32; unsigned short s : 9; unsigned char last : 1;
};
void fill(struct bits *p, long long v) {
    p->a = v; p->b = v; p->c = v; p->ready = v & 1; p->mode = v & 3; p->wide = v; p->huge = v; p->all = v; p->s = v;
    p->last = v & 1;
}
int check(const struct bits *p, long long v) {
    struct bits w; fill(&w, v);
    return p->a == w.a && p->b == w.b && p->c == w.c && p->ready == w.ready && p->mode == w.mode && p->wide == w.wide
        && p->huge == w.huge && p->all == w.all && p->s == w.s && p->last == w.last;
}
"""

WIDTHS = {
    "a": 3,
    "b": -5,
    "c": 13,
    "ready": 1,
    "mode": 2,
    "wide": 40,
    "huge": -63,
    "all": 32,
    "s": 9,
    "last": 1,
}
VALUES = [0, 1, -1, 5, 0x5555555555555555, -0x123456789ABCDEF, 2**62, -(2**62)]


@pytest.fixture(scope="module")
def bits() -> Declared:
    return declare(TEXT)


@pytest.fixture(scope="module")
def library(bits: Declared, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return compile_c(bits, SOURCE, tmp_path_factory.mktemp("bits"))


def cut(value: int, width: int) -> int:
    """Cut an integer to a width, as C does; a negative width means signed."""
    low = value & (1 << abs(width)) - 1
    return low - (1 << -width) if width < 0 and low >> -width - 1 else low


def as_python_sees(state: Any) -> dict[str, int]:
    return {name: int(state[name]) for name in WIDTHS}


@pytest.mark.parametrize("value", VALUES)
def test_state_reads_the_bits_that_c_writes(bits: Declared, library: Any, value: int) -> None:
    state = bits["struct bits"]()
    library.fill(bits.cffi(state), value)

    assert as_python_sees(state) == {name: cut(value, width) for name, width in WIDTHS.items()}


@pytest.mark.parametrize("value", VALUES)
def test_c_reads_the_bits_that_state_writes(bits: Declared, library: Any, value: int) -> None:
    state = bits["struct bits"](**{name: cut(value, width) for name, width in WIDTHS.items()})

    assert library.check(bits.cffi(state), value)


@pytest.mark.parametrize("name", WIDTHS)
def test_writing_bits_leaves_their_neighbours_alone(bits: Declared, library: Any, name: str) -> None:
    state = bits["struct bits"]()
    library.fill(bits.cffi(state), -1)
    others = as_python_sees(state)
    state[name] = 0

    assert as_python_sees(state) == {**others, name: 0}


@pytest.mark.parametrize("name", WIDTHS)
def test_bits_too_large_are_refused(bits: Declared, name: str) -> None:
    state = bits["struct bits"]()
    width = WIDTHS[name]
    low, high = (-(1 << -width - 1), (1 << -width - 1) - 1) if width < 0 else (0, (1 << width) - 1)
    for value in (low - 1, high + 1):
        with pytest.raises(
            FieldValueError, match=rf"`bits\.{name}` holds {low} to {high} \(`.* of {abs(width)} bits`\)"
        ):
            state[name] = value
    assert state == bits["struct bits"]()


def test_bits_of_the_wrong_type_are_refused(bits: Declared) -> None:
    with pytest.raises(FieldTypeError, match=r"`bits.a` takes an integer"):
        bits["struct bits"](a=1.0)


def test_bits_read_as_bool_and_as_enum_member(bits: Declared) -> None:
    state = bits["struct bits"](ready=True, mode=2)

    assert state.ready is True
    assert state.mode.name == "FAST"


def test_augmented_assignment_works(bits: Declared) -> None:
    state = bits["struct bits"](c=41)
    state.c += 1

    assert state.c == 42
