"""What consumers share: what the options say holds for the user's function, and the state that each callback needs."""

from __future__ import annotations

import math

import pytest

import structcb
from structcb.consumers.base import Role, adapted, find_library, user_data_address

H = structcb.parse("typedef struct { double weights[3]; } table; typedef struct { int n; } other;")


def adapt(body):
    def adapter(x, user_data):
        return body(x, user_data)

    return adapter


ROLE = Role("double (double x, void *user_data)", "x, p", adapt)


def test_bounds_are_checked_in_the_users_function():
    def pick(x, p):
        return p.weights[int(x)]

    callback = adapted(ROLE, H, "table", {"boundscheck": True}, pick)

    assert callback(2.0, H.new("table", weights=[1, 2, 3])) == 3
    with pytest.raises(IndexError):
        callback(3.0, H.new("table"))


def test_the_error_model_is_that_of_the_users_function():
    def inverse(x, p):
        return 1 / x

    state = H.new("table")

    assert adapted(ROLE, H, "table", {"error_model": "numpy"}, inverse)(0.0, state) == math.inf
    with pytest.raises(ZeroDivisionError):
        adapted(ROLE, H, "table", {}, inverse)(0.0, state)


@pytest.mark.parametrize("fastmath", [True, {"contract", "reassoc"}], ids=["all", "some"])
def test_the_users_function_is_computed_fast(fastmath):
    def mixed(x, p):
        return x * p.weights[0] + p.weights[1]

    compiled = adapted(ROLE, H, "table", {"fastmath": fastmath, "cache": False}, mixed).inspect_llvm()
    plain = adapted(ROLE, H, "table", {"cache": False}, mixed).inspect_llvm()

    assert "fmul fast" in compiled or "fmul reassoc contract" in compiled
    assert "fmul double" in plain


def test_a_state_is_asked_for_wherever_it_stands_among_the_parameters():
    @H.callback("int (void *user_data, double x, void *scratch)", user_data={"p": "table"})
    def callback(p, x, scratch):
        return 0

    with pytest.raises(
        structcb.StateError, match=r"reads a `table`, but no state was given.*h\.new\('table'\)"
    ):
        user_data_address(callback, None)
    with pytest.raises(structcb.SignatureError, match="takes a `table`, the state is a `other`"):
        user_data_address(callback, H.new("other"))


def test_a_function_with_other_parameters_is_refused_with_both_lists():
    def three(x, y, p):
        return x

    with pytest.raises(structcb.SignatureError, match=r"gets \(x, p\), but takes \(x, y, p\)"):
        adapted(ROLE, H, "table", {}, three)


def test_a_library_of_a_third_party_is_asked_for_by_its_distribution():
    with pytest.raises(structcb.MissingLibraryError, match=r"pip install no-such-wheel$"):
        find_library("no-such-wheel", "nothing")
