"""Pointer fields that Python has bound: `S(state)` shows them as compiled code does; a state gives back what was bound."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numba import njit

import structcb

H = structcb.parse("""
    struct node { double v; struct node *next; };
    struct holder {
        double *data, *other, *null; double (*rows)[3]; struct node *nodes; const char *name; double (*eval)(double);
    };
""")
HOLDER, NODE = H.struct("struct holder"), H.struct("struct node")
NODES = NODE.array(3, v=[1, 2, 3])


def new() -> Any:
    data = np.arange(6.0)
    return HOLDER(
        data=data, other=data[2:], rows=np.arange(12.0).reshape(4, 3), nodes=NODES, name=b"name\xff"
    )


def truth_and_comparisons(p):
    total = (p.data == p.data) + 2 * (p.data == p.other) + 4 * (p.data != p.other) + 8 * (p.data < p.other)
    if p.data and not p.null:
        total += 16
    return total + 32 * (p.null == None) + 64 * (p.data != None) + 128 * (p.eval == None)  # noqa: E711


def arithmetic(p):
    q = 1 + p.data
    q += 1
    return (p.data + 1)[0] + q[0] + (q - 1)[2] + (p.other - p.data) + (p.rows + 1)[0][1] + (p.nodes + 2).v


def indices_and_slices(p):
    rows = p.rows[1, 2] + p.rows[1][0] + p.rows[0:2].sum() + p.rows[1, 1:].sum()
    return rows + p.data[1:3].sum() + p.nodes[1].v + p.nodes.v + p.name[0] + p.name[4] + p.name[5]


def views(p):
    rows = structcb.view(p.rows, 2)
    return rows[1, 2] + structcb.view(p.data, (2, 3))[1, 0] + structcb.view(p.nodes, 2).v[1] + len(rows)


def writes(p):
    p.data[0] = 7
    p.rows[1, 1] = 70
    p.rows[2, :2] = 80
    p.nodes[1].v = 20
    p.null = p.data + 2
    total = p.data[0] + p.rows[1][1] + p.rows[2][1] + p.nodes[1].v + p.null[0]
    p.nodes[1].v = 2
    return total


BODIES = {
    truth_and_comparisons: 1 + 4 + 8 + 16 + 32 + 64 + 128,
    arithmetic: 1 + 2 + 3 + 2 + 4 + 3,
    indices_and_slices: 5 + 3 + 15 + 9 + 3 + 2 + 1 + ord("n") - 1 + 0,
    views: 5 + 3 + 2 + 2,
    writes: 7 + 70 + 80 + 20 + 2,
}


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
def test_cast_state_reads_as_in_the_callback(body: Callable[[Any], float], debug: bool) -> None:
    callback = H.callback("double (struct holder *)", debug=debug)(body)

    assert callback(new()) == BODIES[body] == body(HOLDER(new()))


def test_first_bound_rows_are_what_a_cast_counts() -> None:
    state = new()

    assert state.rows[:2].tolist() == structcb.view(HOLDER(state).rows, 2).tolist()
    with pytest.raises(structcb.StateError, match="15 items were asked for, but only 12"):
        structcb.view(state.rows, (5, 3))


def test_view_of_a_bound_matrix_takes_its_shape() -> None:
    matrix = np.arange(12.0).reshape(3, 4)
    state = HOLDER(data=matrix)

    assert state.data is matrix
    assert structcb.view(state.data, (2, 6)).tolist() == structcb.view(HOLDER(state).data, (2, 6)).tolist()
    with pytest.raises(structcb.StateError, match="lie side by side"):
        structcb.view(matrix[:, 1], 2)


def test_cast_state_keeps_what_is_bound_alive() -> None:
    state, data = new(), np.arange(3.0)
    alive = weakref.ref(data)
    HOLDER(state).data = data
    del data
    gc.collect()

    assert state.data is alive() is not None
    pointer = HOLDER(state).data
    del state
    gc.collect()
    assert (pointer[2], alive() is not None) == (2, True)


def test_bound_state_keeps_what_is_bound_through_a_cast() -> None:
    inner = NODE()
    HOLDER(HOLDER(nodes=inner)).nodes.next = NODE(v=5)
    gc.collect()

    assert inner.next.v == 5


def test_bound_state_says_how_it_is_indexed_as_in_c() -> None:
    with pytest.raises(IndexError, match=r"`node` is one struct.*`S\(state\)\[1\]`"):
        NODE()[1]


def test_pointers_go_to_jitted_functions() -> None:
    cosine = structcb.parse("double cos(double);").open("libm.so.6").cos
    state = new()
    state.eval = cosine

    @njit
    def use(p, data, eval, rows):
        p.nodes.v += 0
        return data[1] + eval(0.0) + rows[1][0] + p.data[2]

    p = HOLDER(state)
    assert use(p, p.data, p.eval, p.rows) == use(state, p.data, cosine, p.rows) == 1 + 1 + 3 + 2
    assert (
        H.callback("double (struct holder *)", debug=True)(lambda p: use(p, p.data, p.eval, p.rows))(state)
        == 7
    )
