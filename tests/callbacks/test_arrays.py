"""Pointers as arrays: shapes from everywhere, both orders, const, restrict, NULL, lengths that cannot be."""

from __future__ import annotations

import re
from typing import Any, Literal

import numpy as np
import pytest
from numba.core.errors import TypingError

import structcb

HEADER = structcb.parse("""
typedef struct { int rows, cols; } grid;
typedef struct { double mass; int id; } body;
typedef struct { int n; unsigned char m; grid inner; grid *outer; double k, m0; } params;
typedef double (*total)(int m, int n, const double *a, params *p);
typedef int (*fill)(int m, int n, double *out, params *p);
typedef double (*objective)(unsigned int n, const double *x, double *grad, void *data);
typedef double (*masses)(int n, const body *bodies);
typedef int (*scale)(int n, double k, const double *x, double *out);
typedef int (*scale_restrict)(int n, double k, const double *restrict x, double *restrict out);
typedef int (*scale_one)(int n, double k, const double *x, double *restrict out);
""")
FFI = HEADER.ffi
Order = Literal["C", "F"]
ORDERS: tuple[Order, ...] = ("C", "F")


def pointer(array: np.ndarray[Any, Any]) -> Any:
    return FFI.cast("double *", FFI.from_buffer(array, require_writable=False))


def params(**fields: int) -> structcb.State:
    outer = HEADER.new("grid", rows=2, cols=6)
    return HEADER.new("params", n=5, m=4, inner=HEADER.new("grid", rows=3, cols=4), outer=outer, **fields)


@pytest.mark.parametrize(
    ("shape", "length"),
    [
        (8, 8),
        ("m", 2),
        ("p.n", 5),
        ("p.m", 4),
        ("p.inner.rows", 3),
        ("p.outer.cols", 6),
        ("m*n", 6),
        ("2*n", 6),
        ("n * 2 * m", 12),
        ("p.inner.rows*p.outer.rows", 6),
        ("m*p.n", 10),
    ],
)
def test_a_length_comes_from_constants_arguments_and_fields(shape: int | str, length: int) -> None:
    count = HEADER.callback("total", arrays={"a": shape})(lambda m, n, a, p: a.sum() + 100 * len(a))
    state, values = params(), np.arange(20.0)

    assert count.cffi(2, 3, pointer(values), state.cffi) == values[:length].sum() + 100 * length


def weighted(a: Any) -> Any:
    """The sum of the items, each times a number that its place alone decides."""
    total, place = 0.0, 1
    for item in a.flat:
        total += place * item
        place += 3
    return total


@pytest.mark.parametrize("order", ORDERS)
def test_an_array_of_two_dimensions_is_indexed_in_its_order(order: Order) -> None:
    def visit(m, n, a, p):
        total = 0.0
        for i in range(m):
            for j in range(n):
                total += (1 + 3 * (i * n + j)) * a[i, j]
        return total

    array = np.array(np.arange(6.0).reshape(2, 3) ** 2, order=order)
    visited = HEADER.callback("total", arrays={"a": ("m", "n")}, order=order)(visit)

    assert visited.cffi(2, 3, pointer(array.ravel("K")), FFI.NULL) == weighted(array)


@pytest.mark.parametrize("order", ORDERS)
def test_an_array_of_three_dimensions_is_indexed_in_its_order(order: Order) -> None:
    def visit(m, n, a, p):
        total = 0.0
        for i in range(a.shape[0]):
            for j in range(a.shape[1]):
                for k in range(a.shape[2]):
                    total += (1 + 3 * ((i * n + j) * 4 + k)) * a[i, j, k]
        return total

    array = np.array(np.arange(24.0).reshape(2, 3, 4) ** 2, order=order)
    visited = HEADER.callback("total", arrays={"a": ("m", "n", 4)}, order=order)(visit)

    assert visited.cffi(2, 3, pointer(array.ravel("K")), FFI.NULL) == weighted(array)


