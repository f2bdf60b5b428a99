"""Arrays of states: items, slices, columns, records, and setting whole columns at once."""

from __future__ import annotations

import gc
import time
import weakref
from typing import Any

import numpy as np
import pytest

from structcb.errors import FieldError, FieldTypeError, FieldValueError, StateError
from structcb.states import StateArray
from tests.states.declared import Declared, declare

TEXT = """
enum color { RED, GREEN };
typedef struct { double x; int n; } inner_t;
typedef struct {
    char c; double k; int w[2]; inner_t inner; enum color color; _Bool ok; char name[4]; unsigned a : 3; int b : 7;
    double *data; inner_t *next; union { double d; long long l; } u; const int fixed; inner_t items[2]; float m[2][2];
} item;
"""


@pytest.fixture(scope="module")
def declared() -> Declared:
    return declare(TEXT)


@pytest.fixture
def array(declared: Declared) -> StateArray:
    return declared["item"].array(4, k=[1, 2, 3, 4], name=b"ab", c=7)


def cells(declared: Declared, array: Any) -> Any:
    return declared.ffi.cast("item *", array._structcb_address)


def test_array_is_contiguous_c_memory(declared: Declared, array: Any) -> None:
    cells(declared, array)[3].k = 9

    assert (len(array), array[3].k, array[-1].k) == (4, 9, 9)
    assert array[1].address - array.address == declared["item"].size
    assert declared.ffi.typeof(array.cffi) is declared.ffi.typeof("item *")
    assert [state.k for state in array] == [1, 2, 3, 9]


@pytest.mark.parametrize("index", [4, -5])
def test_index_out_of_range_is_an_index_error(array: Any, index: int) -> None:
    with pytest.raises(IndexError, match=rf"`item` has 4 items; there is no \[{index}\]"):
        array[index]


def test_slice_is_a_view(declared: Declared, array: Any) -> None:
    part = array[1:3]
    part.k = 0
    part[0].c = 5

    assert isinstance(part, StateArray)
    assert [cells(declared, array)[i].k for i in range(4)] == [1, 0, 0, 4]
    assert array[1].c == 5
    assert (len(array[5:]), len(array[3:1])) == (0, 0)


def test_slice_with_a_step_is_a_view(declared: Declared, array: Any) -> None:
    array[::-2].k = [30, 10]
    array[1::2] = [{"c": 5}, {"c": 6}]
    array.items[:, 1].n = 8

    c = cells(declared, array)
    shown = [(c[i].k, c[i].c, c[i].items[1].n) for i in range(4)]
    assert shown == [(1, b"\x07", 8), (0, b"\x05", 8), (3, b"\x07", 8), (0, b"\x06", 8)]
    assert (array[::2].k.tolist(), array[::-1][0].address) == ([1, 3], array[3].address)


def test_column_is_a_view(declared: Declared, array: Any) -> None:
    array.k[2] = 8
    array["w"][1] = [3, 4]
    array.inner["x"][0] = 5
    array.u["l"][0] = 1

    assert (array[2].k, list(cells(declared, array)[1].w), array[0].inner.x, array[0].u.l) == (
        8,
        [3, 4],
        5,
        1,
    )
    assert array.k.strides == (declared["item"].size,)
    assert array.items["n"].shape == (4, 2)


def test_column_keeps_the_memory_alive(declared: Declared) -> None:
    column = declared["item"].array(1000, k=3).k
    gc.collect()

    assert (column == 3).all()


def test_rows_of_two_dimensions_are_sliced() -> None:
    holder: Any = declare(
        "struct it { int k; struct it *p; }; struct g { struct it grid[2][3]; struct it *ps[4]; };"
    )["struct g"]()
    for number, item in enumerate(item for row in holder.grid for item in row):
        item.k = number
    holder.ps[::2] = [holder.grid[0, 1], None]

    assert holder.grid[:, 1].k.tolist() == [1, 4]
    holder.grid[:] = holder.grid[::-1]
    assert holder.grid.k.tolist() == [[3, 4, 5], [0, 1, 2]]
    holder.grid = holder.grid[::-1]
    assert holder.grid[::-1, ::2].k.tolist() == [[3, 5], [0, 2]]
    assert (holder.ps[::2][0].k, holder.ps[::-1][1], holder.ps[0:2][0].k) == (1, None, 1)


def test_text_is_stored_in_rows_and_slices() -> None:
    holder: Any = declare("struct t { char names[2][4]; char buf[6]; };")["struct t"](buf=b"abcdef")
    holder.names[1] = "xy"
    holder.buf[1:4] = b"Q"

    assert (bytes(holder.names[1]), holder.buf.tobytes()) == (b"xy", b"aQ\0\0ef")
    with pytest.raises(
        FieldValueError, match=r"b'toolong' does not fit into an array of `char` of the shape \(4,\)"
    ):
        holder.names[0] = b"toolong"


