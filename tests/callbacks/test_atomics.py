"""One callback on many threads: with a state each, and with one that they share and change atomically."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from numba.core.errors import TypingError

import structcb
from structcb import atomic_add, atomic_exchange, atomic_max, atomic_min
from tests.c_libraries import build

HEADER = structcb.parse("""
typedef struct { long ncalls; unsigned int bits; int low, high; double sum; float part; signed char tiny; } shared;
typedef struct {
    int flag:3; char letter; _Bool ready; double _Complex z; double *p; const int fixed; double w[2]; double number; int n;
    shared inner;
} mixed;
typedef long (*step_fn)(long i, void *user_data);
typedef long (*mixed_fn)(mixed *);
long run_here(step_fn step, void *user_data, long first, long count);
long run_threads(step_fn step, char *user_data, long stride, int threads, long count);
""")
THREADS, COUNT = 4, 100_000
Driver = Callable[[structcb.Callback, Any, int], int]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("threads")
    source = Path(__file__).parent / "threads.c"
    return HEADER.open(build([source], folder / "threads.so", "-shared", "-fPIC", "-O2", "-pthread"))


def on_pthreads(library: Any, callback: structcb.Callback, state: Any, stride: int) -> int:
    """Run on threads that Python has never seen."""
    address = HEADER.ffi.cast("char *", state._structcb_address)
    return int(library.run_threads(callback.cffi, address, stride, THREADS, COUNT))


def on_python_threads(library: Any, callback: structcb.Callback, state: Any, stride: int) -> int:
    """Run on Python's threads; cffi gives the GIL away while C runs."""
    failed = []

    def work(number: int) -> None:
        address = HEADER.ffi.cast("void *", state._structcb_address + number * stride)
        failed.append(library.run_here(callback.cffi, address, number * COUNT, COUNT))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) == THREADS
    return sum(failed)


RUNNERS = {"pthreads": on_pthreads, "Python's threads": on_python_threads}


@pytest.mark.parametrize("runner", RUNNERS)
def test_threads_that_share_a_state_lose_no_step(library: Any, runner: str) -> None:
    @HEADER.callback("step_fn", user_data="shared")
    def step(i, p):
        atomic_add(p, "ncalls", 1)
        structcb.atomic_add(p, "bits", 3)
        atomic_add(p, "sum", 0.5)
        atomic_add(p, "tiny", 1)
        atomic_min(p, "low", -i)
        atomic_max(p, "high", i)
        return 0

    state, steps = HEADER.new("shared"), THREADS * COUNT
    failed = RUNNERS[runner](library, step, state, 0)

    assert failed == 0
    assert (state.ncalls, state.bits, state.sum) == (steps, 3 * steps, 0.5 * steps)
    assert (state.low, state.high) == (1 - steps, steps - 1)
    assert state.tiny == (steps + 128) % 256 - 128


@pytest.mark.parametrize("runner", RUNNERS)
def test_threads_with_a_state_each_do_not_meet(library: Any, runner: str) -> None:
    @HEADER.callback("step_fn", user_data="shared")
    def step(i, p):
        p.ncalls += 1
        p.sum += i
        return 0

    states = HEADER.struct("shared").array(THREADS)
    failed = RUNNERS[runner](library, step, states, HEADER.struct("shared").size)

    assert failed == 0
    assert states.ncalls.tolist() == [COUNT] * THREADS
    assert states.sum.tolist() == [sum(range(t * COUNT, (t + 1) * COUNT)) for t in range(THREADS)]


def test_an_exchange_hands_every_value_on_once(library: Any) -> None:
    @HEADER.callback("step_fn", user_data="shared")
    def step(i, p):
        atomic_add(p, "sum", atomic_exchange(p, "ncalls", i))
        return 0

    state, steps = HEADER.new("shared"), THREADS * COUNT
    on_pthreads(library, step, state, 0)

    assert state.sum + state.ncalls == steps * (steps - 1) / 2


@pytest.mark.parametrize("runner", RUNNERS)
def test_exceptions_of_all_threads_arrive(library: Any, runner: str) -> None:
    @HEADER.callback("step_fn", user_data="shared", on_error=1)
    def step(i, p):
        if i % COUNT == 17:
            raise ArithmeticError("the seventeenth")
        return 0

    failed = RUNNERS[runner](library, step, HEADER.new("shared"), 0)

    assert failed == THREADS
    with pytest.raises((ArithmeticError, ExceptionGroup)) as caught:
        step.check()
    parts = caught.value.exceptions if isinstance(caught.value, ExceptionGroup) else [caught.value]
    assert {type(part) for part in parts} == {ArithmeticError}


OPERATIONS: list[tuple[Any, str, float, float]] = [
    (atomic_add, "ncalls", 5, 12),
    (atomic_add, "bits", 2**32 - 1, 6),
    (atomic_add, "tiny", 125, -124),
    (atomic_add, "sum", 0.25, 7.25),
    (atomic_add, "part", 2, 9.0),
    (atomic_exchange, "low", -3, -3),
    (atomic_exchange, "sum", 2.5, 2.5),
    (atomic_max, "high", 9, 9),
    (atomic_max, "high", 2, 7),
    (atomic_max, "low", -1, 7),
    (atomic_min, "low", -9, -9),
    (atomic_min, "tiny", 100, 7),
    (atomic_max, "bits", 2**31, 2**31),
]