@pytest.mark.parametrize("order", ORDERS)
def test_rows_columns_and_whole_arrays_are_numpy(order: Order) -> None:
    def slices(m, n, a, p):
        return a[0].sum() + 10 * a[:, 1].sum() + 100 * a.sum() + 1000 * a[-1, -1]

    array = np.array(np.arange(6.0).reshape(2, 3), order=order)
    sliced = HEADER.callback("total", arrays={"a": ("m", "n")}, order=order)(slices)

    assert sliced.cffi(2, 3, pointer(array.ravel("K")), FFI.NULL) == slices(2, 3, array, None)


def test_what_python_writes_c_sees() -> None:
    @HEADER.callback("fill", arrays={"out": ("m", "n")})
    def fill(m, n, out, p):
        for i in range(m):
            for j in range(n):
                out[i, j] = 10 * i + j
        out[1] += 100
        return 0

    out = np.zeros((2, 3))
    fill.cffi(2, 3, pointer(out), FFI.NULL)

    assert out.tolist() == [[0, 1, 2], [110, 111, 112]]


def write_item(m, n, a, p):
    a[0] = 1.0
    return 0.0


def write_slice(m, n, a, p):
    a[:] = 1.0
    return 0.0


@pytest.mark.parametrize("body", [write_item, write_slice])
def test_an_array_that_c_declares_const_cannot_be_written(body: Any) -> None:
    with pytest.raises(TypingError, match=r"(?i)readonly|read-only|const"):
        HEADER.callback("total", arrays={"a": "n"})(body)


def test_an_array_of_structs_shows_their_fields() -> None:
    @HEADER.callback("masses", arrays={"bodies": "n"})
    def heavy(n, bodies):
        total = 0.0
        for i in range(n):
            if bodies[i].id > 1:
                total += bodies[i].mass
        return total

    bodies = FFI.new("body[]", [{"mass": 1.5 * i, "id": i} for i in range(4)])

    assert heavy.cffi(4, bodies) == 1.5 * 2 + 1.5 * 3


def test_the_fields_of_const_structs_cannot_be_written() -> None:
    def write(n, bodies):
        bodies[0].mass = 1.0
        return 0.0

    with pytest.raises(TypingError, match="const"):
        HEADER.callback("masses", arrays={"bodies": "n"})(write)


def test_an_array_may_be_null() -> None:
    @HEADER.callback("objective", arrays={"x": "n", "grad": "n"})
    def objective(n, x, grad, data):
        if grad is not None:
            for i in range(n):
                grad[i] = 2 * x[i]
        return (x * x).sum()

    x, grad = np.array([1.0, 2.0, 3.0]), np.zeros(3)

    assert objective.cffi(3, pointer(x), FFI.NULL, FFI.NULL) == 14.0
    assert objective.cffi(3, pointer(x), pointer(grad), FFI.NULL) == 14.0
    assert grad.tolist() == [2.0, 4.0, 6.0]


# How LLVM calls the comparison of addresses in front of a vectorised loop.
OVERLAP_CHECK = re.compile(r"diff\.check|vector\.memcheck")


def scale_loop(n, k, x, out):
    for i in range(n):
        out[i] = k * x[i] + 1.0
    return 0


def scale_llvm(name: str, **options: Any) -> str:
    return str(HEADER.callback(name, arrays={"x": "n", "out": "n"}, **options)(scale_loop).inspect_llvm())


def entry_line(llvm: str) -> str:
    found = re.search(r"^define .*@structcb\..*$", llvm, re.MULTILINE)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("options", [{}, {"boundscheck": True}, {"noalias": True}])
def test_a_loop_over_arrays_is_vectorised(options: dict[str, bool]) -> None:
    assert re.search(r"fmul (\w+ )*<\d+ x double>", scale_llvm("scale", **options))


def test_a_loop_whose_shape_is_a_field_is_vectorised() -> None:
    def affine(m, n, out, p):
        for i in range(p.n):
            out[i] = p.k * out[i] + p.m0
        return 0

    llvm = HEADER.callback("fill", arrays={"out": "p.n"})(affine).inspect_llvm()

    assert re.search(r"fmul (\w+ )*<\d+ x double>", llvm)


def test_a_loop_over_arrays_calls_nothing() -> None:
    called = set(re.findall(r"call [^@\n]*@([\w.]+)", scale_llvm("scale")))

    assert {name for name in called if not name.startswith("llvm.")} <= {"structcb_push"}


