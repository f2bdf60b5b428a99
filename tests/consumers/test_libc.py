"""The C library's sorting, searching and walking with compiled functions: Python's own are the oracles."""

from __future__ import annotations

import gc
import os
import re
import sys
import traceback

import numpy as np
import pytest

import structcb
from structcb.consumers import libc

if not sys.platform.startswith("linux"):
    pytest.skip("qsort_r and twalk_r are the GNU C library's", allow_module_level=True)

pytestmark = pytest.mark.integration

H = structcb.parse("""
    typedef struct { int id; double key[3]; const char *name; } record;
    typedef struct { int column; long ncalls, limit; } settings;
    typedef struct { double low; } bound;
    typedef struct { long count, sum; int last; } tally;
""")
Record = H.struct("record")


@pytest.fixture(scope="module")
def by_column():
    @libc.comparator(H, "record", user_data="settings")
    def compare(a, b, p):
        p.ncalls += 1
        if p.limit and p.ncalls > p.limit:
            raise ValueError("too many comparisons")  # the traceback ends here
        x, y = a.key[p.column], b.key[p.column]
        return int(x > y) - int(x < y)

    return compare


@pytest.fixture(scope="module")
def by_id():
    @libc.comparator(H, "record")
    def compare(a, b):
        return a.id - b.id

    return compare


@pytest.fixture(scope="module")
def numbers():
    @libc.comparator(H, "double")
    def compare(a, b):
        return int(a[0] > b[0]) - int(a[0] < b[0])

    return compare


def records(count, seed=0):
    rng = np.random.default_rng(seed)
    return Record.array(count, id=np.arange(count), key=rng.random((count, 3)))


@pytest.mark.parametrize("column", [0, 2])
def test_structs_are_sorted_as_numpy_sorts_them(by_column, column):
    items, state = records(1000), H.new("settings", column=column)
    expected = np.argsort(items.key[:, column], kind="stable")
    libc.sort(items, by_column, state)

    np.testing.assert_array_equal(items.id, expected)
    assert state.ncalls > 1000


def test_numbers_are_sorted_too(numbers):
    values = np.random.default_rng(1).random(500)
    expected = np.sort(values)
    libc.sort(values, numbers)

    np.testing.assert_array_equal(values, expected)


def test_what_pointers_borrow_moves_along(by_id):
    items = records(3)
    for i, name in enumerate((b"clio", b"erato", b"urania")):
        items[i].id, items[i].name = 3 - i, name
    libc.sort(items, by_id)
    items[2].name = b"thalia"
    gc.collect()

    assert [item.name for item in items] == [b"urania", b"erato", b"thalia"]
    assert [structcb.string(item.name) for item in items] == [b"urania", b"erato", b"thalia"]


def test_an_exception_arrives_and_every_item_is_still_there(by_column):
    items, state = records(100), H.new("settings", limit=50)

    with pytest.raises(ValueError, match="too many comparisons") as caught:
        libc.sort(items, by_column, state)

    assert traceback.extract_tb(caught.value.__traceback__)[-1].filename == __file__
    assert sorted(items.id) == list(range(100))
    state.limit = 0
    libc.sort(items, by_column, state)
    assert (np.diff(items.key[:, 0]) > 0).all()


def test_failures_on_many_items_arrive_as_one():
    @libc.comparator(H, "record")
    def broken(a, b):
        if a.id >= 0:
            raise LookupError("lost")
        return 0

    with pytest.raises(LookupError, match="lost") as caught:
        libc.sort(records(20), broken)

    assert any(re.fullmatch(r"raised \d+ times", note) for note in caught.value.__notes__)


def test_search_finds_what_a_bisection_finds(numbers):
    values = np.sort(np.random.default_rng(1).random(500))

    assert [libc.search(v, values, numbers) for v in values] == list(range(500))
    assert libc.search(2.0, values, numbers) is None


def test_a_key_may_be_of_another_type_than_the_items():
    @libc.comparator(H, "record", key="bound")
    def covers(key, item):
        return int(key.low > item.id)

    items = records(10)

    assert libc.search(H.new("bound", low=0.0), items, covers) is not None


@pytest.mark.parametrize("difference", [1 << 33, 0.25])
def test_a_difference_of_any_type_keeps_its_sign(difference):
    @libc.comparator(H, "record")
    def compare(a, b):
        return (a.id - b.id) * difference

    items = records(50)
    items.id[:] = np.random.default_rng(2).permutation(50)
    libc.sort(items, compare)

    assert list(items.id) == list(range(50))


@pytest.mark.parametrize(("item", "key"), [("double", None), ("double", "2"), ("int", 2.5), ("int", [2, 2])])
def test_a_key_that_is_no_such_item_is_refused(item, key):
    @libc.comparator(H, item)
    def compare(a, b):
        return a[0] - b[0]

    items = np.arange(4, dtype={"double": "f8", "int": "i4"}[item])
    with pytest.raises(structcb.SignatureError, match=f"items of `{item}`, and was given"):
        libc.search(key, items, compare)


def test_a_read_only_array_is_searched_but_not_sorted(numbers):
    values = np.arange(4.0)
    values.flags.writeable = False

    assert libc.search(3.0, values, numbers) == 3
    with pytest.raises(structcb.SignatureError, match="read-only"):
        libc.sort(values, numbers)


