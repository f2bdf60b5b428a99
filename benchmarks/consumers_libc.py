"""qsort_r of structs: a comparator in C, compiled by structcb, and Python's own sort of the same records."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from structcb.consumers import libc
from structcb.consumers.libc import libraries

from .compilers import Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("consumers_libc")
COUNT, COLUMN = 20_000, 1
KEYS = np.random.default_rng(0).random((COUNT, 3))


def by_column(a, b, p):
    p.ncalls += 1
    x, y = a.key[p.column], b.key[p.column]
    return int(x > y) - int(x < y)


def comparisons() -> Iterator[Comparison]:
    """Yield one array of records."""
    header = PROGRAM.header
    ours = libc.comparator(header, "struct record", "struct order", cache=False)(by_column)
    records = header.struct("struct record").array(COUNT, id=np.arange(COUNT), key=KEYS)
    in_c = PROGRAM.callbacks().by_column.cffi
    yield Comparison(
        f"qsort_r, {COUNT} structs of 32 bytes",
        {
            "C": Route(lambda: sort_by_address(records, in_c), COUNT),
            "structcb": Route(lambda: sort_by_address(records, ours.cffi), COUNT),
            "structcb, libc.sort": Route(lambda: sort(records, ours), COUNT),
            "Python, sorted(key=...)": Route(functools.partial(sort_in_python, KEYS.tolist()), COUNT),
            "Python, cmp_to_key": Route(functools.partial(compare_in_python, KEYS.tolist()), COUNT),
        },
        # A sort fills the cache, and what comes around it is Python in a cold one: 2% of so short a sort.
        [Bar("structcb", "C", 1.05), Bar("structcb, libc.sort", "C", 1.1)],
        unit="item",
    )


def shuffled(records: Any) -> Any:
    """Put the records back into their first order, which every route pays for."""
    records.key[:] = KEYS
    records.id[:] = np.arange(COUNT)
    return records


def sort_by_address(records: Any, entry: Any) -> Sequence[float]:
    """Sort with a comparator at an address, by cffi alone."""
    found, state = libraries.libc(), PROGRAM.header.new("struct order", column=COLUMN)
    base, size = found.ffi.cast("void *", shuffled(records).address), records.records.itemsize
    compare = found.ffi.cast("int (*)(const void *, const void *, void *)", entry)
    found.functions.qsort_r(base, COUNT, size, compare, found.ffi.cast("void *", state.address))
    return records.id[:100].tolist()


def sort(records: Any, compare: Any) -> Sequence[float]:
    """Sort as users do."""
    libc.sort(shuffled(records), compare, PROGRAM.header.new("struct order", column=COLUMN))
    return records.id[:100].tolist()


def sort_in_python(keys: list[list[float]]) -> Sequence[float]:
    """Sort with Python's own sort, and a key."""
    return sorted(range(COUNT), key=lambda i: keys[i][COLUMN])[:100]


def compare_in_python(keys: list[list[float]]) -> Sequence[float]:
    """Sort with Python's own sort, and a comparator."""

    def compare(i: int, j: int) -> int:
        x, y = keys[i][COLUMN], keys[j][COLUMN]
        return (x > y) - (x < y)

    return sorted(range(COUNT), key=functools.cmp_to_key(compare))[:100]
