"""Headers that ship say what the real ones say, and those that were extracted can be made again."""

from __future__ import annotations

import argparse
import re
import shlex

import pytest

from structcb.commands.arguments import defines_of
from structcb.commands.extract import add_arguments, extracted, find, find_folder, spelled_include
from structcb.errors import MissingHeaderError
from structcb.parsing import Declarations, parse_file, parse_text
from structcb.parsing.shipped import find_shipped, shipped_names
from structcb.verification.facts import Answers, facts_of
from structcb.verification.reports import compare

pytest.importorskip("clang.cindex", reason="needs libclang: pip install structcb[headers]")

COMMAND = re.compile(r"^ \*     structcb extract (.*)$", re.M)
CASADI = "casadi/include"
GSL = (
    "deriv",
    "errno",
    "integration",
    "min",
    "monte_vegas",
    "multimin",
    "multiroots",
    "odeiv2",
    "rng",
    "roots",
    "vector",
)
# What is included for a header that ships, and the folders that are searched.
ORIGINS: dict[str, tuple[list[str], list[str]]] = {
    "expat/expat": (["expat.h"], []),
    "gsl/gsl": ([f"gsl/gsl_{part}.h" for part in GSL], []),
    "highs/highs": ([f"{CASADI}/highs/interfaces/highs_c_api.h"], [f"{CASADI}/highs"]),
    "ipopt/ipopt": ([f"{CASADI}/coin-or/IpStdCInterface.h"], [f"{CASADI}/coin-or"]),
    "libc/search": (["stdlib.h", "search.h", "ftw.h"], []),
    "nlopt/nlopt": (["nlopt.h"], []),
    "sqlite/sqlite3": (["sqlite3ext.h"], []),
}
# Differences that are meant; the top of the shipped header says why.
MEANT = {
    # The numbers of algorithms change with the version: an int, asked for by name.
    "nlopt/nlopt": r"nlopt_(algorithm_\w+|create|get_algorithm): .* prototype",
    # Only the start of the table, and no types where nothing is called.
    "sqlite/sqlite3": r"struct sqlite3_\w+: .* size|struct sqlite3_api_routines\.\w+: .* prototype",
}


@pytest.fixture(params=ORIGINS)
def both(request: pytest.FixtureRequest) -> tuple[str, Declarations, Declarations]:
    """A header that ships, and what the real ones say of the same names."""
    headers, folders = ORIGINS[request.param]
    ours = parse_file(find_shipped(request.param))
    names = {*ours.functions, *ours.typedefs, *ours.structs, *ours.enums}
    text = "#define _GNU_SOURCE\n" + "".join(f"#include {spelled_include(header)}\n" for header in headers)
    values = "".join(
        f"HELD_{name} = (long long)({name}), "
        for name, value in ours.constants.items()
        if isinstance(value, int)
    )
    text += f"enum held {{ HELD, {values} }};\n"
    folders = [find_folder(folder) for folder in folders]
    try:
        theirs = parse_text(text, include_dirs=folders, only=["held", *(n for n in names if "." not in n)])
    except MissingHeaderError as error:
        pytest.skip(f"needs the real header: {error}")
    return request.param, ours, theirs


def test_a_shipped_header_says_what_the_real_one_says(both: tuple[str, Declarations, Declarations]) -> None:
    name, ours, theirs = both

    report = compare(facts_of(ours), [Answers("the real header", facts_of(theirs))])

    assert [line for line in report.differences if not re.match(MEANT.get(name, "$"), line)] == []


def test_a_shipped_header_has_the_real_ones_constants(both: tuple[str, Declarations, Declarations]) -> None:
    _, ours, theirs = both
    values = {name.removeprefix("HELD_"): value for name, value in theirs.enums["enum held"].members}

    assert {name: v for name, v in ours.constants.items() if isinstance(v, int)} == {
        name: v for name, v in values.items() if name != "HELD"
    }


def extracted_names() -> list[str]:
    return [name for name in shipped_names() if COMMAND.findall(find_shipped(name).read_text())]


@pytest.mark.parametrize("name", extracted_names())
def test_an_extracted_header_can_be_made_again(name: str) -> None:
    shipped = find_shipped(name).read_text()
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    told = parser.parse_args(shlex.split(COMMAND.findall(shipped)[0]))
    if absent := [header for header in told.headers if find(header) is None]:
        pytest.skip(f"needs {absent[0]}")

    again = extracted(told.headers, told.only, told.include_dir, defines_of(told), told.output)

    # The line that names versions is the only one that another version may change.
    assert lines_below_versions(again) == lines_below_versions(shipped)


def lines_below_versions(text: str) -> str:
    return text.partition(" * Extracted from ")[2].partition("\n")[2]
