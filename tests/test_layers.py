"""Imports point down the layers of docs/architecture.md; the contracts themselves stand in pyproject.toml."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
        "--no-cache",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


def test_imports_point_down_the_layers() -> None:
    report = lint_imports(ROOT)

    assert report.returncode == 0, report.stdout + report.stderr


@pytest.mark.parametrize(
    ("contract", "line"),
    [
        ("imports point down the layers", "import structcb.layouts"),
        ("only the compiler imports numba", "def late():\n    import numba"),
        ("no room imports the front door", "import structcb"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(tmp_path: Path, contract: str, line: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "structcb", tmp_path / "structcb", ignore=shutil.ignore_patterns("__pycache__"))
    errors = tmp_path / "structcb" / "errors.py"
    errors.write_text(f"{errors.read_text()}\n\n{line}\n")

    report = lint_imports(tmp_path)

    assert report.returncode == 1
    assert f"{contract} BROKEN" in report.stdout