def test_a_comparator_with_a_key_is_refused_where_two_items_are_compared():
    @libc.comparator(H, "record", key="bound")
    def covers(key, item):
        return int(key.low > item.id)

    for use in (lambda: libc.sort(records(3), covers), lambda: libc.Tree(covers)):
        with pytest.raises(structcb.SignatureError, match="leave out `key=`"):
            use()


def test_a_search_that_fails_says_so():
    @libc.comparator(H, "record", key="bound")
    def broken(key, item):
        if item.id >= 0:
            raise KeyError("not here")
        return 0

    with pytest.raises(KeyError, match="not here"):
        libc.search(H.new("bound"), records(10), broken)


def refused(message, call):
    with pytest.raises(structcb.StructcbError, match=message):
        call()


def test_what_the_comparator_does_not_compare_is_refused(by_column, by_id, numbers):
    state = H.new("settings")

    refused("items of `record`, and was given an array of float64", lambda: libc.sort(np.zeros(3), by_id))
    refused("items of `double`, and was given an array of `record`", lambda: libc.sort(records(3), numbers))
    refused("items of `double`, and was given an array of int64", lambda: libc.sort(np.arange(3), numbers))
    refused("contiguous", lambda: libc.sort(np.zeros(6)[::2], numbers))
    refused("side by side", lambda: libc.sort(records(6)[::2], by_id))
    refused("reads a `settings`", lambda: libc.sort(records(3), by_column))
    refused("takes no state", lambda: libc.sort(records(3), by_id, state))
    refused("`bsearch` does not pass", lambda: libc.search(records(1)[0], records(3), by_column))
    refused(
        "items of `record`, and was given a `bound`", lambda: libc.search(H.new("bound"), records(3), by_id)
    )


def test_a_tree_keeps_its_items_in_order_and_alive(by_id):
    @libc.visitor(H, "record", user_data="tally")
    def visit(item, p):
        if item.id < p.last:
            raise ValueError("out of order")
        p.last = item.id
        p.count += 1
        p.sum += item.id

    tree = libc.Tree(by_id)
    for number in np.random.default_rng(3).permutation(200):
        tree.add(H.new("record", id=int(number)))
    gc.collect()
    tally = H.new("tally", last=-1)
    tree.walk(visit, tally)

    assert (tally.count, tally.sum, len(tree)) == (200, sum(range(200)), 200)


def test_a_tree_holds_equal_items_once(by_id):
    tree = libc.Tree(by_id)
    first, second = (tree.add(H.new("record", id=7)) for _ in range(2))

    assert first is second
    assert tree.find(H.new("record", id=7)) is first
    assert tree.find(H.new("record", id=8)) is None


def test_an_exception_of_a_visitor_arrives(by_id):
    @libc.visitor(H, "record")
    def visit(item):
        if item.id == 3:
            raise LookupError("three")

    tree = libc.Tree(by_id)
    for number in range(5):
        tree.add(H.new("record", id=number))

    with pytest.raises(LookupError, match="three"):
        tree.walk(visit)


def test_callbacks_that_were_made_for_something_else_are_refused(by_id, numbers, tmp_path):
    @libc.visitor(H, "tally")
    def visit(item):
        pass

    tree = libc.Tree(by_id)

    refused("make it with `libc.visitor`", lambda: tree.walk(by_id))
    refused("visits other items", lambda: tree.walk(visit))
    refused("make it with `libc.comparator`", lambda: libc.sort(records(3), visit))
    refused("make it with `libc.entry_visitor`", lambda: libc.walk(tmp_path, by_id))
    refused("a tree holds states", lambda: libc.Tree(numbers))


@pytest.fixture
def folder(tmp_path):
    for name in ("a/b/c", "d"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("a/one.txt", "a/b/c/two.txt", "d/three.txt", "d/four.dat"):
        (tmp_path / name).write_text("x")
    return tmp_path


def test_a_walk_sees_what_os_walk_sees(folder):
    tally, file = H.new("tally"), structcb.load("libc/search").constants.FTW_F

    @libc.entry_visitor(H)
    def visit(path, status, kind, level):
        tally.count += 1
        tally.sum += kind == file
        tally.last = max(tally.last, level)
        return 0

    assert libc.walk(folder, visit) == 0
    seen = list(os.walk(folder))
    assert tally.count == sum(1 + len(files) for _, _, files in seen)
    assert tally.sum == sum(len(files) for _, _, files in seen)
    assert tally.last == 4


def test_a_visitor_stops_the_walk_or_fails(folder):
    @libc.entry_visitor(H)
    def stop(path, status, kind, level):
        return 7 if level == 1 else 0

    @libc.entry_visitor(H)
    def fail(path, status, kind, level):
        if level == 2:
            raise PermissionError("too deep")
        return 0

    assert libc.walk(folder, stop) == 7
    with pytest.raises(PermissionError, match="too deep"):
        libc.walk(folder, fail)
    with pytest.raises(FileNotFoundError):
        libc.walk(folder / "missing", stop)
    with pytest.raises(ValueError, match="null byte"):
        libc.walk(f"{folder}\0x", stop)
