"""Arrays of numbers and of characters: NumPy views without copying, assignment that copies after a check."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pytest

from structcb.errors import FieldTypeError, FieldValueError
from structcb.states import State, string
from tests.states.declared import Declared, declare

TEXT = """
enum color { RED, GREEN };
struct arrays {
    char before; double w[4]; float m[2][3]; int8_t small[3]; uint64_t big[2]; _Bool flags[3]; float _Complex z[2];
    enum color colors[2]; char name[8]; char rows[2][4]; char16_t half[2]; char after;
};
"""


@pytest.fixture(scope="module")
def arrays() -> Declared:
    return declare(TEXT)


@pytest.fixture
def state(arrays: Declared) -> State:
    return arrays["struct arrays"](w=[1, 2, 3, 4], name=b"abc", before=1, after=2)


def refuses(state: Any, field: str, value: object, error: type[Exception], match: str) -> None:
    before = bytes(state._structcb_memory.bytes)
    with pytest.raises(error, match=match):
        state[field] = value
    assert bytes(state._structcb_memory.bytes) == before


def test_array_is_a_view_both_ways(arrays: Declared, state: Any) -> None:
    view = state.w
    view[1] = 7
    arrays.cffi(state).w[2] = 8

    assert list(arrays.cffi(state).w) == [1, 7, 8, 4]
    assert view.tolist() == [1, 7, 8, 4]


def test_array_has_shape_and_dtype_of_c(state: Any) -> None:
    shapes = {
        name: (state[name].shape, state[name].dtype.str) for name in ("m", "small", "flags", "z", "colors")
    }

    assert shapes == {
        "m": ((2, 3), "<f4"),
        "small": ((3,), "|i1"),
        "flags": ((3,), "|b1"),
        "z": ((2,), "<c8"),
        "colors": ((2,), "<u4"),
    }


def test_view_keeps_the_memory_alive(arrays: Declared) -> None:
    view = arrays["struct arrays"](w=[1, 2, 3, 4]).w
    gc.collect()
    np.zeros(1000)

    assert view.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "value",
    [[5, 6, 7, 8], (5.0, 6, True + 6, 8), np.arange(5, 9), np.arange(5, 9, dtype=np.float32), range(5, 9)],
)
def test_assignment_copies_numbers(arrays: Declared, state: Any, value: Any) -> None:
    state.w = value

    assert list(arrays.cffi(state).w) == [5, 6, 7, 8]


def test_array_can_be_assigned_to_itself_reversed(state: Any) -> None:
    state.w = state.w[::-1]

    assert state.w.tolist() == [4, 3, 2, 1]


def test_assignment_of_rows(arrays: Declared, state: Any) -> None:
    state.m = [[1, 2, 3], [4, 5, 6]]

    assert [list(row) for row in arrays.cffi(state).m] == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize(
    ("field", "value", "match"),
    [
        ("w", 1.0, r"takes an array.*To set every item, write `arrays.w\[:\] = 1.0`"),
        ("w", None, "takes an array"),
        ("w", [1, 2, 3], r"takes an array of shape \(4,\), not \(3,\)"),
        ("w", np.ones((2, 2)), r"takes an array of shape \(4,\), not \(2, 2\)"),
        ("w", ["1"] * 4, r"`arrays.w\[0\]` takes a number"),
        ("w", "1234", "takes an array"),
        ("w", {"a": 1}, "takes an array"),
        ("w", np.ones(4, complex), "not the dtype complex128"),
        ("m", [[1, 2, 3], [4, 5]], "takes"),
        ("m", [1, 2, 3, 4, 5, 6], r"shape \(2, 3\), not \(6,\)"),
        ("small", [1.0, 2.0, 3.0], r"`arrays.small\[0\]` takes an integer"),
        ("small", np.ones(3), "not the dtype float64"),
        ("flags", ["a", "b", "c"], "takes an integer"),
        ("w", np.array(["a"] * 4), "not the dtype <U1"),
    ],
)
def test_wrong_array_is_refused(state: Any, field: str, value: object, match: str) -> None:
    refuses(state, field, value, FieldTypeError, match)


@pytest.mark.parametrize(
    ("field", "value", "match"),
    [
        ("small", [1, 128, 3], r"`arrays.small\[1\]` holds -128 to 127 .*128"),
        ("small", np.array([1, 2, -129]), r"`arrays.small` holds -128 to 127 .*-129"),
        ("big", [0, 2**64], r"`arrays.big\[1\]` holds 0 to 18446744073709551615"),
        ("big", np.array([0, -1]), "holds 0 to"),
        ("big", [-1, 2**63], r"`arrays.big\[0\]`"),
        ("flags", [0, 1, 2], r"`arrays.flags\[2\]` holds 0 to 1"),
        ("flags", np.array([0, 1, 2]), "holds 0 to 1"),
        ("m", np.full((2, 3), 1e300), "too large"),
        ("m", [[1, 2, 3], [1, 2, 1e300]], r"`arrays.m\[1\]\[2\]` holds a `float`"),
        ("z", np.array([1, 1e300j]), "too large"),
    ],
)
def test_number_in_an_array_too_large_is_refused(state: Any, field: str, value: object, match: str) -> None:
    refuses(state, field, value, FieldValueError, match)


def test_every_number_of_its_range_fits(state: Any) -> None:
    state.big = np.array([0, 2**64 - 1], np.uint64)
    state.flags = [True, 0, np.True_]
    state.z = [1, 2j]
    state.colors = [1, 0]
    state.half = ["a", 98]

    assert [int(n) for n in state.big] == [0, 2**64 - 1]
    assert state.flags.tolist() == [True, False, True]
    assert state.z.tolist() == [1, 2j]
    assert state.colors.tolist() == [1, 0]
    assert state.half.tolist() == [97, 98]


@pytest.mark.parametrize("text", [b"hello", "hello", bytearray(b"hello")])
def test_text_is_filled_up_with_zeros(arrays: Declared, state: Any, text: object) -> None:
    state.name = b"12345678"
    state.name = text

    assert bytes(arrays.ffi.buffer(arrays.cffi(state).name)) == b"hello\0\0\0"


def test_text_may_fill_the_array_without_a_nul(arrays: Declared, state: Any) -> None:
    state.name = b"12345678"

    assert state.name == b"12345678"
    assert state.after == 2


@pytest.mark.parametrize("text", [b"123456789", "ééééé"])
def test_text_too_long_is_refused(state: Any, text: object) -> None:
    refuses(state, "name", text, FieldValueError, r"`arrays.name` holds 8 bytes of text; .* does not fit")


def test_text_compares_prints_and_converts_up_to_its_nul(state: Any) -> None:
    state.name = b"ab\0cd"

    assert (state.name == b"ab") is True
    assert (state.name != b"ab") is False
    assert (state.name == b"ab\0cd") is False
    assert (bytes(state.name), state.name.decode(), repr(state.name)) == (b"ab", "ab", "b'ab'")
    assert string(state.name) == b"ab"


def test_text_indexes_as_integers_in_place(arrays: Declared, state: Any) -> None:
    state.name[0] = ord("X")

    assert state.name[1] == ord("b")
    assert arrays.ffi.string(arrays.cffi(state).name) == b"Xbc"
    assert (state.name == state.name).all()


def test_text_slices_and_numbers_are_plain(state: Any) -> None:
    assert state.name[1:] == b"bc"
    assert int(state.name.sum()) == sum(b"abc")
    assert (state.name + 1).tolist()[:3] == [98, 99, 100]


@pytest.mark.parametrize("rows", [[b"ab", "cd"], np.array([b"ab", b"cd"]), np.array(["ab", "cd"])])
def test_rows_of_text(arrays: Declared, state: Any, rows: Any) -> None:
    state.rows = rows

    assert [arrays.ffi.string(row) for row in arrays.cffi(state).rows] == [b"ab", b"cd"]
    assert state.rows[1] == b"cd"
    assert repr(state.rows) == "[b'ab', b'cd']"
    assert state.asdict()["rows"] == [b"ab", b"cd"]


@pytest.mark.parametrize("rows", [[b"a"], [b"a", b"b", b"c"], b"ab", [b"abcde", b""]])
def test_wrong_rows_of_text_are_refused(state: Any, rows: object) -> None:
    refuses(state, "rows", rows, ValueError if len(rows) == 2 and rows != b"ab" else TypeError, "rows")  # type: ignore[arg-type]


def test_numbers_can_be_put_into_text(state: Any) -> None:
    state.name = np.frombuffer(b"integers", np.int8)

    assert state.name == b"integers"
