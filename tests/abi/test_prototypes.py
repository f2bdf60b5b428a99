"""Random prototypes against gcc, in both directions; CONTRIBUTING.md names the command for many more."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from structcb.parsing import parse_text
from tests.abi.batches import LEVELS, callback_faults, crossing_faults
from tests.abi.crossings import driver_text, emit
from tests.abi.random_prototypes import Case, Leaf, Type, random_object
from tests.abi.targets import NATIVE

# What the random ones may miss: (members of a struct, its numbers).
SHAPES: dict[str, tuple[str, list[str]]] = {
    "three_floats": ("float a[3];", [".a[0]:float", ".a[2]:float"]),
    "float_then_int": ("float a; int b;", [".a:float", ".b:int"]),
    "two_floats_then_int": ("float a, b; int c;", [".a:float", ".b:float", ".c:int"]),
    "double_then_char": ("double a; char b;", [".a:double", ".b:char"]),
    "padding_eightbyte": ("_Alignas(16) double a;", [".a:double"]),
    "padding_behind_an_integer": ("_Alignas(16) long long a;", [".a:long long"]),
    "aligned_to_16": ("_Alignas(16) int a; int b;", [".a:int", ".b:int"]),
    "complex_float_across": (
        "float a; float _Complex b; float c;",
        [".a:float", ".b:float _Complex", ".c:float"],
    ),
    "complex_double": ("double _Complex a;", [".a:double _Complex"]),
    "union_of_float_and_int": ("union { float f; int i; }; float b;", [".f:float", ".b:float"]),
    "union_of_double_and_floats": ("union { double d; float f[2]; };", [".d:double"]),
    "three_bytes": ("char a[3];", [".a[0]:char", ".a[2]:char"]),
    "five_shorts": ("short a[5];", [".a[0]:short", ".a[4]:short"]),
    "floats_in_the_middle": ("char a; float b; double c;", [".a:char", ".b:float", ".c:double"]),
    "one_byte": ("_Bool a;", [".a:_Bool"]),
    "seventeen_bytes": ("char a[17];", [".a[16]:char"]),
}
BITS: dict[str, tuple[str, list[Leaf]]] = {
    "one_bit": ("_Bool a:1;", [Leaf(".a", "_Bool", 1)]),
    "only_bits": (
        "int a:3; unsigned int b:30; long long c:40;",
        [Leaf(".a", "int", 3), Leaf(".b", "unsigned int", 30), Leaf(".c", "long long", 40)],
    ),
    "bits_beside_a_float": ("float a; int b:5;", [Leaf(".a", "float"), Leaf(".b", "int", 5)]),
    "bits_in_the_second_eightbyte": ("double a; int b:5;", [Leaf(".a", "double"), Leaf(".b", "int", 5)]),
}


def described(name: str) -> tuple[str, list[Leaf]]:
    """Return the members of a shape and the numbers in it."""
    if name in BITS:
        return BITS[name]
    members, found = SHAPES[name]
    return members, [Leaf(path, ctype) for path, ctype in (text.split(":") for text in found)]


def shape_case(number: int, name: str, before: str, count: int) -> Case:
    """Pass and return one struct, after `count` numbers that use registers up."""
    rng = random.Random(f"{name}{before}{count}")
    members, found = described(name)
    struct = Type(f"s{number}", tuple(found), f"typedef struct {{ {members} }} s{number};\n")
    parameters = [
        *[Type(before, (Leaf("", before),))] * count,
        struct,
        struct,
        Type("int", (Leaf("", "int"),)),
    ]
    return Case(
        number, (struct,), tuple(random_object(rng, p) for p in parameters), random_object(rng, struct)
    )


@pytest.fixture(scope="module")
def shape_faults(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What C finds wrong with each shape: alone, with no integer register left, with no SSE register left."""
    NATIVE.require()
    pytest.importorskip("clang.cindex", reason="`_Alignas` is read by libclang")
    folder, names = tmp_path_factory.mktemp("shapes"), [*SHAPES, *BITS]
    crowds = (("int", 0), ("long long", 5), ("double", 7), ("double", 8), ("long long", 6), ("long long", 7))
    cases = [
        shape_case(10 * i + j, name, before, count)
        for i, name in enumerate(names)
        for j, (before, count) in enumerate(crowds)
    ]
    declared = parse_text("".join(case.declarations for case in cases))
    (folder / "abi.o").write_bytes(emit(NATIVE, cases, declared.callbacks, declared.structs))
    (folder / "driver.c").write_text(driver_text(cases, declared.structs))
    return [line for level in LEVELS for line in NATIVE.run(NATIVE.build(folder, "driver.c", level, "abi.o"))]


@pytest.mark.parametrize("name", [*SHAPES, *BITS])
def test_a_shape_travels_whatever_registers_are_left(name: str, shape_faults: list[str]) -> None:
    number = [*SHAPES, *BITS].index(name)

    wrong = [
        line
        for line in shape_faults
        if line.startswith("case ") and int(line[5:].split(":")[0]) // 10 == number
    ]

    assert not wrong


def test_every_shape_was_checked(shape_faults: list[str]) -> None:
    assert shape_faults.count(f"checked {6 * len([*SHAPES, *BITS])}") == len(LEVELS)


@pytest.mark.property
def test_random_prototypes_travel_as_gcc_passes_them(tmp_path: Path) -> None:
    NATIVE.require()
    pytest.importorskip("clang.cindex", reason="`#pragma pack` and `_Alignas` are read by libclang")

    assert crossing_faults(NATIVE, 1, 60, tmp_path) == []


@pytest.mark.property
def test_random_callbacks_see_and_give_every_number(tmp_path: Path) -> None:
    NATIVE.require()
    pytest.importorskip("clang.cindex", reason="`#pragma pack` and `_Alignas` are read by libclang")

    assert callback_faults(1, 24, tmp_path) == []
