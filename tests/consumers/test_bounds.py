"""Bounds as SciPy writes them: SciPy's own reading of them is the oracle."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize
from scipy.optimize._constraints import old_bound_to_new

from structcb.consumers.bounds import limits

PAIRS = [[(0, 1), (None, 2)], [(-1.5, None), (None, None)], np.array([[0.0, 1.0], [2.0, 3.0]])]


@pytest.mark.parametrize("pairs", PAIRS, ids=str)
def test_pairs_are_read_as_scipy_reads_them(pairs):
    for ours, theirs in zip(limits("bounds", pairs, 2), old_bound_to_new(pairs), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_scipys_bounds_hold_for_each_value():
    low, high = limits("bounds", optimize.Bounds(0.0, [1.0, 2.0]), 2)

    assert low.tolist() == [0, 0]
    assert high.tolist() == [1, 2]


def test_no_values_have_no_bounds():
    assert [side.size for side in limits("constraint_bounds", (), 0)] == [0, 0]


@pytest.mark.parametrize("wrong", [[(0, 1)], (0, 1), [(0, 1, 2)] * 2, 1.0, [(0, 1), 2]], ids=str)
def test_anything_but_a_pair_for_each_is_refused(wrong):
    with pytest.raises(ValueError, match="`bounds` must be 2 pairs"):
        limits("bounds", wrong, 2)


@pytest.mark.parametrize("wrong", [(1, 0), (np.nan, 1), (0, np.nan)], ids=str)
def test_bounds_that_leave_no_room_are_refused(wrong):
    with pytest.raises(ValueError, match=r"`bounds\[1\]` is .*: the least must not exceed"):
        limits("bounds", [(0, 1), wrong], 2)
