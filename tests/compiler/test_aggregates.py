"""Structs, unions and arrays inside structs: one function runs compiled and on a State; C fills and checks."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit
from numba.core.errors import TypingError

import structcb
from tests.c_libraries import SIDES, Side


@pytest.mark.parametrize("side", SIDES)
def test_structs_inside_structs_are_reached_in_place(trait, side: Side) -> None:
    def access(p):
        first = p.inner
        before = first.x + first.t + p.flat + p.wide + p.two.one.deep
        first.x = 100
        p.inner.t += 3
        p.many[0] = p.many[2]
        p.many[2].t = -1
        p.flat = 77
        p.wide += 1
        p.two.one.deep = -p.two.one.deep
        p["from"] *= 10
        p["in"] = p.inner
        return before + p["in"]["x"] + p["from"]

    assert trait("nesting").drive(side, access) == 1.5 + 2 + 3 + 4.5 + 7 + 100 + 80


def test_getattr_reaches_a_field_that_python_keeps_the_name_of(trait) -> None:
    nesting = trait("nesting")
    state = nesting.new(**{"from": 8})

    assert nesting.compiled(lambda p: getattr(p, "from"))(state) == 8


@pytest.mark.parametrize("side", SIDES)
def test_arrays_of_numbers_are_views(trait, side: Side) -> None:
    small = np.array([1, 2, 3], np.uint8)

    def access(p):
        weights = p.weights
        total = weights.sum() + p.grid[2].sum() + p.mask[1]
        weights[0] = 100.0
        weights[-1] = -1.0
        p.weights[2] += 1
        p.weights[3:5] = 50
        p.grid[0, 0] = 1
        p.grid[1, 2] *= -1
        p.grid[1][3] = 70
        row = p.grid[2]
        row[1] *= 2
        p.mask[0] = True
        p.mask[2] = p.mask[0]
        p.mask[3] = False
        for i in range(8):
            p.cube[i // 4, i // 2 % 2, i % 2] += 10
        p.bytes = small
        np.sqrt(weights[1:2], weights[1:2])
        return total + len(p.weights) + p.grid.shape[1] + p.cube.ndim

    assert trait("arrays").drive(side, access) == 28 + 38 + 1 + 8 + 4 + 3


def test_a_whole_array_is_assigned_only_in_its_shape(trait) -> None:
    arrays = trait("arrays")
    state = arrays.new()

    @njit
    def assign(p, values):
        p.weights = values
        p.grid += 1.0

    assign(state, np.arange(8.0))

    assert state.weights.tolist() == list(range(8))
    assert (state.grid == 1).all()
    with pytest.raises(ValueError, match="shapes differ"):
        assign(state, np.arange(3.0))


def test_a_whole_array_is_assigned_from_behind_a_pointer() -> None:
    header = structcb.parse("struct s { double w[3]; double *data; char name[4]; };")

    def assign(p):
        p.w = p.data[1:4]
        before = p.w[0]
        p.w = structcb.view(p.data, 3)
        return 10.0 * before + p.w[0]

    state = header.new("struct s", data=np.arange(4.0) + 1)

    assert header.callback("double (struct s *)")(assign)(state) == assign(
        header.new("struct s", data=np.arange(4.0) + 1)
    )
    assert state.w.tolist() == [1, 2, 3]


def from_a_pointer(p):
    p.w = p.data
    return 0.0


def from_a_list(p):
    p.w = [1.0, 2.0, 3.0]
    return 0.0


def from_text(p):
    p.name = "abc"
    return 0.0


@pytest.mark.parametrize(
    ("assign", "message"),
    [
        (from_a_pointer, r"write  p\.field\[\.\.\.\] = pointer\[:n\]"),
        (from_a_list, r"write  p\.field\[\.\.\.\] = value"),
        (from_text, "write bytes"),
    ],
)
def test_what_is_no_array_is_refused_with_what_to_write(assign, message: str) -> None:
    header = structcb.parse("struct s { double w[3]; double *data; char name[4]; };")

    with pytest.raises(TypingError, match=message):
        header.callback("double (struct s *)")(assign)


@pytest.mark.parametrize("side", SIDES)
def test_members_of_unions_share_their_bytes(trait, side: Side) -> None:
    def access(p):
        before = p.u.as_double + p.many[0].parts.hi + p.many[1].as_int + p.packed.value.as_double
        p.u.as_int = 0x1122334455667788
        p.anon_int += 1
        p.many[0].parts.lo = 5
        p.many[1].bytes[7] = 0x7F
        p.packed.tag += 1
        p.packed.value.as_double *= 2
        return before + (p.packed.value.as_int != 0)

    assert trait("unions").drive(side, access) == 1.5 + 0.25 - 3 + 8 + 1


def test_writing_one_member_of_a_union_shows_through_a_pointer_to_it(trait) -> None:
    unions = trait("unions")
    number = unions.header.struct("union number")
    state = unions.new()

    @njit
    def pun(p, q):
        p.u.as_double = 1.0
        q.as_int = 0x4000000000000000
        seen = p.u.as_double
        p.u.parts.lo = 0.0
        q.as_int = 0x3F800000
        return seen, p.u.parts.lo

    alias = number.view(state.address + unions.header.struct("struct unions").layout.fields["u"].offset)

    assert pun(state, alias) == (2.0, 1.0)


@pytest.mark.parametrize("side", SIDES)
def test_arrays_of_structs_have_items_and_columns(trait, side: Side) -> None:
    def access(p):
        total = p.items.mass.sum() + p.grid[1, 2].mass + p.grid[1][0].id + p.more[1].mass
        for item in p.items:
            item.id += 1
        p.items.mass[0] = 100
        p.items[3].mass *= 2
        p.items[2].on = True
        p.items.pos[1, 2] = -3
        p.grid[1, 2].mass = -5
        p.grid[0][1] = p.items[3]
        p.grid.id[0, 1] = 41
        p.grid[0, 1].pos[1] = 8
        p.more[1].mass = 7
        (p.more + 2).mass = 2
        p.more.id += 5
        more = structcb.view(p.more, 3)
        return total + more.mass[2] + len(more) + len(p.items) + p.grid.shape[1]

    assert trait("items").drive(side, access) == 6 + 5 + 3 + 0.5 + 2 + 3 + 4 + 3


def test_helpers_take_any_part_by_reference(trait) -> None:
    nesting, arrays = trait("nesting"), trait("arrays")

    @njit
    def bump(part):
        part.x += 1
        part.t += 1
        return part.x

    @njit
    def double(array):
        array *= 2
        return array.sum()

    state, filled = nesting.new(inner={"x": 1}), arrays.new(weights=np.ones(8))
    record = np.zeros(2, nesting.header.struct("struct inner").dtype)

    assert nesting.compiled(lambda p: bump(p.inner) + bump(p.inner) + bump(p.many[1]))(state) == 2 + 3 + 1
    assert (state.inner.x, state.inner.t, state.many[1].t) == (3, 2, 1)
    assert arrays.compiled(lambda p: double(p.weights))(filled) == 16
    assert filled.weights[7] == 2
    assert (bump(record[1]), record["t"].tolist()) == (1, [0, 1])
    assert bump(state.inner) == 4


def test_references_travel_in_tuples_and_pointers_in_lists(trait) -> None:
    nesting = trait("nesting")
    inner = nesting.header.struct("struct inner")

    @nesting.compiled
    def access(p):
        pair = (p.inner, p.many[1])
        pair[1].x = 4
        many = [inner(p.many[0]), inner(p.many[1])]
        many[0].x = 3
        return p.many[0].x + p.many[1].x + len({many[0], many[0], many[1]})

    assert access(nesting.new()) == 3 + 4 + 2


def in_a_list(p):
    return [p.inner][0].x


def in_a_dictionary(p):
    return {1: p.inner}[1].x


def in_a_growing_dictionary(p):
    found = {}
    found[1] = p.inner
    return found[1].x


def in_a_tuple_in_a_dictionary(p):
    return {1: (p.inner, 2)}[1][0].x


def in_a_set(p):
    return len({p.inner})


@pytest.mark.parametrize(
    "access",
    [in_a_list, in_a_dictionary, in_a_growing_dictionary, in_a_tuple_in_a_dictionary, in_a_set],
    ids=lambda access: access.__name__,
)
def test_a_container_of_structs_is_refused_with_a_way_round(trait, access) -> None:
    with pytest.raises(TypingError, match=r"struct inner.*cannot keep it in a list.*Use pointers"):
        trait("nesting").compiled(access)


def test_what_returns_to_python_is_a_copy_and_a_pointer_an_address(trait) -> None:
    nesting, items = trait("nesting"), trait("items")
    state, other = nesting.new(inner={"x": 2}), items.new()
    items.library.fill(other)

    copied = njit(lambda p: p.inner)(state)
    many = njit(lambda p: p.many)(state)
    state.inner.x = state.many[0].x = 3

    assert (copied.x, many[0]["x"], many.base) == (2, 0, None)
    assert njit(lambda p: p.more)(other) == other.more.address
    with pytest.raises(TypingError, match="cannot keep it in a list, set or dict, nor return it in a tuple"):
        njit(lambda p: (p.inner, p.flat))(state)


def test_structs_are_not_compared_by_their_bytes(trait) -> None:
    with pytest.raises(TypingError, match="does not compare `struct inner` with =="):
        trait("nesting").compiled(lambda p: p.inner == p.many[0])


def test_an_unknown_field_is_named_with_what_is_close(trait) -> None:
    with pytest.raises(TypingError, match="`struct nesting` has no field `iner`; did you mean `inner`"):
        trait("nesting").compiled(lambda p: p.iner.x)
