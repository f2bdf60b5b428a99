"""Function pointers: called from Python, bound, compared, and refused where the prototype differs."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest

from structcb.errors import FieldTypeError, UnsupportedTypeError
from structcb.layouts import Pointer, Prototype
from structcb.states import FunctionPointer, State, StructType
from tests.states.declared import Declared, compile_c, declare

TEXT = """
typedef struct { double x; int n; } pair;
enum color { RED, GREEN };
typedef double (*eval_fn)(double x, void *ctx);
struct table {
    eval_fn eval; double (*sum)(const double *v, int n); pair (*swap)(pair p); char (*next)(char c);
    enum color (*flip)(enum color c); pair *(*same)(pair *p); void (*reset)(pair *p); int (*print)(const char *f, ...);
    eval_fn both[2]; void *ctx; eval_fn (*give)(void); double (*other)(float x, void *ctx);
};
double twice(double x, void *ctx); double sum(const double *v, int n); pair swap(pair p); char next(char c);
enum color flip(enum color c); pair *same(pair *p); void reset(pair *p); eval_fn give(void);
"""

SOURCE = """
typedef struct { double x; int n; } pair;
enum color { RED, GREEN };
double twice(double x, void *ctx) { return 2 * x + (ctx ? *(double *)ctx : 0); }
double sum(const double *v, int n) { double s = 0; for (int i = 0; i < n; i++) s += v[i]; return s; }
pair swap(pair p) { pair q = { p.n, (int)p.x }; return q; }
char next(char c) { return c + 1; }
enum color flip(enum color c) { return 1 - c; }
pair *same(pair *p) { return p; }
void reset(pair *p) { p->x = 0; p->n = 0; }
double (*give(void))(double, void *) { return twice; }
"""


@pytest.fixture(scope="module")
def declared() -> Declared:
    return declare(TEXT)


@pytest.fixture(scope="module")
def library(declared: Declared, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return compile_c(declared, SOURCE, tmp_path_factory.mktemp("functions"))


@pytest.fixture
def state(declared: Declared, library: Any) -> State:
    """A struct that C filled: nothing is bound."""
    state = declared["struct table"]()
    c = declared.cffi(state)
    c.eval, c.both[1], c.give = library.twice, library.twice, library.give
    for name in ("sum", "swap", "next", "flip", "same", "reset"):
        setattr(c, name, getattr(library, name))
    return state


@pytest.fixture
def pair(declared: Declared) -> StructType:
    return declared["pair"]


class Callback:
    """What a callback shows to states."""

    def __init__(self, address: int, prototype: Prototype) -> None:
        self.address, self._structcb_prototype = address, prototype


def prototype_of(declared: Declared, field: str) -> Prototype:
    pointer = declared["struct table"].layout.fields[field].type
    assert isinstance(pointer, Pointer)
    assert isinstance(pointer.to, Prototype)
    return pointer.to


def test_function_is_called_with_numbers_and_pointers(state: Any) -> None:
    assert state.eval(3.0, None) == 6
    assert state.eval(3, np.array([0.5])) == 6.5
    assert state.sum(np.arange(4.0), 4) == 6
    assert state.both[1](1.0, state.ctx) == 2


def test_function_takes_and_returns_structs_by_value(state: Any, pair: StructType) -> None:
    assert state.swap(pair(x=2, n=7)) == pair(x=7, n=2)
    assert state.swap({"x": 1, "n": 3}).x == 3


def test_function_takes_and_returns_pointers_to_structs(state: Any, pair: StructType) -> None:
    p = pair(x=2, n=7)
    assert state.same(p) == p
    assert state.same(p).n == 7
    assert state.same(None) is None

    assert state.reset(p) is None
    assert p.asdict() == {"x": 0.0, "n": 0}


def test_function_sees_integers_where_compiled_code_does(state: Any) -> None:
    assert state.next(b"a") == ord("b")
    assert state.flip(0).name == "GREEN"


def test_function_pointer_is_returned(state: Any) -> None:
    assert state.give()(4.0, None) == 8
    assert state.give() == state.eval


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ((1.0,), r"`table.eval` is a .*: 2 arguments, not 1"),
        (("a", None), "`table.eval.x` takes a number"),
        (("a", 3), "2 values do not fit"),
    ],
)
def test_wrong_arguments_are_refused(state: Any, arguments: tuple[object, ...], match: str) -> None:
    with pytest.raises(TypeError, match=match):
        state.eval(*arguments)


def test_variadic_function_is_not_called(declared: Declared, state: Any, library: Any) -> None:
    declared.cffi(state).print = declared.ffi.cast("int (*)(const char *, ...)", library.twice)
    with pytest.raises(UnsupportedTypeError, match="cffi cannot call"):
        state.print(b"a")


def test_null_function_reads_as_none(declared: Declared) -> None:
    assert declared["struct table"]().eval is None


def test_function_pointer_has_address_type_and_identity(declared: Declared, state: Any, library: Any) -> None:
    address = int(declared.ffi.cast("uintptr_t", library.twice))

    assert isinstance(state.eval, FunctionPointer)
    assert (state.eval.address, state.eval.cffi, bool(state.eval)) == (address, library.twice, True)
    assert state.eval == state.both[1] != state.sum
    assert hash(state.eval) == hash(state.both[1])
    assert state.eval.prototype == prototype_of(declared, "eval")
    assert repr(state.eval) == f"<double (*)(double x, void * ctx) at {address:#x}>"


def test_callback_is_bound_and_kept_alive(declared: Declared, library: Any) -> None:
    address = int(declared.ffi.cast("uintptr_t", library.twice))
    callback = Callback(address, prototype_of(declared, "eval"))
    alive = weakref.ref(callback)
    state = declared["struct table"](eval=callback)
    del callback
    gc.collect()

    assert state.eval is alive() is not None
    assert declared.cffi(state).eval(2.0, declared.ffi.NULL) == 4


def test_c_functions_and_function_pointers_are_bound(declared: Declared, state: Any, library: Any) -> None:
    other = declared["struct table"](eval=library.twice, both=[library.twice, state.eval], ctx=library.twice)
    other.sum = declared.ffi.addressof(library, "sum")

    assert other.eval is library.twice
    assert other.both[1](1.0, None) == 2
    assert declared.cffi(other).sum([1.0, 2.0], 2) == 3


@pytest.mark.parametrize("field", ["sum", "other", "next", "print"])
def test_another_prototype_is_refused(declared: Declared, state: Any, library: Any, field: str) -> None:
    callback = Callback(1, prototype_of(declared, "eval"))
    before = bytes(state._structcb_memory.bytes)
    for wrong in (callback, library.twice, state.eval, 1, np.zeros(2), lambda x: x):
        with pytest.raises(
            FieldTypeError, match=rf"`table.{field}` takes None, a callback or a C function of type"
        ):
            state[field] = wrong
    assert bytes(state._structcb_memory.bytes) == before


def test_function_is_no_data(declared: Declared, state: Any) -> None:
    data = declare("struct s { double *data; };")["struct s"]()
    with pytest.raises(FieldTypeError, match="Its prototype is"):
        data.data = state.eval
