"""What has no proven calling convention is refused by name, with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import structcb


def refuse(text: str, body: Callable[..., object]) -> str:
    """Return why a prototype `f` cannot be a callback."""
    with pytest.raises(structcb.UnsupportedTypeError) as caught:
        structcb.parse(text).callback("f")(body)
    return str(caught.value)


def test_bit_fields_without_a_name_are_refused_by_value() -> None:
    message = refuse("typedef struct { float a; int :32; } s; typedef float (*f)(s);", lambda x: x.a)

    assert "`s` cannot be passed by value: it has bit-fields without a name" in message


def test_they_are_refused_inside_another_struct_too() -> None:
    text = "typedef struct { float a; int :3; } s; typedef struct { s inner; } t; typedef float (*f)(t);"

    assert "`t.inner` cannot be passed by value" in refuse(text, lambda x: x.inner.a)


def test_a_flexible_array_is_refused_by_value() -> None:
    message = refuse("typedef struct { int n; double w[]; } s; typedef int (*f)(s);", lambda x: x.n)

    assert "`s.w` is a flexible array" in message


def test_an_array_without_items_is_refused_by_value() -> None:
    message = refuse("typedef struct { int n; double w[0]; } s; typedef int (*f)(s);", lambda x: x.n)

    assert "`s.w` has no items" in message


def test_long_double_is_refused_inside_a_struct() -> None:
    message = refuse("typedef struct { long double x; } s; typedef int (*f)(s);", lambda x: 1)

    assert "`s.x` is `long double`, which cannot be passed by value" in message


def test_long_double_itself_is_refused() -> None:
    message = refuse("typedef int (*f)(long double);", lambda x: 1)

    assert "`long double`, which cannot be passed by value" in message


def test_a_long_double_result_is_refused() -> None:
    message = refuse("typedef long double (*f)(int);", lambda x: 1)

    assert "`long double`, which cannot be passed by value" in message
