"""Compiling does not slow down with the number of fields that a function never names."""

from __future__ import annotations

import time

import structcb


def seconds_to_compile(fields: int) -> float:
    """Return the time to compile one callback on a struct with so many fields, a third of them pointers."""
    members = " ".join(f"double f{i}; int g{i}; struct inner *p{i};" for i in range(fields // 3))
    header = structcb.parse(
        "struct inner { double x[4]; int k; };"
        f"struct big {{ {members} }};"
        "typedef double (*fn)(double, void *); struct many { struct big items[2]; };"
    )

    def function(x, p):
        p.items[1].f0 += x
        p.items.g1[0] += 1
        return p.items[0].f1 + p.items[1].p1.x[2]

    start = time.perf_counter()
    header.callback("fn", user_data="struct many", cache=False)(function)
    return time.perf_counter() - start


def test_600_fields_compile_in_a_few_times_the_time_of_6() -> None:
    seconds_to_compile(6)
    few, many = (min(seconds_to_compile(n) for _ in range(3)) for n in (6, 600))

    # The bar of 2 is measured in benchmarks/compile_time.py; a quadratic step would cost 50 times as much.
    assert many < 6 * few
