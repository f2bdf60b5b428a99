"""States as a whole: making them, structs inside structs, unions, copies, comparison, and what they print."""

from __future__ import annotations

import ctypes
import gc
import math
import weakref
from typing import Any

import numpy as np
import pytest

from structcb.errors import FieldError, FieldTypeError, FieldValueError, StateError
from structcb.states import State
from tests.states.declared import Declared, declare

TEXT = """
typedef struct { double x; int n; } inner_t;
typedef struct oscillator {
    char c; double k; inner_t inner; inner_t items[3]; inner_t grid[2][3];
    union { double as_double; long long as_int; } u;
    union { float left; int right; };
    struct { short a, b; };
    char name[8]; int w[2]; double *data; struct oscillator *next; const int fixed; const inner_t still; const int row[2];
} oscillator;
struct other { double x; int n; };
"""


@pytest.fixture(scope="module")
def declared() -> Declared:
    return declare(TEXT)


@pytest.fixture
def state(declared: Declared) -> State:
    return declared["struct oscillator"](k=2.0, inner={"x": 1.5, "n": 3})


def raw(state: Any) -> bytes:
    return bytes(state._structcb_memory.bytes)


def test_new_state_is_zeroed(declared: Declared) -> None:
    assert not any(raw(declared["struct oscillator"]()))


def test_value_makes_a_state_too(declared: Declared) -> None:
    S = declared["struct oscillator"]

    assert S.value(k=1) == S(k=1)


def test_nested_state_shares_the_memory(declared: Declared, state: Any) -> None:
    state.inner.x = 4.5
    declared.cffi(state).items[2].n = 7

    assert declared.cffi(state).inner.x == 4.5
    assert state.items[2].n == 7


def test_nested_state_keeps_the_memory_alive(declared: Declared) -> None:
    inner = declared["struct oscillator"](inner={"x": 1.5}).inner
    gc.collect()

    assert inner.x == 1.5


@pytest.mark.parametrize("source", ["state", "mapping", "record"])
def test_struct_assignment_copies_bytes(declared: Declared, state: Any, source: str) -> None:
    value = declared["inner_t"](x=8, n=9)
    sources: dict[str, Any] = {"state": value, "mapping": {"x": 8, "n": 9}, "record": value.record}
    state.inner = sources[source]
    value.x = 0

    assert (declared.cffi(state).inner.x, declared.cffi(state).inner.n) == (8, 9)


def test_mapping_leaves_zeros_in_what_it_leaves_out(state: Any) -> None:
    state.inner = {"n": 5}

    assert state.inner.asdict() == {"x": 0.0, "n": 5}


def test_array_of_structs_takes_states_and_mappings(declared: Declared, state: Any) -> None:
    state.items = [{"n": 1}, declared["inner_t"](n=2), {"n": 3}]

    assert [item.n for item in declared.cffi(state).items] == [1, 2, 3]
    assert [item.n for item in state.items] == [1, 2, 3]


def test_array_of_structs_takes_another_one(declared: Declared, state: Any) -> None:
    state.items = declared["inner_t"].array(3, n=[4, 5, 6])
    state.items[1:] = state.items[:2]

    assert [item.n for item in state.items] == [4, 4, 5]


def test_array_of_structs_in_two_dimensions(declared: Declared, state: Any) -> None:
    state.grid[1][2].n = 5
    state.grid[0, -1] = {"n": 6}

    assert declared.cffi(state).grid[1][2].n == 5
    assert state.grid.n.tolist() == [[0, 0, 6], [0, 0, 5]]
    assert [len(state.grid), len(state.grid[0])] == [2, 3]


@pytest.mark.parametrize(
    ("field", "value", "match"),
    [
        ("inner", 1.0, "`oscillator.inner` takes a `inner_t` or a mapping"),
        ("inner", {"x": "a"}, r"`oscillator.inner.x` takes a number"),
        ("items", [{}, {}], "takes 3 items, not 2"),
        ("items", [{}, {"n": 1.5}, {}], r"`oscillator.items\[1\].n` takes an integer"),
        ("items", {"n": 1}, "takes 3 items"),
        ("grid", [[{}, {}, {}], [{}, {}]], r"`oscillator.grid\[1\]` takes 3 items, not 2"),
    ],
)
def test_wrong_struct_is_refused(state: Any, field: str, value: object, match: str) -> None:
    before = raw(state)
    with pytest.raises(FieldTypeError, match=match):
        state[field] = value
    assert raw(state) == before


