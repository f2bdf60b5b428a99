"""What numba's chapter on C callbacks shows, with headers and states: its six cases and their numbers."""

from __future__ import annotations

import ctypes
import math
from typing import Any

import numpy as np
import pytest
import scipy.integrate
import scipy.ndimage
from numba import njit
from scipy import LowLevelCallable

import structcb
from structcb.callbacks.lowlevel import scipy_signature
from structcb.layouts import Parameter, Pointer, Prototype, Scalar, Void

REFERENCE = 0.14849550677592208
H = structcb.parse("""
typedef double (*binary_fn)(double x, double y);
typedef double (*integrand_fn)(double t);
typedef void (*matrix_fn)(double *input, double *output, int m, int n);
typedef struct { double shift; } transform;
typedef int (*transform_fn)(const ssize_t *output, double *input, int output_rank, int input_rank, void *user_data);
typedef int (*filter_fn)(double *buffer, ssize_t filter_size, double *return_value, void *user_data);
typedef struct { int i1; float f2; double d3; float af4[7]; } my_struct;
typedef double (*sum_fn)(my_struct *items, size_t n);
typedef double (*state_fn)(double x, void *user_data);
""")


def test_a_callback_of_two_numbers_by_all_its_faces() -> None:
    @H.callback("binary_fn")
    def add(x, y):
        return x + y

    by_address = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double, ctypes.c_double)(add.address)

    assert [f(4.0, 5.0) for f in (by_address, add.ctypes, add.cffi, add)] == [9.0] * 4


def test_quad_of_a_compiled_integrand() -> None:
    def integrand(t):
        return math.exp(-t) / t**2

    compiled = H.callback("integrand_fn")(integrand)

    for function in (integrand, compiled.lowlevel(), compiled.ctypes):
        assert scipy.integrate.quad(function, 1, np.inf)[0] == pytest.approx(REFERENCE, rel=1e-14)


@pytest.mark.parametrize("order", ["C", "F"])
def test_pointers_seen_as_matrices(order: Any) -> None:
    @H.callback("matrix_fn", arrays={"given": ("m", "n"), "out": ("m", "n")}, order=order)
    def weigh(given, out, m, n):
        for i in range(m):
            for j in range(n):
                out[i, j] = given[i, j] * (10 * i + j)

    given = np.arange(6.0).reshape((2, 3), order=order)
    out = np.zeros((2, 3), order=order)
    weigh(given, out, 2, 3)

    expected = given * (10 * np.arange(2)[:, None] + np.arange(3))
    np.testing.assert_array_equal(out, expected)


def test_geometric_transform_with_its_shift_in_a_struct() -> None:
    @H.callback("transform_fn", user_data="transform", arrays={"out": "rank", "given": "given_rank"})
    def shift(out, given, rank, given_rank, p):
        for i in range(given_rank):
            given[i] = out[i] - p.shift
        return 1

    image = np.arange(12.0).reshape(4, 3)
    moved = scipy.ndimage.geometric_transform(image, shift.lowlevel(H.new("transform", shift=0.5)))

    expected = scipy.ndimage.geometric_transform(image, lambda c: (c[0] - 0.5, c[1] - 0.5))
    np.testing.assert_allclose(moved, expected)


def test_generic_filter_equals_minimum_filter() -> None:
    @H.callback("filter_fn", arrays={"window": "n", "result": 1})
    def minimum(window, n, result, user_data):
        result[0] = np.inf
        for value in window:
            result[0] = min(result[0], value)
        return 1

    footprint = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], bool)
    image = np.random.default_rng(1).random((2048, 2048))
    found = scipy.ndimage.generic_filter(image, minimum.lowlevel(), footprint=footprint)

    np.testing.assert_array_equal(found, scipy.ndimage.minimum_filter(image, footprint=footprint))


def test_an_array_of_structs_is_summed() -> None:
    @H.callback("sum_fn", arrays={"items": "n"})
    def total(items, n):
        result = 0.0
        for item in items:
            result += item.i1 + item.f2 + item.d3 + item.af4.sum()
        return result

    items = H.struct("my_struct").array(3, i1=[1, 2, 3], f2=0.5, d3=0.25)
    items[1].af4[:] = 2.0

    assert total(items, 3) == 6 + 1.5 + 0.75 + 14


def width(name: str, kind: Any, size: int) -> Scalar:
    return Scalar(name, kind, size, size)


def transform_prototype(word: Scalar, integer: Scalar, pointer: int) -> Prototype:
    """`int (intptr_t *, double *, int, int, void *)` as a platform's header spells and sizes it."""
    double = width("double", "float", 8)
    types: list[Any] = [
        Pointer(word, pointer, const=True),
        Pointer(double, pointer),
        integer,
        integer,
        Pointer(Void(), pointer),
    ]
    return Prototype("transform_fn", integer, tuple(Parameter("", t) for t in types))


@pytest.mark.parametrize(
    ("word", "integer"),
    [
        (width("long", "signed", 8), width("int", "signed", 4)),  # Linux, macOS
        (width("long long", "signed", 8), width("long", "signed", 4)),  # Windows
        (width("int64_t", "signed", 8), width("int32_t", "signed", 4)),
    ],
    ids=["Linux and macOS", "Windows", "by width"],
)
def test_the_signature_text_is_scipys_on_every_platform(word: Scalar, integer: Scalar) -> None:
    text = scipy_signature(transform_prototype(word, integer, 8))

    assert text == "int (intptr_t *, double *, int, int, void *)"


def test_scipy_takes_the_signature_text() -> None:
    bogus = LowLevelCallable(H.callback("binary_fn")(lambda x, y: x).ctypes, signature="void (char)")
    with pytest.raises(ValueError, match="signature") as refused:
        scipy.ndimage.geometric_transform(np.zeros((2, 2)), bogus)

    assert scipy_signature(H.callbacks["transform_fn"]) in str(refused.value)


def scaled(x, p):
    return x * p.shift


def shifted(time, state):
    return time + state.shift


@njit
def drive(callback, n, state):
    total = 0.0
    for i in range(n):
        total += callback(float(i), state)
    return total


def test_callbacks_of_one_prototype_share_a_jitted_driver() -> None:
    state = H.new("transform", shift=3.0)
    first, second = (H.callback("state_fn", user_data="transform")(body) for body in (scaled, shifted))

    assert (drive(first, 4, state), drive(second, 4, state)) == (18.0, 18.0)
    assert len(drive.signatures) == 1


def test_a_callback_is_inlined_where_jitted_code_names_it() -> None:
    state = H.new("transform", shift=3.0)
    callback = H.callback("state_fn", user_data="transform")(scaled)

    @njit
    def inlines(n, state):
        return callback(float(n), state)

    assert inlines(4, state) == 12.0
    (text,) = inlines.inspect_llvm().values()
    # No function is called by address: the body stands in place.
    assert "fmul double" in text
    assert "inttoptr" not in text
