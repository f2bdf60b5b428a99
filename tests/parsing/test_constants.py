"""Constant expressions give what a C compiler gives, or are refused."""

from __future__ import annotations

import pytest

from structcb.parsing.constants import evaluate, python_value
from structcb.parsing.syntax import parse_expression


def worked_out(text: str) -> int | float | bytes:
    return python_value(evaluate(parse_expression(text), {}, int_bits=32, long_bits=64))


# The right-hand sides were printed by gcc 12 on x86-64.
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0x10", 16),
        ("010", 8),
        ("0b101", 5),
        ("-7 / 2", -3),
        ("-7 % 3", -1),
        ("~0", -1),
        ("~0U", 4294967295),
        ("-1 + 0U", 4294967295),
        ("-1L + 0U", -1),
        ("0xFFFFFFFF + 1", 0),
        ("1 << 31", -2147483648),
        ("1U << 31", 2147483648),
        ("1UL << 40", 1099511627776),
        ("-1 < 0U", 0),
        ("1 ? 2 : 3", 2),
        ("'A' + 1", 66),
        (r"'\n'", 10),
        ("!5 || 3", 1),
        ("3 - -1", 4),
        ("1.5", 1.5),
        ("-1e-3", -0.001),
        ("0x1p-2", 0.25),
        ("1.0 / 4", 0.25),
        ("0.1f", 0.10000000149011612),
        (r'"a\x41\101\n"', b"aAA\n"),
        ('"x" "y"', b"xy"),
    ],
)
def test_expressions_have_the_value_that_c_gives(text: str, value: float | bytes) -> None:
    assert worked_out(text) == value
    assert type(worked_out(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "2147483647 + 1",
        "1 / 0",
        "1 << 32",
        "sizeof(int)",
        "x",
        "(int)1.5",
        "1.0L",
        'L"wide"',
        "0.1f * 3",
        "f(1)",
        "1,2",
        "",
    ],
)
def test_what_depends_on_the_compiler_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        worked_out(text)
