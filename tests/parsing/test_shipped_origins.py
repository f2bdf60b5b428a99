"""Headers that ship say what the real ones say, and those that were extracted can be made again."""

from __future__ import annotations

import argparse
import re
import shlex

import pytest

from structcb.commands.extract import Request, add_arguments, extracted, source_of
from structcb.errors import MissingHeaderError
from structcb.parsing import Declarations, parse_file
from structcb.parsing.extraction import extract
from structcb.parsing.shipped import find_shipped, shipped_names
from structcb.verification.facts import Answers, facts_of
from structcb.verification.reports import compare

pytest.importorskip("clang.cindex", reason="needs libclang: pip install structcb[headers]")

COMMAND_LINE = "\n *     structcb extract "
COMMAND = re.compile(r"^ \*     structcb extract ((?:.*\\\n)*.*)$", re.M)
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
# Headers that were written by hand, the top of each says why, and what they describe.
BY_HAND = {"gsl/gsl": [f"gsl/gsl_{part}.h" for part in GSL]}
# What other versions may differ in: `sqlite3_api_routines` grows at its end.
MEANT = {"sqlite/sqlite3": r"struct sqlite3_api_routines: .* size"}


def command_of(shipped: str) -> argparse.Namespace | None:
    """Return the command on top of a header, which may go on behind a backslash."""
    found = COMMAND.search(shipped)
    if found is None:
        return None
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(shlex.split(re.sub(r"\\\n \* +", "", found[1])))


EXTRACTED = {
    name: command for name in shipped_names() if (command := command_of(find_shipped(name).read_text()))
}


def test_every_header_is_extracted_or_says_why_not() -> None:
    assert set(shipped_names()) == EXTRACTED.keys() | BY_HAND.keys()
    assert all("written by hand" in find_shipped(name).read_text() for name in BY_HAND)


@pytest.mark.parametrize("name", shipped_names())
def test_a_shipped_header_says_what_the_real_one_says(name: str) -> None:
    ours = parse_file(find_shipped(name))
    theirs = real(name, ours)

    report = compare(facts_of(ours), [Answers("the real header", facts_of(theirs))])

    assert [line for line in report.differences if not re.match(MEANT.get(name, "$"), line)] == []
    assert {name: theirs.constants.get(name) for name in ours.constants} == ours.constants


@pytest.mark.parametrize("name", EXTRACTED)
def test_an_extracted_header_can_be_made_again(name: str) -> None:
    shipped = find_shipped(name).read_text()
    try:
        again = extracted(Request.of(EXTRACTED[name]))
    except MissingHeaderError as error:
        pytest.skip(f"needs the real header: {error}")

    made_from, here = upstream_of(shipped), upstream_of(again)
    if made_from != here and below_upstream(again) != below_upstream(shipped):
        pytest.skip(f"made from {made_from}, and here is {here}, which differs")

    assert below_upstream(again) == below_upstream(shipped)


def real(name: str, ours: Declarations) -> Declarations:
    """Return what the real header says of the same names."""
    names = {*ours.functions, *ours.typedefs, *ours.structs, *ours.enums, *ours.constants}
    try:
        if (told := EXTRACTED.get(name)) is not None:
            source = source_of(Request.of(told))
            return extract(source, told.only, told.opaque)[0]
        only = sorted(name for name in names if "." not in name)
        return extract(source_of(Request(BY_HAND[name], only)), only)[0]
    except MissingHeaderError as error:
        pytest.skip(f"needs the real header: {error}")


def upstream_of(text: str) -> str:
    """Return which packages of which versions a header was made from."""
    return re.sub(r"\n \* +", " ", text.partition(" * Extracted from ")[2].partition(COMMAND_LINE)[0])


def below_upstream(text: str) -> str:
    return text.partition(COMMAND_LINE)[2]
