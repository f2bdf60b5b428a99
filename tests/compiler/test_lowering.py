"""numba still has every piece that structcb's lowering takes the place of, and calls it as it did."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from numba.core import callconv, codegen, compiler, cpu, lowering, typed_passes

from structcb.compiler import libraries
from structcb.compiler import lowering as ours

OVERRIDDEN = [
    (lowering.Lower, ours.PlacedLower, "lower_inst"),
    (callconv.CPUCallConv, ours.PlacedCallConv, "build_excinfo_struct"),
    (callconv.CPUCallConv, ours.PlacedCallConv, "set_static_user_exc"),
    (callconv.CPUCallConv, ours.PlacedCallConv, "return_status_propagate"),
    (callconv.CPUCallConv, ours.PlacedCallConv, "return_exc"),
    (callconv.CPUCallConv, ours.PlacedCallConv, "_get_return_status"),
    (codegen.JITCodeLibrary, libraries.TunedLibrary, "_optimize_functions"),
    (codegen.JITCodeLibrary, libraries.ObjectLibrary, "_optimize_final_module"),
    (codegen.JITCodeLibrary, libraries.ObjectLibrary, "_finalize_final_module"),
    (codegen.JITCodeLibrary, libraries.HelperLibrary, "_get_module_for_linking"),
    (typed_passes.BaseNativeLowering, ours.CallbackLowering, "run_pass"),
]
USED = [
    (callconv.CPUCallConv, "_return_errcode_raw", ["self", "builder", "code"]),
    (codegen.JITCodeLibrary, "_finalize_dynamic_globals", ["self"]),
    (codegen.JITCodeLibrary, "_verify_declare_only_symbols", ["self"]),
    (codegen.JITCodeLibrary, "_get_module_for_linking", ["self"]),
    (codegen.CPUCodegen, "_module_pass_manager", ["self", "kwargs"]),
]


def parameters(function: Any) -> list[str]:
    return list(inspect.signature(function).parameters)


@pytest.mark.parametrize(("theirs", "mine", "name"), OVERRIDDEN, ids=str)
def test_numba_has_what_is_overridden(theirs: type, mine: type, name: str) -> None:
    assert name in vars(mine)
    assert parameters(getattr(theirs, name)) == parameters(getattr(mine, name))


@pytest.mark.parametrize(("owner", "name", "expected"), USED, ids=str)
def test_numba_has_what_is_called(owner: type, name: str, expected: list[str]) -> None:
    assert parameters(getattr(owner, name)) == expected


def test_numba_asks_its_context_for_the_calling_convention() -> None:
    assert isinstance(inspect.getattr_static(cpu.CPUContext, "call_conv"), property)


def test_the_nopython_pipeline_lowers_in_one_pass() -> None:
    state = compiler.StateDict(flags=compiler.Flags())
    manager = compiler.DefaultPassBuilder.define_nopython_lowering_pipeline(state)

    assert [step for step, _ in manager.passes].count(typed_passes.NativeLowering) == 1
