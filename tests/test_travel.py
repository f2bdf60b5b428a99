"""Everything that a user holds reaches another process by value, and no address ever does."""

from __future__ import annotations

import copy
import multiprocessing
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import structcb
from structcb.errors import LayoutMismatchError, MissingLibraryError, StateError

TEXT = """
typedef double (*integrand_fn)(double x, void *user_data);
enum color { RED = 3 };
struct point { double x; double y; };
struct node { struct node *next; long value; };
union number { double d; void *p; };
struct oscillator {
    double k; double *data; long n; const char *name; integrand_fn f; struct node *head;
    struct point where; struct point places[2]; unsigned flag : 3; void *anything; double *rows[2];
};
struct holder { union number u; };
struct tail { long n; double *items[]; };
double cos(double x);
"""
header = structcb.parse(TEXT)
SCALE = 3.0


class Bad(ValueError):
    """A user's exception."""


@header.callback("integrand_fn", user_data="struct oscillator", on_error={Bad: -1.0})
def imported(x, p):
    if x < 0.0:
        raise Bad("negative")
    p.n += 1
    return p.k * x * SCALE


def make(k: float) -> structcb.Callback:
    """Return a callback that no name leads to."""
    return header.callback("integrand_fn", user_data="struct oscillator")(lambda x, p: p.k * x + k)


def again(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))


@pytest.fixture
def state() -> structcb.State:
    return header.new("struct oscillator", k=2.0)


def test_a_header_arrives_once(state: structcb.State) -> None:
    there = again((header, state, header.struct("struct point"), header.enums, header.constants))

    assert there[0] is header
    assert there[1]._structcb_type is state._structcb_type
    assert there[2:] == (header.struct("struct point"), header.enums, header.constants)


def test_a_state_travels_by_value(state: structcb.State) -> None:
    state.where, state.flag, state.places[1].y = {"x": 1.0, "y": 2.0}, 5, 7.0

    there = again(state)
    there.k = 9.0

    assert (there.where.x, there.flag, there.places[1].y, state.k) == (1.0, 5, 7.0, 2.0)
    assert there.address != state.address


def test_what_pointers_borrow_travels_along(state: structcb.State) -> None:
    state.data, state.name, state.f, state.rows = np.arange(3.0), b"abc", imported, [np.ones(2), None]
    state.anything = header.new("struct point", x=4.0)

    there = again(state)

    assert there.data.tolist() == [0.0, 1.0, 2.0]
    assert (there.name, there.f, there.anything.x, there.rows[0].tolist()) == (
        b"abc",
        imported,
        4.0,
        [1.0, 1.0],
    )
    assert there.rows[1] is None
    assert there.f(1.0, there) == 6.0


def test_structs_that_lead_to_each_other_do_so_there() -> None:
    nodes = header.struct("struct node").array(3, value=[1, 2, 3])
    for i in range(3):
        nodes[i].next = nodes[(i + 1) % 3]

    there = again(nodes)
    there[2].next.value = 10

    assert there[0].value == 10
    assert there[0].next.next.next == there[0]
    assert there[0].next.next.next.address == there[0].address


def test_a_struct_that_leads_to_itself_does_so_there() -> None:
    node = header.new("struct node", value=1)
    node.next = node

    there = again(node)

    assert there.next.address == there.address


def test_an_item_of_an_array_travels_alone() -> None:
    points = header.struct("struct point").array(100_000, x=np.arange(100_000.0))

    assert again(points[7]).x == 7.0
    assert len(pickle.dumps(points[7])) < len(pickle.dumps(header)) + 1000
    assert again(points).x.sum() == points.x.sum()


def test_two_states_share_there_what_they_share_here(state: structcb.State) -> None:
    data = np.zeros(2)
    other = header.new("struct oscillator", data=data)
    state.data = data

    one, two = again((state, other))
    one.data[0] = 5.0

    assert two.data[0] == 5.0


def test_a_flexible_array_travels() -> None:
    state = header.struct("struct tail")(flexible=2, n=2)
    state.items[1] = np.array([1.0, 2.0])

    there = again(state)

    assert (there.items[0], there.items[1].tolist()) == (None, [1.0, 2.0])


def test_a_view_of_foreign_memory_travels_by_value(state: structcb.State) -> None:
    there = again(header.struct("struct oscillator").view(state.address, owner=state))

    assert there.k == 2.0
    assert there.address != state.address


