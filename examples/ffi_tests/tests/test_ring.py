"""The ring buffer, tested through its C interface."""

from __future__ import annotations

from pathlib import Path

import pytest
import visitors
from hypothesis import given, settings
from hypothesis import strategies as st

import structcb
from structcb.testing import assert_layout

SRC = Path(__file__).parents[1] / "src"


@pytest.fixture(scope="session")
def ring_c(c_library):
    return c_library(SRC / "ring.c", headers=SRC / "ring.h")


@pytest.fixture
def ring(ring_c):
    state = ring_c.header.new("ring")
    ring_c.library.ring_init(state)
    return state


def visitor(ring_c, function):
    return ring_c.header.callback("ring_visit_fn", user_data="ring_stats")(function)


def popped(ring_c, ring):
    item = ring_c.header.ffi.new("double *")
    return item[0] if ring_c.library.ring_pop(ring, item) == 0 else None


def test_python_and_c_agree_on_the_struct(ring_c):
    report = assert_layout(ring_c.header)

    assert "cffi" in report.sources


def test_a_full_ring_refuses_and_says_so_in_its_bits(ring_c, ring):
    pushed = [ring_c.library.ring_push(ring, float(n)) for n in range(9)]

    assert pushed == [0] * 8 + [-1]
    assert (ring.full, ring.wraps, ring.count) == (1, 1, 8)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.one_of(st.none(), st.floats(allow_nan=False)), max_size=60))
def test_the_ring_is_a_queue(ring_c, steps):
    """A number is pushed, None pops: the same as with a list."""
    ring, model = ring_c.header.new("ring"), []
    ring_c.library.ring_init(ring)
    for step in steps:
        if step is None:
            assert popped(ring_c, ring) == (model.pop(0) if model else None)
        elif ring_c.library.ring_push(ring, step) == 0:
            model.append(step)
        assert ring.count == len(model)


def test_a_visitor_sums_in_its_own_state(ring_c, ring):
    for weight in (1.0, 4.0, 2.0):
        ring_c.library.ring_push(ring, weight)
    stats = ring_c.header.new("ring_stats")
    summing = visitor(ring_c, visitors.summing)

    with structcb.guard(summing):
        assert ring_c.library.ring_each(ring, summing, stats) == 0
    assert (stats.visited, stats.total, stats.largest) == (3, 7.0, 4.0)


def test_a_visitor_stops_the_walk(ring_c, ring):
    for item in (1.0, 3.0, 5.0):
        ring_c.library.ring_push(ring, item)
    stats = ring_c.header.new("ring_stats")

    assert ring_c.library.ring_each(ring, visitor(ring_c, visitors.stopping_at_three), stats) == 7
    assert stats.visited == 2


def test_what_a_visitor_raises_arrives_here(ring_c, ring):
    ring_c.library.ring_push(ring, -1.0)
    summing = visitor(ring_c, visitors.summing)

    with pytest.raises(AssertionError, match="never negative"), structcb.guard(summing):
        ring_c.library.ring_each(ring, summing, ring_c.header.new("ring_stats"))
