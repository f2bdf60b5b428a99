"""An index that may be negative counts from the end, as in Python; one that never is costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import structcb

H = structcb.parse("""
struct grid { int n; unsigned m; double k; };
typedef void (*fill_fn)(const double *x, double *out, struct grid *p);
""")
LENGTH = 36
Body = Callable[[Any, Any, Any], None]


def below_a_loop_variable(x, out, p):
    for i in range(3):
        out[i - 1] = x[i]


def counted_down(x, out, p):
    i = 3
    while i > -4:
        out[i] = x[i] + i
        i -= 1


def counted_from_far(x, out, p):
    i = 30
    for j in range(40):
        i = i - 1
        out[i % 36 - 36] = x[j - 5] + i


def range_backwards(x, out, p):
    for i in range(4, -4, -1):
        out[i] = x[i] - i


def range_of_unknown_step(x, out, p):
    for i in range(2, 2 * p.n, p.n):
        out[i] = x[i] + 1


def product_with_an_unknown_sign(x, out, p):
    for i in range(5):
        out[i * p.n] = x[i]


def product_of_two_negatives(x, out, p):
    for i in range(-5, -1):
        out[i * i - 30] = x[i]


def limit_that_the_loop_changes(x, out, p):
    n = 4
    for i in range(n):
        n = n - 3
        out[i * n] = x[i]


def limit_of_another_round(x, out, p):
    i = 0
    for k in range(2):
        n = 3 - 5 * k
        if k > 0:
            out[i * n] = x[k]
        for i in range(n):
            out[i] = x[i]


def limit_that_is_another_number(x, out, p):
    n = p.n
    for i in range(n + 9):
        out[i * n] = x[i]


def reassigned_loop_variable(x, out, p):
    for i in range(3):
        i = i - 3  # noqa: PLW2901
        out[i] = x[i - 1]


def either_of_two(x, out, p):
    for i in range(4):
        j = i if i > 1 else i - 7
        out[j] = x[j] + j


def pairs_of_indices(x, out, p):
    for i, j in ((1, -1), (2, -2)):
        out[i] = x[j]


def arguments_in_a_tuple(x, out, p):
    ends = (1, 3)
    for i in range(*ends):
        out[min(i, *ends) - 2] = x[i - 2]


def bits(x, out, p):
    for i in range(-6, 6):
        out[i & 7] = x[i & -8]


def extremes(x, out, p):
    for i in range(6):
        out[min(i - 3, 2)] = x[max(i - 3, -2)]


MAYBE_NEGATIVE: list[Body] = [
    below_a_loop_variable,
    counted_down,
    counted_from_far,
    range_backwards,
    range_of_unknown_step,
    product_with_an_unknown_sign,
    product_of_two_negatives,
    limit_that_the_loop_changes,
    limit_of_another_round,
    limit_that_is_another_number,
    reassigned_loop_variable,
    either_of_two,
    pairs_of_indices,
    arguments_in_a_tuple,
    bits,
    extremes,
]


def of_a_constant(x, out, p):
    n = 6
    for i in range(1, n - 1):
        for j in range(n):
            out[i * n + j] = p.k * (x[(i - 1) * n + j] + x[(i + 1) * n + j] - 2 * x[i * n + j])


def of_a_limit(x, out, p):
    n = p.n
    for i in range(1, n - 1):
        for j in range(n):
            out[i * n + j] = p.k * (x[(i - 1) * n + j] + x[(i + 1) * n + j] - 2 * x[i * n + j])


def of_a_shape(x, out, p):
    for i in range(len(x) // 6):
        for j in range(6):
            out[min(i * 6 + j, x.size)] = p.k * x[max(i - 1, 0) * 6 + j]


def of_an_unsigned_field(x, out, p):
    m = p.m
    for i in range(6):
        for j in range(6):
            out[i * 6 + j] = p.k * x[m + i * 6 + j]


NEVER_NEGATIVE: list[Body] = [of_a_constant, of_a_limit, of_a_shape, of_an_unsigned_field]


def state(n: int) -> Any:
    return H.new("struct grid", n=n, k=0.5)


def compiled(body: Body, **options: Any) -> structcb.Callback:
    arrays = {"x": LENGTH, "out": LENGTH}
    made: structcb.Callback = H.callback("fill_fn", arrays=arrays, cache=False, **options)(body)
    return made


@pytest.mark.parametrize("boundscheck", [False, True])
@pytest.mark.parametrize("body", [*MAYBE_NEGATIVE, *NEVER_NEGATIVE])
def test_every_index_means_what_it_means_in_python(body: Body, boundscheck: bool) -> None:
    x, n = np.random.default_rng(0).random(LENGTH), 6 if body in NEVER_NEGATIVE else -2
    expected, out = np.zeros(LENGTH), np.zeros(LENGTH)
    body(x, expected, state(n))

    callback = compiled(body, boundscheck=boundscheck)
    callback(x, out, state(n))
    callback.check()

    assert out.tolist() == expected.tolist()


def inlined(body: Body) -> Body:
    helper = structcb.inline(body)

    def caller(x, out, p):
        helper(x, out, p)

    return caller


@pytest.mark.parametrize("body", [*NEVER_NEGATIVE, *map(inlined, NEVER_NEGATIVE)])
def test_nothing_is_gathered_where_no_index_is_negative(body: Body) -> None:
    text = compiled(body, noalias=True).inspect_llvm()

    assert "x double>" in text
    assert "gather" not in text
    assert "scatter" not in text


def tuples(x, out, p):
    for place in ((1, 2), (0, -1), (-2, 3)):
        out[place] = x[place]


def tuple_that_changes(x, out, p):
    place = (1, 1)
    for i in range(2):
        out[place] = x[place]
        place = (i, -1)


def tuple_of_naturals(x, out, p):
    for place in ((0, 1), (2, 3)):
        out[place] = x[place]


@pytest.mark.parametrize("body", [tuples, tuple_that_changes, tuple_of_naturals])
def test_a_tuple_in_a_variable_is_an_index_too(body: Body) -> None:
    x, expected, out = np.arange(36.0).reshape(6, 6), np.zeros((6, 6)), np.zeros((6, 6))
    body(x, expected, state(0))

    H.callback("fill_fn", arrays={"x": (6, 6), "out": (6, 6)}, cache=False)(body)(x, out, state(0))

    assert out.tolist() == expected.tolist()