def test_struct_of_the_same_shape_but_another_name_is_refused(declared: Declared, state: Any) -> None:
    with pytest.raises(FieldTypeError, match="takes a `inner_t`"):
        state.inner = declared["struct other"](x=1)


def test_struct_of_an_equal_header_is_taken(state: Any) -> None:
    state.inner = declare(TEXT)["inner_t"](x=6)

    assert state.inner.x == 6


def test_struct_that_refers_to_another_struct_is_refused(declared: Declared) -> None:
    text = "struct to {{ {0} x; }}; struct a {{ struct to *p; }}; struct s {{ struct a inner; }};"
    state: Any = declare(text.format("int"))["struct s"]()
    state.inner = declare(text.format("int"))["struct a"]()

    with pytest.raises(FieldTypeError, match="takes a `a`"):
        state.inner = declare(text.format("float"))["struct a"]()


def test_unions_compare_by_their_bytes(declared: Declared, state: Any) -> None:
    twin = state.copy()
    state.u.as_double = twin.u.as_double = math.nan

    assert state.u == twin.u
    twin.u.as_int += 1
    assert state.u != twin.u


def test_union_members_are_views_of_the_same_bytes(declared: Declared, state: Any) -> None:
    state.u.as_double = 1.0
    state.left = 1.0

    assert state.u.as_int == 0x3FF0000000000000 == declared.cffi(state).u.as_int
    assert state.right == 0x3F800000


def test_anonymous_members_stand_under_their_own_names(declared: Declared, state: Any) -> None:
    state.b = 12

    assert declared.cffi(state).b == 12


def test_unknown_field_names_a_close_one(state: Any) -> None:
    with pytest.raises(
        FieldError, match=r"`oscillator` has no field `kk`\. Did you mean `k`\? It has: c, k, inner"
    ):
        state.kk  # noqa: B018
    with pytest.raises(FieldError, match=r"`oscillator.inner` has no field `y`"):
        state.inner.y = 1
    with pytest.raises(FieldError, match=r"`oscillator.items\[1\]` has no field `y`"):
        state.items[1].y  # noqa: B018
    with pytest.raises(FieldError, match="no field `kk`"):
        state["kk"]


def test_unknown_keyword_is_refused(declared: Declared) -> None:
    with pytest.raises(FieldError, match=r"`oscillator.inner` has no field `z`"):
        declared["struct oscillator"](inner={"z": 1})


def test_all_faults_are_found_at_once(declared: Declared) -> None:
    with pytest.raises(StateError) as caught:
        declared["struct oscillator"](k="a", c=1000, zzz=1, inner={"x": "b", "n": 2.5})

    lines = str(caught.value)
    assert "4 values do not fit; nothing was changed." in lines
    for path in (
        "oscillator.k",
        "oscillator.c",
        "no field `zzz`",
        "oscillator.inner.x",
        "oscillator.inner.n",
    ):
        assert path in lines


def test_faults_of_one_kind_keep_their_kind(declared: Declared) -> None:
    with pytest.raises(FieldValueError, match="2 values do not fit"):
        declared["struct oscillator"](c=1000, w=[0, 2**31])


def test_const_is_set_when_made_and_never_again(declared: Declared) -> None:
    state = declared["struct oscillator"](fixed=4, still={"n": 5}, row=[6, 7])
    for change in (
        lambda: setattr(state, "fixed", 1),
        lambda: setattr(state, "still", {}),
        lambda: setattr(state.still, "n", 1),
        lambda: setattr(state, "row", [1, 1]),
    ):
        with pytest.raises(StateError, match=r"`oscillator\.\w+(\.n)?` cannot be changed: it is const in C"):
            change()
    with pytest.raises(ValueError, match="read-only"):
        state.row[0] = 1
    assert (state.fixed, state.still.n, state.row.tolist()) == (4, 5, [6, 7])


def test_field_cannot_be_deleted(state: Any) -> None:
    with pytest.raises(AttributeError, match=r"`oscillator.k` is C memory"):
        del state.k


def test_state_stands_for_a_pointer_to_itself(state: Any) -> None:
    assert state[0] is state
    assert state
    state[0].k = 5
    assert state.k == 5
    with pytest.raises(IndexError, match="the only index is 0, not 1"):
        state[1]
    with pytest.raises(TypeError):
        iter(state)


def test_state_can_be_assigned_whole(declared: Declared, state: Any) -> None:
    state[0] = declared["struct oscillator"](k=7)

    assert (state.k, state.inner.x) == (7, 0)


