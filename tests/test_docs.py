"""Everything a reader may copy runs: the Python blocks of each page, as one script, and every example."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *(p for p in sorted(ROOT.glob("docs/**/*.md")) if "_build" not in p.parts)]
EXAMPLES = sorted(ROOT.glob("examples/*.py"))

FENCE = re.compile(r"^```(?P<language>\S*).*$")
FILE_NAME = re.compile(r"^/\* (?P<name>\w+\.h)\b")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(text: str) -> list[tuple[str, int, list[str]]]:
    """Language, number of the line before the first, and lines of each fenced block."""
    found: list[tuple[str, int, list[str]]] = []
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if fence := FENCE.match(line):
            inside = not inside
            if inside:
                found.append((fence["language"], number, []))
        elif inside:
            found[-1][2].append(line)
    assert not inside, "a fence is never closed"
    return found


def script(text: str) -> str:
    """The Python blocks on the lines where the page has them, so that a traceback names the page's line."""
    lines = [""] * (len(text.splitlines()) + 1)
    for language, start, body in blocks(text):
        if language == "python":
            lines[start : start + len(body)] = body
    return "\n".join(lines)


def headers(text: str) -> dict[str, str]:
    """The files that a page shows: C blocks that open with their name in a comment."""
    bodies = [body for language, _, body in blocks(text) if language == "c" and body]
    named = [(match["name"], body) for body in bodies if (match := FILE_NAME.match(body[0]))]
    return {file: "\n".join([*body, ""]) for file, body in named}


def run(path: Path, folder: Path) -> None:
    """Run a script as a user would, with warnings as errors."""
    python_path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-W", "error", str(path)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": python_path},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"{path.name} failed\n{done.stdout[-2000:]}\n{done.stderr[-6000:]}"


@pytest.mark.parametrize("page", [page for page in PAGES if script(page.read_text()).strip()], ids=name)
def test_the_python_blocks_of_a_page_run(page: Path, tmp_path: Path) -> None:
    text = page.read_text()
    for file, body in headers(text).items():
        (tmp_path / file).write_text(body)
    code = tmp_path / f"{page.stem}_md.py"
    code.write_text(script(text))

    run(code, tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_python_block_hides_from_these_tests(page: Path) -> None:
    indented = re.findall(r"^[ >]+```.*$", page.read_text(), flags=re.MULTILINE)
    languages = {language for language, _, _ in blocks(page.read_text())} - {"python"}

    assert not indented
    assert not {language for language in languages if "py" in language or "code" in language or not language}


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_an_example_runs(example: Path, tmp_path: Path) -> None:
    run(example, tmp_path)
