"""Headers as they are: what libclang reads, what is taken, what is refused and how errors are told."""

from __future__ import annotations

import pickle
import subprocess
from pathlib import Path

import pytest

from structcb.errors import HeaderError, MissingHeaderError
from structcb.layouts import Array, Bits, Enum, Opaque, Pointer, Reference, Scalar, Unsupported
from structcb.parsing import Declarations, parse_file, parse_prototype, parse_text
from structcb.parsing.cdefs import parse_plain
from structcb.parsing.sources import Source
from structcb.parsing.telling import open_ffi
from tests.parsing.oracle import differences, needs_compiler

pytest.importorskip("clang.cindex", reason="needs libclang: pip install structcb[headers]")

BOTH = {
    "scalars": "struct s { signed char a; char b; _Bool c; size_t d; uint8_t e; wchar_t f; long double g; float _Complex h; };",
    "arrays": "#define N (2 + 3)\nstruct s { double m[3][N]; char text[16]; int flex[]; };",
    "const": "typedef const char *str_t; struct s { const double *a; double *const b; str_t *c; const int d[2]; };",
    "recursion": "typedef struct node { struct node *next; } node_t; typedef node_t *node_p; typedef node_t nodes_t[4];",
    "unnamed": "typedef struct { struct { int q; } parts[2]; union { int i; float f; struct { int x; } *p; }; } val_t;",
    "pointer to unnamed": "typedef struct { int x; } *handle_t; void use(handle_t h);",
    "bit-fields": "struct s { int a : 3; int : 5; int b : 10; int : 0; _Bool c : 1; unsigned long long d : 40; };",
    "enums": "enum color { RED = 5, GREEN }; typedef enum { A = -1, B } e_t; enum { X = 3 }; typedef enum tagged { T = 9 } tagged_t;"
    "struct s { enum color c; e_t e; tagged_t t; enum tagged u; };",
    "functions": "double f(double x, const int *restrict y, int c(int k), double m[4][3], const double n[][3], FILE *out);",
    "callbacks": "typedef int cmp(const void *, const void *); typedef int (*va)(const char *fmt, ...);\n"
    "struct s { cmp *by; int (*ops[3])(struct s *self); }; typedef struct s s_t;",
    "opaque": "struct hidden; typedef struct hidden hidden_t; hidden_t *make(void); struct s { struct other *o; };",
    "constants": '#define A 0x10\n#define B 1.5\n#define C "hi\\n"\n#define D (A << 2 | 1)\n#define E -1\n#define F 0xFFFFFFFFu\n',
    "comments": "/** A point.\n * In the plane. */\ntypedef struct {\n    double x; /**< right */\n    /* up */\n    double y;\n} point;",
}


@pytest.mark.parametrize("name", BOTH)
def test_both_readers_say_the_same(name: str) -> None:
    from structcb.parsing.clang import parse_unmodified

    text = BOTH[name]
    includes = "".join(f"#include <{header}.h>\n" for header in ("stddef", "stdint", "stdio", "wchar"))

    plain, full = parse_plain(text, "x.h"), parse_unmodified(Source("x.h", includes + text))

    for part in ("structs", "typedefs", "callbacks", "functions", "enums", "constants"):
        assert getattr(full, part) == getattr(plain, part), part
    assert documentation(full) == documentation(plain)


def documentation(found: Declarations) -> dict[str, str]:
    members = {f"{name}.{m}": f.doc for name, layout in found.structs.items() for m, f in layout.members}
    return members | {name: layout.doc for name, layout in found.structs.items()}


