"""Arrays of states as arguments and constants of jitted functions: the spelling and the bounds that Python sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numba import njit
from numba.core.errors import TypingError

import structcb

H = structcb.parse("""
    struct item { double k; int size; struct item *next; };
    struct holder { struct item grid[2][3]; const struct item fixed[2]; struct item *items; double w[3]; };
    typedef double (*sum_fn)(struct item *items, int n);
""")
ITEM, HOLDER = H.struct("struct item"), H.struct("struct holder")
CONSTANT = ITEM.array(2, k=[5, 6])


def columns(a: Any) -> Any:
    a.k[1:] += 1.0
    return a.k.sum() + a["size"][2] + len(a) + a.shape[0]


def items(a: Any) -> Any:
    a[0] = a[2]
    a[1].next = a[-1]
    total = 0.0
    for item in a:
        total += item.k
    return total + a[1:3][0].k + a[1].next.k + structcb.view(a, 2)[1].k


def casts(a: Any) -> Any:
    return ITEM(a)[1].k + (ITEM(a) + 2).k + (ITEM(a) == ITEM(a[0]))


def constants(a: Any) -> Any:
    return CONSTANT[1].k + CONSTANT.k.sum() + len(CONSTANT) + a[0].k


@pytest.mark.parametrize("body", [columns, items, casts, constants], ids=lambda body: body.__name__)
def test_array_of_states_is_one_in_jitted_code(body: Callable[[Any], Any]) -> None:
    def new() -> Any:
        return ITEM.array(3, k=[1, 2, 3], size=[4, 5, 6])

    compiled, plain = new(), new()

    assert njit(body)(compiled) == body(plain)
    assert (compiled.k.tolist(), compiled["size"].tolist()) == (plain.k.tolist(), plain["size"].tolist())


def test_array_of_two_dimensions_keeps_its_shape() -> None:
    holder = HOLDER()
    holder.grid[1, 2].k = 4

    assert njit(lambda grid: grid[1, 2].k + grid.shape[1] + grid.k.max())(holder.grid) == 11


def test_constant_structs_stay_constant() -> None:
    def write(items: Any) -> None:
        items[0].k = 1.0

    with pytest.raises(TypingError, match=r"cannot write `struct item.k`: C declares it.*`const`"):
        njit(write)(HOLDER().fixed)


def test_array_goes_where_c_wants_a_pointer() -> None:
    shaped = H.callback("sum_fn", arrays={"items": "n"})(lambda items, n: items.k.sum())
    pointed = H.callback("sum_fn")(lambda items, n: items[n - 1].k)
    array = ITEM.array(3, k=[1, 2, 3])

    @njit
    def use(items: Any, f: Any) -> Any:
        return 100 * shaped(items, 3) + 10 * pointed(items, 2) + f(items, 3)

    def bind(holder: Any, items: Any) -> Any:
        holder.items = items
        return holder.items[2].k

    assert use(array, pointed) == 600 + 20 + 3
    assert njit(bind)(HOLDER(), array) == 3


def test_view_of_an_array_is_bounded() -> None:
    @njit
    def view(p: Any, n: int) -> Any:
        return structcb.view(p.w, n).sum()

    holder = HOLDER(w=np.arange(3.0))

    assert view(holder, 2) == structcb.view(holder.w, 2).sum() == 1
    with pytest.raises(ValueError, match="more items"):
        view(holder, 4)
