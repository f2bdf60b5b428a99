"""The layout table: memory in order, holes and padding counted, cache lines marked."""

from __future__ import annotations

import copy
import io
from itertools import pairwise

import pytest
from rich.console import Console

import structcb
from structcb import tables
from structcb.layouts import Layout, describe, fingerprint

TEXT = """
typedef struct { char a; int b; unsigned f : 3; int : 2; unsigned g : 9; char *name; short s; } holey;
typedef struct { double head[5]; double w[20]; char tail; } long_one;
typedef struct { char c[60]; double d; } crossing;
union number { char c[5]; double d; };
union tail { char c[9]; double d; };
struct flexible { int n; double late[]; };
struct only_read { const int k; };
"""
H = structcb.parse(TEXT)


def layout(name: str) -> Layout:
    return H.struct(name).layout


def seen(name: str) -> list[tuple[str, str, str]]:
    return [(row.offset, row.size, row.name or row.kind) for row in tables.rows(layout(name))]


def test_rows_are_the_memory_in_order() -> None:
    assert seen("holey") == [
        ("0", "1", "a"),
        ("1", "3", "hole"),
        ("4", "4", "b"),
        ("8:0", "3 bits", "f"),
        ("8:3", "2 bits", "hole"),
        ("8:5", "9 bits", "g"),
        ("9:6", "50 bits", "hole"),
        ("16", "8", "name"),
        ("24", "2", "s"),
        ("26", "6", "padding"),
    ]


@pytest.mark.parametrize("name", ["holey", "long_one", "crossing", "struct only_read"])
def test_every_bit_of_a_struct_is_in_one_row(name: str) -> None:
    rows = tables.rows(layout(name))

    assert rows[0].offset_bits == 0
    assert all(a.offset_bits + a.size_bits == b.offset_bits for a, b in pairwise(rows))
    assert rows[-1].offset_bits + rows[-1].size_bits == 8 * layout(name).size


def test_what_is_lost_is_summed() -> None:
    found = tables.summary(layout("holey"))

    assert (found.hole_bits, found.padding_bits) == (8 * 3 + 2 + 50, 8 * 6)
    assert "9 bytes and 4 bits lost to holes, 6 bytes to padding" in str(found)


def test_members_of_a_union_share_bytes_and_leave_no_holes() -> None:
    assert seen("union number") == [("0", "5", "c"), ("0", "8", "d")]
    assert seen("union tail")[-1] == ("9", "7", "padding")


def test_a_flexible_array_takes_no_bytes() -> None:
    assert seen("struct flexible")[-1] == ("8", "0", "late")


def test_cache_lines_are_marked_where_they_begin() -> None:
    lines = {row.name: row.lines for row in tables.rows(layout("long_one"))}

    assert lines == {"head": (), "w": (1, 2, 3), "tail": (), "": ()}
    assert tables.rows(layout("crossing"))[-1].lines == (1,), "it lies at byte 64"
    assert tables.summary(layout("long_one")).cache_lines == 4


def test_printing_a_layout_shows_the_table() -> None:
    text = str(layout("holey"))

    assert text.splitlines()[0].startswith("holey: 32 bytes, alignment 8, 1 cache line; ")
    assert "     8:0   3 bits  unsigned int : 3  f" in text
    assert "(padding)" in text


def test_const_is_shown() -> None:
    assert "const int" in str(layout("struct only_read"))


def test_a_notebook_gets_a_table_and_no_markup_from_names() -> None:
    html = structcb.parse("typedef struct { int (*f)(int); } s;").struct("s").layout._repr_html_()

    assert html.count("<tr>") == 2
    assert "<td>int (*)(int)</td>" in html


def test_rich_shows_the_same_cells() -> None:
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(tables.as_rich(layout("holey")))

    shown = console.export_text()
    assert all(
        row.offset in shown and row.size in shown and row.name in shown
        for row in tables.rows(layout("holey"))
    )


def test_the_table_changes_no_fingerprint() -> None:
    one = layout("holey")

    assert repr(one).startswith("Struct(name='holey', size=32, align=8, members=(('a', Field(offset=0, ")
    assert fingerprint(one, {}) == fingerprint(copy.copy(one), {})


DECLARATORS = {
    "f": "void (*(*)(int a, void * p))(void)",
    "g": "int (*[3])(const char ** words)",
    "h": "double (*)[3]",
    "i": "int *[4]",
    "j": "const char *",
    "k": "void (*)(void (*visit)(int))",
    "l": "char *const *",
    "m": "const char *const **",
    "n": "int (*const *)(int)",
}


def test_types_are_spelled_as_in_c() -> None:
    text = (
        "struct s { void (*(*f)(int a, void *p))(void); int (*g[3])(const char **words); double (*h)[3]; "
        "int *i[4]; const char *j; void (*k)(void (*visit)(int)); "
        "char *const *l; const char *const **m; int (*const *n)(int); };"
    )
    fields = structcb.parse(text).struct("struct s").layout.fields

    assert {name: describe(field.type) for name, field in fields.items()} == DECLARATORS