PACKED = """
#include <stdint.h>
struct __attribute__((packed)) packed { char c; double d; struct { short s; int i; } in; };
#pragma pack(push, 2)
struct pack2 { char c; double d; union { int i; char x[6]; }; };
#pragma pack(pop)
struct aligned { char c; int x __attribute__((aligned(16))); };
struct both { char c; int x; } __attribute__((packed, aligned(4)));
struct bits { char c; int x : 5; int : 0; int y : 9; } __attribute__((packed));
struct wide { _Alignas(8) char c; struct packed inner[2]; struct bits b; };
typedef enum { SMALL } __attribute__((packed)) small_t;
struct small { small_t a; char b; };
typedef struct { char c; double d; } __attribute__((packed)) unnamed_t;
"""


@needs_compiler
def test_packed_and_aligned_structs_lie_as_gcc_lays_them(tmp_path: Path) -> None:
    found = parse_text(PACKED)

    assert differences(found.structs, PACKED, tmp_path) == {}
    assert len([name for name in found.structs if "." not in name]) == 8


def test_cffi_is_told_the_packed_layouts() -> None:
    ffi = open_ffi(parse_text(PACKED))

    assert ffi.sizeof("struct packed") == 17
    assert ffi.offsetof("struct pack2", "d") == 2
    assert ffi.alignof("struct aligned") == 16
    assert ffi.new("struct packed *", {"d": 2.5}).d == 2.5


def test_a_struct_aligned_beyond_what_memory_can_be_is_refused_by_name() -> None:
    found = parse_text(
        "struct line { char c; } __attribute__((aligned(64))); struct user { struct line l; }; struct far { struct line *l; };"
    )

    assert set(found.structs) == {"struct far"}
    assert {"struct line", "struct user"} <= found.skipped.keys()
    assert found.structs["struct far"].fields["l"].type == Pointer(Opaque("struct line"), 8)


def test_what_cffi_has_no_letters_for_is_refused_with_all_that_holds_it() -> None:
    found = parse_text(
        "struct wire { int l\u00e4nge; }; struct box { struct wire w; }; struct free { int n; };"
    )

    assert found.structs.keys() == {"struct free"}
    assert found.skipped.keys() == {"struct wire", "struct box"}


def test_types_without_a_counterpart_are_bytes_with_a_reason() -> None:
    found = parse_text("struct s { __int128 big; float v __attribute__((vector_size(16))); int after; };")

    fields = found.structs["struct s"].fields
    assert isinstance(fields["big"].type, Unsupported)
    assert (fields["big"].type.size, fields["v"].offset, fields["after"].offset) == (16, 16, 32)


def test_functions_of_such_types_are_skipped_with_a_reason() -> None:
    found = parse_text(
        "#include <stdarg.h>\nvoid log_all(const char *f, va_list a); __int128 big(void); int f(void);"
    )

    assert set(found.functions) == {"f"}
    assert "va_list" in found.skipped["log_all"]
    assert "__int128" in found.skipped["big"]


def test_inline_functions_and_macros_with_arguments_are_skipped_with_a_reason() -> None:
    found = parse_text(
        "#define SQUARE(x) ((x) * (x))\n#define ALIAS f\nstatic inline int f(void) { return 1; }"
    )

    assert "inline" in found.skipped["f"]
    assert "arguments" in found.skipped["SQUARE"]
    assert "ALIAS" in found.skipped


def test_a_macro_of_a_functions_name_hides_no_function() -> None:
    found = parse_text("#include <stddef.h>\nint twice(int x);\n#define twice(x) (twice)(x)\n")

    assert set(found.functions) == {"twice"}


def test_macros_are_worked_out_by_the_compiler() -> None:
    text = """#include <limits.h>
    enum { BASE = 4 };
    #define SIZE (sizeof(int) * BASE)
    #define CAST ((long)-1)
    #define LOWEST INT_MIN
    #define LIST 1, 2
    #define RATIO (1.0 / 4)
    """

    found = parse_text(text).constants

    assert found == {"BASE": 4, "SIZE": 16, "CAST": -1, "LOWEST": -(2**31), "RATIO": 0.25}


def write(folder: Path, **headers: str) -> Path:
    for name, text in headers.items():
        (folder / f"{name}.h").write_text(text)
    return folder


