"""What a numba type of ours is known by: it pickles, its name is the same in every process, numba agrees with it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys

import cffi
import numpy as np
import pytest
from numba import carray, cfunc, njit, types
from numba.core import errors
from numba.core.typing import cffi_utils

import structcb
from structcb.compiler import Typemap
from structcb.compiler.types.fields import attribute_of

DECLARATIONS = """
enum color { RED, GREEN };
union number { long long i; double d; };
struct item { double mass; int id; _Bool on; char name[8]; };
struct node { double value; struct node *next; struct item items[3]; double grid[2][3]; const struct item *ro; };
#pragma pack(1)
struct tight { char c; struct item item; double w[3]; };
#pragma pack()
struct everything {
    enum color color; union number u; struct node node; struct tight tight; unsigned bits : 3;
    double (*eval)(double, void *); double (*table[2])(double); int (*rows)[3]; void *any; char *text;
    float _Complex z; struct opaque *handle; double flexible[];
};
struct pair { double a; int b; };
typedef struct pair (*make_fn)(struct pair);
"""
NAMES = """
import structcb
from structcb.compiler import Typemap
header = structcb.parse({text!r})
table = header.declarations.structs
for layout in table.values():
    struct = Typemap(table).struct(layout)
    print(struct.name, *(struct.attribute(name).type.name for name in layout.fields))
"""


def every_type(header: structcb.Header) -> list[types.Type]:
    """Return the type of every struct, pointer, field, array and function of a header."""
    table = header.declarations.structs
    typemap = Typemap(table)
    structs = [typemap.struct(layout) for layout in table.values()]
    found = [attribute_of(struct, name).type for struct in structs for name in struct.layout.fields]
    found += [getattr(numba_type, "nested", numba_type) for numba_type in found]
    found += [header.struct(name).numba_pointer for name in table]
    return [*structs, *found]


def test_types_pickle_to_equals() -> None:
    for numba_type in every_type(structcb.parse(DECLARATIONS)):
        again = pickle.loads(pickle.dumps(numba_type))

        assert again == numba_type
        assert (again.name, again.key, type(again)) == (numba_type.name, numba_type.key, type(numba_type))


def test_names_do_not_depend_on_the_hash_seed() -> None:
    def names(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", NAMES.format(text=DECLARATIONS)]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    assert names("1") == names("2") != ""


def test_a_name_tells_what_a_pointer_leads_to() -> None:
    one, two = (f"struct a {{ struct b *p; }}; struct b {{ {kind} x; }};" for kind in ("int", "long"))
    pointers = [structcb.parse(text).struct("struct a").numba_pointer for text in (one, two)]

    assert pointers[0] != pointers[1]


NUMBA_TAKES = """
struct plain { int i1; float f2; double d3; float af4[7]; };
struct numbers { char c; unsigned char uc; short s; unsigned short us; unsigned u; long l; unsigned long ul;
                 long long ll; unsigned long long ull; int8_t i8; uint64_t u64; size_t n; ssize_t sn; _Bool b; };
struct nested { char c; struct plain inner; double grid[3][4]; struct { short s; double d; } one;
                struct plain many[2]; };
struct packed_too { char a; double b; short c; };
"""


@pytest.mark.parametrize("name", ["plain", "numbers", "nested", "packed_too"])
def test_map_type_agrees_with_numbas_own(name: str) -> None:
    ffi = cffi.FFI()
    ffi.cdef(NUMBA_TAKES.rpartition("struct packed_too")[0])
    ffi.cdef("struct packed_too { char a; double b; short c; };", packed=True)
    theirs = cffi_utils.map_type(ffi.typeof(f"struct {name}"), use_record_dtype=True)
    ours = structcb.map_type(ffi.typeof(f"struct {name}"))

    assert facts(ours) == facts(theirs)


def facts(record: types.Record) -> tuple[object, ...]:
    """Return size, alignment promise and, for each field, offset and type as NumPy sees it."""
    fields = {name: (field.offset, plain(field.type)) for name, field in record.fields.items()}
    return record.size, record.aligned, fields


def plain(numba_type: types.Type) -> object:
    """Return a field's type without what only structcb knows."""
    if isinstance(numba_type, types.Record):
        return facts(numba_type)
    if isinstance(numba_type, types.NestedArray):
        return plain(numba_type.dtype), tuple(numba_type.shape), numba_type.size, tuple(numba_type.strides)
    return numba_type


