"""Numbers, pointers, functions and structs by value: what C passes is what Python sees, and the other way round."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import structcb
from tests.c_libraries import build

HEADER = structcb.parse("""
enum color { RED, GREEN = 7 };
enum sign { MINUS = -1, PLUS = 1 };
typedef struct { double x, y; } point;
typedef struct { point inner; int n; float w[3]; } box;
typedef double (*function)(double, void *);
typedef struct { function eval; void *data; } task;
""")
INTEGERS = {
    "signed char": (-(2**7), 2**7 - 1),
    "unsigned char": (0, 2**8 - 1),
    "short": (-(2**15), 2**15 - 1),
    "unsigned short": (0, 2**16 - 1),
    "int": (-(2**31), 2**31 - 1),
    "unsigned int": (0, 2**32 - 1),
    "long": (-(2**63), 2**63 - 1),
    "unsigned long": (0, 2**64 - 1),
    "long long": (-(2**63), 2**63 - 1),
    "unsigned long long": (0, 2**64 - 1),
    "int8_t": (-(2**7), 2**7 - 1),
    "size_t": (0, 2**64 - 1),
    "intptr_t": (-(2**63), 2**63 - 1),
}


@pytest.mark.parametrize("name", INTEGERS)
def test_an_integer_keeps_its_edges(name: str) -> None:
    identity = HEADER.callback(f"{name} ({name})")(lambda value: value).cffi

    assert [identity(edge) for edge in INTEGERS[name]] == list(INTEGERS[name])


@pytest.mark.parametrize("name", ["signed char", "unsigned char", "short", "unsigned short", "int"])
def test_arithmetic_wraps_where_c_converts(name: str) -> None:
    low, high = INTEGERS[name]
    successor = HEADER.callback(f"{name} ({name})")(lambda value: value + 1).cffi

    assert successor(high) == low


def test_what_a_caller_leaves_above_a_narrow_integer_is_ignored() -> None:
    widened = HEADER.callback("int (signed char)")(lambda value: value)
    sloppy = HEADER.ffi.cast("int (*)(long)", widened.address)

    assert sloppy(0x1234_5600 | 0xFB) == -5


def test_a_bool_is_one_bit_both_ways() -> None:
    negate = HEADER.callback("_Bool (_Bool)")(lambda value: not value).cffi

    assert (negate(False), negate(True)) == (True, False)


@pytest.mark.parametrize("result", ["_Bool", "int", "unsigned char", "double"])
def test_a_constant_truth_is_a_result(result: str) -> None:
    header = structcb.parse("")
    callbacks = [
        header.callback(f"{result} (int)")(body)
        for body in (lambda a: True, lambda a: False, lambda a: a > 1)
    ]

    assert [callback.cffi(2) for callback in callbacks] == [1, 0, 1]


def test_a_char_is_a_signed_byte() -> None:
    successor = HEADER.callback("char (char)")(lambda value: value + 1).cffi

    assert successor(b"a") == b"b"


def test_an_enum_is_its_value() -> None:
    next_color = HEADER.callback("enum color (enum color, enum sign)")(lambda color, sign: color + sign).cffi

    assert next_color(7, -1) == 6


def test_a_member_of_an_enum_is_a_result() -> None:
    green = HEADER.callback("enum color (void)")(lambda: HEADER.enums.color.GREEN).cffi

    assert green() == 7


@pytest.mark.parametrize("name", ["float", "double"])
def test_a_float_keeps_its_digits(name: str) -> None:
    half = HEADER.callback(f"{name} ({name})")(lambda value: value / 2).cffi

    assert half(0.375) == 0.1875


@pytest.mark.parametrize(("name", "suffix"), [("float", "f"), ("double", "")])
def test_a_complex_number_travels_both_ways(name: str, suffix: str, tmp_path: Path) -> None:
    (tmp_path / "complex.c").write_text(f"""
        #include <complex.h>
        typedef {name} _Complex (*turn)({name} _Complex, {name}, {name} _Complex);
        double check(turn f) {{ {name} _Complex z = f(1.0 + 2.0i, 3, 0.5i); return creal{suffix}(z) + 100 * cimag{suffix}(z); }}
    """)
    header = structcb.parse(
        f"typedef {name} _Complex (*turn)({name} _Complex, {name}, {name} _Complex); double check(turn f);"
    )
    library = header.open(build([tmp_path / "complex.c"], tmp_path / "complex.so", "-shared", "-fPIC"))

    @header.callback("turn")
    def turn(z, k, w):
        return z * 1j + k + w

    z = (1 + 2j) * 1j + 3 + 0.5j
    assert library.check(turn.cffi) == z.real + 100 * z.imag


def test_a_pointer_comes_back_moved() -> None:
    points = HEADER.ffi.new("point[3]")
    second = HEADER.callback("point *(point *, int)")(lambda p, i: p + i).cffi

    assert second(points, 1) == points + 1


@pytest.mark.parametrize("given", [0, 1])
def test_none_is_null(given: int) -> None:
    def maybe(p, i):
        if i > 0:
            return p
        return None

    points = HEADER.ffi.new("point *")
    found = HEADER.callback("point *(point *, int)")(maybe).cffi(points, given)

    assert found == (points if given else HEADER.ffi.NULL)


def test_a_callback_takes_a_callback() -> None:
    double_it = HEADER.callback("function")(lambda x, data: 2 * x)
    applied = HEADER.callback("double (function, double, void *)")(lambda f, x, data: f(x, data) + 1)

    assert applied.cffi(double_it.cffi, 4.0, HEADER.ffi.NULL) == 9.0


def test_a_callback_gives_a_callback_back() -> None:
    double_it = HEADER.callback("function")(lambda x, data: 2 * x)
    chosen = HEADER.callback("function (task *)")(lambda t: t.eval)
    task = HEADER.ffi.new("task *", {"eval": double_it.cffi})

    assert chosen.cffi(task)(4.0, HEADER.ffi.NULL) == 8.0


def test_a_struct_by_value_shows_its_fields() -> None:
    total = HEADER.callback("double (box, double)")(lambda b, k: k * b.inner.x + b.inner.y + b.n + b.w[2])

    assert total.cffi({"inner": {"x": 1, "y": 2}, "n": 3, "w": [0, 0, 4]}, 10) == 19.0


def test_writing_a_struct_by_value_changes_a_copy() -> None:
    def clobber(b):
        b.n = 100
        return b.n

    given = HEADER.ffi.new("box *", {"n": 3})

    assert HEADER.callback("int (box)")(clobber).cffi(given[0]) == 100
    assert given.n == 3


def test_a_struct_made_by_value_is_a_result() -> None:
    point = HEADER.struct("point")
    moved = HEADER.callback("point (point, double)")(lambda p, d: point.value(x=p.x + d, y=p.y))

    found = moved.cffi({"x": 1, "y": 2}, 3)

    assert (found.x, found.y) == (4.0, 2.0)


def test_fields_that_were_not_given_are_zero() -> None:
    box = HEADER.struct("box")
    made = HEADER.callback("box (int)")(lambda n: box.value(n=n)).cffi(5)

    assert (made.n, made.inner.x, made.inner.y, list(made.w)) == (5, 0.0, 0.0, [0.0, 0.0, 0.0])


def test_a_field_that_is_a_struct_is_a_result() -> None:
    inner = HEADER.callback("point (box *)")(lambda b: b.inner)

    found = inner.cffi(HEADER.ffi.new("box *", {"inner": {"x": 5, "y": 6}}))

    assert (found.x, found.y) == (5.0, 6.0)


def test_a_struct_inside_a_value_outlives_the_call_that_made_it() -> None:
    text = """
        typedef struct { double x, y; } point;
        typedef struct { point inner; int n; float w[3]; } box;
        typedef struct { box (*make)(double); } maker;
    """
    header = structcb.parse(text)
    point, box = header.struct("point"), header.struct("box")
    make = header.callback("maker.make")(lambda x: box.value(inner=point.value(x=x, y=x + 1), n=1))
    inner = header.callback("point (maker *)")(lambda m: m.make(4.0).inner)

    found = inner.cffi(header.ffi.new("maker *", {"make": make.cffi}))

    assert (found.x, found.y) == (4.0, 5.0)


def test_branches_may_give_an_argument_or_a_new_value() -> None:
    point = HEADER.struct("point")

    def clipped(p, limit):
        if p.x > limit:
            return point.value(x=limit, y=p.y)
        return p

    clip = HEADER.callback("point (point, double)")(clipped).cffi

    assert [clip({"x": x, "y": 2}, 3).x for x in (1, 9)] == [1.0, 3.0]


def test_a_struct_result_is_zero_when_the_body_raises() -> None:
    point = HEADER.struct("point")
    broken = HEADER.callback("point (int)")(lambda n: point.value(x=1 // n, y=1.0))

    found = broken.cffi(0)

    assert (found.x, found.y) == (0.0, 0.0)
    with pytest.raises(ZeroDivisionError):
        broken.check()


def fall_through(x):  # noqa: RET503  (the missing return is the point)
    if x > 0:
        return 1


def fall_through_float(x):  # noqa: RET503  (the missing return is the point)
    if x > 0:
        return 1.5


UNFIT: list[tuple[str, Any, str]] = [
    ("int (double)", lambda x: 2.7, "returns float64, but C expects `int` (int (double x)): the fraction"),
    ("int (double)", lambda x: x, "the fraction would be cut off in silence; write int(...)"),
    ("int (double)", lambda x: 2**40, "1099511627776 is out of its range"),
    ("unsigned int (double)", lambda x: -1, "-1 is out of its range"),
    ("int (double)", lambda x: None, "a path through the function returns nothing"),
    ("int (double)", fall_through, "a path through the function returns nothing"),
    ("double (double)", fall_through_float, "a path through the function returns nothing"),
    ("point (double)", lambda x: None, "a path through the function returns nothing"),
    (
        "int (double)",
        lambda x: (1, 2),
        ", but C expects `int` (int (double x)): the types do not convert",
    ),
    ("int (double)", lambda x: "one", "the types do not convert"),
    ("int (double)", lambda x: 1j, "the types do not convert"),
    ("double (double)", lambda x: 1j, "the types do not convert"),
    ("double (double)", lambda x: (x,), "the types do not convert"),
    ("_Bool (double)", lambda x: x, "the types do not convert"),
    ("void (double)", lambda x: x, "C expects no value"),
    ("point (double)", lambda x: (x, x), "build one with `S.value(...)`"),
    ("point (double)", lambda x: x, "build one with `S.value(...)`"),
    ("point (box *)", lambda p: p[0], "build one with `S.value(...)`"),
    ("point (point *)", lambda p: p, "it is the address of one; write p[0]"),
    ("point *(double)", lambda x: x, "the types do not convert"),
    ("point *(double)", lambda x: 4096, "the types do not convert"),
    ("point *(box *)", lambda p: p, "the types do not convert"),
    ("point *(const point *)", lambda p: p, "the types do not convert"),
    ("double *(int *)", lambda p: p, "the types do not convert"),
    ("function (double)", lambda x: x, "the types do not convert"),
]


@pytest.mark.parametrize(("prototype", "body", "message"), UNFIT)
def test_a_body_with_the_wrong_result_names_both_types(prototype: str, body: Any, message: str) -> None:
    with pytest.raises(structcb.SignatureError, match=r"returns .*, but C expects `") as caught:
        HEADER.callback(prototype)(body)

    assert message in str(caught.value)


FIT: list[tuple[str, Any, float]] = [
    ("double (int)", lambda n: n, 3.0),
    ("double (int)", lambda n: n > 0, 1.0),
    ("float (int)", lambda n: n / 2, 1.5),
    ("int (int)", lambda n: n > 0, 1),
    ("_Bool (int)", lambda n: n, True),
    ("char (int)", lambda n: 65, b"A"),  # type: ignore[list-item]  # cffi shows a char as bytes
    ("unsigned long long (int)", lambda n: 2**63, 2**63),
]


@pytest.mark.parametrize(("prototype", "body", "expected"), FIT)
def test_a_result_is_converted_where_nothing_is_lost(prototype: str, body: Any, expected: float) -> None:
    assert HEADER.callback(prototype)(body).cffi(3) == expected


def test_none_is_null_for_a_function_of_a_library_too() -> None:
    library = structcb.parse("long time(long *now); int abs(int x);").open(None)

    assert library.time(None) > 0
    with pytest.raises(structcb.FieldTypeError, match="abs"):
        library.abs(None)