CONSTANTS = """
typedef unsigned char byte;
static const int A = 5 * 2; static const byte B = 300 - 44 - 1; static const double C = 1.0 / 4; static const _Bool D = 7;
static const char *const E = "abc"; static const char F[] = "x\\ty"; static const long G = -1L << 40;
"""


@needs_compiler
def test_constants_that_are_written_as_variables_have_gccs_values(tmp_path: Path) -> None:
    found = parse_text(CONSTANTS).constants
    asked = "".join(f" && {n} == {v}" for n, v in found.items() if not isinstance(v, bytes))
    texts = "".join(
        f' && !strcmp({n}, "{v.decode("unicode_escape")}")' for n, v in found.items() if isinstance(v, bytes)
    )
    (tmp_path / "said.c").write_text(
        f"#include <string.h>\n{CONSTANTS}int main(void) {{ return !(1{asked}{texts}); }}"
    )

    subprocess.run(["cc", "-w", "-o", tmp_path / "said", tmp_path / "said.c"], check=True)

    assert sorted(found) == list("ABCDEFG")
    assert subprocess.run([tmp_path / "said"], check=False).returncode == 0


TEXTS = r"""
#define A "abc"
#define B "a\0b"
#define C ("x" "y")
#define D ((const char *)"cast")
#define E ""
#define F "back\\slash"
#define G L"wide"
#define H u"wide"
#define I (1 ? "yes" : "no")
static const char J[8] = "padded", K[] = "a\0b";
"""


def test_text_is_taken_whole_or_not_at_all() -> None:
    found = parse_text(f"#include <stddef.h>\n{TEXTS}")

    assert found.constants == {
        "A": b"abc",
        "B": b"a\0b",
        "C": b"xy",
        "D": b"cast",
        "E": b"",
        "F": rb"back\slash",
        "J": b"padded",
        "K": b"a\0b",
    }
    assert found.skipped.keys() == {"G", "H", "I"}


def test_variables_that_no_library_has_are_skipped_with_a_reason() -> None:
    found = parse_text("static int calls; static const int table[2] = {1, 2}; extern const int there;")

    assert found.skipped.keys() == {"calls", "table"}
    assert all("static" in reason for reason in found.skipped.values())


def test_a_header_gives_what_it_declares_and_what_that_needs(tmp_path: Path) -> None:
    write(
        tmp_path,
        other="typedef double real; struct needed { real x; struct deeper *d; }; struct deeper { int y; };\n"
        "struct unneeded { int z; }; void unneeded(void); \n#define UNNEEDED 1\n",
        main='#include "other.h"\n#include <stdio.h>\nreal f(struct needed *n);\n#define WANTED 2\n',
    )

    found = parse_file(tmp_path / "main.h")

    assert set(found.structs) == {"struct needed", "struct deeper"}
    assert (set(found.functions), set(found.typedefs), set(found.constants)) == ({"f"}, {"real"}, {"WANTED"})


def test_every_file_that_was_read_is_recorded(tmp_path: Path) -> None:
    write(
        tmp_path,
        other="struct o { int x; };",
        main='#include "other.h"\n#include <stddef.h>\nint f(struct o *);',
    )

    files = parse_file(tmp_path / "main.h").files

    assert files[0] == str(tmp_path / "main.h")
    assert {Path(file).name for file in files} >= {"main.h", "other.h", "stddef.h"}


def test_a_header_that_only_gathers_others_gives_theirs(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="struct a { int x; };",
        b="struct b { int y; };",
        all='#include "a.h"\n#include "b.h"\n#include <stdio.h>\n',
    )

    assert set(parse_file(tmp_path / "all.h").structs) == {"struct a", "struct b"}


