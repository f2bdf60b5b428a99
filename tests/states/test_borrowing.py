"""What a pointer field takes, gives back and keeps alive; and that nothing changes where it refuses."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest

from structcb.errors import FieldTypeError
from structcb.states import Pointer, PointerArray, State
from tests.states.declared import Declared, declare

TEXT = """
struct opaque; struct other { int x; };
enum color { RED, GREEN };
typedef struct node { int value; struct node *next; } node_t;
struct holder {
    double *data; const double *fixed; void *any; const void *anything; node_t *node; const node_t *still; char *buffer; const char *label;
    double **rows; const char **labels; double (*triples)[3]; struct opaque *handle; enum color *colors; _Bool *flags;
    int *ints; long *longs; node_t *pair[2]; double *grid[2][2]; struct { node_t *inner; } deep; long double *ld;
};
"""


@pytest.fixture(scope="module")
def declared() -> Declared:
    return declare(TEXT)


@pytest.fixture
def state(declared: Declared) -> State:
    return declared["struct holder"]()


class Array(np.ndarray[Any, Any]):
    """An array that can be waited for."""


def tracked(dtype: str = "f8") -> tuple[Any, Any]:
    array = np.arange(4).astype(dtype).view(Array)
    return array, weakref.ref(array)


def test_bound_array_is_what_c_sees(declared: Declared, state: Any) -> None:
    state.data = np.array([1.5, 2.5])

    assert declared.cffi(state).data[1] == 2.5


def test_reading_gives_back_what_was_bound(declared: Declared, state: Any) -> None:
    ffi = declared.ffi
    values = {
        "data": np.zeros(3),
        "any": np.zeros(3, "i2"),
        "node": declared["struct node"](value=3),
        "still": declared["struct node"].array(2),
        "label": b"text",
        "ints": ffi.new("int[3]"),
        "longs": ffi.new("int64_t *"),
        "handle": ffi.cast("struct opaque *", 0x10),
        "colors": np.zeros(2, np.uint32),
        "flags": np.zeros(2, bool),
        "triples": np.zeros((2, 3)),
        "buffer": np.zeros(3, np.int8),
        "anything": b"bytes",
    }
    for name, value in values.items():
        state[name] = value
    for name, value in values.items():
        assert state[name] is value
        assert state.asdict()[name] is value


def test_states_with_the_same_text_are_equal(declared: Declared, state: Any) -> None:
    S = declared["struct holder"]
    state.label = b"text"

    assert state == S(label=b"text") == S(label=b"t" + b"ext")
    assert state not in [S(label=b"test"), S()]
    assert S(fixed=np.zeros(1)) != S(fixed=np.zeros(1))


def test_bound_object_lives_as_long_as_the_state(declared: Declared) -> None:
    array, alive = tracked()
    state = declared["struct holder"](data=array)
    del array
    gc.collect()
    assert alive() is not None

    del state
    gc.collect()
    assert alive() is None


@pytest.mark.parametrize("name", ["data", "any", "fixed"])
def test_rebinding_lets_go_of_the_old_object(state: Any, name: str) -> None:
    array, alive = tracked()
    state[name] = array
    del array
    state[name] = np.zeros(1)
    gc.collect()

    assert alive() is None


def test_binding_none_stores_null_and_lets_go(declared: Declared, state: Any) -> None:
    array, alive = tracked()
    state.data = array
    del array
    state.data = None
    gc.collect()

    assert alive() is None
    assert declared.cffi(state).data == declared.ffi.NULL


def test_nested_views_share_what_is_kept_alive(state: Any, declared: Declared) -> None:
    node = declared["struct node"](value=1)
    alive = weakref.ref(node)
    state.deep.inner = node
    state.pair[1] = node
    del node
    gc.collect()

    assert state.deep.inner is state.pair[1] is alive()
    state.deep = {}
    state.pair = [None, None]
    gc.collect()
    assert alive() is None


def test_what_is_bound_through_a_pointer_lives_as_long_as_the_root(declared: Declared) -> None:
    first, second = declared["struct node"](), declared["struct node"](value=5)
    foreign = declared.ffi.new("node_t *")
    first.next = Pointer(int(declared.ffi.cast("uintptr_t", foreign)))
    first.next.next = second
    alive = weakref.ref(second)
    del second
    gc.collect()

    assert first.next.next is alive() is not None
    assert foreign.next.value == 5


def test_address_stored_by_c_reads_as_a_new_pointer(declared: Declared, state: Any) -> None:
    array, other = np.zeros(2), declared.ffi.new("double[1]", [4.5])
    state.data = array
    declared.cffi(state).data = other

    assert isinstance(state.data, Pointer)
    assert state.data[0] == 4.5


def test_union_of_pointers_reads_each_as_its_own_type() -> None:
    state: Any = declare("struct s { union { double *d; unsigned long *u; }; };")["struct s"]()
    array, alive = tracked()
    state.d = array
    del array
    bits = state.u
    state.d = None
    gc.collect()

    assert isinstance(bits, Pointer)
    assert alive() is not None
    assert bits[1] == 0x3FF0000000000000


def test_struct_assignment_moves_what_is_kept_alive(declared: Declared, state: Any) -> None:
    array, alive = tracked()
    other = declared["struct holder"](data=array)
    state[0] = other
    del array, other
    gc.collect()
    assert state.data is alive() is not None

    state[0] = {}
    gc.collect()
    assert alive() is None


def test_state_and_array_of_states_can_be_pointed_at(declared: Declared, state: Any) -> None:
    nodes = declared["struct node"].array(3, value=[4, 5, 6])
    state.node, state.still = nodes[1], nodes
    state.pair = [nodes, nodes[2]]
    c = declared.cffi(state)

    assert [c.node.value, c.still[2].value, c.pair[0].value, c.pair[1].value] == [5, 6, 4, 6]


def test_records_can_be_pointed_at(declared: Declared, state: Any) -> None:
    S = declared["struct node"]
    records: Any = np.zeros(3, S.dtype)
    records["value"] = [1, 2, 3]
    state.node = records

    assert (declared.cffi(state).node[2].value, state.node is records) == (3, True)


@pytest.mark.parametrize("text", [b"hello", "h\u00e9llo"])
def test_text_is_copied_with_a_nul(declared: Declared, state: Any, text: Any) -> None:
    state.label = text

    assert declared.ffi.string(declared.cffi(state).label) == (
        text if isinstance(text, bytes) else text.encode()
    )
    assert state.label is text
    assert f"label={text!r}" in repr(state)


def test_pointers_to_pointers_own_their_array(declared: Declared, state: Any) -> None:
    rows = [np.arange(3.0), np.arange(3.0) + 10, None]
    state.rows = rows
    state.labels = [b"one", b"two"]
    state.grid = [[rows[0], None], [None, rows[1]]]
    c = declared.cffi(state)

    assert (c.rows[1][2], c.rows[2], c.grid[1][1][0]) == (12, declared.ffi.NULL, 10)
    assert [declared.ffi.string(c.labels[i]) for i in (0, 1)] == [b"one", b"two"]
    assert isinstance(state.rows, PointerArray)
    assert state.rows[0] is rows[0]
    assert state.grid[1, 1] is rows[1]


def test_items_of_a_pointer_array_keep_alive(state: Any) -> None:
    array, alive = tracked()
    state.rows = [None]
    state.rows[0] = array
    del array
    gc.collect()

    assert state.rows[0] is alive() is not None


def test_pointer_of_the_same_type_can_be_bound(declared: Declared, state: Any) -> None:
    data = declared.ffi.new("double[2]", [1, 2])
    declared.cffi(state).data = data
    state.fixed = state.data + 1
    state.any = state.data

    assert declared.cffi(state).fixed[0] == 2
    assert declared.cffi(state).any == data


def test_untyped_pointer_reads_back_typed(declared: Declared, state: Any) -> None:
    data = declared.ffi.new("double[2]", [1, 2])
    state.data = declared.ffi.cast("void *", data)
    state.fixed = Pointer(int(declared.ffi.cast("uintptr_t", data)))

    assert (state.data[1], state.fixed[0]) == (2, 1)


def test_null_of_cffi_reads_as_none(declared: Declared, state: Any) -> None:
    state.data = declared.ffi.NULL

    assert state.data is None


def test_cffi_data_is_kept_alive(declared: Declared, state: Any) -> None:
    state.data = declared.ffi.new("double[1000]", [3.0] * 1000)
    gc.collect()

    assert [declared.cffi(state).data[i] for i in (0, 999)] == [3, 3]


def readonly(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    array.flags.writeable = False
    return array


REFUSED = {
    "int array for double *": (
        "data",
        np.zeros(3, int),
        "NumPy array of dtype float64.*not an array of dtype int64",
    ),
    "list": ("data", [1.0, 2.0], r"`numpy.array\(…, dtype=numpy.float64\)`"),
    "number": ("data", 1.5, "not the `float` 1.5"),
    "address": ("data", 0x1234, r"`structcb.Pointer\(address\)`"),
    "address of a struct": ("node", 0x1234, r"`S.view\(address\)`"),
    "strided array": ("data", np.zeros(6)[::2], "C-contiguous"),
    "Fortran array": ("data", np.zeros((3, 2), order="F"), "C-contiguous"),
    "read-only array": (
        "data",
        readonly(np.zeros(3)),
        "through which C may write; a read-only array must not change",
    ),
    "read-only for void": ("any", readonly(np.zeros(3)), "C may write"),
    "big-endian": ("data", np.zeros(3, ">f8"), "dtype >f8"),
    "objects": ("any", np.zeros(3, object), "takes None, any array"),
    "wrong row length": ("triples", np.zeros((2, 4)), r"shape \(2, 4\)"),
    "flat for rows": ("triples", np.zeros(6), "takes"),
    "array of addresses": ("rows", np.zeros(3, np.uint64), "takes None or a `double \\*\\*`"),
    "bytes for char *": ("buffer", b"abc", "C may write; `bytes` must not change"),
    "bytes for double *": ("fixed", b"abc", "takes None, a NumPy array"),
    "unsigned for enum": ("colors", np.zeros(2, np.int32), "dtype uint32"),
    "dict": ("node", {"value": 1}, "takes None, a state or array of `struct node`"),
    "wrong item of a list": ("rows", [np.zeros(2), np.zeros(2, int)], r"`holder.rows\[1\]` takes"),
    "array for opaque": ("handle", np.zeros(3), r"takes None or a `struct opaque \*`"),
    "array for long double": ("ld", np.zeros(3), "takes None or a `long double"),
}


@pytest.mark.parametrize(("field", "value", "match"), REFUSED.values(), ids=REFUSED.keys())
def test_wrong_object_is_refused(state: Any, field: str, value: Any, match: str) -> None:
    state.data = np.zeros(1)
    before = bytes(state._structcb_memory.bytes)
    with pytest.raises(FieldTypeError, match=match):
        state[field] = value
    assert bytes(state._structcb_memory.bytes) == before


@pytest.mark.parametrize(
    ("field", "cdecl"),
    [
        ("data", "float[3]"),
        ("node", "struct other *"),
        ("handle", "struct other *"),
        ("ints", "unsigned *"),
        ("rows", "double *"),
        ("triples", "double[2][2]"),
        ("longs", "int *"),
        ("node", "struct other"),
    ],
)
def test_cffi_data_of_another_type_is_refused(declared: Declared, state: Any, field: str, cdecl: str) -> None:
    cdata = declared.ffi.new(f"{cdecl} *")[0] if cdecl == "struct other" else declared.ffi.new(cdecl)
    with pytest.raises(FieldTypeError, match=rf"`holder.{field}` takes"):
        state[field] = cdata


def test_pointers_and_states_of_another_type_are_refused(declared: Declared, state: Any) -> None:
    state.any = np.zeros(2)
    declared.cffi(state).data = declared.ffi.new("double *")
    for field, value in {"node": declared["struct other"](), "ints": state.data, "rows": state.data}.items():
        with pytest.raises(
            FieldTypeError, match=rf"`holder.{field}` takes .* It leads to `(double|struct other)`"
        ):
            state[field] = value


def test_const_cannot_be_cast_away(declared: Declared, state: Any) -> None:
    declared.cffi(state).fixed = data = declared.ffi.new("double *")
    with pytest.raises(FieldTypeError, match="what the `Pointer` leads to must not change"):
        state.data = state.fixed
    state.data = declared.ffi.cast("double *", data)


def test_all_faults_of_an_array_of_pointers_are_found(state: Any) -> None:
    with pytest.raises(FieldTypeError, match="2 values do not fit"):
        state.pair = [1, 2]
