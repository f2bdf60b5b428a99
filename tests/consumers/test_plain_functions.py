"""A function that nobody compiled is refused with the decorator that it lacks."""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import structcb

CALLS: dict[str, Callable[[Any, Any], object]] = {
    "scipy.integrand": lambda scipy, f: scipy.quad(f, 0, 1),
    "scipy.filter": lambda scipy, f: scipy.generic_filter(np.ones((3, 3)), f, size=3),
    "nlopt.function": lambda nlopt, f: nlopt.minimize(f, [0.0]),
    "highs.callback": lambda highs, f: highs.milp([1.0], f, integrality=0, bounds=(0, 1)),
    "ipopt.*objective": lambda ipopt, f: ipopt.minimize(f, [0.0], f),
    "libc.comparator": lambda libc, f: libc.sort(np.ones(3), f),
    "libc.entry_visitor": lambda libc, f: libc.walk(".", f),
    "numpy_random.bits": lambda random, f: random.BitGenerator(f, None),
    "sqlite.function": lambda sqlite, f: sqlite.create_function(sqlite3.connect(":memory:"), "f", f),
    "sqlite.step": lambda sqlite, f: sqlite.create_aggregate(sqlite3.connect(":memory:"), "f", f, f),
    "rebound.additional_forces": lambda rebound, f: rebound.attach(None, f),
    "mujoco.control": lambda mujoco, f: mujoco.installed(f).__enter__(),
}


@pytest.mark.parametrize("decorator", CALLS)
def test_a_plain_function_is_refused_with_the_decorator_that_it_lacks(decorator: str) -> None:
    consumer = importlib.import_module(f"structcb.consumers.{decorator.partition('.')[0]}")

    with pytest.raises(structcb.SignatureError, match=f"make it with .*{decorator}"):
        CALLS[decorator](consumer, lambda *arguments: 0)