@pytest.mark.parametrize(("operation", "name", "value", "after"), OPERATIONS)
def test_compiled_code_and_python_agree(operation: Any, name: str, value: float, after: float) -> None:
    before = {"ncalls": 7, "bits": 7, "low": 7, "high": 7, "sum": 7.0, "part": 7.0, "tiny": 7}
    compiled, plain = HEADER.new("shared", **before), HEADER.new("shared", **before)
    changed = HEADER.callback("long (shared *)")(lambda p: int(operation(p, name, value)))

    old = operation(plain, name, value)

    assert (old, getattr(plain, name)) == (7, after)
    assert changed(compiled) == 7
    assert compiled == plain


@pytest.fixture
def hectic() -> Iterator[None]:
    """Threads that change places as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hectic")
def test_python_threads_lose_no_step_either() -> None:
    state = HEADER.new("shared")

    def count() -> None:
        for _ in range(3000):
            atomic_add(state, "ncalls", 1)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert state.ncalls == 12_000


def test_atomics_work_in_the_interpreter_too() -> None:
    @HEADER.callback("step_fn", user_data="shared", debug=True)
    def step(i, p):
        return atomic_add(p, "ncalls", i)

    state = HEADER.new("shared", ncalls=7)

    assert (step(5, state), state.ncalls) == (7, 12)


@pytest.mark.parametrize("thing", [3, "text", None])
def test_atomics_in_python_take_a_state(thing: object) -> None:
    with pytest.raises(structcb.FieldTypeError, match="atomics change a field of a state"):
        atomic_add(thing, "ncalls", 1)


def test_an_atomic_step_is_one_instruction() -> None:
    counted = HEADER.callback("long (shared *)")(lambda p: atomic_add(p, "ncalls", 1))

    assert "atomicrmw add ptr" in counted.inspect_llvm()
    assert "seq_cst" in counted.inspect_llvm()


def test_a_struct_inside_a_struct_counts_too() -> None:
    counted = HEADER.callback("mixed_fn")(lambda p: atomic_add(p.inner, "ncalls", 2))
    state = HEADER.new("mixed")

    assert (counted(state), atomic_add(state.inner, "ncalls", 3), state.inner.ncalls) == (0, 2, 5)


REFUSED = [
    ("flag", "`mixed.flag` is a bit-field of 3 bits"),
    ("letter", "`mixed.letter` is `char`"),
    ("ready", "`mixed.ready` is `_Bool`; only a number can be"),
    ("z", "`mixed.z` is `double _Complex`"),
    ("p", "`mixed.p` is `double *`"),
    ("w", "`mixed.w` is `double[2]`"),
    ("inner", "`mixed.inner` is `shared`"),
    ("fixed", "`mixed.fixed` is `const`"),
    ("nothing", "`mixed` has no field `nothing`"),
]


@pytest.mark.parametrize(("name", "message"), REFUSED)
def test_a_field_that_no_processor_changes_in_one_step_is_refused(name: str, message: str) -> None:
    with pytest.raises(structcb.StateError) as in_python:
        atomic_add(HEADER.new("mixed"), name, 1)
    with pytest.raises(TypingError) as in_compiled_code:
        HEADER.callback("mixed_fn")(lambda p: atomic_add(p, name, 1))

    assert message in str(in_python.value)
    assert message in str(in_compiled_code.value)


def test_a_misaligned_field_is_refused() -> None:
    header = structcb.Header.from_ffi(packed_ffi())

    with pytest.raises(structcb.FieldTypeError, match=r"`packed.n` is misaligned: 4 bytes at offset 1"):
        atomic_add(header.new("packed"), "n", 1)
    with pytest.raises(TypingError, match=r"`packed.n` is misaligned"):
        header.callback("long (packed *)")(lambda p: atomic_add(p, "n", 1))


def packed_ffi() -> Any:
    import cffi

    ffi = cffi.FFI()
    ffi.cdef("typedef struct { char c; int n; } packed;", packed=True)
    return ffi


@pytest.mark.parametrize("operation", [atomic_max, atomic_min])
def test_extremes_of_floats_are_refused(operation: Any) -> None:
    with pytest.raises(TypingError, match=r"`shared.sum` is `double`; only an integer can be"):
        HEADER.callback("long (shared *)")(lambda p: int(operation(p, "sum", 1)))


def test_a_float_cannot_be_added_to_an_integer() -> None:
    with pytest.raises(TypingError, match=r"`shared.ncalls` is an integer; `atomic_add` cannot take float64"):
        HEADER.callback("long (shared *)")(lambda p: atomic_add(p, "ncalls", 0.5))


def test_const_forbids_atomics() -> None:
    with pytest.raises(TypingError, match="const"):
        HEADER.callback("long (const shared *)")(lambda p: atomic_add(p, "ncalls", 1))


def test_a_struct_by_value_is_nothing_to_share() -> None:
    header = structcb.parse("typedef struct { long n; } box; typedef struct { box (*make)(void); } maker;")

    with pytest.raises(TypingError, match="`box` by value is a private copy"):
        header.callback("long (maker *)")(lambda m: atomic_add(m.make(), "n", 1))
