"""A part of a header in its own words: names, order and comments stay, and what is asked to go goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from structcb.commands.extract import Request, extracted
from structcb.errors import HeaderError
from structcb.layouts import Opaque, Reference, Scalar
from structcb.parsing import parse_file
from structcb.parsing.cdefs import parse_plain

pytest.importorskip("clang.cindex", reason="needs libclang: pip install structcb[headers]")

HEADER = """
#include <stddef.h>
#include <stdarg.h>
#define API __attribute__((visibility("default")))
typedef long index_t;
typedef double real_t;
enum mode { SLOW, FAST = 7 };
enum { LIMIT = 9, OTHER };
/** What a vector can do. */
struct ops { void *(*clone)(struct vector *); };
/* A vector,
 * seen from outside. */
typedef struct vector { index_t length; /**< how many */ real_t *data; struct ops *ops; } *vector_t;
typedef real_t (*rule_t)(index_t n, const real_t *x, void *user_data);
struct log { int (*write)(const char *format, va_list arguments); int level; };
API vector_t make(index_t n, enum mode mode);
API real_t apply(rule_t rule, vector_t v, size_t count, void *user_data);
"""


@pytest.fixture
def header(tmp_path: Path) -> str:
    (tmp_path / "vectors.h").write_text(HEADER)
    return str(tmp_path / "vectors.h")


def body_of(text: str) -> str:
    return text.partition("*/\n\n")[2].partition("\n/* The layouts:")[0]


def test_types_keep_their_names_in_the_headers_order(header: str) -> None:
    body = body_of(extracted(Request([header], ["apply", "make"], opaque=["ops"])))

    lines = [line for line in body.splitlines() if line and not line.startswith(("    ", "/*", " *", "}"))]
    assert lines == [
        "typedef long index_t;",
        "typedef double real_t;",
        "enum mode { SLOW = 0, FAST = 7 };",
        "struct vector {",
        "typedef struct vector *vector_t;",
        "typedef real_t (*rule_t)(index_t n, const real_t *x, void *user_data);",
        "vector_t make(index_t n, enum mode mode);",
        "real_t apply(rule_t rule, vector_t v, size_t count, void *user_data);",
    ]


def test_what_is_asked_to_be_opaque_has_no_members(header: str) -> None:
    found = parse_plain(extracted(Request([header], ["make"], opaque=["struct ops", "mode"])), "part.h")

    assert found.structs.keys() == {"struct vector"}
    assert found.structs["struct vector"].fields["ops"].type.to == Opaque("struct ops")  # type: ignore[union-attr]
    assert found.functions["make"].parameters[1].type == Scalar("unsigned int", "unsigned", 4, 4)
    assert not found.enums


def test_a_member_alone_stays_where_it_is_and_needs_no_other(header: str) -> None:
    part = parse_plain(extracted(Request([header], ["vector.ops", "vector_t"], opaque=["ops"])), "part.h")

    fields = part.structs["struct vector"].fields
    assert [name for name in fields if not name.startswith("structcb_")] == ["ops"]
    whole = parse_file(header).structs["struct vector"]
    assert fields["ops"].offset == whole.fields["ops"].offset
    assert part.structs["struct vector"].size == whole.size
    assert "real_t" not in part.typedefs


def test_a_member_that_is_not_there_is_told(header: str) -> None:
    with pytest.raises(HeaderError, match="`struct vector` has no member `opz`"):
        extracted(Request([header], ["vector.opz"]))


@pytest.mark.parametrize(
    ("name", "complaint"), [("make", "neither a struct nor an enumeration"), ("opz", "did you mean `ops`")]
)
def test_only_structs_and_enumerations_can_be_opaque(header: str, name: str, complaint: str) -> None:
    with pytest.raises(HeaderError, match=complaint):
        extracted(Request([header], ["make"], opaque=[name]))


def test_comments_of_structs_and_members_stay(header: str) -> None:
    real, part = parse_file(header), parse_plain(extracted(Request([header], ["vector"])), "part.h")

    for name in ("struct vector", "struct ops"):
        assert part.structs[name].doc == real.structs[name].doc != ""
    assert part.structs["struct vector"].fields["length"].doc == "how many"


def test_an_enumeration_can_be_asked_for_by_a_member(header: str) -> None:
    assert parse_plain(extracted(Request([header], ["OTHER"])), "part.h").constants == {
        "LIMIT": 9,
        "OTHER": 10,
    }


def test_a_pointer_to_what_takes_a_va_list_is_bare_and_named(header: str) -> None:
    text = extracted(Request([header], ["log"]))

    assert "take a va_list: struct log.write */" in text
    assert "    void *write;\n    int level;\n" in text


def test_constants_of_any_size_stay(tmp_path: Path) -> None:
    (tmp_path / "c.h").write_text(
        "#define BIG 0xFFFFFFFFFFFFFFFFu\n#define HUGE (-1e999)\n#define LOW (-(1L << 62) * 2)\n"
    )

    text = extracted(Request([str(tmp_path / "c.h")], ["BIG", "HUGE", "LOW"]))

    assert parse_plain(text, "part.h").constants == {"BIG": 2**64 - 1, "HUGE": float("-inf"), "LOW": -(2**63)}


def test_a_callback_that_takes_a_va_list_is_left_out_and_named(tmp_path: Path) -> None:
    (tmp_path / "log.h").write_text(
        "#include <stdarg.h>\ntypedef void (*log_t)(const char *format, va_list arguments);\nvoid set(log_t log, int n);\n"
    )

    text = extracted(Request([str(tmp_path / "log.h")], None))

    assert "take a va_list: log_t */" in text
    assert "log_t" not in parse_plain(text, "part.h").typedefs


def test_what_cffi_would_misplace_is_spelled_out_with_gaps(tmp_path: Path) -> None:
    (tmp_path / "gaps.h").write_text("struct wide { char c; int n __attribute__((aligned(16))); };")

    text = extracted(Request([str(tmp_path / "gaps.h")], ["wide"]))

    assert "Members named structcb_" in text
    assert parse_plain(text, "part.h").structs["struct wide"].fields["n"].offset == 16


def test_a_typedef_between_a_pointer_and_its_struct_is_no_cycle(tmp_path: Path) -> None:
    (tmp_path / "list.h").write_text(
        "typedef struct node node_t; typedef node_t *list_t; struct node { list_t next; node_t *back; int n; };"
    )

    found = parse_plain(extracted(Request([str(tmp_path / "list.h")], ["list_t"])), "part.h")

    assert found.structs["struct node"].fields["next"].type.to == Reference("struct node")  # type: ignore[union-attr]