def test_equality_compares_fields_and_ignores_padding(declared: Declared) -> None:
    S = declared["struct oscillator"]
    one, two = S(k=1, w=[1, 2]), S(k=1, w=[1, 2])
    memory = one._structcb_memory.bytes
    memory[1:8] = b"padding"

    assert one == two
    two.w[1] = 3
    assert one != two
    assert one != 1


def test_equality_compares_pointers_by_address(declared: Declared) -> None:
    S = declared["struct oscillator"]
    data = np.zeros(2)

    assert S(data=data) == S(data=data)
    assert S(data=data) != S(data=data.copy())


def test_state_has_no_hash(state: Any) -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(state)


def test_copy_has_its_own_memory_and_keeps_borrowed_objects(declared: Declared, state: Any) -> None:
    data = np.zeros(2)
    alive = weakref.ref(data)
    state.data = data
    twin = State.copy(state)
    del data
    state.data = None
    state.k = 0
    gc.collect()

    assert (twin.k, twin.inner.x) == (2.0, 1.5)
    assert twin.data is alive() is not None


def test_copy_of_a_nested_state(state: Any) -> None:
    twin = state.inner.copy()
    twin.x = 0

    assert state.inner.x == 1.5


def test_asdict_shares_nothing(declared: Declared, state: Any) -> None:
    state.name = b"abc"
    values = state.asdict()
    state.w[0] = 9
    state.inner.x = 9

    assert values["inner"] == {"x": 1.5, "n": 3}
    assert values["items"] == [{"x": 0.0, "n": 0}] * 3
    assert values["name"] == b"abc"
    assert values["w"].tolist() == [0, 0]
    assert values["data"] is None
    assert list(values) == list(state._structcb_type.layout.fields)


def test_repr_shows_nested_values_and_survives_cycles(declared: Declared, state: Any) -> None:
    state.next = state
    shown = repr(state)

    assert shown.startswith("oscillator(c=0, k=2.0, inner=inner_t(x=1.5, n=3), items=[inner_t(x=0.0, n=0), ")
    assert f"next=<struct oscillator * at {state._structcb_address:#x}>" in shown
    assert "data=None" in shown
    assert "name=b''" in shown


def test_addresses_agree_for_cffi_ctypes_and_numpy(declared: Declared, state: Any) -> None:
    record = state.record
    record["k"] = 6.5

    assert int(declared.ffi.cast("uintptr_t", state.cffi)) == state.address == state.ctypes.value
    assert declared.ffi.typeof(state.cffi) is declared.ffi.typeof("oscillator *")
    assert isinstance(record, np.void)
    assert (state.k, record["inner"]["x"]) == (6.5, 1.5)


def test_ctypes_pointer_keeps_the_state_alive(declared: Declared) -> None:
    pointer: Any = declared["struct oscillator"](k=3).ctypes
    gc.collect()

    assert ctypes.c_double.from_address(pointer.value + 8).value == 3


def test_record_keeps_the_memory_and_what_it_borrows_alive(declared: Declared) -> None:
    data = np.zeros(2)
    alive = weakref.ref(data)
    record = declared["struct oscillator"](k=3, data=data).record
    del data
    gc.collect()

    assert record["k"] == 3
    assert alive() is not None


def test_dir_and_help_know_the_fields(declared: Declared, state: Any) -> None:
    assert {"k", "inner", "copy", "address"} <= set(dir(state))
    assert vars(type(state))["k"].__doc__ == "double"
    assert "inner_t[3]" in str(type(state).__doc__)


def test_memory_of_a_cycle_is_freed(declared: Declared) -> None:
    S = declared["struct oscillator"]
    one, two = S(), S()
    one.next, two.next = two, one
    alive = weakref.ref(one._structcb_memory)
    del one, two
    gc.collect()

    assert alive() is None


def test_poisoned_state_refuses_every_access(declared: Declared) -> None:
    state = declared["struct oscillator"](k=1)
    inner, weights = state.inner, state.w
    state.poison()
    accesses: list[Any] = [
        lambda: state.k,
        lambda: setattr(state, "k", 1),
        lambda: inner.x,
        lambda: state.w,
        lambda: state.address,
        lambda: state.record,
        state.asdict,
        lambda: state == state,  # noqa: PLR0124
    ]
    for access in accesses:
        with pytest.raises(StateError, match="poisoned"):
            access()
    assert weights.view(np.uint32).tolist() == [0xDBDBDBDB] * 2
    assert repr(state) == "oscillator(<poisoned>)"


def test_foreign_memory_is_not_poisoned(declared: Declared) -> None:
    cdata = declared.ffi.new("oscillator *")

    with pytest.raises(StateError, match="foreign memory"):
        declared["struct oscillator"].view(cdata).poison()
