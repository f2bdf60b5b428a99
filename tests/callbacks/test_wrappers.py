"""Functions around functions: what is compiled is what is written, and `py_func` is what the user wrote."""

from __future__ import annotations

import functools
import inspect
import pickle
from typing import Any

import pytest

import structcb
from structcb.consumers import sqlite
from structcb.consumers.base import Role, adapted

H = structcb.parse("typedef struct { double k; } scale; typedef double (*fn)(double x, void *user_data);")


def doubled(function: Any) -> Any:
    compiled = structcb.inline(function)

    @functools.wraps(function)
    def call(number, state):
        return 2 * compiled(number, state)

    return call


def scaled(x, p):
    return p.k * x


def test_a_wrapper_of_functools_compiles_with_its_own_parameters() -> None:
    callback = H.callback("fn", user_data="scale", cache=False)(doubled(scaled))

    assert callback(3.0, H.new("scale", k=5.0)) == 30.0
    assert callback.__qualname__ == "scaled"
    assert callback.py_func(3.0, H.new("scale", k=5.0)) == 30.0


def test_a_helper_that_wraps_is_inlined_with_its_own_parameters() -> None:
    helper = structcb.inline(doubled(scaled))

    @H.callback("fn", user_data="scale", cache=False)
    def calls(x, p):
        return helper(x, p) + 1.0

    assert calls(3.0, H.new("scale", k=5.0)) == 31.0


def adapt(body: Any) -> Any:
    def adapter(x, user_data):
        return body(user_data, x)

    return adapter


def test_an_adapted_callback_shows_what_the_user_wrote() -> None:
    def body(p, number):
        return p.k * number

    callback = adapted(Role("double (double, void *user_data)", "p, x", adapt), H, "scale", {}, body)

    assert callback(3.0, H.new("scale", k=5.0)) == 15.0
    assert callback.py_func is body
    assert str(inspect.signature(callback)) == "(p, number)"
    sent = pickle.loads(pickle.dumps(callback))
    assert sent.py_func(H.new("scale", k=5.0), 3.0) == sent(3.0, H.new("scale", k=5.0)) == 15.0


def test_python_calls_an_sql_function_as_it_is_written() -> None:
    @sqlite.function(H)
    def square(x: float) -> float:
        return x * x

    assert square(3.0) == 9.0


def test_a_wrapped_helper_keeps_its_own_defaults() -> None:
    def wrapped(x: float, by: float = 2.0) -> float:
        return x * by

    @structcb.inline
    @functools.wraps(wrapped)
    def helper(x, by=3.0):
        return x * by

    @structcb.parse("typedef double (*fn)(double);").callback("fn", cache=False)
    def calls(x):
        return helper(x)

    assert calls(2.0) == 6.0


def with_a_default(x, p=None):
    return x


def with_any_number(x, *p):
    return x


def with_a_keyword(x, *, p):
    return x


@pytest.mark.parametrize("function", [with_a_default, with_any_number, with_a_keyword])
def test_a_parameter_that_c_cannot_pass_is_refused_by_name(function: Any) -> None:
    with pytest.raises(structcb.SignatureError, match=r"parameter `(p=None|\*p|p)` cannot be passed by C"):
        H.callback("fn")(function)


def generator(x, p):
    yield x


async def coroutine(x, p):
    return x


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("function", [generator, coroutine])
def test_what_gives_its_result_later_is_refused(function: Any, debug: bool) -> None:
    with pytest.raises(structcb.SignatureError, match="is a generator or a coroutine"):
        H.callback("fn", debug=debug)(function)


def test_only_a_python_function_is_compiled() -> None:
    with pytest.raises(structcb.SignatureError, match="only a Python function can be compiled"):
        H.callback("fn")(abs)
