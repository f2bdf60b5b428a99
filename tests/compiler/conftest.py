"""What the tests of C traits share."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest

from tests.c_libraries import Trait, load_trait


@pytest.fixture(scope="session")
def trait(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Trait]:
    """Return a trait by name; its library is built once."""
    folder = tmp_path_factory.mktemp("traits")
    return functools.cache(lambda name: load_trait(name, folder))
