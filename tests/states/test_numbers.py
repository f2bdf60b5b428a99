"""Numbers in C memory: cffi writes what State reads, State writes what cffi reads, and what does not fit is refused."""

from __future__ import annotations

import enum
import math
import struct
import timeit
from typing import Any

import numpy as np
import pytest

from structcb.errors import FieldTypeError, FieldValueError
from structcb.facts import replace
from structcb.layouts import Enum
from tests.states.declared import Declared, declare

INTEGERS = {
    "int8_t": (-(2**7), 2**7 - 1),
    "uint8_t": (0, 2**8 - 1),
    "signed char": (-(2**7), 2**7 - 1),
    "short": (-(2**15), 2**15 - 1),
    "uint16_t": (0, 2**16 - 1),
    "int": (-(2**31), 2**31 - 1),
    "unsigned": (0, 2**32 - 1),
    "int64_t": (-(2**63), 2**63 - 1),
    "uint64_t": (0, 2**64 - 1),
    "ssize_t": (-(2**63), 2**63 - 1),
    "uintptr_t": (0, 2**64 - 1),
}

NUMBERS = """
enum color { RED, GREEN = 5, lambda = -2, mro = 9, _hidden_ = 11 };
struct numbers {
    char before; double d; float f; _Bool ok; char c; wchar_t wide; char16_t half;
    float _Complex small; double _Complex large; enum color color; enum { ONE = 1 } unnamed; char after;
};
"""


@pytest.fixture(scope="module")
def numbers() -> Declared:
    return declare(NUMBERS)


@pytest.mark.parametrize("ctype", INTEGERS)
def test_integer_holds_its_whole_range_and_nothing_else(ctype: str) -> None:
    declared = declare(f"struct s {{ char before; {ctype} n; char after; }};")
    state = declared["struct s"](before=1, after=2)
    low, high = INTEGERS[ctype]
    for value in (low, high, 0):
        state.n = value
        assert (declared.cffi(state).n, state.n) == (value, value)

    before = bytes(declared.ffi.buffer(declared.cffi(state)))
    for value in (low - 1, high + 1):
        with pytest.raises(FieldValueError, match=rf"`s\.n` holds {low} to {high} .*{value}"):
            state.n = value
    assert bytes(declared.ffi.buffer(declared.cffi(state))) == before


VALUES = [
    ("d", 0.1),
    ("d", -math.inf),
    ("f", 0.5),
    ("ok", True),
    ("small", 1 - 2j),
    ("large", 1e300 + 2j),
    ("color", 5),
]


@pytest.mark.parametrize(("field", "value"), VALUES)
def test_cffi_reads_what_the_state_writes(numbers: Declared, field: str, value: object) -> None:
    state = numbers["struct numbers"](**{field: value})

    assert getattr(numbers.cffi(state), field) == value


@pytest.mark.parametrize(("field", "value"), VALUES)
def test_state_reads_what_cffi_writes(numbers: Declared, field: str, value: object) -> None:
    state = numbers["struct numbers"]()
    setattr(numbers.cffi(state), field, value)

    assert getattr(state, field) == value


@pytest.mark.parametrize("field", ["d", "f", "small", "large"])
def test_nan_stays_nan(numbers: Declared, field: str) -> None:
    state = numbers["struct numbers"](**{field: math.nan})

    assert getattr(state, field) != getattr(state, field)


@pytest.mark.parametrize(
    ("field", "value"),
    [("f", 1e39), ("f", -(10**40)), ("d", 10**400), ("small", 1e39j), ("large", 10**400), ("ok", 2)],
)
def test_number_too_large_is_refused(numbers: Declared, field: str, value: object) -> None:
    state = numbers["struct numbers"](**{field: 1})

    with pytest.raises(FieldValueError, match=rf"`numbers\.{field}` holds"):
        setattr(state, field, value)
    assert getattr(state, field) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("d", "1"),
        ("d", 1j),
        ("d", None),
        ("ok", 1.0),
        ("ok", "yes"),
        ("c", 1.0),
        ("c", b"ab"),
        ("wide", "ab"),
        ("color", 1.0),
        ("color", "RED"),
        ("large", "1j"),
        ("half", None),
        ("f", [1.0]),
    ],
)
def test_wrong_type_is_refused(numbers: Declared, field: str, value: object) -> None:
    state = numbers["struct numbers"](**{field: 1})

    with pytest.raises(
        FieldTypeError,
        match=rf"`numbers\.{field}` takes an? (integer|number) .*not the `{type(value).__name__}`",
    ):
        setattr(state, field, value)
    assert getattr(state, field) == 1


@pytest.mark.parametrize("value", [np.float32(2), np.int8(2), np.array(2.0)[()], 2, True + 1])
def test_numpy_scalars_are_numbers(numbers: Declared, value: object) -> None:
    assert numbers["struct numbers"](d=value).d == 2


def test_numpy_bool_is_a_bool(numbers: Declared) -> None:
    state = numbers["struct numbers"](ok=np.True_, c=np.True_, d=np.True_)

    assert (state.ok, state.c, state.d) == (True, 1, 1.0)


def test_bool_reads_as_bool(numbers: Declared) -> None:
    assert numbers["struct numbers"](ok=1).ok is True


def test_char_is_an_integer_that_takes_a_byte(numbers: Declared) -> None:
    state = numbers["struct numbers"](c=b"A", before=b"\xff")

    assert (state.c, state.before) == (65, -1)
    assert numbers.cffi(state).before == b"\xff"


def test_wide_characters_are_integers_that_take_text(numbers: Declared) -> None:
    state = numbers["struct numbers"](wide="\N{GRINNING FACE}", half="é")

    assert (state.wide, state.half) == (0x1F600, 0xE9)
    assert (numbers.cffi(state).wide, numbers.cffi(state).half) == ("\N{GRINNING FACE}", "é")


def test_character_too_wide_is_refused(numbers: Declared) -> None:
    with pytest.raises(FieldValueError, match=r"`numbers.half` holds 0 to 65535"):
        numbers["struct numbers"](half="\N{GRINNING FACE}")


def test_enum_reads_as_a_member_of_one_int_enum(numbers: Declared) -> None:
    state = numbers["struct numbers"](color=5)
    ctype = state._structcb_type.layout.fields["color"].type
    assert isinstance(ctype, Enum)
    kind: Any = numbers.types.enum(ctype)

    assert isinstance(state.color, enum.IntEnum)
    assert state.color is kind.GREEN
    assert kind["lambda"] == -2


def test_unknown_enum_value_reads_as_an_integer(numbers: Declared) -> None:
    state = numbers["struct numbers"](color=77)

    assert type(state.color) is int


def test_enum_names_that_python_reserves_leave_the_rest_usable(numbers: Declared) -> None:
    assert numbers["struct numbers"](color=9).color == 9


def test_packed_number_is_read_at_its_odd_offset() -> None:
    declared = declare("struct plain { char c; double d; };")
    layout = declared["struct plain"].layout
    packed = type(layout)(
        "struct packed", 9, 1, tuple((n, replace(f, offset=i)) for i, (n, f) in enumerate(layout.members))
    )
    state = declared.types.get(packed)(c=1, d=2.5)

    assert struct.unpack(
        "=bd", bytes(declared.ffi.buffer(declared.ffi.cast("char *", state.address), 9))
    ) == (1, 2.5)


def test_scalar_read_takes_less_than_a_microsecond(numbers: Declared) -> None:
    state = numbers["struct numbers"](d=1.0)
    seconds = min(timeit.repeat("state.d", globals={"state": state}, number=1000, repeat=20))

    assert seconds / 1000 < 1e-6
