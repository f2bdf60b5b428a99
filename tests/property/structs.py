"""Random structs against the C compiler: layouts, and values that C writes and compiled Python reads, and back.

``python -m tests.property.structs --layouts 100000 --values 5000`` is the long run.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import structcb
from structcb.states import Library
from tests.c_libraries import build
from tests.parsing.oracle import differences
from tests.parsing.random_structs import random_header
from tests.property.random_values import RandomStruct, random_struct

__all__ = ["check_layouts", "check_values"]

LAYOUTS_AT_ONCE, VALUES_AT_ONCE = 400, 100
C_START = "#include <complex.h>\n#include <string.h>\n"
HUE = "enum hue { COLD = -1, NONE, WARM = 7 };\n"


def check_layouts(seed: int, count: int, folder: Path) -> tuple[int, dict[str, list[str]]]:
    """Return how many structs were laid out (others are refused by name), and what gcc says otherwise."""
    text = random_header(seed, count)
    structs = structcb.parse(text).declarations.structs
    return sum(f"struct s{n}" in structs for n in range(count)), differences(structs, text, folder)


def check_values(seeds: Sequence[int], folder: Path) -> tuple[int, list[str]]:
    """Return how many structs were read and written, and every failure by struct and side."""
    every = [random_struct(seed) for seed in seeds]
    text = HUE + "\n".join(s.declaration for s in every)
    header = structcb.parse(text)
    known = [struct for struct in every if struct.name in header.structs]
    text += "\n" + "\n".join(prototypes(struct) for struct in known)
    header = structcb.parse(text)
    source = folder / "values.c"
    source.write_text(C_START + text + "\n".join(map(c_functions, known)))
    library = header.open(build([source], folder / f"values{seeds[0]}.so", "-shared", "-fPIC", "-O1"))
    accesses = load_module(folder / f"accesses{seeds[0]}.py", "\n\n".join(map(python_function, known)))
    return len(known), [fault for s in known for fault in faults(s, header, library, accesses)]


def faults(
    struct: RandomStruct, header: structcb.Header, library: Library, accesses: ModuleType
) -> Iterator[str]:
    """Yield what goes wrong with one struct, compiled and on a State."""
    tag = struct.name.removeprefix("struct ")
    access = getattr(accesses, f"access_{tag}")
    compiled = header.callback(f"int ({struct.name} *)", cache=False)(access)
    for side, function in (("compiled", compiled), ("python", access)):
        state = header.new(struct.name)
        getattr(library, f"fill_{tag}")(state)
        read = function(state)
        if read != len(struct.leaves):
            yield f"{struct.name} ({side}): {read} of {len(struct.leaves)} fields read right: {struct.declaration}"
        if getattr(library, f"check_{tag}")(state):
            yield f"{struct.name} ({side}): C finds other bytes: {struct.declaration}"


def prototypes(struct: RandomStruct) -> str:
    """Return the prototypes of a struct's C functions."""
    tag = struct.name.removeprefix("struct ")
    return f"void fill_{tag}({struct.name} *s);\nint check_{tag}(const {struct.name} *s);"


def c_functions(struct: RandomStruct) -> str:
    """Return C that writes the values before, and compares every byte with the values after."""
    tag = struct.name.removeprefix("struct ")
    before = " ".join(f"(*s){leaf.c_path} = {leaf.before[0]};" for leaf in struct.leaves)
    after = " ".join(f"w{leaf.c_path} = {leaf.after[0]};" for leaf in struct.leaves)
    return (
        f"void fill_{tag}({struct.name} *s) {{ memset(s, 0, sizeof *s); {before} }}\n"
        f"int check_{tag}(const {struct.name} *s) {{ {struct.name} w; memset(&w, 0, sizeof w); {after}"
        " return memcmp(s, &w, sizeof w) != 0; }\n"
    )


def python_function(struct: RandomStruct) -> str:
    """Return the Python function that counts what it reads right, and writes."""
    lines = [f"def access_{struct.name.removeprefix('struct ')}(p):", "    good = 0"]
    lines += [f"    good += {leaf.question}" for leaf in struct.leaves]
    lines += [f"    {leaf.path} = {leaf.after[1]}" for leaf in struct.leaves]
    return "\n".join([*lines, "    return good"])


def load_module(path: Path, text: str) -> ModuleType:
    """Write a module and import it."""
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(arguments: Sequence[str]) -> int:
    """Run many batches and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layouts", type=int, default=2000)
    parser.add_argument("--values", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    start, bad = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as name:
        folder, laid_out, driven = Path(name), 0, 0
        for number in range(0, options.layouts, LAYOUTS_AT_ONCE):
            count = min(LAYOUTS_AT_ONCE, options.layouts - number)
            known, wrong = check_layouts(options.seed + number, count, folder)
            laid_out, bad = laid_out + known, bad + len(wrong)
            sys.stdout.writelines(f"seed {options.seed + number}: {s}: {w}\n" for s, w in wrong.items())
        say(f"{laid_out} of {options.layouts} layouts proven", start)
        end = options.seed + options.values
        for number in range(options.seed, end, VALUES_AT_ONCE):
            known, failures = check_values(range(number, min(end, number + VALUES_AT_ONCE)), folder)
            driven, bad = driven + known, bad + len(failures)
            sys.stdout.writelines(f"{failure}\n" for failure in failures)
        say(f"{driven} of {options.values} structs read and written", start)
    return int(bad > 0)


def say(what: str, start: float) -> None:
    """Print what was proven, and how long it took."""
    sys.stdout.write(f"{what}, {time.monotonic() - start:.0f} s\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
