"""Random structs are laid out, read and written as the C compiler does; CONTRIBUTING names the long run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.property.structs import check_layouts, check_values

pytestmark = [
    pytest.mark.property,
    pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc as the oracle"),
]


def test_random_layouts_are_gccs(tmp_path: Path) -> None:
    laid_out, wrong = check_layouts(4001, 60, tmp_path)

    assert wrong == {}
    assert laid_out >= 55


def test_random_values_cross_between_c_and_python(tmp_path: Path) -> None:
    driven, faults = check_values(range(12), tmp_path)

    assert faults == []
    assert driven >= 10
