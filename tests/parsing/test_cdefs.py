"""Plain declarations: what cffi knows, what only the text knows, and what is refused."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from structcb.errors import HeaderError
from structcb.layouts import (
    Array,
    Bits,
    Enum,
    Field,
    Opaque,
    Parameter,
    Pointer,
    Prototype,
    Reference,
    Scalar,
    Struct,
    Union,
    Unsupported,
)
from structcb.parsing import Declarations, parse_prototype, parse_text
from structcb.parsing.cdefs import parse_plain

INT = Scalar("int", "signed", 4, 4)
DOUBLE = Scalar("double", "float", 8, 8)


def field(text: str, name: str, struct: str = "struct s") -> Field:
    return parse_text(text).structs[struct].fields[name]


def test_fields_lie_where_cffi_puts_them() -> None:
    layout = parse_text("struct s { char c; double x; int n; };").structs["struct s"]

    assert (layout.size, layout.align) == (24, 8)
    assert [(name, field.offset) for name, field in layout.members] == [("c", 0), ("x", 8), ("n", 16)]


@pytest.mark.parametrize(
    ("spelling", "kind", "size"),
    [
        ("signed char", "signed", 1),
        ("unsigned char", "unsigned", 1),
        ("char", "char", 1),
        ("_Bool", "bool", 1),
        ("bool", "bool", 1),
        ("uint16_t", "unsigned", 2),
        ("long", "signed", 8),
        ("ssize_t", "signed", 8),
        ("size_t", "unsigned", 8),
        ("intptr_t", "signed", 8),
        ("wchar_t", "signed", 4),
        ("char16_t", "unsigned", 2),
        ("char32_t", "unsigned", 4),
        ("float", "float", 4),
        ("double _Complex", "complex", 16),
    ],
)
def test_scalars_are_told_by_size_and_sign(spelling: str, kind: str, size: int) -> None:
    found = field(f"struct s {{ {spelling} x; }};", "x").type

    assert isinstance(found, Scalar)
    assert (found.kind, found.size) == (kind, size)


def test_const_speaks_of_what_a_pointer_points_at() -> None:
    text = "struct s { const double *read; double *const fixed; const double *const both; };"

    fields = parse_text(text).structs["struct s"].fields

    assert [(f.type.const, f.const) for f in fields.values() if isinstance(f.type, Pointer)] == [
        (True, False),
        (False, True),
        (True, True),
    ]


def test_const_is_seen_through_typedefs() -> None:
    pointer = field("typedef const char *text_t; struct s { text_t *lines; };", "lines").type

    assert isinstance(pointer, Pointer)
    assert isinstance(pointer.to, Pointer)
    assert (pointer.const, pointer.to.const) == (False, True)


def test_parameters_keep_names_restrict_and_the_dimension_that_c_drops() -> None:
    f = parse_text("void f(double *restrict y, const double m[][3], int w[4]);").functions["f"]

    assert [p.name for p in f.parameters] == ["y", "m", "w"]
    assert [p.array for p in f.parameters] == [(), (None,), (4,)]
    assert f.parameters[0].type == Pointer(DOUBLE, 8, restrict=True)
    assert f.parameters[1].type == Pointer(Array(DOUBLE, 3), 8, const=True)


def test_recursive_structs_refer_by_name() -> None:
    found = parse_text("typedef struct node { struct node *next; } node_t;")

    assert found.structs["struct node"].fields["next"].type == Pointer(Reference("struct node"), 8)
    assert found.typedefs["node_t"] == Reference("struct node")


def test_an_unnamed_struct_is_called_by_its_typedef_or_its_path() -> None:
    found = parse_text("typedef struct { struct { int q; } parts[2]; union { int i; float f; } u; } val_t;")

    assert set(found.structs) == {"val_t", "val_t.parts", "val_t.u"}
    assert isinstance(found.structs["val_t.u"], Union)
    parts = found.structs["val_t"].fields["parts"].type
    assert isinstance(parts, Array)
    assert isinstance(parts.item, Struct)


def test_members_of_anonymous_members_stand_at_their_offset_in_the_outer_struct() -> None:
    text = "struct s { char tag; union { double x; struct { int lo, hi; }; }; };"

    fields = parse_text(text).structs["struct s"].fields

    assert {name: f.offset for name, f in fields.items()} == {"tag": 0, "x": 8, "lo": 8, "hi": 12}


def test_bit_fields_are_placed_by_byte_and_bit() -> None:
    fields = (
        parse_text("struct s { int a : 3; int : 5; int b : 10; _Bool c : 1; };").structs["struct s"].fields
    )

    assert {n: (f.offset, f.bits) for n, f in fields.items()} == {
        "a": (0, Bits(0, 3)),
        "b": (1, Bits(0, 10)),
        "c": (2, Bits(2, 1)),
    }


def test_a_struct_that_is_never_completed_is_opaque() -> None:
    assert field("struct s { struct gsl_state *state; };", "state").type == Pointer(
        Opaque("struct gsl_state"), 8
    )


def test_enums_keep_names_values_and_order() -> None:
    found = parse_text("enum color { RED = 5, GREEN = RED - 7, BLUE }; typedef enum { ON = 1 } switch_t;")

    assert found.enums["enum color"] == Enum(
        "enum color", 4, 4, True, (("RED", 5), ("GREEN", -2), ("BLUE", -1))
    )
    assert found.enums["switch_t"].kind == "unsigned"
    assert found.constants == {}


def test_constants_of_an_unnamed_enum_are_constants() -> None:
    assert parse_text("enum { CV_ADAMS = 1, CV_BDF };").constants == {"CV_ADAMS": 1, "CV_BDF": 2}


def test_callbacks_are_typedefs_and_fields_under_every_name_of_their_struct() -> None:
    text = """typedef double (*rhs_fn)(double t, void *user_data);
    typedef int compare(const void *, const void *);
    typedef struct sorter { compare *by; } sorter_t;"""

    callbacks = parse_text(text).callbacks

    assert set(callbacks) == {"rhs_fn", "compare", "struct sorter.by", "sorter_t.by"}
    assert [p.name for p in callbacks["rhs_fn"].parameters] == ["t", "user_data"]
    assert all(callback.name == name for name, callback in callbacks.items())


def test_a_variadic_prototype_says_so() -> None:
    found = parse_text("int log_it(const char *fmt, ...); double _Complex f(double _Complex z);").functions

    assert found["log_it"].variadic
    assert not found["f"].variadic


def test_long_double_is_there_but_unsupported() -> None:
    found = field("struct s { long double x; int after; };", "x").type

    assert isinstance(found, Unsupported)
    assert "long double" in found.reason
    assert found.size == 16


def test_comments_before_and_behind_become_documentation() -> None:
    text = """
    /** A damped
     *  oscillator. */
    typedef struct {
        double k;   /**< stiffness */
        // the mass
        double m;
        /* not about x */

        double x;
        int n;      /* steps */ int calls;  /// of the callback
    } oscillator;
    """

    layout = parse_text(text).structs["oscillator"]

    assert layout.doc == "A damped\noscillator."
    assert {n: f.doc for n, f in layout.members} == {
        "k": "stiffness",
        "m": "the mass",
        "x": "",
        "n": "steps",
        "calls": "of the callback",
    }


def test_defines_of_constants_may_be_used_by_the_declarations() -> None:
    text = "#define ROWS 3 /* rows */\n#define CELLS (ROWS * (2 + 2))\nstruct s { double x[CELLS + 1]; };"

    found = parse_text(text)

    assert found.constants == {"ROWS": 3, "CELLS": 12}
    assert found.structs["struct s"].size == 13 * 8


def test_defines_may_be_made_of_enumerators() -> None:
    text = "enum mode { SLOW = 3, FAST };\n#define DEFAULT FAST\n#define BOTH (SLOW | DEFAULT)\n"

    assert parse_plain(text, "modes.h").constants == {"DEFAULT": 4, "BOTH": 7}


def test_defines_that_are_no_constants_are_skipped_with_a_reason() -> None:
    found = parse_text("#define SQUARE(x) ((x) * (x))\n#define GUARD\n#define ALIAS other\nint f(void);")

    assert set(found.skipped) == {"SQUARE", "GUARD", "ALIAS"}
    assert "arguments" in found.skipped["SQUARE"]


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("int ok;\nstruct s { int a int b; };\n", 2, "struct s { int a int b; };"),
        ("int f(void);\n#include <stdint.h>\n", 2, "#include <stdint.h>"),
        ("#if 1\n#endif\n", 1, "#if 1"),
        ("struct s { char c; double x; } __attribute__((packed));", 1, "__attribute__"),
        ("#pragma pack(1)\nstruct s { char c; double x; };", 1, "#pragma pack(1)"),
        ("struct s { _Alignas(16) char c; };", 1, "_Alignas"),
        ("/* two\nlines */ int f(unknown_t x);", 2, "unknown_t"),
        ("#define real float\nstruct s { real x; };", 2, "real"),
        ("static inline int f(void) { return 1; }", 1, "inline"),
        ("struct s { int n[sizeof(int)]; };", 1, "sizeof"),
        ("struct s { int x; };\n#define N 1\nstruct s { int y; };", 3, "struct s { int y; };"),
    ],
)
def test_an_error_names_file_line_and_text(text: str, line: int, found: str) -> None:
    with pytest.raises(HeaderError) as error:
        parse_plain(text, "my.h")

    assert (error.value.file, error.value.line) == ("my.h", line)
    assert found in str(error.value)
    assert "cdef source string" not in str(error.value)


def test_text_for_a_preprocessor_names_the_way_out() -> None:
    with pytest.raises(HeaderError, match=r"structcb\[headers\]"):
        parse_plain("#ifdef X\n#endif\n", "my.h")


@pytest.mark.parametrize("text", [r"struct s { char x['\n']; };", r"enum e { NEWLINE = '\n' };"])
def test_a_constant_that_cffi_misreads_is_refused(text: str) -> None:
    with pytest.raises(HeaderError, match="cffi"):
        parse_plain(text, "my.h")


def test_a_macro_that_binds_its_neighbours_is_not_given_to_cffi_as_a_number() -> None:
    with pytest.raises(HeaderError, match="macro `N`"):
        parse_plain("#define N 1 + 2\nstruct s { int x[N * 2]; };", "my.h")


def test_an_empty_struct_is_skipped_by_name() -> None:
    found = parse_plain("struct s { }; struct t { struct s inner; int x; }; struct u { int x; };", "x.h")

    assert set(found.structs) == {"struct u"}
    assert set(found.skipped) == {"struct s", "struct t"}


def test_a_prototype_may_have_names_and_types_of_the_header() -> None:
    known = parse_text("typedef struct { double x; } point; typedef const char *name_t;")

    plain = parse_prototype("double (double, void *)", known)
    named = parse_prototype("int cmp(const point *a, const double b[3], name_t n)", known)

    assert (plain.name, plain.result, len(plain.parameters)) == ("", DOUBLE, 2)
    assert named.name == "cmp"
    assert named.parameters[0].type == Pointer(Reference("point"), 8, const=True)
    assert named.parameters[1].array == (3,)
    assert named.parameters[2].type == Pointer(Scalar("char", "char", 1, 1), 8, const=True)


@pytest.mark.parametrize("text", ["double", "double (", "unknown (int)", "int (int), int (int)", ""])
def test_what_is_no_prototype_is_refused(text: str) -> None:
    with pytest.raises(HeaderError):
        parse_prototype(text, Declarations())


def test_declarations_can_be_pickled() -> None:
    found = parse_text("struct s { int x; struct s *next; double (*f)(void); };")

    assert pickle.loads(pickle.dumps(found)) == found


def test_importing_the_room_loads_neither_parser_nor_cffi() -> None:
    code = "import structcb.parsing, sys; print({'pycparser', 'cffi', 'numpy', 'clang'} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"


def test_function_types_decay_to_pointers_in_parameters() -> None:
    f = parse_text("typedef int step(int); void run(step *a, step b, int c(int));").functions["run"]

    assert [p.type for p in f.parameters] == [Pointer(Prototype("", INT, (Parameter("", INT),)), 8)] * 3
