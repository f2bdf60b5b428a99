"""`structcb cache` tells what is there, and removes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from structcb.cli import main
from structcb.runtime.stores import Store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("STRUCTCB_CACHE_DIR", str(tmp_path))
    store = Store(str(tmp_path))
    for key in ("one", "two"):
        store.put(key, bytes(1000))
    return store


def test_list_shows_every_entry(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cache", "list"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert sorted(line.split()[-1] for line in lines) == ["one", "two"]


def test_size_tells_the_folder_and_the_bytes(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cache", "size"]) == 0

    nbytes = sum(entry.nbytes for entry in store.entries())
    assert f"{store.folder}: 2 entries, {nbytes:,} of" in capsys.readouterr().out


def test_clear_empties_the_folder(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cache", "clear"]) == 0

    assert "2 files removed" in capsys.readouterr().out
    assert list(Path(store.folder).iterdir()) == []


def test_a_folder_that_is_not_there_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STRUCTCB_CACHE_DIR", str(tmp_path / "none"))

    assert [main(["cache", action]) for action in ("list", "size", "clear")] == [0, 0, 0]
    assert not (tmp_path / "none").exists()
