"""Conventions of platforms that this machine is not: their GCC compiles the C side, QEMU or Wine runs the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from structcb.compiler.abi import convention_of
from structcb.errors import UnsupportedTypeError
from structcb.parsing import parse_text
from tests.abi.batches import crossing_faults
from tests.abi.targets import TARGETS


@pytest.mark.property
@pytest.mark.slow
@pytest.mark.parametrize("name", list(TARGETS))
def test_random_prototypes_travel_as_that_compiler_passes_them(name: str, tmp_path: Path) -> None:
    target = TARGETS[name]
    target.require()
    pytest.importorskip("clang.cindex", reason="`#pragma pack` and `_Alignas` are read by libclang")

    assert crossing_faults(target, 1, 40, tmp_path) == []


@pytest.mark.parametrize(
    "triple",
    [
        "arm64-apple-darwin23.0.0",
        "aarch64-apple-darwin",
        "aarch64-pc-windows-msvc",
        "i686-pc-linux-gnu",
        "armv7l-linux-gnueabihf",
        "powerpc64le-unknown-linux-gnu",
        "riscv64-unknown-linux-gnu",
        "s390x-ibm-linux-gnu",
        "wasm32-unknown-emscripten",
        "x86_64-unknown-linux-gnux32",
        "x86_64-apple-darwin22",
        "x86_64-pc-cygwin",
        "aarch64_be-linux-gnu",
        "aarch64-linux-gnu_ilp32",
    ],
)
def test_a_platform_without_proof_is_refused(triple: str) -> None:
    with pytest.raises(UnsupportedTypeError, match=f"the calling convention of `{triple}` is not stated"):
        convention_of(triple)


@pytest.mark.parametrize(
    "triple",
    [
        "x86_64-unknown-linux-gnu",
        "x86_64-pc-linux-musl",
        "x86_64-pc-windows-msvc",
        "aarch64-unknown-linux-gnu",
    ],
)
def test_a_proven_platform_has_a_convention(triple: str) -> None:
    assert callable(convention_of(triple))


def test_aarch64_refuses_a_struct_whose_alignment_could_come_from_two_places() -> None:
    pytest.importorskip("clang.cindex", reason="`_Alignas` is read by libclang")
    layout = parse_text("typedef struct { _Alignas(16) long a; long b; } s;").structs["s"]

    with pytest.raises(UnsupportedTypeError, match="`s` is aligned to 16 bytes"):
        convention_of("aarch64-linux-gnu")(layout, [])
