"""Nothing that cffi could lay out otherwise reaches it: layouts are proven at load, the text before an FFI is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from structcb.errors import HeaderError, LayoutMismatchError
from structcb.facts import replace
from structcb.layouts import Layout
from structcb.parsing import Declarations, parse_text
from structcb.parsing.declarations import CdefPart
from structcb.parsing.telling import open_ffi

pytest.importorskip("clang.cindex", reason="needs libclang: pip install structcb[headers]")

TEXT = """
#include <stddef.h>
struct inner { char c; union { int i; double d; }; };
struct outer { struct inner in[2]; struct { short s; } unnamed; unsigned flags : 3; unsigned : 5; char tail[]; };
double apply(struct outer *o, double (*f)(double x));
"""


@pytest.fixture
def found() -> Declarations:
    return parse_text(TEXT)


def test_an_ffi_has_the_layouts_of_the_header(found: Declarations) -> None:
    ffi = open_ffi(found)

    assert ffi.sizeof("struct outer") == found.structs["struct outer"].size
    assert ffi.offsetof("struct inner", "d") == found.structs["struct inner"].fields["d"].offset


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ("size", "size 16, alignment 8 instead of 24, 8"),
        ("offset", "`d` at bit 64 instead of 96"),
        ("name", "there is no `gone`"),
    ],
)
def test_an_ffi_with_other_layouts_is_never_handed_out(found: Declarations, change: str, shown: str) -> None:
    inner = found.structs["struct inner"]
    claimed = replace(found, structs={**found.structs, "struct inner": changed(inner, change)})

    with pytest.raises(LayoutMismatchError) as error:
        open_ffi(claimed)

    assert f"`struct inner`: cffi has {shown}" in str(error.value)


def changed(layout: Layout, change: str) -> Layout:
    name, field = layout.members[-1]
    match change:
        case "size":
            return replace(layout, size=24)
        case "offset":
            return replace(layout, members=(*layout.members[:-1], (name, replace(field, offset=12))))
    return replace(layout, members=(*layout.members[:-1], ("gone", field)))


def test_a_text_that_cffi_cannot_read_is_refused_before_it_is_used(found: Declarations) -> None:
    spoiled = replace(found, cdef=(*found.cdef, CdefPart("void lost(missing_t *p);")))

    with pytest.raises(HeaderError, match=r"cffi cannot read this: cannot parse .void lost"):
        open_ffi(spoiled)


@pytest.mark.parametrize("word", ["offsetof", "__int128_t_", "BOOL", "_Noreturn_", "WINAPI"])
def test_names_that_cffi_may_misread_are_settled_at_load(word: str) -> None:
    found = parse_text(f"#include <stddef.h>\nstruct odd {{ int {word}; }};\nstruct good {{ int x; }};")

    known = found.structs.keys() | found.skipped.keys()

    assert known >= {"struct odd", "struct good"}
    assert open_ffi(found).sizeof("struct good") == 4


def test_loading_a_large_header_reads_no_text_in_python(tmp_path: Path) -> None:
    (tmp_path / "x.h").write_text(TEXT)
    script = (
        "import sys, structcb; h = structcb.load(sys.argv[1]); print('pycparser' in sys.modules); "
        "h.ffi; print('pycparser' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "x.h")], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["False", "True"]
