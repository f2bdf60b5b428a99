"""Pointers, function pointers and what they lead to: one function runs compiled and on a State; C fills and checks."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit
from numba.core.errors import TypingError

import structcb
from tests.c_libraries import SIDES, Side


@pytest.mark.parametrize("side", SIDES)
def test_pointers_index_advance_and_compare(trait, side: Side) -> None:
    pointers = trait("pointers")
    lib = pointers.library

    def access(p):
        start = p.data
        total = start[0] + p.constant[5] + start[2:5].sum() + structcb.view(start + 2, 3).sum()
        total += p.rows[1][2] + p.matrix[3][2] + p.matrix[0:2].sum() + structcb.view(p.matrix, 4)[2, 1]
        total += p.items[1].mass + p.items.mass + p.refs[0].id + p.columns[1][0]
        p.data = p.data + 1
        p.data[-1] = 50
        p.data[1:3] = 20
        moved = p.data
        moved += 3
        moved[0] *= 2
        moved -= 1
        total += (
            (moved - start) + (moved > start) + (start == p.rows[0]) + (moved != start) + (start <= moved)
        )
        p.rows[1][2] = 10
        p.rows[0] = p.rows[1]
        p.matrix[1][2] *= -1
        p.matrix[3][0] = 90
        if p.columns[2] is None and not p.null and p.data:
            p.columns[2] = p.columns[0]
        first = p.items - 2
        first.mass = 9
        p.refs[1].id += 1
        p.items.mass = 2.5
        p.refs[0].id += 1
        p.anything = p.refs[1]
        total += lib.engine_speed(p.engine) + (p.engine == p.engine)
        lib.engine_set(p.engine, 12)
        return total

    sums = 0 + 5 + 9 + 9 + 5 + 11 + 15 + 7 + 3 + 2 + 30 + 3

    assert pointers.drive(side, access) == sums + 3 + 1 + 1 + 1 + 1 + 5 + 1


@pytest.mark.parametrize("debug", [False, True])
def test_null_equals_none_and_is_none(debug: bool) -> None:
    header = structcb.parse("""
        typedef double (*f_t)(double);
        struct s { double *data; f_t f; f_t fs[2]; struct s *next; void *any; };
        typedef int (*test_fn)(struct s *p, const double *x, double *grad);
    """)

    def nulls(p, x, grad):
        equal = (p.data == None) + (None == p.f) + (p.fs[1] == None) + (p.next == None)  # noqa: E711, SIM300
        differ = (p.data != None) + (None != p.f) + (p.fs[1] != None) + (p.any != None)  # noqa: E711, SIM300
        same = (p.data is None) + (None is p.f) + (p.fs[1] is None) + (p.next is None) + (grad is None)
        return equal + 10 * differ + 100 * same

    callback = header.callback("test_fn", arrays={"x": 1, "grad": 1}, debug=debug)(nulls)
    state, x, NULL = header.new("struct s"), header.ffi.new("double[1]"), header.ffi.NULL
    cosine = structcb.parse("double cos(double);").open("libm.so.6").cos
    full = header.new("struct s", data=np.zeros(1), f=cosine, fs=[None, cosine], next=state, any=x)

    assert callback.cffi(state.cffi, x, NULL) == 4 + 500
    assert callback.cffi(full.cffi, x, x) == 40


@pytest.mark.parametrize("side", SIDES)
def test_c_functions_take_pointers_structs_and_arrays(trait, side: Side) -> None:
    pointers = trait("pointers")
    lib, state = pointers.library, pointers.new()
    lib.fill(state)

    def access(p):
        values = np.arange(3.0)
        lib.double_all(values, 3)
        lib.double_all(p.data + 4, 2)
        engine = lib.engine_new()
        lib.engine_set(engine, 7)
        p.engine = engine
        p.anything = None
        return values.sum() + p.data[5] + lib.total_mass(p.items - 2, 4) + lib.engine_speed(p.engine)

    result = pointers.compiled(access)(state) if side == "compiled" else access(state)

    assert result == 6 + 10 + 6 + 7


def test_an_array_serves_as_a_pointer_only_where_c_can_read_it(trait) -> None:
    pointers = trait("pointers")
    state, values = pointers.new(), np.arange(6.0)

    @njit
    def assign(p, array):
        p.data = array

    @njit
    def constant(p, array):
        p.constant = array

    assign(state, values)
    frozen = np.arange(3.0)
    frozen.flags.writeable = False
    constant(state, frozen)

    assert state.data.address == values.ctypes.data
    assert state.constant[2] == 2
    for unfit in (np.arange(3), values[::2], frozen):
        with pytest.raises(TypingError):
            assign(state, unfit)


def test_rows_of_an_array_are_counted_before_c_sees_them(trait) -> None:
    pointers = trait("pointers")
    state, rows = pointers.new(), np.arange(6, dtype=np.int32).reshape(2, 3)

    @njit
    def assign(p, array):
        p.matrix = array

    assign(state, rows)

    assert state.matrix[1][2] == 5
    with pytest.raises(ValueError, match="rows"):
        assign(state, np.zeros((3, 2), np.int32))


@pytest.mark.parametrize("side", SIDES)
def test_const_is_read_only(trait, side: Side) -> None:
    pointers = trait("pointers")
    state = pointers.new()
    pointers.library.fill(state)

    def write(p):
        p.constant[0] = 1.0
        return 0.0

    with pytest.raises((TypingError, structcb.StateError), match="const"):
        pointers.compiled(write)(state) if side == "compiled" else write(state)


def test_a_pointer_has_no_end_to_slice_to(trait) -> None:
    pointers = trait("pointers")
    state = pointers.new()
    pointers.library.fill(state)

    with pytest.raises(IndexError, match="no end"):
        pointers.compiled(lambda p: p.data[1:].sum())(state)
    with pytest.raises(ValueError, match="negative"):
        pointers.compiled(lambda p: structcb.view(p.data, -1).sum())(state)


@pytest.mark.parametrize("side", SIDES)
def test_linked_and_mutually_recursive_structs_are_walked(trait, side: Side) -> None:
    def access(p):
        total = 0.0
        node = p.first
        last = p.first
        while node:
            total += node.value
            node.value *= 10
            last = node
            node = node.next
        last.next = p.first
        p.root.next = p.first
        p.first = p.first.next
        p.root.children[0] = p.root.children[1]
        p.root.children[1] = None
        p.wife.spouse.spouse.spouse.age += 1
        return total + p.husband.spouse.age + (p.root.children[1] is None)

    assert trait("recursion").drive(side, access) == 6 + 40 + 1


def test_null_meets_a_pointer_where_branches_join(trait) -> None:
    recursion = trait("recursion")
    state = recursion.new()

    @recursion.compiled
    def access(p):
        node = None
        if p.wife.age > 0:
            node = p.first
        return -1.0 if node is None else node.value

    empty = access(state)
    recursion.library.fill(state)

    assert (empty, access(state)) == (-1, 1)


@pytest.mark.parametrize("side", SIDES)
def test_function_pointers_are_called_tested_and_assigned(trait, side: Side) -> None:
    functions = trait("functions")
    lib = functions.library

    def access(p):
        total = p.eval(2.0, p.ctx) + p.table[1](3.0, None) + p.total(p)
        if p.missing is None and not p.missing:
            p.missing = lib.scale
        p.eval = p.table[1]
        p.table[0] = lib.pick(1)
        p.table[1] = None
        p.factor += 1
        return total + p.table[0](1.0, None) + (p.eval == p.table[0])

    assert functions.drive(side, access) == 6 + 9 + 11 + 1 + 1


@pytest.mark.parametrize("side", SIDES)
def test_a_callback_is_a_function_pointer(trait, side: Side) -> None:
    functions = trait("functions")
    state = functions.new(factor=4)

    @functions.header.callback("eval_fn")
    def half(x, ctx):
        return x / 2

    @functions.header.callback("double (const struct functions *)")
    def whole(self):
        return self.factor

    def access(p):
        p.eval = half
        p.total = whole
        return p.eval(8.0, None) + p.total(p)

    result = functions.compiled(access)(state) if side == "compiled" else access(state)

    assert result == 8
    assert state.eval(2.0, None) == 1


def test_a_function_of_another_type_is_refused(trait) -> None:
    functions = trait("functions")
    lib = functions.library

    def access(p):
        p.total = lib.scale
        return 0.0

    with pytest.raises(TypingError):
        functions.compiled(access)


@pytest.mark.parametrize("side", SIDES)
def test_flexible_arrays_have_the_length_that_the_struct_tells(trait, side: Side) -> None:
    flexible = trait("flexible")
    state = flexible.header.struct("struct flexible")(n=5, flexible=5)

    def access(p):
        view = p.data[0 : p.n]
        view += 1
        p.data[p.n - 1] = -1
        return structcb.view(p.data, p.n).sum() + p.data[0]

    assert flexible.drive(side, access, state) == 9 + 1


@pytest.mark.parametrize("side", SIDES)
def test_flexible_arrays_of_structs_are_walked(trait, side: Side) -> None:
    flexible = trait("flexible")
    header = flexible.header
    state = header.struct("struct path")(n=3, flexible=3)

    def fill(p):
        for i in range(p.n):
            p.points[i].x = i
            p.points[i].y = 2 * i
        return p.points[2].y

    run = header.callback("double (struct path *)")(fill) if side == "compiled" else fill

    assert run(state) == 4
    assert flexible.library.length(state) == 9


@pytest.mark.parametrize("side", SIDES)
def test_text_is_compared_and_assigned_as_bytes(trait, side: Side) -> None:
    word = b"oscillator"

    def access(p):
        total = (p.name == word) + 10 * (p.name != b"oscil") + 100 * (p.full == b"abc")
        total += 1000 * (p.label == b"caf\xc3\xa9") + 10000 * (p.null != b"") + 100000 * (p.rows[0] == b"one")
        p.name = b"Damped"
        p.full = b"xyz"
        for i in range(5):
            p.buffer[i] -= 32
        p.rows[1][2] = 0
        if p.name in (b"Dam", b"Damped") and p.label not in (b"cafe", b"") and p.full in (b"xyz",):
            total += 1000000
        return total + (p.buffer == b"HELL") + (p.name[1:6] == b"amped") + int(p.name[0])

    assert trait("text").drive(side, access) == 1111112 + ord("D")


@pytest.mark.parametrize("debug", [False, True])
def test_text_is_compared_with_any_bytes(debug: bool) -> None:
    header = structcb.parse('#define TITLE "abc"\nstruct t { char name[4]; const char *label; };')
    words = (b"x", b"abc")

    def compare(p):
        total = (p.name == header.constants.TITLE) + 10 * (header.constants["TITLE"] != p.label)
        for word in words:
            total += 100 * (p.name == word) + 1000 * (word == p.label)
        return total

    state = header.new("struct t", name=b"abc", label=b"abcd")

    assert header.callback("int (struct t *)", debug=debug)(compare)(state) == 1 + 10 + 100


@pytest.mark.parametrize("debug", [False, True])
def test_text_is_stored_in_rows_and_slices(debug: bool) -> None:
    header = structcb.parse("struct t { char names[2][4]; char buf[6]; };")

    def store(p):
        p.names[1] = b"xy"
        p.buf[1:4] = b"Q"
        return 1.0 if p.names[1] == b"xy" and p.names[0] == b"" and p.buf == b"aQ" else 0.0

    state = header.new("struct t", buf=b"abcdef")

    assert header.callback("double (struct t *)", debug=debug)(store)(state) == 1
    assert state.buf.tobytes() == b"aQ\0\0ef"


def test_text_that_does_not_fit_raises(trait) -> None:
    text = trait("text")

    def access(p):
        p.full = b"four"
        return 0.0

    with pytest.raises(ValueError, match="does not fit"):
        text.compiled(access)(text.new())


@pytest.mark.parametrize("side", SIDES)
def test_structs_travel_by_value(trait, side: Side) -> None:
    values = trait("values")
    lib = values.library

    def access(p):
        swapped = p.swap(p.pair, 5)
        p.pair = swapped
        p.wide = p.twice(p.wide)
        made = lib.make_pair(3.0, 4)
        return swapped.a + made.b + lib.norm(p.wide)

    assert values.drive(side, access) == 7 + 4 + 4 * 30


def test_a_struct_by_value_is_built_in_compiled_code(trait) -> None:
    values = trait("values")
    state, pair = values.new(), values.header.struct("struct pair")
    values.library.fill(state)

    @values.compiled
    def access(p):
        p.z = p.turn(p.z)
        return p.swap(pair.value(a=2.0, b=1), 1).a + pair.value(b=3).b

    assert access(state) == 2 + 3
    assert state.z == -4 + 3j
    with pytest.raises(structcb.UnsupportedTypeError, match="call it in compiled code"):
        state.turn(1j)


def change_a_value(p):
    value = p.from_value(1)
    value.a = 2.0
    return value.a


def keep_the_address_of_a_value(p):
    p.to = p.from_value(1)
    return 0.0


@pytest.mark.parametrize(
    ("access", "message"),
    [
        (change_a_value, r"`struct pair` by value does not change: make another with `\.value\(a=\.\.\.\)`"),
        (keep_the_address_of_a_value, "`struct pair` by value has no address that C could keep"),
    ],
)
def test_a_struct_by_value_has_no_place_in_memory(access, message: str) -> None:
    header = structcb.parse(
        "struct pair { double a; }; struct s { struct pair (*from_value)(int); struct pair *to; };"
    )

    with pytest.raises(TypingError, match=message):
        header.callback("double (struct s *)")(access)
