"""A library that is not installed is told with the extra that brings it."""

from __future__ import annotations

import subprocess
import sys

import pytest

# In a fresh process: what has been found stays found.
SCRIPT = """
import ctypes.util, importlib.metadata, sys
def nothing(name):
    raise importlib.metadata.PackageNotFoundError(name)
importlib.metadata.files = nothing
ctypes.util.find_library = lambda name: None
sys.modules.update(dict.fromkeys(["apsw", "casadi", "highspy", "mujoco", "nlopt", "rebound", "sksundae"]))
import structcb
from structcb.consumers import {0}
try:
    {1}
except structcb.MissingLibraryError as error:
    print(error)
"""
OPENED = {
    "sundials": "sundials.libraries.sundials()",
    "nlopt": "nlopt.libraries.nlopt()",
    "mujoco": "mujoco.open_library()",
    "sqlite": "sqlite.libraries.apsw_sqlite()",
    "ipopt": "ipopt.libraries.ipopt()",
    "highs": "highs.highs()",
    "rebound": "rebound.header_path()",
}


def told(module: str, opened: str) -> str:
    command = [sys.executable, "-c", SCRIPT.format(module, opened)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.mark.parametrize("extra", OPENED)
def test_a_missing_library_is_told_with_its_extra(extra: str) -> None:
    assert f"pip install 'structcb[{extra}]'" in told(extra, OPENED[extra])


def test_a_missing_gsl_is_told_with_its_package() -> None:
    assert "apt-get install libgsl-dev" in told("gsl", "gsl.gsl()")
