"""Without libclang a C compiler serves: the same declarations, or a refusal by name, never another layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from structcb.errors import HeaderError, MissingHeaderError
from structcb.layouts import Opaque, Pointer
from structcb.parsing import Declarations, cc, clang, parse_file, parse_text
from structcb.parsing.cc import parse_preprocessed
from structcb.parsing.cdefs import parse_plain
from structcb.parsing.sources import Source
from tests.parsing.oracle import differences, needs_compiler
from tests.parsing.random_structs import random_header
from tests.parsing.test_unmodified import BOTH, PACKED

pytestmark = needs_compiler


@pytest.fixture(autouse=True)
def without_libclang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clang, "is_available", lambda: False)


@pytest.mark.parametrize("name", [name for name in BOTH if name != "comments"])
def test_a_compiler_says_what_plain_text_says(name: str) -> None:
    includes = "".join(f"#include <{header}.h>\n" for header in ("stddef", "stdint", "stdio", "wchar"))

    plain, full = parse_plain(BOTH[name], "x.h"), parse_preprocessed(Source("x.h", includes + BOTH[name]))

    for part in ("structs", "typedefs", "callbacks", "functions", "enums", "constants"):
        ours, theirs = getattr(full, part), getattr(plain, part)
        assert {key: ours.get(key) for key in theirs} == theirs, part


def test_packed_and_aligned_structs_are_refused_unless_the_compiler_agrees(tmp_path: Path) -> None:
    found = parse_text(PACKED)

    assert differences(found.structs, PACKED, tmp_path) == {}
    assert {
        "struct packed",
        "struct pack2",
        "struct aligned",
        "struct both",
        "struct bits",
    } <= found.skipped.keys()


def test_random_structs_are_right_or_refused(tmp_path: Path) -> None:
    header = random_header(seed=3, count=40)

    found = parse_text(header)

    assert differences(found.structs, header, tmp_path) == {}
    assert {f"struct s{n}" for n in range(40)} <= found.structs.keys() | found.skipped.keys()


def test_bit_fields_near_attributes_are_refused() -> None:
    found = parse_text("#include <stdint.h>\nstruct s { char a : 4; int b : 13; } __attribute__((packed));")

    assert "bit-fields" in found.skipped["struct s"]


def test_a_pointer_to_a_refused_struct_is_opaque() -> None:
    found = parse_text(
        "struct p { char c; double d; } __attribute__((packed)); struct s { struct p *next; };"
    )

    assert found.structs["struct s"].fields["next"].type == Pointer(Opaque("struct p"), 8)


def test_the_header_itself_and_what_it_needs_are_taken(tmp_path: Path) -> None:
    (tmp_path / "other.h").write_text(
        "typedef double real; struct needed { real x; }; struct unneeded { int z; };"
    )
    (tmp_path / "main.h").write_text(
        '#include "other.h"\n#include <stdio.h>\n#define N 2\nreal f(struct needed *n);\n'
    )

    found = parse_file(tmp_path / "main.h")

    assert (set(found.structs), set(found.functions), found.constants) == ({"struct needed"}, {"f"}, {"N": 2})
    assert {Path(file).name for file in found.files} >= {"main.h", "other.h", "stdio.h"}


def test_only_takes_names_from_whichever_file(tmp_path: Path) -> None:
    (tmp_path / "main.h").write_text(
        "#include <stddef.h>\nstruct o { size_t n; }; int f(void); int g(struct o *);"
    )

    found = parse_file(tmp_path / "main.h", only=["g"])

    assert (set(found.structs), set(found.functions)) == ({"struct o"}, {"g"})


def test_only_takes_macros_with_their_value_and_nothing_that_they_mention(tmp_path: Path) -> None:
    (tmp_path / "main.h").write_text("#define N 3\n#define M (N + 1)\n#define CALL(x) x\nint f(void);\n")

    found = parse_file(tmp_path / "main.h", only=["M", "CALL"])

    assert found.constants == {"M": 4}
    assert found.skipped == {"CALL": "not a constant: it takes arguments"}
    with pytest.raises(HeaderError, match="did you mean `CALL`"):
        parse_file(tmp_path / "main.h", only=["CALLS"])


def test_a_missing_include_and_a_fault_are_told_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "a.h").write_text('int f(void);\n#include "lost.h"\n')
    (tmp_path / "b.h").write_text("#include <stddef.h>\nstruct s { unknown_t x; };\n")

    with pytest.raises(MissingHeaderError, match=r"lost\.h") as lost:
        parse_file(tmp_path / "a.h")
    with pytest.raises(HeaderError, match="unknown_t") as fault:
        parse_file(tmp_path / "b.h")

    assert [(Path(e.value.file).name, e.value.line) for e in (lost, fault)] == [("a.h", 2), ("b.h", 2)]


def test_without_any_compiler_the_error_names_both_ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cc, "is_available", lambda: False)

    with pytest.raises(HeaderError, match=r"structcb\[headers\].*C compiler"):
        parse_text("#include <stdint.h>\nstruct s { uint8_t x; };")


def test_without_any_compiler_plain_text_is_still_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cc, "is_available", lambda: False)

    assert isinstance(parse_text("struct s { int x; }; struct empty { };"), Declarations)