def test_column_of_text(array: Any) -> None:
    array.name = [b"a", "b", b"cd", b"1234"]

    assert array.name[3] == b"1234"
    assert [bytes(name) for name in array.name] == [b"a", b"b", b"cd", b"1234"]


def test_column_of_bits_is_computed(declared: Declared, array: Any) -> None:
    array.b = [-1, 2, -3, 4]
    array.a = 5

    assert (array.b.tolist(), array.a.tolist()) == ([-1, 2, -3, 4], [5] * 4)
    assert [cells(declared, array)[i].b for i in range(4)] == [-1, 2, -3, 4]
    assert not array.b.flags.writeable


def test_column_of_pointers_reads_item_by_item(array: Any) -> None:
    data = np.zeros(2)
    array.data = data
    array[3].data = None

    assert array.data[2] is data
    assert array.data[3] is None
    assert (array.data == data.ctypes.data).tolist() == [True, True, True, False]
    assert not np.asarray(array.data).flags.writeable


def test_column_of_pointers_binds_item_by_item(declared: Declared, array: Any) -> None:
    node = declared["inner_t"](n=5)
    array.next[1] = node
    array.data[2:] = [np.zeros(1), None]

    assert cells(declared, array)[1].next.n == 5
    assert (array[1].next is node, array[2].data.shape) == (True, (1,))


def test_column_of_structs_has_columns(declared: Declared, array: Any) -> None:
    array.inner.x = [1, 2, 3, 4]
    array.inner.n[1:] = 7
    array.items.n[2] = [8, 9]
    array.inner[0] = {"n": 5}

    c = cells(declared, array)
    assert [(c[i].inner.x, c[i].inner.n) for i in range(4)] == [(0, 5), (2, 7), (3, 7), (4, 7)]
    assert [state.n for state in array.items[2]] == [8, 9]
    assert (array.items.n.shape, array.items[3, 1].address) == ((4, 2), array[3].items[1].address)
    assert array.items[::2, 1].n.tolist() == [0, 9]
    assert np.asarray(array.inner)["x"].tolist() == [0, 2, 3, 4]


def test_column_of_structs_shows_bits_and_unions_inside(declared: Declared) -> None:
    S = declare(
        "struct in { unsigned lo : 3, hi : 5; union { int i; float f; } u; }; struct out { int k; struct in in; };"
    )
    array: Any = S["struct out"].array(3)
    array["in"].hi = [1, 2, 31]
    array["in"].u.f = 1.5

    assert array["in"].hi.tolist() == [1, 2, 31]
    assert [array[i]["in"].u.i for i in range(3)] == [0x3FC00000] * 3


def test_column_of_constant_structs_is_read_only() -> None:
    S = declare("struct in { int n; int *p; }; struct out { const struct in in; int *const p; };")
    array: Any = S["struct out"].array(3)

    for assign in (
        lambda: setattr(array["in"], "n", 1),
        lambda: array["in"].__setitem__(0, {"n": 1}),
        lambda: array.p.__setitem__(slice(0, 3), [None] * 3),
    ):
        with pytest.raises(StateError, match="cannot be changed"):
            assign()
    assert not array["in"].n.flags.writeable


@pytest.mark.parametrize(
    ("assign", "error", "match"),
    [
        (lambda a: a.inner.__setitem__(4, {}), IndexError, r"`item.inner` has 4 items; there is no \[4\]"),
        (lambda a: a.inner[0, 0], IndexError, "has 0 dimensions|has 1 dimensions"),
        (lambda a: a.inner.__setitem__(slice(2), [{}]), FieldTypeError, "takes a sequence of 2 items"),
        (
            lambda a: a.inner.__setitem__(slice(2), [{}, 3]),
            FieldTypeError,
            r"`item.inner\[1\]` takes a `inner_t`",
        ),
        (lambda a: a.inner.y, FieldError, "`item.inner` has no field `y`"),
    ],
)
def test_wrong_index_into_a_column_is_refused(
    array: Any, assign: Any, error: type[Exception], match: str
) -> None:
    with pytest.raises(error, match=match):
        assign(array)


def test_column_of_structs_shows_its_items(array: Any) -> None:
    assert repr(array.inner).startswith("[inner_t(x=0.0, n=0), ")
    assert len(array.inner) == 4


def test_column_of_pointers_takes_one_for_each(declared: Declared, array: Any) -> None:
    nodes = declared["inner_t"].array(4, n=range(4))
    array.next = list(nodes)
    alive = weakref.ref(nodes._structcb_memory)
    del nodes
    gc.collect()

    assert [cells(declared, array)[i].next.n for i in range(4)] == [0, 1, 2, 3]
    assert alive() is not None


