"""An FFI that the user already has: in-line, packed, compiled."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from typing import Any

import cffi
import pytest

from structcb.layouts import Bits, Pointer, Reference, Scalar, Struct
from structcb.parsing import layout_of, open_ffi, parse_ffi, parse_prototype, parse_text

TEXT = """
typedef struct node { struct node *next; double w[2][3]; } node_t;
typedef union { int i; float f; } num;
typedef double (*rhs_fn)(double t, const double *y, void *user_data);
struct flags { unsigned a : 3; unsigned b : 7; num inner; struct { int q; } deep; };
enum color { RED, GREEN };
typedef enum { ON = 1 } switch_t;
double run(rhs_fn f, node_t *nodes);
"""


def ffi_of(text: str, **options: Any) -> Any:
    ffi = cffi.FFI()
    ffi.cdef(text, **options)
    return ffi


def test_an_inline_ffi_says_what_its_text_says() -> None:
    found, expected = parse_ffi(ffi_of(TEXT)), parse_text(TEXT)

    assert found.structs == expected.structs
    assert found.callbacks == expected.callbacks
    assert (found.functions, found.enums, found.typedefs) == (
        expected.functions,
        expected.enums,
        expected.typedefs,
    )


def test_several_cdefs_of_one_ffi_are_read_together() -> None:
    ffi = ffi_of("typedef const char *name_t;")
    ffi.cdef("struct s { name_t name; };")

    pointer = parse_ffi(ffi).structs["struct s"].fields["name"].type

    assert isinstance(pointer, Pointer)
    assert pointer.const


def test_packed_bit_fields_that_cffi_misplaces_are_refused_by_name() -> None:
    ffi = ffi_of(
        "struct bad { char a : 4; int : 0; char b : 4; }; struct outer { struct bad x; };", packed=True
    )

    found = parse_ffi(ffi)

    assert not found.structs
    assert ":0" in found.skipped["struct bad"]
    assert "struct outer" in found.skipped


def test_a_packed_struct_is_taken_as_the_ffi_has_it() -> None:
    layout = parse_ffi(ffi_of("struct s { char c; double x; };", packed=True)).structs["struct s"]

    assert (layout.size, layout.align, layout.fields["x"].offset) == (9, 1, 1)


def test_a_packed_ffi_can_be_told_again() -> None:
    found = parse_ffi(ffi_of("typedef struct { char c; int n; } packed;", packed=True))

    assert open_ffi(found).sizeof("packed") == 5
    assert parse_prototype("int (packed *)", found).parameters[0].type.to == Reference("packed")  # type: ignore[union-attr]


def test_a_partial_struct_is_skipped_with_the_reason() -> None:
    found = parse_ffi(ffi_of("struct s { int x; ...; };"))

    assert not found.structs
    assert "struct s" in found.skipped


def test_extern_python_only_costs_the_qualifiers() -> None:
    found = parse_ffi(ffi_of('extern "Python" int hook(int); struct s { const int *x; };'))

    assert found.structs["struct s"].size == 8
    assert "const" in found.skipped


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("node_t *", Pointer(Reference("struct node"), 8)),
        ("unsigned short", Scalar("unsigned short", "unsigned", 2, 2)),
    ],
)
def test_any_ctype_has_a_layout(spelling: str, expected: object) -> None:
    ffi = ffi_of(TEXT)

    assert layout_of(ffi, ffi.typeof(spelling))[0] == expected


def test_the_table_holds_what_a_ctype_reaches() -> None:
    ffi = ffi_of(TEXT)

    found, table = layout_of(ffi, ffi.typeof("node_t"))

    assert found == Reference("struct node")
    assert table["struct node"].size == 56


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Any:
    if shutil.which("cc") is None:
        pytest.skip("needs a C compiler (`cc`) to build an out-of-line module")
    folder = tmp_path_factory.mktemp("compiled")
    builder = ffi_of(TEXT)
    builder.set_source("_structcb_compiled", TEXT + "double run(rhs_fn f, node_t *n) { return 0; }")
    path = Path(builder.compile(tmpdir=str(folder)))
    spec = importlib.util.spec_from_file_location("_structcb_compiled", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.ffi


def test_a_compiled_ffi_has_the_same_layouts(compiled: Any) -> None:
    found = parse_ffi(compiled)

    assert found.structs == parse_text(TEXT).structs
    assert isinstance(found.structs["struct flags.deep"], Struct)
    assert found.structs["struct flags"].fields["b"].bits == Bits(3, 7)


def test_a_compiled_ffi_knows_no_const(compiled: Any) -> None:
    y = parse_ffi(compiled).callbacks["rhs_fn"].parameters[1]

    assert (y.name, y.type) == ("", Pointer(Scalar("double", "float", 8, 8), 8))