def test_an_address_of_c_is_refused_by_name(state: structcb.State) -> None:
    values = np.array([state.address], dtype=np.uint64)
    state.record["data"] = state.record["anything"] = values[0]
    with pytest.raises(StateError, match=r"oscillator\.data.*\n.*oscillator\.anything") as caught:
        pickle.dumps(state)

    assert "which C stored there" in str(caught.value)


def test_an_address_in_an_array_or_a_union_is_refused_by_name() -> None:
    nodes = header.struct("struct node").array(2)
    nodes.records["next"][1] = nodes.address
    holder = header.new("struct holder")
    holder.u.d = 1.0

    with pytest.raises(StateError, match=r"`\[1\]\.next`|node\[1\]\.next|\[1\]\.next"):
        pickle.dumps(nodes)
    with pytest.raises(StateError, match=r"holder\.u\.p"):
        pickle.dumps(holder)


def test_memory_that_nobody_can_size_is_refused(state: structcb.State) -> None:
    state.anything = structcb.Pointer(state.address)

    with pytest.raises(StateError, match=r"oscillator\.anything.*does not know"):
        pickle.dumps(state)


def test_an_imported_callback_travels_by_name() -> None:
    assert again(imported) is imported
    assert len(pickle.dumps(imported)) < 100


def test_a_callback_without_a_name_travels_by_value(state: structcb.State) -> None:
    there = again(again(make(1.0)))

    assert there(2.0, state) == 5.0
    assert there.address == make(1.0).address


def test_a_pair_travels(state: structcb.State) -> None:
    there = again(make(1.0).bind(state))

    assert there.callback.cffi(3.0, there.state.cffi) == 7.0
    assert there.user_data == there.state.address


def test_a_function_of_a_library_travels_by_name() -> None:
    library = header.open(None)

    assert again(library).cos(0.0) == 1.0
    assert again(library.cos)(0.0) == 1.0


def test_a_shallow_copy_is_a_copy_of_the_bytes(state: structcb.State) -> None:
    for there in (copy.copy(state), copy.deepcopy(state)):
        there.k = 5.0

    assert state.k == 2.0


def test_an_array_of_pointers_travels_alone(state: structcb.State) -> None:
    data = np.arange(3.0)
    state.rows = [data, None]
    there = again(state.rows)

    assert (there[0].tolist(), there[1]) == ([0.0, 1.0, 2.0], None)
    assert copy.copy(state.rows)[0] is data


def test_a_column_of_structs_travels_as_an_array() -> None:
    array: Any = header.struct("struct oscillator").array(3)
    array.where.x, array.places.y = [1, 2, 3], 5
    array.data[1] = np.arange(2.0)

    assert (again(array.where).x.tolist(), again(array.places[::2]).y.tolist()) == (
        [1, 2, 3],
        [[5, 5], [5, 5]],
    )
    assert (again(array.data)[1].tolist(), again(array.data)[0]) == ([0, 1], None)
    there = copy.copy(array.where)
    there.x[0] = 9
    assert array[0].where.x == 1


@pytest.mark.parametrize(
    ("read", "match"),
    [
        (lambda view: view.data, "`oscillator.data` is an address, which holds in one process only"),
        (lambda view: view.f, "`oscillator.f` is an address, which holds in one process only"),
    ],
)
def test_what_has_no_value_is_refused_with_what_to_send(state: structcb.State, read: Any, match: str) -> None:
    state.data, state.f = np.zeros(3), imported
    view = header.struct("struct oscillator").view(state.address, owner=state)

    with pytest.raises(StateError, match=match):
        pickle.dumps(read(view))
    assert copy.copy(view.data) == view.data
    assert copy.copy(view.f) == view.f


def test_without_cloudpickle_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cloudpickle", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    assert again(imported) is imported
    with pytest.raises(MissingLibraryError, match=r"structcb\[dask\]"):
        pickle.dumps(make(2.0))


def test_another_layout_of_the_same_struct_is_refused_with_the_difference(state: structcb.State) -> None:
    other = structcb.parse(TEXT.replace("double x; double y;", "double y; float x;"))
    callback = other.callback("integrand_fn", user_data="struct oscillator")(lambda x, p: p.where.x)

    with pytest.raises(LayoutMismatchError) as caught:
        callback.bind(again(state))

    text = str(caught.value)
    assert "struct oscillator.where.x: `float` (4 bytes) at 8 here, `double` (8 bytes) at 0 there" in text
    assert any("struct oscillator.where.y" in line for line in caught.value.differences)


