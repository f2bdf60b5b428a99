"""The dtypes of C types: offsets and sizes are those that cffi knows, and numba takes the records."""

from __future__ import annotations

import io
import itertools
from typing import Any

import numpy as np
import pytest

from structcb.dtypes import full_dtype, record_dtype, scalar_dtype
from structcb.errors import UnsupportedTypeError
from structcb.facts import replace
from structcb.layouts import Enum, Opaque, Scalar, Struct, Unsupported
from tests.states.declared import Declared, declare

TEXT = """
struct opaque;
enum color { RED, GREEN }; enum sign { MINUS = -1, PLUS = 1 };
typedef struct { double x; short n; } inner_t;
struct everything {
    char c; signed char sc; unsigned char uc; short s; unsigned short us; int i; unsigned u; long l; unsigned long ul;
    float f; double d; float _Complex fc; double _Complex dc; _Bool b; wchar_t w; enum color color; enum sign sign;
    inner_t inner; inner_t items[3]; double m[2][3]; _Bool flags[4]; char name[5]; double *p; struct opaque *h;
    void (*fn)(int); inner_t *pair[2]; long double ld;
};
struct bits { unsigned a : 3; unsigned b : 13; char c; long long d : 40; char e; };
struct unions { union { double d; int i; struct { char a; int b; }; } u; union { float f; char bytes[12]; int n; }; int after; };
struct flex { int n; double v[]; };
struct odd { double d; char c; };
"""


@pytest.fixture(scope="module")
def declared() -> Declared:
    return declare(TEXT)


STRUCTS = ["struct everything", "struct bits", "struct unions", "struct flex", "struct odd", "inner_t"]


@pytest.mark.parametrize("name", STRUCTS)
@pytest.mark.parametrize("make", [full_dtype, record_dtype])
def test_offsets_and_size_are_those_of_c(declared: Declared, name: str, make: Any) -> None:
    dtype: Any = make(declared[name].layout)
    known = [field for field in dtype.names if not field.startswith("_bits")]

    assert dtype.itemsize == declared.ffi.sizeof(name)
    assert {f: dtype.fields[f][1] for f in known} == {f: declared.ffi.offsetof(name, f) for f in known}


@pytest.mark.parametrize("name", STRUCTS)
def test_records_do_not_overlap_and_are_sorted(declared: Declared, name: str) -> None:
    dtype: Any = record_dtype(declared[name].layout)
    spans = [(dtype.fields[f][1], dtype.fields[f][1] + dtype.fields[f][0].itemsize) for f in dtype.names]

    assert spans == sorted(spans)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))


@pytest.mark.parametrize("name", STRUCTS)
def test_numba_and_numpy_take_the_records(declared: Declared, name: str) -> None:
    numba = pytest.importorskip("numba")
    record = np.zeros(2, record_dtype(declared[name].layout))

    assert numba.typeof(record[0]).size == declared.ffi.sizeof(name)
    memoryview(record[0])
    np.save(io.BytesIO(), record)


def test_everything_has_the_dtype_of_its_c_type(declared: Declared) -> None:
    dtype: Any = full_dtype(declared["struct everything"].layout)
    kinds = {f: (dtype.fields[f][0].base.str, dtype.fields[f][0].shape) for f in dtype.names}
    expected = {
        "c": "|i1", "sc": "|i1", "uc": "|u1", "s": "<i2", "us": "<u2", "i": "<i4", "u": "<u4", "l": "<i8", "ul": "<u8",
        "f": "<f4", "d": "<f8", "fc": "<c8", "dc": "<c16", "b": "|b1", "w": "<i4", "color": "<u4", "sign": "<i4",
        "p": "<u8", "h": "<u8", "fn": "<u8",
    }  # fmt: skip

    assert {name: kinds[name] for name in expected} == {name: (kind, ()) for name, kind in expected.items()}
    assert (kinds["m"], kinds["flags"], kinds["name"]) == (("<f8", (2, 3)), ("|b1", (4,)), ("|i1", (5,)))
    assert (kinds["pair"], kinds["ld"], kinds["items"][1]) == (("<u8", (2,)), ("|u1", (16,)), (3,))
    record: Any = record_dtype(declared["struct everything"].layout)
    assert record["flags"].base == np.uint8


def test_full_dtype_reads_what_cffi_writes(declared: Declared) -> None:
    cdata = declared.ffi.new("struct unions *", {"u": {"d": 1.0}, "f": 1.0, "after": 7})
    record = np.frombuffer(declared.ffi.buffer(cdata), full_dtype(declared["struct unions"].layout))[0]

    assert (record["u"]["i"], record["u"]["d"], record["n"], record["after"]) == (0, 1.0, 0x3F800000, 7)


def test_widest_union_member_stays_in_records(declared: Declared) -> None:
    dtype: Any = record_dtype(declared["struct unions"].layout)

    assert dtype.names == ("u", "bytes", "after")
    assert dtype.fields["u"][0].names == ("d",)


def test_bit_fields_are_windows_of_the_bytes_that_they_touch(declared: Declared) -> None:
    dtype: Any = full_dtype(declared["struct bits"].layout)
    windows = {
        f: (dtype.fields[f][1], dtype.fields[f][0].itemsize) for f in dtype.names if f.startswith("_bits")
    }

    assert windows == {"_bits0": (0, 2), "_bits1": (3, 5)}
    assert dtype.fields["_bits0"][0] == np.uint16
    assert dtype.fields["_bits1"][0] == np.dtype((np.uint8, 5))


def test_alignment_is_claimed_only_where_it_holds(declared: Declared) -> None:
    layout = declared["struct odd"].layout
    packed = Struct("packed", 9, 1, layout.members)

    assert full_dtype(layout).isalignedstruct
    assert not full_dtype(packed).isalignedstruct
    assert full_dtype(packed).itemsize == 9


def test_numba_agrees_where_it_maps_the_struct() -> None:
    cffi_support = pytest.importorskip("numba.core.typing.cffi_utils")
    numpy_support = pytest.importorskip("numba.np.numpy_support")
    declared = declare(
        "typedef struct { int i1; float f2; double d3; float af4[7]; struct { char a; short b; } in; } my;"
    )
    theirs = cffi_support.map_type(declared.ffi.typeof("my"), use_record_dtype=True)

    assert numpy_support.as_dtype(theirs) == record_dtype(declared["my"].layout)


def test_scalar_dtypes() -> None:
    assert scalar_dtype(Enum("e", 2, 2, True, ())) == np.int16
    assert scalar_dtype(Scalar("_Bool", "bool", 1, 1)) == np.bool_
    assert full_dtype(Unsupported("x", 3, 1, "")) == np.dtype((np.uint8, 3))


def test_type_without_values_has_no_dtype(declared: Declared) -> None:
    with pytest.raises(UnsupportedTypeError, match="`struct opaque` cannot be stored"):
        full_dtype(Opaque("struct opaque"))


def test_empty_struct_inside_takes_no_place(declared: Declared) -> None:
    layout = declared["struct odd"].layout
    empty = replace(layout.fields["c"], type=Struct("struct empty", 0, 1, ()))

    assert full_dtype(replace(layout, members=(*layout.members, ("e", empty)))).names == ("d", "c")
