"""What C can pass and take back: one function for each trait, run plain, debugged and compiled, with one outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pytest

import structcb
from structcb import view

H = structcb.parse("""
enum color { RED, GREEN = 7 };
typedef struct { double x, y; } point;
typedef struct { point inner; int n; float w[3]; } box;
typedef double (*function)(double, void *);
typedef struct { int n; double *data; point *points; function eval; } model;
""")
POINT, BOX = H.struct("point"), H.struct("box")
COLOR = H.enums.color


class Trait(NamedTuple):
    """What C declares, the function, and what it is called with; the arguments are made anew for every run."""

    prototype: str
    body: Callable[..., Any]
    arguments: Callable[[], tuple[Any, ...]]
    options: Mapping[str, Any] = MappingProxyType({})


@H.callback("function")
def square(x, p):
    return x * x


def same(value):
    return value


def greater(x):
    return x > 1


def next_color(color):
    if color == COLOR.RED:
        return COLOR.GREEN
    return COLOR.RED


def floor_and_rest(a, b):
    return 100 * (a // b) + a % b


def true_division(a, b):
    return a / b


def fills(a, n):
    a[0] += n
    a[1:n] *= 2
    return a.sum() + len(a)


def fills_if_wanted(x, gradient):
    if gradient is not None:
        gradient[0] = x
    return x


def follows_if_any(x, p):
    if p:
        p[0] = x
    return x


def rows_and_columns(a, m, n):
    a[1, 0] += 1
    a[0, :] *= 2
    return a.sum() + a[1, n - 1] + a.shape[0] * a.shape[1]


def third_dimension(a):
    return a[1, 2, 3] + a[0, 1].sum()


def structs_of_an_array(items, n):
    total = 0.0
    for item in items:
        total += item.x * item.y
    items[0].x = 9.0
    items[1] = items[0]
    return total + items[1].x + len(items)


def structs_by_pointer(items, n):
    total = 0.0
    for i in range(n):
        total += items[i].x
    return total + (items + 1).x


def struct_by_value(start, by):
    start.x += by  # C's own struct does not change
    return POINT.value(x=start.x, y=start.y)


def arrays_in_a_value(b):
    b.n += 1
    return b.inner.x + b.w[1] + b.n


def inner_value(b):
    return b.inner


def calls_back(f, x):
    return f(x, None) * 2


def null(x):
    return None


def user_data(x, p):
    p.n += 2
    data = view(p.data, p.n)
    data[1] = x
    p.points[1].x = data.sum()
    return p.eval(x, None) + p.points[0].y + p.points[1].x


def nothing(a):
    a[0] = 1.0


def numbers() -> tuple[Any, ...]:
    return np.arange(4.0), 3


def grid(order: Any) -> Any:
    return lambda: (np.asarray(np.arange(6.0).reshape(2, 3), order=order), 2, 3)


def points() -> tuple[Any, ...]:
    return POINT.array(3, x=[1.0, 2.0, 3.0], y=2.0), 3


def model() -> tuple[Any, ...]:
    made = H.new("model", n=1, data=np.arange(3.0), points=POINT.array(2, y=[1.0, 2.0]), eval=square)
    return 1.5, made


def box() -> tuple[Any, ...]:
    return (BOX(inner={"x": 1.0, "y": 2.0}, n=3, w=[1.0, 2.0, 3.0]),)


NUMBERS = {
    "signed char": -128,
    "unsigned char": 255,
    "short": -5,
    "unsigned int": 4294967295,
    "long": -9223372036854775808,
    "unsigned long": 18446744073709551615,
    "char": 65,
    "_Bool": True,
    "float": 0.5,
    "double": 0.1,
    "wchar_t": -1,
}
TRAITS = [
    *(Trait(f"{ctype} ({ctype})", same, partial(tuple, [value])) for ctype, value in NUMBERS.items()),
    Trait("_Bool (double)", greater, lambda: (2.0,)),
    Trait("enum color (enum color)", next_color, lambda: (0,)),
    Trait("int (int, int)", floor_and_rest, lambda: (-7, 2)),
    Trait("double (double, double)", true_division, lambda: (1.0, 3.0)),
    Trait("double (double, double)", true_division, lambda: (1.0, 0.0)),
    Trait("double (double *, int)", fills, numbers, {"arrays": {"a": 4}}),
    Trait("double (double *, int)", fills, lambda: (np.arange(3.0), 3), {"arrays": {"a": "n"}}),
    Trait("double (double, double *)", fills_if_wanted, lambda: (1.0, None), {"arrays": {"gradient": 2}}),
    Trait("double (double, double *)", fills_if_wanted, lambda: (1.0, np.zeros(2)), {"arrays": {"gradient": 2}}),
    Trait("double (double, double *)", follows_if_any, lambda: (1.0, None)),
    *(Trait("double (double *, int, int)", rows_and_columns, grid(order), {"arrays": {"a": ("m", "n")}, "order": order})
      for order in "CF"),
    Trait("double (const double *)", third_dimension, lambda: (np.arange(24.0).reshape(2, 3, 4),),
          {"arrays": {"a": (2, 3, 4)}}),
    Trait("double (point *, int)", structs_of_an_array, points, {"arrays": {"items": "n"}}),
    Trait("point (box)", inner_value, box),
    Trait("double (function, double)", calls_back, lambda: (square, 3.0)),
    Trait("double *(double)", null, lambda: (1.0,)),
    Trait("double (double, void *)", user_data, model, {"user_data": "model"}),
    Trait("void (double *)", nothing, lambda: (np.zeros(2),), {"arrays": {"a": 2}}),
]  # fmt: skip


# Plain Python would change the caller's struct, and add to an array of states what C adds to a pointer.
NOT_PLAIN = [
    Trait("double (box)", arrays_in_a_value, box),
    Trait("point (point, double)", struct_by_value, lambda: (POINT(x=1.0, y=2.0), 3.0)),
    Trait("double (point *, int)", structs_by_pointer, points),
]


def outcome(function: Callable[..., Any], trait: Trait) -> Any:
    """What a run gives and leaves behind."""
    arguments = trait.arguments()
    try:
        result = function(*arguments)
    except ArithmeticError as error:
        return type(error)
    return shown(result), [shown(argument) for argument in arguments]


def shown(value: Any) -> Any:
    """A value for comparing, with what a state's pointers lead to."""
    if isinstance(value, structcb.State):
        reached = {"data": (0, 3), "points": (0, 2)}
        inside = {name: shown(getattr(value, name)[:]) for name in reached if hasattr(type(value), name)}
        return str({k: v for k, v in value.asdict().items() if k not in (*reached, "eval")}), inside
    if isinstance(value, structcb.StateArray):
        return [state.asdict() for state in value]
    return value.tolist() if isinstance(value, np.ndarray) else value


def name(trait: Trait) -> str:
    return f"{trait.body.__name__}: {trait.prototype}"


@pytest.mark.parametrize("trait", [*TRAITS, *NOT_PLAIN], ids=name)
def test_debugged_and_compiled_agree(trait: Trait) -> None:
    compiled, debugged = (
        H.callback(trait.prototype, debug=debug, **trait.options)(trait.body) for debug in (False, True)
    )

    assert outcome(debugged, trait) == outcome(compiled, trait)


@pytest.mark.parametrize("trait", TRAITS, ids=name)
def test_plain_and_compiled_agree(trait: Trait) -> None:
    compiled = H.callback(trait.prototype, **trait.options)(trait.body)

    assert outcome(compiled, trait) == outcome(trait.body, trait)