def test_another_layout_behind_a_pointer_is_refused_too(state: structcb.State) -> None:
    other = structcb.parse(TEXT.replace("long value;", "int value;"))

    with pytest.raises(LayoutMismatchError, match=r"struct node\.value: `int`"):
        other.new("struct oscillator").head = header.new("struct node")
    with pytest.raises(LayoutMismatchError, match=r"struct node\.value: `int`"):
        other.callback("integrand_fn", user_data="struct oscillator")(lambda x, p: x).bind(again(state))


def test_a_header_for_another_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from structcb import travel

    packed = travel.pack(header.declarations)
    monkeypatch.setattr(travel, "abi", lambda: {**original(), "sizeof(long)": 4})

    with pytest.raises(LayoutMismatchError, match=r"sizeof\(long\): 4 here, 8 there"):
        travel.unpack(packed)


def original() -> dict[str, object]:
    import ctypes

    from structcb.travel import abi

    return {"sizeof(long)": ctypes.sizeof(ctypes.c_long)} if abi.__name__ == "<lambda>" else abi()


def work(pair: structcb.Bound, x: float) -> tuple[float, int, int]:
    """Call a pair in another process."""
    value = pair.callback(x, pair.state)
    return value, pair.state.n, os.getpid()


@pytest.mark.parametrize("way", ["fork", "spawn"])
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_multiprocessing(way: str, state: structcb.State) -> None:
    with multiprocessing.get_context(way).Pool(1) as pool:
        answers = [pool.apply(work, (f.bind(state), 2.0)) for f in (imported, make(1.0))]

    assert [answer[0] for answer in answers] == [12.0, 5.0]
    assert answers[0][1:] != (0, os.getpid())
    assert state.n == 0


def test_joblib(state: structcb.State) -> None:
    joblib = pytest.importorskip("joblib")
    pairs = [make(k).bind(state) for k in (1.0, 2.0)]

    answers = joblib.Parallel(n_jobs=2, backend="loky")(joblib.delayed(work)(pair, 2.0) for pair in pairs)

    assert [answer[0] for answer in answers] == [5.0, 6.0]
    assert os.getpid() not in {answer[2] for answer in answers}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_dask(state: structcb.State) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        answers = client.gather([client.submit(work, make(k).bind(state), 2.0) for k in (1.0, 2.0)])

    assert [answer[0] for answer in answers] == [5.0, 6.0]
    assert os.getpid() not in {answer[2] for answer in answers}


SCRIPT = """
import json, multiprocessing, sys
import structcb
h = structcb.parse("struct osc { double k; }; typedef double (*fn)(double, void *);")
SCALE = 3.0

class Bad(ValueError): pass

@h.callback("fn", user_data="struct osc", on_error={Bad: -1.0})
def f(x, p):
    if x < 0: raise Bad("negative")
    return p.k * x * SCALE

def work(pair): return pair.callback.cffi(2.0, pair.state.cffi), pair.callback.cache_status.partition(":")[0]

if __name__ == "__main__":
    import cloudpickle
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pair = f.bind(h.new("struct osc", k=2.0))
        print(json.dumps([f.cache_status.partition(":")[0], *pool.apply(work, (pair,))]))
    # joblib tells its workers how many threads to use, in the settings of numba too.
    import joblib
    print(joblib.Parallel(2, "loky")(joblib.delayed(work)(pair) for _ in range(2)))
    open(sys.argv[1], "wb").write(cloudpickle.dumps(lambda: work(pair)))
"""
READER = """
import pickle, sys
print(pickle.load(open(sys.argv[1], "rb"))(), "numba" in sys.modules)
"""


def test_a_script_sends_its_own_callback_and_the_cache_is_shared(
    tmp_path: Path, frozen: dict[str, str]
) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    pytest.importorskip("joblib")
    environment = {**frozen, "STRUCTCB_CACHE_DIR": str(tmp_path / "cache")}

    def run(*command: str) -> str:
        return subprocess.check_output(
            [sys.executable, *command, str(tmp_path / "f.pkl")], env=environment, text=True, cwd=tmp_path
        )

    shared = "(12.0, 'hit')"
    assert run(str(tmp_path / "script.py")) == f'["miss", 12.0, "hit"]\n[{shared}, {shared}]\n'
    assert run("-c", READER) == "(12.0, 'hit') False\n"
