"""The callbacks of the tests: outside of test files, because pytest rewrites `assert` there and numba cannot read that."""

from __future__ import annotations


def summing(item, stats):
    assert item >= 0, "the ring holds weights, which are never negative"
    stats.visited += 1
    stats.total += item
    stats.largest = max(stats.largest, item)
    return 0


def stopping_at_three(item, stats):
    stats.visited += 1
    return 7 if item == 3 else 0
