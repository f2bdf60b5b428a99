"""What the benchmarks measure is there to be measured: promises that the caller gives change the code."""

from __future__ import annotations

import pytest
from llvmlite.binding import llvm_version_info

from benchmarks.compilers import have_compiler
from benchmarks.integrators import force, oscillate, rhs

pytestmark = pytest.mark.skipif(not have_compiler(), reason="the benchmarks compare with C and need gcc")


@pytest.mark.skipif(llvm_version_info < (22,), reason="LLVM merges these stores from version 22 on")
def test_neighbouring_stores_merge_when_pointers_never_overlap() -> None:
    code = rhs(oscillate, error_model="numpy", noalias=True).inspect_llvm()

    assert "store <2 x double>" in code


def test_overlapping_pointers_keep_their_stores_apart() -> None:
    code = rhs(oscillate, error_model="numpy").inspect_llvm()

    assert "store <2 x double>" not in code


def nothing(x, a, p):
    return 0


def test_an_empty_body_leaves_no_trace_of_its_arrays() -> None:
    code = force(nothing).inspect_llvm()

    assert (
        "load i32, ptr %" not in code
    )  # neither p.n, which the shapes are made of, nor anything else of the state