def test_plain_pointers_may_overlap_and_are_checked_for_it() -> None:
    llvm = scale_llvm("scale")

    assert "noalias" not in entry_line(llvm)
    assert OVERLAP_CHECK.search(llvm)


def test_restrict_spares_the_check_for_overlap() -> None:
    llvm = scale_llvm("scale_restrict")

    assert entry_line(llvm).count("noalias") == 2
    assert not OVERLAP_CHECK.search(llvm)


def test_restrict_speaks_of_its_own_parameter_only() -> None:
    assert entry_line(scale_llvm("scale_one")).count("noalias") == 1


def test_noalias_speaks_of_every_pointer() -> None:
    llvm = scale_llvm("scale", noalias=True)

    assert entry_line(llvm).count("noalias") == 2
    assert not OVERLAP_CHECK.search(llvm)


def test_overlapping_plain_pointers_give_what_c_gives() -> None:
    scaled = HEADER.callback("scale", arrays={"x": "n", "out": "n"})(scale_loop).cffi
    shared, expected = np.ones(40), np.ones(40)
    for i in range(39):
        expected[i + 1] = 2.0 * expected[i] + 1.0

    scaled(39, 2.0, pointer(shared), pointer(shared[1:]))

    assert shared.tolist() == expected.tolist()


CHECKED = HEADER.callback("total", arrays={"a": ("m", "n")}, boundscheck=True)(lambda m, n, a, p: a[0, 0])


@pytest.mark.parametrize(("m", "n"), [(-1, 3), (2, -1), (-2, -3), (-(2**31), 1), (2**31 - 1, 2**31 - 1)])
def test_boundscheck_refuses_lengths_that_no_array_has(m: int, n: int) -> None:
    result = CHECKED.cffi(m, n, FFI.NULL, FFI.NULL)

    assert np.isnan(result)
    with pytest.raises(ValueError, match=r"<lambda>\(a\)`: C gave lengths that no array can have.*\(m, n\)"):
        CHECKED.check()


def test_boundscheck_takes_lengths_that_an_array_has() -> None:
    assert CHECKED.cffi(1, 2, pointer(np.array([5.0, 6.0])), FFI.NULL) == 5.0
    CHECKED.check()


def test_a_huge_unsigned_length_is_refused_too() -> None:
    header = structcb.parse("typedef double (*total)(unsigned long n, const double *a);")
    checked = header.callback("total", arrays={"a": "n"}, boundscheck=True)(lambda n, a: a[0])

    checked.cffi(2**64 - 1, header.ffi.NULL)

    with pytest.raises(ValueError, match="negative or too large"):
        checked.check()


def test_the_error_policy_knows_a_length_by_its_class() -> None:
    policy: dict[type[BaseException], int | float] = {ZeroDivisionError: 1, ValueError: 2, Exception: 3}
    checked = HEADER.callback("fill", arrays={"out": "n"}, boundscheck=True, on_error=policy)(
        lambda m, n, out, p: 0
    )

    assert checked.cffi(0, -1, FFI.NULL, FFI.NULL) == 2
    with pytest.raises(ValueError, match="lengths"):
        checked.check()


def test_boundscheck_refuses_an_index_outside() -> None:
    checked = HEADER.callback("total", arrays={"a": "n"}, boundscheck=True)(lambda m, n, a, p: a[m])
    values = np.arange(4.0)

    assert checked.cffi(3, 4, pointer(values), FFI.NULL) == 3.0
    checked.cffi(4, 4, pointer(values), FFI.NULL)
    with pytest.raises(IndexError):
        checked.check()


def test_a_c_array_of_arrays_brings_its_inner_dimensions() -> None:
    header = structcb.parse("typedef double (*corner)(int n, const double m[][3]);")
    corner = header.callback("corner", arrays={"m": "n"})(lambda n, m: m[n - 1, 2])
    values = np.arange(12.0)

    assert corner.cffi(4, header.ffi.cast("double (*)[3]", header.ffi.from_buffer(values))) == 11.0
