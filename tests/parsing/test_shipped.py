"""Headers that ship are found by name."""

from __future__ import annotations

import pytest

from structcb.errors import MissingHeaderError
from structcb.parsing import parse_file
from structcb.parsing.shipped import find_shipped, shipped_names


def test_every_shipped_header_is_found_and_parses() -> None:
    for name in shipped_names():
        assert parse_file(find_shipped(name)).cdef


def test_a_name_that_does_not_ship_says_what_does() -> None:
    with pytest.raises(MissingHeaderError, match="no header ships under the name"):
        find_shipped("nonsense/none")


@pytest.mark.parametrize("name", ["../pyproject", "/etc/passwd", ""])
def test_a_name_cannot_leave_the_folder(name: str) -> None:
    with pytest.raises(MissingHeaderError):
        find_shipped(name)
