"""Pointers read from C: fields, indexing, arithmetic, comparison, writing through them, views and text."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pytest

from structcb.errors import FieldError, FieldTypeError, FieldValueError, StateError
from structcb.states import FunctionPointer, Pointer, PointerArray, State, StateArray, string, view
from tests.states.declared import Declared, declare

TEXT = """
struct opaque;
enum color { RED, GREEN };
struct node { int value; struct node *next; double w[2]; };
struct holder {
    struct node *nodes; double *data; const double *fixed; double **rows; double (*triples)[3]; char *name;
    void *any; struct opaque *handle; struct node *pair[2]; const struct node *still; enum color *colors; int *ints;
};
"""


@pytest.fixture(scope="module")
def declared() -> Declared:
    return declare(TEXT)


class Foreign:
    """Memory that cffi owns and fills, and a state that only sees its addresses."""

    def __init__(self, declared: Declared) -> None:
        new = declared.ffi.new
        self.declared = declared
        self.nodes = new("struct node[3]", [{"value": i, "w": [i, 2 * i]} for i in (10, 11, 12)])
        self.nodes[0].next, self.nodes[1].next = self.nodes + 1, self.nodes + 2
        self.data = new("double[4]", [1, 2, 3, 4])
        self.rows = new("double *[2]", [self.data, self.data + 2])
        self.triples = new("double[2][3]", [[1, 2, 3], [4, 5, 6]])
        self.name = new("char[]", b"hello")
        self.colors = new("enum color[2]", [1, 0])
        self.state = declared["struct holder"]()
        c = declared.cffi(self.state)
        c.nodes, c.data, c.fixed, c.rows, c.triples, c.name = (
            self.nodes, self.data, self.data, self.rows, self.triples, self.name,
        )  # fmt: skip
        c.any, c.still, c.colors, c.handle = (
            self.data,
            self.nodes,
            self.colors,
            declared.ffi.cast("void *", 0x1234),
        )
        c.pair = [self.nodes, self.nodes + 2]


@pytest.fixture
def foreign(declared: Declared) -> Foreign:
    return Foreign(declared)


@pytest.fixture
def state(foreign: Foreign) -> State:
    return foreign.state


def test_null_reads_as_none(declared: Declared) -> None:
    state = declared["struct holder"]()

    assert [state.nodes, state.data, state.any, state.handle, state.pair[0]] == [None] * 5


def test_pointer_to_a_struct_has_its_fields(foreign: Foreign, state: Any) -> None:
    state.nodes.value += 5
    state.nodes.w[1] = 7

    assert isinstance(state.nodes, Pointer)
    assert (foreign.nodes[0].value, list(foreign.nodes[0].w)) == (15, [10, 7])
    assert state.nodes["value"] == 15


def test_linked_list_is_walked_as_in_c(state: Any) -> None:
    values, node = [], state.nodes
    while node:
        values.append(node.value)
        node = node.next

    assert values == [10, 11, 12]


def test_pointer_to_structs_indexes_as_an_array(foreign: Foreign, state: Any) -> None:
    state.nodes[2].value = 5
    state.nodes[1] = {"value": 6}

    assert [node.value for node in foreign.nodes] == [10, 6, 5]
    assert state.nodes[0].w.tolist() == [10, 20]
    assert (state.nodes + 2)[-1].value == 6


def test_pointer_offers_what_the_state_has(state: Any) -> None:
    assert state.nodes.asdict()["value"] == 10
    assert state.nodes.copy().value == 10


def test_pointer_to_numbers_indexes(foreign: Foreign, state: Any) -> None:
    state.data[1] = 9

    assert (state.data[3], foreign.data[1]) == (4, 9)
    assert state.rows[1][0] == 3
    assert state.triples[1].tolist() == [4, 5, 6]
    assert state.colors[0].name == "GREEN"


def test_number_written_through_a_pointer_is_checked(state: Any) -> None:
    with pytest.raises(FieldTypeError, match=r"`holder.data\[1\]` takes a number"):
        state.data[1] = "a"
    with pytest.raises(FieldTypeError, match=r"`holder.nodes.value` takes an integer"):
        state.nodes.value = "a"


def test_arithmetic_counts_items(state: Any) -> None:
    p, q = state.data, state.data + 3

    assert q.address - p.address == 24
    assert (q - p, p - q, (q - 1)[0], (1 + p)[0]) == (3, -3, 3, 2)
    assert state.nodes.next - state.nodes == 1


def test_pointers_compare_by_address(state: Any) -> None:
    p = state.data

    assert p == state.data
    assert p is not state.data
    assert p != p + 1
    assert p < p + 1
    assert p + 1 >= p
    assert p <= state.data
    assert p + 1 > p
    assert hash(p) == hash(state.fixed)
    assert p is not None
    assert p


def test_pointer_equals_the_state_that_it_leads_to(declared: Declared) -> None:
    node = declared["struct node"](value=1)
    other = declared["struct node"](next=node)
    pointer = declared["struct node"].view(other._structcb_address).next

    assert isinstance(pointer, Pointer)
    assert pointer == node
    assert node == pointer


def test_pointer_is_no_sequence(state: Any) -> None:
    for wrong in (iter, list, lambda p: 1.0 in p):
        with pytest.raises(TypeError):
            wrong(state.data)


def test_slice_is_an_array_view(foreign: Foreign, state: Any) -> None:
    state.data[1:3] = [7, 8]
    state.nodes[0:2].value = 1

    assert list(foreign.data) == [1, 7, 8, 4]
    assert state.data[1:3].tolist() == [7, 8]
    assert [node.value for node in foreign.nodes] == [1, 1, 12]
    with pytest.raises(FieldTypeError, match="has no end"):
        state.data[1:]


def test_null_pointer_is_not_followed(state: Any) -> None:
    null = state.data - state.data.address // 8
    assert not null
    with pytest.raises(StateError, match=r"`holder.data` is NULL"):
        null[0]


@pytest.mark.parametrize("field", ["any", "handle"])
def test_pointer_without_a_size_is_not_indexed(state: Any, field: str) -> None:
    with pytest.raises(FieldTypeError, match=rf"`holder.{field}` is a .* has no size"):
        state[field][0]
    with pytest.raises(FieldTypeError, match="has no size"):
        state[field] + 1


def test_opaque_pointer_has_an_identity(state: Any) -> None:
    assert state.handle.address == 0x1234
    assert state.handle == Pointer(0x1234)


def test_const_is_not_written_through(foreign: Foreign, state: Any) -> None:
    for change in (
        lambda: state.fixed.__setitem__(0, 1.0),
        lambda: setattr(state.still, "value", 1),
        lambda: setattr(state.still[0], "value", 1),
    ):
        with pytest.raises(StateError, match=r"`holder\.(fixed|still).*` cannot be changed: it is const"):
            change()
    with pytest.raises(ValueError, match="read-only"):
        view(state.fixed, 2)[0] = 1
    assert foreign.data[0] == 1


def test_unknown_field_of_a_pointer(state: Any) -> None:
    with pytest.raises(FieldError, match=r"`holder.nodes` has no field `valeu`. Did you mean `value`"):
        state.nodes.valeu  # noqa: B018
    with pytest.raises(FieldError, match=r"`holder.data` has no field `x`"):
        state.data.x = 1


def test_array_of_pointers_reads_like_single_ones(foreign: Foreign, state: Any) -> None:
    assert isinstance(state.pair, PointerArray)
    assert [node.value for node in state.pair] == [10, 12]
    assert (len(state.pair), state.pair[-1].value) == (2, 12)
    with pytest.raises(IndexError, match=r"`holder.pair` has 2 items; there is no \[2\]"):
        state.pair[2]


def test_pointer_shows_type_and_address(foreign: Foreign, state: Any) -> None:
    address = int(foreign.declared.ffi.cast("uintptr_t", foreign.data))

    assert repr(state.data) == f"<double * at {address:#x}>"
    assert f"data=<double * at {address:#x}>" in repr(state)
    assert state.asdict()["data"] == address
    assert foreign.declared.ffi.typeof(state.data.cffi) is foreign.declared.ffi.typeof("double *")


def test_view_of_a_pointer(foreign: Foreign, state: Any) -> None:
    view(state.data, 4)[3] = 8

    assert foreign.data[3] == 8
    assert view(state.data, (2, 2)).tolist() == [[1, 2], [3, 8]]
    assert view(state.triples, 2).shape == (2, 3)
    assert view(state.rows, 2)[1][0] == 3


def test_view_of_structs(foreign: Foreign, state: Any) -> None:
    nodes = view(state.nodes, 3)
    nodes.value = [1, 2, 3]

    assert isinstance(nodes, StateArray)
    assert [node.value for node in foreign.nodes] == [1, 2, 3]


def test_view_of_what_was_bound(declared: Declared) -> None:
    data, nodes = np.arange(6.0), declared["struct node"].array(3)
    cdata = declared.ffi.new("int[3]", [1, 2, 3])
    state = declared["struct holder"](data=data, nodes=nodes, ints=cdata)

    assert np.shares_memory(view(state.data, (2, 3)), data)
    assert view(state.nodes, 2)._structcb_address == nodes.address
    assert view(state.ints, 3).tolist() == [1, 2, 3]
    assert view(nodes[1], 1)[0] == nodes[1]


def test_view_of_a_bound_matrix_counts_neither_items_nor_rows(declared: Declared) -> None:
    state: Any = declared["struct holder"](data=np.arange(6.0).reshape(3, 2))

    assert view(state.data, (2, 2)).tolist() == [[0, 1], [2, 3]]
    with pytest.raises(FieldTypeError, match=r"as many dimensions as this array has, 2; .* `array\[:n\]`"):
        view(state.data, 2)


def test_view_and_string_take_what_c_returns(declared: Declared) -> None:
    ints, text = declared.ffi.new("int[3]", [1, 2, 3]), declared.ffi.new("char[]", b"abc")

    assert view(declared.ffi.cast("int *", ints), 3).tolist() == [1, 2, 3]
    assert string(declared.ffi.cast("const char *", text)) == string(text) == b"abc"
    with pytest.raises(StateError, match="NULL"):
        string(declared.ffi.cast("char *", 0))
    with pytest.raises(FieldTypeError, match=r"takes a `char \*`"):
        string(ints)


def test_view_keeps_what_was_bound_alive(declared: Declared) -> None:
    freed: list[object] = []
    state: Any = declared["struct holder"](ints=declared.ffi.gc(declared.ffi.new("int[3]"), freed.append))
    array = view(state.ints, 3)
    state.ints = None
    gc.collect()
    assert not freed

    del array
    gc.collect()
    assert freed


@pytest.mark.parametrize(
    ("pointer", "shape", "error", "match"),
    [
        (None, 3, StateError, "NULL"),
        (np.zeros(3), 4, FieldValueError, "4 items were asked for, but only 3"),
        (np.zeros(3), -1, FieldValueError, "shape"),
        ("a", (1, 3), FieldValueError, "3 items were asked for, but only 2"),
        (3.0, 1, FieldTypeError, "`view` takes a pointer, an array or a state, not the `float` 3.0"),
    ],
)
def test_impossible_view_is_refused(pointer: Any, shape: Any, error: type[Exception], match: str) -> None:
    with pytest.raises(error, match=match):
        view(pointer, shape)


def test_view_of_void_is_refused(state: Any) -> None:
    with pytest.raises(FieldTypeError, match=r"`holder.any` is a `void \*`"):
        view(state.any, 3)


def test_string_of_a_pointer(state: Any) -> None:
    assert string(state.name) == b"hello"
    assert [string(b"ab\0c"), string("ab"), string(np.array([97, 0, 98], np.int8))] == [b"ab", b"ab", b"a"]


def test_string_of_what_is_no_text_is_refused(state: Any) -> None:
    with pytest.raises(StateError, match="NULL"):
        string(None)
    for wrong in (state.data, 3, np.zeros(3)):
        with pytest.raises(FieldTypeError, match=r"`string` takes a `char \*`"):
            string(wrong)


def test_plain_pointer_is_untyped() -> None:
    pointer = Pointer(16)

    assert (int(pointer), bool(Pointer(0)), repr(pointer)) == (16, False, "<void * at 0x10>")
    assert not isinstance(pointer, FunctionPointer)
