"""Solves in a loop leave no memory behind; `python -m tests.consumers.long_run 10000` does more of them."""

from __future__ import annotations

import ctypes.util
import importlib.util
from functools import partial

import pytest

from tests.consumers.solves import MODULES, SOLVES, both_ways
from tests.resident_memory import growth

pytestmark = pytest.mark.integration


def is_there(name: str) -> bool:
    needed = MODULES.get(name, "numpy")
    if needed.startswith("lib"):
        return ctypes.util.find_library(needed.removeprefix("lib")) is not None
    return importlib.util.find_spec(needed) is not None


@pytest.mark.parametrize("name", SOLVES)
def test_memory_stays_flat(name: str) -> None:
    if not is_there(name):
        pytest.skip(f"needs {MODULES[name]}")
    solve = SOLVES[name]()

    assert growth(partial(both_ways, solve), times=150) < 2**18
