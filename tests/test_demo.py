"""The `structcb` command: quick to answer, and its demo agrees with a published table."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

import pytest

from structcb import cli

with_sundials = pytest.mark.skipif(
    not importlib.util.find_spec("sksundae"),
    reason="SUNDIALS is not installed: pip install 'structcb[sundials]'",
)


@with_sundials
def test_the_demo_agrees_with_the_published_table(capsys):
    assert cli.main(["demo"]) == 0

    out = capsys.readouterr().out
    assert "All numbers agree." in out
    assert "times as fast" in out
    assert 'raise ValueError("a rate cannot be negative")' in out


@with_sundials
def test_numbers_that_differ_give_the_exit_code_1(capsys, monkeypatch):
    from structcb import demo

    wrong = {t: (2 * a, b, c) for t, (a, b, c) in demo.PUBLISHED.items()}
    monkeypatch.setattr(demo, "PUBLISHED", wrong)

    assert cli.main(["demo"]) == 1
    assert "DO NOT AGREE" in capsys.readouterr().out


@with_sundials
def test_a_missing_library_is_a_sentence_and_no_traceback(capsys, monkeypatch):
    from structcb.consumers.sundials import libraries

    monkeypatch.setitem(libraries.DISTRIBUTIONS, "cvode", ["no-such-distribution"])
    libraries.sundials.cache_clear()
    try:
        assert cli.main(["demo"]) == 1
    finally:
        libraries.sundials.cache_clear()

    err = capsys.readouterr().err
    assert err.startswith("structcb demo: ")
    assert "pip install 'structcb[sundials]'" in err
    assert "Traceback" not in err


def test_help_answers_at_once():
    spent = []
    for _ in range(3):
        before = os.times()
        subprocess.run([sys.executable, "-m", "structcb.cli", "--help"], check=True, capture_output=True)
        after = os.times()
        # The processor's time, not the clock's: other tests run beside this one.
        spent.append(sum(after[2:4]) - sum(before[2:4]))

    assert min(spent) < 0.3


def test_help_lists_every_command(capsys):
    assert cli.main([]) == 0

    out = capsys.readouterr().out
    assert all(command.name in out and command.help in out for command in cli.COMMANDS)