def test_only_takes_names_from_whichever_file(tmp_path: Path) -> None:
    write(
        tmp_path,
        other="struct o { int x; }; int g(void);",
        main='#include "other.h"\nint f(void); int h(void);',
    )

    found = parse_file(tmp_path / "main.h", only=["o", "h"])

    assert (set(found.structs), set(found.functions)) == ({"struct o"}, {"h"})


def test_only_suggests_what_was_meant(tmp_path: Path) -> None:
    write(tmp_path, main="int integrate(void);")

    with pytest.raises(HeaderError, match="did you mean `integrate`"):
        parse_file(tmp_path / "main.h", only=["integrat"])


def test_include_dirs_and_defines_reach_the_compiler(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    write(tmp_path / "sub", inner="typedef REAL real;")
    write(tmp_path, main="#include <inner.h>\n#ifdef FAST\nstruct s { real x[COUNT]; };\n#endif\n")

    found = parse_file(
        tmp_path / "main.h",
        include_dirs=[tmp_path / "sub"],
        defines={"FAST": None, "REAL": "float", "COUNT": 3},
    )

    assert found.structs["struct s"].fields["x"].type == Array(Scalar("float", "float", 4, 4), 3)


def test_a_missing_include_says_who_wanted_it_and_where_it_was_sought(tmp_path: Path) -> None:
    write(tmp_path, main='int f(void);\n#include "lost.h"\n')

    with pytest.raises(MissingHeaderError) as error:
        parse_file(tmp_path / "main.h", include_dirs=[tmp_path / "elsewhere"])

    assert (Path(error.value.file).name, error.value.line) == ("main.h", 2)
    assert "lost.h" in str(error.value)
    assert f"not found in {tmp_path}, {tmp_path / 'elsewhere'}, /usr/" in str(error.value)


def test_a_fault_in_an_included_header_is_told_where_it_is(tmp_path: Path) -> None:
    write(tmp_path, other="int ok;\nstruct s { unknown_t x; };\n", main='#include "other.h"\n')

    with pytest.raises(HeaderError) as error:
        parse_file(tmp_path / "main.h")

    assert (Path(error.value.file).name, error.value.line) == ("other.h", 2)
    assert "unknown_t" in str(error.value)


def test_a_fault_in_text_has_the_texts_name_and_line() -> None:
    with pytest.raises(HeaderError) as error:
        parse_text("#include <stddef.h>\nstruct s { size_t n int m; };", "mine")

    assert (error.value.file, error.value.line) == ("mine", 2)


@pytest.mark.parametrize(
    "text",
    [
        "class A { int x; };",
        "namespace n { int f(); }",
        "template <class T> struct S { T x; };",
        "#include <vector>\nint f(void);",
        "struct S { int &x; };",
    ],
)
def test_cplusplus_is_refused_with_a_sentence(text: str, tmp_path: Path) -> None:
    write(tmp_path, main=text)

    with pytest.raises(HeaderError, match=r"C\+\+"):
        parse_file(tmp_path / "main.h")


def test_a_header_for_both_languages_is_read_as_c() -> None:
    text = '#ifdef __cplusplus\nextern "C" {\nclass A;\n#endif\nint f(void);\n#ifdef __cplusplus\n}\n#endif\n'

    assert set(parse_text(text).functions) == {"f"}


def test_an_enum_that_cffi_would_size_otherwise_keeps_the_compilers_size() -> None:
    found = parse_text(
        "enum wide { HUGE_ONE = 0x100000000 }; typedef enum { B } __attribute__((packed)) byte_t; struct s { byte_t b; enum wide w; };"
    )

    assert found.enums["byte_t"] == Enum("byte_t", 1, 1, False, (("B", 0),))
    assert (found.enums["enum wide"].size, found.structs["struct s"].fields["w"].offset) == (8, 8)
    assert open_ffi(found).sizeof("byte_t") == 1


def test_bit_fields_of_packed_structs_are_in_the_layout_though_cffi_cannot_have_them() -> None:
    fields = (
        parse_text("struct s { char a : 4; int b : 13; } __attribute__((packed));").structs["struct s"].fields
    )

    assert [(f.offset, f.bits) for f in fields.values()] == [(0, Bits(0, 4)), (0, Bits(4, 13))]


def test_a_typedef_with_an_alignment_of_its_own_is_heeded() -> None:
    found = parse_text(
        "typedef struct { char c[104]; } buffer_t __attribute__((aligned(16))); struct s { char c; buffer_t *b; };"
    )

    assert "buffer_t" not in found.structs
    assert "aligned" in found.skipped["buffer_t"]


def test_a_prototype_as_text_knows_an_unmodified_header() -> None:
    known = parse_text(
        "#include <stdint.h>\ntypedef struct { int32_t x; } __attribute__((aligned(8))) point; typedef const char *name_t;"
    )

    found = parse_prototype("int32_t (const point *p, name_t n)", known)

    assert [p.type for p in found.parameters] == [
        Pointer(Reference("point"), 8, const=True),
        Pointer(Scalar("char", "char", 1, 1), 8, const=True),
    ]


def test_const_before_a_typedef_of_an_array_is_kept() -> None:
    text = "#include <stddef.h>\ntypedef double vec[3]; void cross(const vec a, vec b, const vec c[2]);"

    parameters = parse_text(text).functions["cross"].parameters

    assert [p.type.const for p in parameters if isinstance(p.type, Pointer)] == [True, False, True]


def test_unmodified_declarations_can_be_pickled() -> None:
    found = parse_text(PACKED)

    assert pickle.loads(pickle.dumps(found)) == found


def test_comments_may_be_in_any_letters(tmp_path: Path) -> None:
    # In UTF-8 both letters end in a byte that is a blank in Latin-1.
    (tmp_path / "x.h").write_text(
        "#include <stddef.h>\nstruct s {\n  int a; // Å, à\n  /* là */\n  int b;\n};\n"
    )

    fields = parse_file(tmp_path / "x.h").structs["struct s"].fields

    assert [field.doc for field in fields.values()] == ["Å, à", "là"]


@pytest.mark.parametrize(
    "text",
    [
        "#define N 3\n#include <stddef.h>\nstruct s { int a;",
        "#define N 3\n#include <stddef.h>\nint x[N]\n",
        "#define N 3\n#include <stddef.h>\nstruct s { int a; };\nconst\n",
        "#define N 3\n#include <stddef.h>\nstruct s { int a; };\n#if N\n",
        "#define N 3\n#include <stddef.h>\nstruct s { int a; }; /* open",
    ],
)
def test_what_a_header_leaves_open_is_an_error(text: str) -> None:
    with pytest.raises(HeaderError):
        parse_text(text)


def test_a_macro_completes_no_struct() -> None:
    found = parse_text(
        "#include <stddef.h>\nstruct hidden;\nstruct s { struct hidden *p; };\n"
        "#define SIZE sizeof(struct hidden { int a; })\n"
    )

    assert "struct hidden" not in found.structs


@pytest.mark.parametrize(
    ("text", "constants"),
    [
        ("#define A 1\n#undef A\nint x;\n", {}),
        ("#define A 1\n#undef A\n#define A 2\nint x;\n", {"A": 2}),
        ("#if 0\n#define A 1\n#endif\nint x;\n", {}),
        ("#define A(x) x\n#undef A\n#define A 4\nint x;\n", {"A": 4}),
        ("%: define A 7\n#\\\ndefine \\\nB A + 1\nint x;\n", {"A": 7, "B": 8}),
        ("#ifndef INT_MAX\n#define INT_MAX 5\n#endif\nint x;\n", {}),
    ],
)
def test_constants_are_what_macros_mean_at_the_end(text: str, constants: dict[str, int]) -> None:
    assert parse_text(f"#include <limits.h>\n{text}").constants == constants
