"""Struct types: views of foreign memory, alignment, facts, help, the seam to numba, and what is only bytes."""

from __future__ import annotations

import gc
import pydoc
import re
import subprocess
import sys
import weakref
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from structcb.errors import FieldTypeError, StateError
from structcb.facts import replace
from structcb.layouts import Array, Layout, Struct, Table, Unsupported
from structcb.states import StructTypes
from tests.states.declared import Declared, compile_c, declare

TEXT = """
/* A mass on a spring. */
typedef struct {
    double k;     /* the stiffness */
    int n; unsigned flag : 3;
} spring;
struct other { double a, b, c; };
struct long_one { long double ld; int n; };
struct pair { spring first, second; };
"""


@pytest.fixture(scope="module")
def declared() -> Declared:
    return declare(TEXT)


@pytest.mark.parametrize("how", ["address", "pointer", "void", "reference", "record", "state", "array"])
def test_view_of_foreign_memory(declared: Declared, how: str) -> None:
    S, ffi = declared["spring"], declared.ffi
    cdata, array = ffi.new("spring *", {"k": 1.5}), S.array(2, k=1.5)
    record: Any = np.zeros(2, S.dtype)
    record["k"] = 1.5
    address = int(ffi.cast("uintptr_t", cdata))
    places: dict[str, Any] = {
        "address": address,
        "pointer": cdata,
        "void": ffi.cast("void *", cdata),
        "reference": cdata[0],
        "record": record[0],
        "state": array[0],
        "array": array,
    }
    state = S.view(places[how])
    state.n = 5

    assert (state.k, state.n) == (1.5, 5)
    assert (cdata.n, record[0]["n"], array[0].n).count(5) == 1


@pytest.mark.parametrize("how", ["owner", "cdata", "record"])
def test_view_keeps_the_owner_alive(declared: Declared, how: str) -> None:
    class Owner(np.ndarray[Any, Any]):
        pass

    S = declared["spring"]
    owner = np.zeros(2, S.dtype).view(Owner)
    alive = weakref.ref(owner)
    cdata = declared.ffi.gc(declared.ffi.cast("spring *", owner.ctypes.data), lambda _, kept=owner: None)
    where = {"owner": owner.ctypes.data, "cdata": cdata, "record": owner[0]}[how]
    column = S.view(where, owner=owner if how == "owner" else None)
    del owner, cdata, where
    gc.collect()

    assert (column.k, alive() is not None) == (0.0, True)


def test_numpy_view_of_a_view_keeps_the_owner_alive() -> None:
    S = declare("struct s { double w[4]; };")["struct s"]
    owner: Any = np.arange(4.0).view(type("Owned", (np.ndarray,), {}))
    alive = weakref.ref(owner)
    weights = S.view(owner.ctypes.data, owner=owner).w
    del owner
    gc.collect()

    assert alive() is not None
    assert weights.tolist() == [0, 1, 2, 3]


def test_view_of_read_only_memory_is_not_written(declared: Declared) -> None:
    records = np.zeros(1, declared["spring"].dtype)
    records.flags.writeable = False
    state = declared["spring"].view(records[0])

    assert state.k == 0
    with pytest.raises(StateError, match="read-only memory"):
        state.k = 1


def test_view_of_a_pointer_casts_it(declared: Declared) -> None:
    holder = declare("struct holder { void *user_data; };")["struct holder"](
        user_data=declared["spring"](k=3)
    )
    state = holder.copy()
    state._structcb_memory.borrowed.clear()

    assert declared["spring"].view(state.user_data).k == 3


@pytest.mark.parametrize(
    ("where", "match"), [(0, "NULL"), ("a", "takes an address, a cffi `spring \\*`"), (1.5, "takes")]
)
def test_impossible_view_is_refused(declared: Declared, where: Any, match: str) -> None:
    with pytest.raises(StateError, match=match):
        declared["spring"].view(where)


def test_view_of_another_struct_is_refused(declared: Declared) -> None:
    with pytest.raises(FieldTypeError, match="takes a cffi `spring \\*`"):
        declared["spring"].view(declared.ffi.new("struct other *"))
    with pytest.raises(FieldTypeError, match="takes an address"):
        declared["spring"].view(np.zeros(1, declared["struct other"].dtype)[0])
    with pytest.raises(StateError, match="more than lie at the place"):
        declared["struct pair"].view(declared["spring"]())


def test_facts(declared: Declared) -> None:
    S = declared["spring"]

    assert (S.name, S.size, S.layout, S.table) == (
        "spring",
        16,
        declared.types.table["spring"],
        declared.types.table,
    )
    assert declared.types.get(S.layout) is S
    assert S.dtype.itemsize == 16


def test_help_shows_fields_types_and_docs(declared: Declared) -> None:
    # pydoc prints bold as a terminal does.
    shown = re.sub(".\b", "", pydoc.render_doc(declared["spring"]))
    for text in (
        "A mass on a spring",
        "spring: 16 bytes, aligned to 8",
        "double",
        "the stiffness",
        "unsigned int : 3",
    ):
        assert text in shown


