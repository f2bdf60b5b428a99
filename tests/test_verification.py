"""Verification: every layout is held against cffi, NumPy, numba, clang and the C compiler, and nothing is left unsaid."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

import cffi
import pytest

import structcb
from structcb.facts import replace
from structcb.layouts import Struct
from structcb.parsing.sources import Source
from structcb.verification import Report, report_on, verify

needs_compiler = pytest.mark.skipif(
    shutil.which("cc") is None and shutil.which("gcc") is None, reason="needs a C compiler (cc or gcc)"
)
needs_clang = pytest.mark.skipif(not importlib.util.find_spec("clang"), reason="needs libclang")

EVERYTHING = """
enum color { RED, BLUE = -4 };
struct inner { char c; double d; };
union number { double as_double; unsigned char bytes[9]; };
typedef int (*compare_fn)(const void *, const struct inner *);
typedef double integrand_fn(double x, void *user_data);
typedef struct everything {
    char letter; _Bool ok; enum color color; void *pointer; short matrix[2][3];
    unsigned f : 3; int : 2; unsigned g : 9; _Bool h : 1; long wide : 40;
    struct inner twice[2]; union number number; struct { int u; float v; } unnamed; struct { int deep; };
    int (*call)(int, enum color, struct inner); compare_fn table[2]; struct everything *next;
    double late[];
} everything;
double drive(everything *, struct inner, uint64_t);
"""


def differences_with(header: structcb.Header, text: str) -> list[str]:
    """What differs when the header is said to have been read from another text."""
    return list(report_on(header.declarations, header.ffi, Source("<text>", text)).differences)


def answered(report: Report) -> dict[str, int]:
    return {entry.source: entry.facts for entry in report.compared}


@needs_compiler
@needs_clang
def test_every_source_agrees_on_every_trait() -> None:
    report = structcb.parse(EVERYTHING).verify()

    counts = answered(report)
    assert counts["cffi"] == counts["clang"] == report.facts
    assert counts["the C compiler"] == report.facts - 1, "only a flexible array has no size to ask for"
    assert min(counts.values()) > 0


@needs_compiler
@pytest.mark.parametrize(
    ("ours", "theirs", "sentence"),
    [
        ("char a; int k;", "char a; double k;", "struct s.k: layouts says offset 4, "),
        ("int k;", "int k; int more;", "struct s: layouts says size 4, "),
        ("float k;", "int k;", "struct s.k: layouts says kind float, "),
        ("int k;", "unsigned k;", "struct s.k: layouts says kind signed, "),
        (
            "int a : 3; int k : 4;",
            "int a : 2; int k : 4;",
            "struct s.k: layouts says mask 0x78 from byte 0 on, ",
        ),
        ("int k : 1;", "unsigned k : 1;", "struct s.k: layouts says kind signed, "),
        (
            "int (*k)(int);",
            "int (*k)(long);",
            "struct s.k: layouts says prototype signed of 4 (signed of 4), ",
        ),
        ("long k;", "long k __attribute__((aligned(16)));", "struct s: layouts says alignment 8, "),
    ],
)
def test_a_difference_is_a_sentence_with_both_numbers(ours: str, theirs: str, sentence: str) -> None:
    header = structcb.parse(f"struct s {{ {ours} }};")

    found = differences_with(header, f"struct s {{ {theirs} }};")

    assert any(line.startswith(sentence) and "the C compiler" in line for line in found), found


@needs_compiler
@pytest.mark.parametrize(
    ("ours", "theirs", "sentence"),
    [
        ("enum e { A };", "enum e { A } __attribute__((packed));", "enum e: layouts says size 4, "),
        ("enum e { A, B };", "enum e { B, A };", "enum e.A: layouts says value 0, "),
        ("enum e { A };", "enum e { A, Z = -1 };", "enum e: layouts says kind unsigned, "),
        ("int f(int);", "int f(const char *);", "f: layouts says prototype signed of 4 (signed of 4), "),
        ("typedef int f(int);", "typedef int f(int, ...);", "f: layouts says prototype "),
        ("void f(const int *);", "void f(int *);", "f: layouts says prototype "),
    ],
)
def test_enumerations_and_prototypes_are_compared(ours: str, theirs: str, sentence: str) -> None:
    found = differences_with(structcb.parse(ours), theirs)

    assert any(line.startswith(sentence) and "the C compiler" in line for line in found), found


def test_one_error_lists_every_difference() -> None:
    header = structcb.parse("struct osc { int n; double k; }; struct other { char c; };")
    wrong = {name: replace(layout, size=99) for name, layout in header.declarations.structs.items()}
    declarations = replace(header.declarations, structs=wrong)

    with pytest.raises(structcb.LayoutMismatchError) as caught:
        verify(declarations, header.ffi, None)

    assert "struct osc: layouts says size 99, cffi 16, numba's map_type 16" in caught.value.differences
    assert "struct other: layouts says size 99, cffi 1, numba's map_type 1" in str(caught.value)


@pytest.mark.parametrize("member", ["k", "weights"])
def test_an_offset_is_compared_with_cffi_and_numbas_own(member: str) -> None:
    header = structcb.parse("struct osc { int n; double k; float weights[3]; };")
    layout = header.struct("osc").layout
    moved = {name: replace(f, offset=f.offset + 4) if name == member else f for name, f in layout.members}
    structs = {"struct osc": Struct(layout.name, layout.size + 8, layout.align, tuple(moved.items()))}

    found = report_on(replace(header.declarations, structs=structs), header.ffi, None).differences

    expected = f"struct osc.{member}: layouts says offset {moved[member].offset}, "
    assert any(line.startswith(expected) and "cffi" in line and "numba's" in line for line in found), found


def test_numpy_and_numba_are_asked_for_the_size_of_members() -> None:
    header = structcb.parse("struct osc { double k; };")
    report = header.verify()
    asked = report_on(header.declarations, header.ffi, None)

    assert asked.facts == 5  # size, alignment; offset, size and kind of the member
    assert {answered(report)[name] for name in ("NumPy", "numba", "numba's map_type")} == {4}


def test_without_a_compiler_the_report_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CC", raising=False)

    report = structcb.parse("struct s { int k; };").verify()

    assert "the C compiler" not in report.sources
    assert "the C compiler: none compared\n    left out: everything: there is none: set CC" in str(report)


@needs_compiler
def test_the_users_compiler_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    compiler = tmp_path / "my-cc"
    compiler.write_text(f'#!/bin/sh\ntouch {tmp_path / "called"}\nexec {shutil.which("cc")} "$@"\n')
    compiler.chmod(0o755)
    monkeypatch.setenv("CC", f"{compiler} -fpack-struct=1")

    with pytest.raises(
        structcb.LayoutMismatchError, match=r"struct s\.k: layouts says offset 8, the C compiler 1"
    ):
        structcb.parse("struct s { char c; double k; };").verify()
    assert (tmp_path / "called").exists()


@needs_compiler
def test_a_file_is_verified_against_its_own_include(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "size.h").write_text("#pragma once\ntypedef long number;\n")
    path = tmp_path / "osc.h"
    path.write_text('#include "size.h"\n#ifdef WIDE\nstruct osc { char c; number k; };\n#endif\n')
    header = structcb.load(path, include_dirs=[tmp_path / "sub"], defines={"WIDE": None})
    assert answered(header.verify())["the C compiler"] == 7

    path.write_text("struct osc { char c; short k; };\n")
    with pytest.raises(
        structcb.LayoutMismatchError, match=r"struct osc.k: layouts says offset 8, .*the C compiler 2"
    ):
        header.verify()


@needs_compiler
def test_a_relative_folder_of_includes_holds_in_another_folder_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "size.h").write_text("typedef long number;\n")
    (tmp_path / "osc.h").write_text("#include <size.h>\nstruct osc { char c; number k; };\n")
    monkeypatch.chdir(tmp_path)
    header = structcb.load("osc.h", include_dirs=["sub"])
    monkeypatch.chdir(tmp_path / "sub")

    assert answered(header.verify())["the C compiler"] == 7


@needs_compiler
def test_a_question_that_the_compiler_rejects_is_left_out_with_its_words() -> None:
    header = structcb.parse("struct s { int k; }; void gone(int);")

    report = report_on(header.declarations, header.ffi, Source("<text>", "struct s { int k; };"))

    (entry,) = [entry for entry in report.compared if entry.source == "the C compiler"]
    assert entry.facts == 5
    assert "undeclared" in entry.left_out["gone"]
    assert not report.differences


@needs_compiler
def test_a_struct_inside_one_that_only_a_pointer_names_is_compared() -> None:
    header = structcb.parse("typedef struct { struct { int a; short b; } inner; } *list;")

    compared = {source.source: source.left_out for source in header.verify().compared}

    assert compared["the C compiler"] == {}
    assert compared["cffi"] == {}


@needs_compiler
def test_a_header_that_the_compiler_rejects_is_said_to_be() -> None:
    header = structcb.parse("struct s { int k; };")

    report = report_on(
        header.declarations, header.ffi, Source("<text>", "#error not today\nstruct s { int k; };")
    )

    assert "#error not today" in str(report)
    assert "the C compiler: none compared" in str(report)


@needs_compiler
@needs_clang
def test_noreturn_is_no_part_of_a_callbacks_type() -> None:
    text = (
        "#include <stddef.h>\n#if __has_attribute(__noreturn__)\n#endif\n"
        "typedef void (*__attribute__((__noreturn__)) stop_fn)(void); stop_fn on_error(int code, stop_fn handler);"
    )

    assert structcb.parse(text).verify().differences == ()


@needs_compiler
@needs_clang
def test_a_real_header_is_verified_whole() -> None:
    header = structcb.load(
        Path(sysconfig.get_path("include")) / "Python.h", only=["PyMemberDef", "PyTypeObject"]
    )

    report = header.verify()

    assert answered(report)["the C compiler"] > 300
    assert answered(report)["clang"] == answered(report)["cffi"] == report.facts


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """An API-mode module of cffi: one struct whose cdef leaves room, one whose cdef is wrong."""
    if shutil.which("gcc") is None and shutil.which("cc") is None:
        pytest.skip("needs a C compiler (cc or gcc)")
    ffi = cffi.FFI()
    ffi.cdef("typedef struct { int a; double b; ...; } partial; struct wrong { int a; };")
    text = (
        "typedef struct { char hidden; int a; char too; double b; } partial; struct wrong { long b; int a; };"
    )
    folder = tmp_path_factory.mktemp("module")
    ffi.set_source("_structcb_verified", text)
    ffi.emit_c_code(str(folder / "module.c"))
    library = folder / "_structcb_verified.so"
    include = sysconfig.get_path("include")
    command = [
        shutil.which("cc") or "gcc",
        "-shared",
        "-fPIC",
        "-w",
        f"-I{include}",
        "module.c",
        "-o",
        str(library),
    ]
    subprocess.run(command, check=True, cwd=folder)
    spec = importlib.util.spec_from_file_location("_structcb_verified", library)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_compiled_module_is_held_against_its_own_compiler(compiled: ModuleType) -> None:
    header = structcb.Header.from_ffi(compiled.ffi)

    with pytest.raises(structcb.LayoutMismatchError) as caught:
        header.verify()

    assert len(caught.value.differences) == 1
    assert caught.value.differences[0].startswith(
        "struct wrong: the compiled module was built with other numbers"
    )


def test_a_compiled_module_confirms_what_it_laid_out(compiled: ModuleType) -> None:
    header = structcb.Header.from_ffi(compiled.ffi)

    report = report_on(header.declarations, header.ffi, None)

    assert answered(report)["the compiled module"] == report.facts == 8
    assert header.struct("partial").layout.fields["b"].offset == 16
    assert "a compiled module holds no C text" in str(report)


def test_packing_by_an_option_of_cdef_is_no_mismatch() -> None:
    ffi = cffi.FFI()
    ffi.cdef("struct p { char c; int k; };", packed=True)

    report = structcb.Header.from_ffi(ffi).verify()

    assert "the FFI was told to pack, the text was not" in str(report)


def test_a_report_is_also_json() -> None:
    import json

    report = structcb.parse("struct s { int k; };").verify()

    assert json.loads(json.dumps(report.as_json()))["facts"] == 5


def test_asking_for_a_verification_costs_nothing_at_import() -> None:
    code = (
        "import sys, structcb; print(sorted({'structcb.verification', 'numba', 'numpy'} & set(sys.modules)))"
    )

    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
