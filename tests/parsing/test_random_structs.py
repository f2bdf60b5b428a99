"""No random struct is ever laid out otherwise than gcc does it; `STRUCTCB_STRUCTS=3000` makes it a long run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from structcb.parsing import Declarations, parse_text
from structcb.parsing.ffi_types import flat_fields, types_of
from structcb.parsing.telling import open_ffi
from tests.parsing.oracle import differences, needs_compiler
from tests.parsing.random_structs import random_header

pytest.importorskip("clang.cindex", reason="needs libclang: pip install structcb[headers]")

COUNT = int(os.environ.get("STRUCTCB_STRUCTS", "60"))
SEED = int(os.environ.get("STRUCTCB_SEED", "1"))
HEADER = random_header(SEED, COUNT)


@pytest.fixture(scope="module")
def found() -> Declarations:
    return parse_text(HEADER)


@needs_compiler
def test_every_layout_is_gccs(found: Declarations, tmp_path: Path) -> None:
    assert differences(found.structs, HEADER, tmp_path) == {}


def test_every_struct_is_there_or_refused_by_name(found: Declarations) -> None:
    names = {f"struct s{n}" for n in range(COUNT)}
    refused = names - found.structs.keys()

    assert refused <= found.skipped.keys()
    assert len(refused) <= COUNT // 100


def test_cffi_has_the_same_sizes_alignments_and_offsets(found: Declarations) -> None:
    ffi = open_ffi(found)
    names = [name for name in found.structs if "." not in name]

    for name, pointer in types_of(ffi, names, {}):
        layout, ctype = found.structs[name], pointer.item
        assert (ffi.sizeof(ctype), ffi.alignof(ctype)) == (layout.size, layout.align), name
        theirs = {
            member: base + field.offset for member, field, base in flat_fields(ctype) if field.bitsize < 0
        }
        ours = {member: field.offset for member, field in layout.members if field.bits is None}
        assert {member: offset for member, offset in theirs.items() if member in ours} == ours, name
