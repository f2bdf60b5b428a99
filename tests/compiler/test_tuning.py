"""How LLVM is set for callbacks shows in their code, and nowhere else."""

from __future__ import annotations

import re
from typing import Any

import numba
import pytest

import structcb
from structcb.compiler.tuning import tuned

H = structcb.parse("""
struct heat { double k; };
typedef void (*heat_fn)(const double *x, double *out, struct heat *p);
""")


def heat(x, out, p):
    for i in range(1, 15):
        for j in range(1, 15):
            out[i, j] = p.k * (x[i - 1, j] + x[i + 1, j] + x[i, j - 1] + x[i, j + 1] - 4 * x[i, j])


helper = structcb.inline(heat)


def inlined(x, out, p):
    helper(x, out, p)


@pytest.mark.parametrize("body", [heat, inlined])
def test_a_long_loop_of_constant_length_becomes_vectors_and_not_a_heap_of_scalars(body: Any) -> None:
    made = H.callback("heat_fn", arrays={"x": (16, 16), "out": (16, 16)}, noalias=True, cache=False)(body)
    text = made.inspect_llvm()

    assert re.search(r"load <\d+ x double>", text)
    assert "store double" not in text


def test_what_numba_compiles_afterwards_is_as_before() -> None:
    def lines() -> int:
        @numba.njit("void(float64[:,::1], float64[:,::1], float64)")
        def alone(x, out, k):
            for i in range(1, 15):
                for j in range(1, 15):
                    out[i, j] = k * (x[i - 1, j] + x[i + 1, j] + x[i, j - 1] + x[i, j + 1] - 4 * x[i, j])

        (text,) = alone.inspect_asm().values()
        return str(text).count("\n")

    with tuned():
        inside = lines()

    assert inside != lines()
