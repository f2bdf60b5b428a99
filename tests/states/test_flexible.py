"""Flexible array members: sized and owned by the state that was made for them, else a pointer."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pytest

from structcb.errors import FieldError, FieldTypeError, FieldValueError, StateError
from structcb.states import Pointer
from tests.states.declared import Declared, declare

TEXT = """
struct flex { int n; double v[]; };
struct table { int n; float rows[][3]; };
struct list { int n; struct { int a; double *data; } items[]; };
struct names { char flexible; char text[]; };
struct plain { int flexible; };
struct simple { int n; };
"""


@pytest.fixture(scope="module")
def declared() -> Declared:
    return declare(TEXT)


def test_flexible_array_has_the_length_that_was_allocated(declared: Declared) -> None:
    state = declared["struct flex"](n=3, flexible=100, v=np.arange(100))
    state.v[99] = 7
    pointer = declared.cffi(state)

    assert state.v.shape == (100,)
    assert [pointer.v[i] for i in (0, 1, 98, 99)] == [0, 1, 98, 7]


def test_flexible_array_is_owned_and_zeroed(declared: Declared) -> None:
    values = declared["struct flex"](flexible=1000).v
    gc.collect()

    assert not values.any()


def test_flexible_array_of_rows_and_of_structs(declared: Declared) -> None:
    table = declared["struct table"](flexible=2, rows=[[1, 2, 3], [4, 5, 6]])
    data = np.ones(3)
    many = declared["struct list"](flexible=2, items=[{"a": 1}, {"a": 2, "data": data}])

    assert [list(declared.cffi(table).rows[i]) for i in (0, 1)] == [[1, 2, 3], [4, 5, 6]]
    assert (many.items.a.tolist(), many.items[1].data is data) == ([1, 2], True)


def test_length_must_fit(declared: Declared) -> None:
    with pytest.raises(FieldTypeError, match=r"`flex.v` takes an array of shape \(2,\), not \(3,\)"):
        declared["struct flex"](flexible=2, v=[1, 2, 3])


def test_values_without_a_length_are_refused(declared: Declared) -> None:
    with pytest.raises(StateError, match=r"`flex.v` is a flexible array .*flexible=<number of items>"):
        declared["struct flex"](v=[1, 2])


@pytest.mark.parametrize(("length", "error"), [(-1, FieldValueError), (1.5, TypeError)])
def test_impossible_length_is_refused(declared: Declared, length: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        declared["struct flex"](flexible=length)


def test_view_of_unknown_length_is_a_pointer(declared: Declared) -> None:
    owner = declared.ffi.new("struct flex *", [2, [1.0, 2.0]])
    state = declared["struct flex"].view(owner)

    assert isinstance(state.v, Pointer)
    assert state.v[0:2].tolist() == [1, 2]
    assert state.asdict()["v"] == state.v.address


def test_length_counts_only_where_it_was_allocated(declared: Declared) -> None:
    state: Any = declared["struct list"](flexible=8)
    elsewhere: Any = declared["struct flex"].view(state.items[1])

    assert isinstance(elsewhere.v, Pointer)


def test_copy_and_comparison_reach_to_the_end(declared: Declared) -> None:
    state = declared["struct flex"](n=1, flexible=3, v=[1, 2, 3])
    twin = state.copy()

    assert twin == state
    twin.v[2] = 9
    assert (twin == state, state.v.tolist()) == (False, [1, 2, 3])
    assert state != declared["struct flex"](n=1, flexible=2, v=[1, 2])
    assert state.asdict()["v"].tolist() == [1, 2, 3]
    assert repr(state) == "flex(n=1, v=[1., 2., 3.])"


def test_assignment_after_making(declared: Declared) -> None:
    state = declared["struct flex"](flexible=2)
    state.v = [3, 4]

    assert state.v.tolist() == [3, 4]


def test_struct_without_one_refuses_a_length(declared: Declared) -> None:
    with pytest.raises(FieldError, match=r"`simple` has no flexible array"):
        declared["struct simple"](flexible=2)


def test_field_called_flexible_is_a_field(declared: Declared) -> None:
    assert declared["struct plain"](flexible=2).flexible == 2
    with pytest.raises(FieldTypeError, match=r"`names.flexible` is a field"):
        declared["struct names"](flexible=2)


def test_array_of_flexible_structs_is_refused(declared: Declared) -> None:
    with pytest.raises(FieldTypeError, match=r"`flex` ends in a flexible array"):
        declared["struct flex"].array(3)
