"""Calling a callback from Python: what fits reaches C, and everything else is refused before C sees it."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest
from numba import njit

import structcb
from structcb.prototypes import Order

HEADER = """
typedef struct { double k; long n; } oscillator;
typedef struct { int rows, columns; } grid;
typedef struct { grid *sizes; grid inner; unsigned few : 3; } model;
typedef struct { double x, y; } point;
typedef struct { const oscillator inner; } sealed;
typedef int (*rhs_fn)(double t, const double *y, double *ydot, void *user_data);
typedef double (*sum_fn)(const double *items, int n);
typedef double (*corner_fn)(const double *items, model *m);
typedef int (*compare_fn)(const char *a, const char *b);
typedef double (*cells_fn)(const oscillator *items, int n);
typedef point (*move_fn)(point from, double by);
typedef int (*flags_fn)(_Bool on, unsigned char level, float weight);
"""
H = structcb.parse(HEADER)
OTHER = structcb.parse("typedef struct { double k; long n; } oscillator; typedef struct { int n; } other;")


def harmonic(t, y, ydot, p):
    ydot[0] = y[1]
    ydot[1] = -p.k * y[0] + t
    return 0


constant = H.callback("rhs_fn", user_data="oscillator", arrays={"y": 2, "ydot": 2})(harmonic)
by_field = H.callback("rhs_fn", user_data="oscillator", arrays={"y": "p.n", "ydot": "p.n"})(harmonic)


def frozen(array: Any) -> Any:
    array.flags.writeable = False
    return array


def misaligned(count: int) -> Any:
    return np.zeros(8 * count + 1, np.uint8)[1:].view(np.float64)


@pytest.mark.parametrize("function", [constant, by_field], ids=["constant", "by field"])
def test_a_call_gives_what_plain_python_gives(function: Any) -> None:
    state, y = H.new("oscillator", k=2.0, n=2), np.array([1.0, 3.0])
    found, expected = np.zeros(2), np.zeros(2)

    for _ in range(3):  # the first call learns what the others take
        assert function(0.5, y, found, state) == harmonic(0.5, y, expected, state)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    ("position", "value", "message"),
    [
        (0, "1.0", "a number"),
        (0, None, "a number"),
        (0, 1j, "a number"),
        (1, np.zeros(2, np.float32), "float64"),
        (1, np.zeros(2, ">f8"), "float64"),
        (1, np.zeros(2, object), "float64"),
        (1, np.zeros(1), r"shape \(2,\), got \(1,\)"),
        (1, np.zeros((2, 1)), r"shape \(2,\), got \(2, 1\)"),
        (1, np.zeros(4)[::2], "C-contiguous"),
        (1, misaligned(2), "C-contiguous"),
        (1, [0.0, 1.0], "Make it an array"),
        (1, H.new("oscillator"), "leads to `oscillator`"),
        (1, H.ffi.new("float[2]"), "float"),
        (2, frozen(np.zeros(2)), "read-only"),
        (3, np.zeros(2), "float64"),
        (3, OTHER.new("other"), "leads to `other`"),
        (3, H.ffi.new("double *"), "double"),
        (3, 64, r"S.view\(address\)"),
    ],
)
@pytest.mark.parametrize("function", [constant, by_field], ids=["constant", "by field"])
def test_what_does_not_fit_is_refused(function: Any, position: int, value: Any, message: str) -> None:
    args: list[Any] = [0.0, np.zeros(2), np.zeros(2), H.new("oscillator", n=2)]
    function(*args)
    args[position] = value

    with pytest.raises(structcb.FieldTypeError, match=message) as refused:
        function(*args)
    assert f"harmonic({['t', 'y', 'ydot', 'p'][position]})" in str(refused.value)


def test_a_const_array_may_be_read_only() -> None:
    ydot = np.zeros(2)
    constant(0.0, frozen(np.array([1.0, 2.0])), ydot, H.new("oscillator", k=1.0))

    assert ydot.tolist() == [2.0, -1.0]


def test_a_state_of_an_equal_struct_fits_whatever_header_it_is_from() -> None:
    ydot = np.zeros(2)
    by_field(0.0, np.array([1.0, 2.0]), ydot, OTHER.new("oscillator", k=3.0, n=2))

    assert ydot.tolist() == [2.0, -3.0]


def test_a_state_that_must_not_change_is_refused() -> None:
    with pytest.raises(structcb.FieldTypeError, match="must not change"):
        constant(0.0, np.zeros(2), np.zeros(2), H.new("sealed").inner)


def test_a_poisoned_state_is_refused() -> None:
    state = H.new("oscillator", n=2)
    state.poison()

    with pytest.raises(structcb.StateError, match="poisoned"):
        constant(0.0, np.zeros(2), np.zeros(2), state)


def test_too_few_arguments_show_the_prototype() -> None:
    with pytest.raises(TypeError, match=r"takes 4 arguments, got 1: int \(double t"):
        constant(0.0)


def through(how: str, state: Any) -> Any:
    """The same struct as a user may have it at hand."""
    return {
        "state": lambda: state,
        "array": lambda: H.struct("oscillator").array(1, k=state.k, n=state.n),
        "pointer": lambda: H.struct("oscillator")(state.address),
        "cffi": lambda: state.cffi,
        "void": lambda: H.ffi.cast("void *", state.cffi),
    }[how]()


@pytest.mark.parametrize("how", ["state", "array", "pointer", "cffi", "void"])
def test_a_shape_is_read_through_every_kind_of_pointer(how: str) -> None:
    state, ydot = H.new("oscillator", k=1.0, n=2), np.zeros(2)
    by_field(0.0, np.array([1.0, 2.0]), ydot, through(how, state))

    assert ydot.tolist() == [2.0, -1.0]
    with pytest.raises(structcb.FieldTypeError, match=r"takes the shape \(2,\), got \(3,\)"):
        by_field(0.0, np.zeros(3), ydot, through(how, state))


@pytest.mark.parametrize("shape", ["m.sizes.rows*m.inner.columns", "m.few*2"])
def test_a_shape_is_a_product_of_what_pointers_lead_to(shape: str) -> None:
    @H.callback("corner_fn", arrays={"items": shape})
    def total(items, m):
        return items.sum()

    model = H.new("model", sizes=H.new("grid", rows=2), inner={"columns": 3}, few=3)

    assert total(np.ones(6), model) == 6.0
    with pytest.raises(structcb.FieldTypeError, match=r"takes the shape \(6,\), got \(5,\)"):
        total(np.ones(5), model)


def test_a_shape_that_leads_through_null_is_an_error() -> None:
    @H.callback("corner_fn", arrays={"items": "m.sizes.rows"})
    def total(items, m):
        return items.sum()

    with pytest.raises(structcb.FieldTypeError, match=r"`m.sizes.rows`, which leads through NULL"):
        total(np.ones(1), H.new("model"))
    with pytest.raises(structcb.FieldTypeError, match=r"`m.sizes.rows`, which leads through NULL"):
        total(np.ones(1), None)


@pytest.mark.parametrize("order", ["C", "F"])
def test_an_array_must_lie_in_the_order_that_was_told(order: Order) -> None:
    @H.callback("sum_fn", arrays={"items": (2, "n")}, order=order)
    def corner(items, n):
        return items[1, 0]

    given = np.arange(6.0).reshape(2, 3)

    assert corner(np.asarray(given, order=order), 3) == 3.0
    with pytest.raises(structcb.FieldTypeError, match=r"order|C-contiguous"):
        corner(np.asarray(given, order="F" if order == "C" else "C"), 3)


def test_text_lives_as_long_as_the_call() -> None:
    @H.callback("compare_fn")
    def compare(a, b):
        return a[0] - b[0]

    assert compare(b"d" * 10, b"a" * 10) == 3


def test_records_are_an_array_of_structs() -> None:
    @H.callback("cells_fn", arrays={"items": "n"})
    def total(items, n):
        result = 0.0
        for item in items:
            result += item.k
        return result

    records: Any = np.zeros(3, H.struct("oscillator").dtype)
    records["k"] = [1.0, 2.0, 4.0]

    assert total(records, 3) == total(H.struct("oscillator").array(3, k=records["k"]), 3) == 7.0
    with pytest.raises(structcb.FieldTypeError, match="oscillator"):
        total(np.zeros(3), 3)


@pytest.mark.parametrize("debug", [False, True])
def test_structs_go_by_value(debug: bool) -> None:
    point = H.struct("point")

    @H.callback("move_fn", debug=debug)
    def move(start, by):
        if by < 0:
            raise ValueError("backwards")
        return point.value(x=start.x + by, y=start.y)

    assert move(H.new("point", x=1.0, y=2.0), 3.0) == H.new("point", x=4.0, y=2.0)
    with pytest.raises(ValueError, match="backwards"):
        move(H.new("point"), -1.0)
    with pytest.raises(structcb.FieldTypeError, match="point"):
        move(H.new("oscillator"), 1.0)


@pytest.mark.parametrize("args", [(2, 0, 0.0), (1, 256, 0.0), (1, -1, 0.0), (1, 0, 1e39)])
def test_a_number_that_c_cannot_hold_is_refused(args: tuple[Any, ...]) -> None:
    @H.callback("flags_fn")
    def level(on, level, weight):
        return level if on else 0

    assert level(True, 255, np.float32(0.5)) == 255
    with pytest.raises(structcb.FieldValueError):
        level(*args)


def test_complex_numbers_are_for_compiled_code() -> None:
    square = H.callback("double _Complex (double _Complex)")(lambda z: z * z)

    with pytest.raises(structcb.UnsupportedTypeError, match="call it in compiled code"):
        square(1j)
    assert njit(lambda z: square(z) + 1)(2j) == -3


def test_an_exception_is_raised_as_itself_and_once() -> None:
    @H.callback("sum_fn")
    def refuse(items, n):
        if n:
            raise ValueError(n)
        return 0.0

    with pytest.raises(ValueError, match="7"):
        refuse(None, 7)
    refuse.check()


def test_arguments_are_kept_no_longer_than_the_call() -> None:
    y = np.zeros(2)
    alive = weakref.ref(y)
    constant(0.0, y, np.zeros(2), H.new("oscillator"))
    del y
    gc.collect()

    assert alive() is None


@pytest.mark.parametrize("debug", [False, True])
def test_a_pointer_is_returned_as_a_pointer(debug: bool) -> None:
    header = structcb.parse(
        "typedef struct { double k; } item; typedef item *(*pick_fn)(item *given, int n);"
    )
    pick = header.callback("pick_fn", debug=debug)(lambda given, n: given + n if n else None)
    items = header.struct("item").array(3, k=[1.0, 2.0, 3.0])

    assert pick(items, 2).k == 3.0
    assert pick(items, 0) is None


def test_a_debugged_body_returns_no_number_for_a_pointer() -> None:
    header = structcb.parse(
        "typedef struct { double k; } item; typedef item *(*pick_fn)(item *given, int n);"
    )
    pick = header.callback("pick_fn", debug=True)(lambda given, n: n)

    with pytest.raises(structcb.SignatureError, match=r"returned 2, but C expects `item \*`"):
        pick(None, 2)
