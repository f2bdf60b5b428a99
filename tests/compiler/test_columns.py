"""Columns of arrays of structs: one function runs compiled and on a State; C fills and checks."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from numba import njit
from numba.core.errors import TypingError

import structcb
from tests.c_libraries import SIDES, Side


@pytest.mark.parametrize("side", SIDES)
def test_columns_of_structs_have_columns_and_items(trait, side: Side) -> None:
    def access(p):
        rows = p.rows
        total = rows["in"].x.sum() + rows.pair.x[1, 1] + rows.pair[2, 0].x + rows.u.d[3]
        total += p.more[0:3]["in"].x[2] + len(rows["in"]) + rows["in"].shape[0]
        for point in rows["in"]:
            total += point.tag
        rows["in"].x[:] *= 2
        rows.pair.tag[:, 1] += np.arange(4)
        rows["in"][2] = rows["in"][1]
        rows["in"][2].x = 4
        rows["in"].tag[1] = 9
        rows.pair[1, 0].x = 300
        rows.u.d[3] = 2.5
        rows.tight.v[2] = 9
        rows["size"][1] = 0
        rows["data"][3] += 11
        structcb.view(p.more, 3)["in"].x[1] += 0.5
        if rows.to[0] is None and rows.to[1]:
            rows.to[1].x += 1
        rows.to[0] = p.points[1]
        rows.to[3] = None
        total += p.rows[::-1][0].flag + p.rows[1::2]["size"][1] + rows.pair[:, 1][3].tag
        return total

    assert trait("columns").drive(side, access) == 6 + 21 + 12 + 3 + 20 + 4 + 4 + 6 + 3 + 8 + 5


@pytest.mark.parametrize(
    ("access", "message"),
    [
        (lambda p: p.rows.flag[0], r"`struct row.flag` is a bit-field.*`items\[i\].flag`"),
        (lambda p: p.rows[1:]["flag"][0], "`struct row.flag` is a bit-field"),
        (lambda p: p.rows.size[0], r'`size` an attribute of every array: write `\["size"\]`'),
        (lambda p: p.rows.colour, "`struct row` has no field `colour`"),
    ],
)
def test_column_that_is_not_there_is_refused_with_a_way_round(trait, access, message: str) -> None:
    with pytest.raises(TypingError, match=message):
        trait("columns").compiled(access)


def test_column_of_constants_cannot_be_written(trait) -> None:
    def attribute(p):
        p.rows.fixed[0] = 1
        return 0.0

    def name(p):
        p.rows["fixed"][0] = 1
        return 0.0

    for access in (attribute, name):
        with pytest.raises(TypingError, match=r"setitem\(.*readonly array"):
            trait("columns").compiled(access)


@pytest.mark.parametrize("debug", [False, True])
def test_column_is_assigned_as_a_whole(trait, debug: bool) -> None:
    header = structcb.parse("struct s { struct { double k; int n, size; } items[3]; };")

    def assign(p):
        p.items.k = np.arange(3.0)
        p.items.k *= p.items.k
        p.items["n"] = p.items["n"][::-1]
        p.items.n += 1
        p.items["size"] -= 1
        return p.items.k.sum()

    state = header.new("struct s", items=[{"n": n} for n in range(3)])

    assert header.callback("double (struct s *)", debug=debug)(assign)(state) == 5
    assert (state.items.n.tolist(), state.items["size"].tolist()) == ([3, 2, 1], [-1] * 3)


def number(p):
    p.rows.data = 1.0
    return 0.0


def number_by_name(p):
    p.rows["data"] = 1.0
    return 0.0


def constants(p):
    p.rows.fixed = np.zeros(4, np.int32)
    return 0.0


def too_few(p):
    p.rows.data = np.zeros(3)
    return 0.0


@pytest.mark.parametrize(
    ("access", "message"),
    [
        (number, r"\[:\] = value"),
        (number_by_name, r"\[:\] = value"),
        (constants, "const"),
    ],
)
def test_what_no_column_takes_is_refused(trait, access, message: str) -> None:
    with pytest.raises(TypingError, match=message):
        trait("columns").compiled(access)


def test_column_of_another_length_raises(trait) -> None:
    columns = trait("columns")

    with pytest.raises(ValueError, match="cannot assign slice"):
        columns.compiled(too_few)(columns.new())


AFTER_RECORDS = """
import numpy as np
from numba import njit
@njit
def first(a):
    return a[0]["x"]
first(np.zeros(2, [("x", "f8")]))

import structcb
S = structcb.parse("struct s { unsigned flag : 3; };").struct("struct s")
state = S(flag=5)
assert njit(lambda p: p["flag"])(state) == 5
"""


def test_bit_field_by_name_works_where_numba_met_records_before() -> None:
    subprocess.run([sys.executable, "-c", AFTER_RECORDS], check=True, timeout=120)


def test_column_of_structs_goes_to_an_inner_function(trait) -> None:
    @njit
    def largest(points):
        return points.x.max()

    columns = trait("columns")
    state = columns.new()
    columns.library.fill(state)

    assert columns.compiled(lambda p: largest(p.rows["in"]))(state) == 3