def test_allocation_has_the_alignment_of_the_layout(declared: Declared) -> None:
    wide = replace(declared["spring"].layout, name="wide", align=256, size=256)
    S = declared.types.get(wide)
    states = [S() for _ in range(8)]

    assert [state.address % 256 for state in states] == [0] * 8
    assert S.array(3).address % 256 == 0
    assert S(k=1).copy().address % 256 == 0


def test_over_aligned_struct_is_what_c_sees(tmp_path: Path) -> None:
    declared = declare("struct plain { char c; double v[4]; }; int aligned(void *p); double sum(void *p);")
    source = """
    #include <stdint.h>
    struct wide { char c; _Alignas(32) double v[4]; };
    _Static_assert(sizeof(struct wide) == 64 && _Alignof(struct wide) == 32, "layout");
    int aligned(struct wide *p) { return (uintptr_t)p % 32 == 0 && (uintptr_t)p->v % 32 == 0; }
    double sum(struct wide *p) { double s = p->c; for (int i = 0; i < 4; i++) s += p->v[i]; return s; }
    """
    library = compile_c(declared, source, tmp_path)
    c, v = declared["struct plain"].layout.members
    layout = Struct("struct wide", 64, 32, (c, (v[0], replace(v[1], offset=32))))
    state = declared.types.get(layout)(c=1, v=[1, 2, 3, 4])
    pointer = declared.ffi.cast("void *", state.address)

    assert (library.aligned(pointer), library.sum(pointer)) == (1, 11)


def test_unsupported_field_is_read_only_bytes(declared: Declared) -> None:
    declared.cffi(state := declared["struct long_one"](n=3)).ld = 1
    field = state.ld

    # The other 6 bytes are padding.
    assert bytes(field)[:10] == bytes(declared.ffi.buffer(declared.ffi.new("long double *", 1)))[:10]
    assert field.readonly
    assert state.asdict()["ld"] == bytes(field)
    with pytest.raises(
        FieldTypeError, match=r"`long_one.ld` is a `long double`, which can only be read as bytes: "
    ):
        state.ld = 1.0
    assert state == state.copy()


def test_array_of_an_unsupported_type_is_bytes(declared: Declared) -> None:
    ctype = Unsupported("__int128", 16, 16, "Python has none")
    field = replace(declared["spring"].layout.fields["k"], type=Array(ctype, 2))
    S = declared.types.get(Struct("struct s", 32, 16, (("v", field),)))

    assert S().v.nbytes == 32
    assert S.array(2).v.shape == (2, 2, 16)
    with pytest.raises(FieldTypeError, match="Python has none"):
        S(v=[1, 2])


class Compiler:
    """A compiler that only says what it was asked."""

    def struct_type(self, layout: Layout, table: Table) -> object:
        return ("struct", layout.name, len(table))

    def pointer_type(self, layout: Layout, table: Table) -> object:
        return ("pointer", layout.name, len(table))

    def array_type(self, layout: Layout, table: Table, dimensions: int, readonly: bool) -> object:
        return ("array", layout.name, dimensions, readonly)

    def value_type(self, ctype: object, table: Table) -> object:
        return ("value", ctype)


def test_numba_types_come_from_the_compiler(declared: Declared) -> None:
    count = len(declared.types.table)
    S = StructTypes(declared.types.table, lambda: declared.ffi, compiler=cast("Any", Compiler())).get(
        "spring"
    )

    assert S.numba_type == ("struct", "spring", count)
    assert S()._numba_type_ == S.numba_pointer == ("pointer", "spring", count)
    assert S.array(1)._numba_type_ == ("array", "spring", 1, False)
    assert S(S())._numba_type_ == ("value", S(S())._structcb_codec.ctype)
    # numba asks at every call.
    assert S.array(1)._numba_type_ is S.array(2)._numba_type_
    assert S(S())._numba_type_ is S(S())._numba_type_


def test_without_a_compiler_there_is_no_numba_type(declared: Declared) -> None:
    with pytest.raises(StateError, match=r"`spring` has no numba type"):
        declared["spring"].numba_type  # noqa: B018


def test_states_import_neither_numpy_nor_numba() -> None:
    script = """
import sys
from structcb.layouts import *
from structcb.states import StructTypes, State
double = Scalar("double", "float", 8, 8)
node = Struct("struct node", 24, 8, (("k", Field(0, double)), ("n", Field(8, Scalar("int", "signed", 4, 4))),
    ("next", Field(16, Pointer(Reference("struct node"), 8)))))
S = StructTypes({"struct node": node}, None, compiler=None).get("struct node")
s = S(k=1.5, n=3); s.next = S(k=2); s.n += 1
assert (s.k, s.n, s.next.k) == (1.5, 4, 2) and s == s.copy() and "k=1.5" in repr(s)
loaded = {"numpy", "numba", "scipy", "pycparser", "cffi"} & set(sys.modules)
assert not loaded, loaded
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_struct_type_shows_one_line_for_each_field() -> None:
    found = declare("struct s {\n    int n;  /* of two\n              * lines */\n    double x;\n};")

    assert repr(found["struct s"]).splitlines() == [
        "struct s: 16 bytes, aligned to 8",
        "     0  int     n  of two lines",
        "     8  double  x",
    ]