def test_columns_broadcast(declared: Declared, array: Any) -> None:
    array.w = [7, 8]
    array.m = 1
    array.color = [0, 1, 1, 0]
    array.inner = {"x": 2}
    array.items = [[{"n": i}, {"n": -i}] for i in range(4)]

    assert array.w.tolist() == [[7, 8]] * 4
    assert array.m.sum() == 16
    assert array[1].color.name == "GREEN"
    assert array.inner["x"].tolist() == [2] * 4
    assert array.items["n"].tolist() == [[0, 0], [1, -1], [2, -2], [3, -3]]


@pytest.mark.parametrize(
    ("name", "value", "error", "match"),
    [
        ("k", [1, 2], FieldTypeError, r"`item.k` takes an array of shape \(4,\), not \(2,\)"),
        ("k", ["a"] * 4, FieldTypeError, r"`item.k\[0\]` takes a number"),
        ("k", "a", FieldTypeError, "takes an array"),
        ("c", [1, 2, 300, 4], FieldValueError, r"`item.c\[2\]` holds -128 to 127"),
        ("c", 300, FieldValueError, r"`item.c` holds -128 to 127"),
        ("w", np.zeros((4, 3), int), FieldTypeError, r"shape \(4, 2\), not \(4, 3\)"),
        ("name", [b"a"], FieldTypeError, "takes 4 values, not 1"),
        ("name", [b"a", b"12345", b"", b""], FieldValueError, r"`item.name\[1\]` holds 4 bytes"),
        ("a", [1, 2, 3, 8], FieldValueError, r"`item.a\[3\]` holds 0 to 7"),
        ("data", [np.zeros(2), 1, None, None], FieldTypeError, r"`item.data\[1\]` takes"),
        ("fixed", 1, StateError, "`item.fixed` cannot be changed"),
        ("kk", 1, FieldError, r"`item` has no field `kk`\. Did you mean `k`"),
    ],
)
def test_wrong_column_is_refused(
    array: Any, name: str, value: Any, error: type[Exception], match: str
) -> None:
    before = bytes(array._structcb_memory.bytes)
    with pytest.raises(error, match=match):
        setattr(array, name, value)
    assert bytes(array._structcb_memory.bytes) == before


def test_array_is_made_with_columns_all_checked_first(declared: Declared) -> None:
    S = declared["item"]
    with pytest.raises(StateError) as caught:
        S.array(3, k=[1, 2], c=300, zzz=1)

    assert "3 values do not fit" in str(caught.value)
    assert S.array(2, fixed=[1, 2]).fixed.tolist() == [1, 2]


@pytest.mark.parametrize(("n", "error"), [(-1, FieldValueError), (1.5, TypeError)])
def test_impossible_length_is_refused(declared: Declared, n: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        declared["item"].array(n)


def test_empty_array(declared: Declared) -> None:
    array = declared["item"].array(0, k=1)

    assert (len(array), array.k.shape, list(array)) == (0, (0,), [])


def test_records_are_the_same_memory(declared: Declared, array: Any) -> None:
    array.records["k"][1] = 6
    array.records[2]["inner"]["n"] = 5

    assert (array[1].k, array[2].inner.n) == (6, 5)
    assert array.records.dtype == declared["item"].full_dtype


def test_item_assignment_copies(declared: Declared, array: Any) -> None:
    array[0] = declared["item"](k=5)
    array[1:3] = [{"k": 6}, {"k": 7}]

    assert array.k.tolist() == [5, 6, 7, 4]


def test_equality_and_copy(declared: Declared, array: Any) -> None:
    twin = array.copy()
    assert twin == array

    twin[3].k = 0
    assert twin != array
    assert array[3].k == 4
    assert array[:2] != array
    with pytest.raises(TypeError, match="unhashable"):
        hash(array)


def test_copy_keeps_borrowed_objects_alive(array: Any) -> None:
    data = np.zeros(2)
    array[1].data = data
    twin = array.copy()
    array.data = None

    assert twin[1].data is data


def test_repr_shows_states(declared: Declared) -> None:
    array = declared["inner_t"].array(2, n=[1, 2])

    assert repr(array) == "inner_t.array([inner_t(x=0.0, n=1), inner_t(x=0.0, n=2)])"
    assert "..." in repr(declared["inner_t"].array(1000))


def test_columns_are_listed(array: Any) -> None:
    assert {"k", "records", "copy"} <= set(dir(array))


def test_million_structs_are_made_at_memory_speed(declared: Declared) -> None:
    size = declared["item"].size
    start = time.perf_counter()
    raw = bytearray(1_000_000 * size)
    middle = time.perf_counter()
    array = declared["item"].array(1_000_000)
    end = time.perf_counter()

    assert len(array) * size == len(raw)
    assert end - middle < 2 * (middle - start) + 0.01