def test_map_type_serves_stock_cfunc_and_carray() -> None:
    ffi = cffi.FFI()
    ffi.cdef("struct plain { int i1; float f2; double d3; float af4[7]; };")
    record = structcb.map_type(ffi.typeof("struct plain"))

    @cfunc(types.double(types.CPointer(record), types.int32))
    def total(p, n):
        items = carray(p, n)
        items[1].d3 += 1
        return items[0].i1 + items[1].d3 + items[1].af4.sum()

    structs = ffi.new("struct plain[2]", [{"i1": 3}, {"d3": 4, "af4": [1] * 7}])
    call = ffi.cast("double (*)(void *, int)", total.address)

    assert call(structs, 2) == 3 + 5 + 7
    assert structs[1].d3 == 5


def test_what_is_not_proven_is_refused_by_name() -> None:
    declarations = "int before; long double precise; int (*log)(const char *, ...); int after;"
    header = structcb.parse(f"struct s {{ {declarations} }};")
    compiled = header.callback("int (struct s *)")

    with pytest.raises(errors.TypingError, match=r"`struct s\.precise`.*long double.*Call a C function"):
        compiled(lambda p: 1 if p.precise else 0)
    with pytest.raises(errors.TypingError, match=r"`struct s\.log`.*variadic.*Wrap it in a C function"):
        compiled(lambda p: 1 if p.log else 0)
    assert compiled(lambda p: p.after)(header.new("struct s", after=7)) == 7


def test_numba_records_are_what_a_struct_builds_on() -> None:
    """Goes red when numba moves what types/structs.py and types/arrays.py override."""
    from numba.core.datamodel.models import ArrayModel, NestedArrayModel, RecordModel
    from numba.core.types.npytypes import _RecordField
    from numba.np import arrayobj

    assert _RecordField._fields == ("type", "offset", "alignment", "title")
    assert {"from_data", "load_from_data_pointer"} <= set(vars(RecordModel))
    assert issubclass(NestedArrayModel, ArrayModel)
    for name in (
        "getitem_array_tuple",
        "getitem_arraynd_intp",
        "setitem_array",
        "populate_array",
        "np_cfarray",
    ):
        assert callable(getattr(arrayobj, name))


def test_numba_has_what_rewrites_and_symbols_lean_on() -> None:
    """Goes red when numba moves what rewrites.py, containers.py and compiler/types/ use."""
    from numba.core import codegen, compiler, ir, registry
    from numba.core.base import BaseContext
    from numba.core.rewrites import rewrite_registry
    from numba.core.target_extension import target_registry

    assert {"before-inference", "after-inference"} <= rewrite_registry.rewrites.keys()
    assert {"static_getitem", "static_setitem"} <= registry.cpu_target.typing_context._functions.keys()
    assert "cpu" in target_registry
    assert isinstance(BaseContext.active_code_library, property)
    assert "reload_init" in compiler.CompileResult._fields
    assert "_reload_init" in codegen.CodeLibrary.__init__.__code__.co_names
    place = ir.Loc("test", 1)
    assert {"value", "attr"} <= ir.Expr.getattr(ir.Var(None, "x", place), "y", place)._kws.keys()


@njit
def first(record):
    return record.x


def test_one_helper_serves_struct_pointer_record_and_state() -> None:
    header = structcb.parse("struct s { double x; int n; };")
    struct = header.struct("struct s")
    records = np.array([(0.0, 0), (3.0, 0)], struct.dtype)

    assert first(records[1]) == 3
    assert first(struct(x=4)) == 4
    assert header.callback("double (struct s *)")(lambda p: first(p) + first(p[0]))(struct(x=5)) == 10
