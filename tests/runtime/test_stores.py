"""The cache on disk never gives back what was not put there under that key, and never raises."""

from __future__ import annotations

import logging
import os
import resource
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from structcb.errors import CacheError
from structcb.runtime.stores import ABANDONED_SECONDS, Store, open_store

WRITER = """
import sys
from structcb.runtime.stores import Store
store = Store(sys.argv[1])
for number in range(int(sys.argv[2])):
    key = str(number % 7)
    store.put(key, key.encode() * 100_000)
    found = store.get(key)
    assert found is None or found == key.encode() * 100_000, key
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path))


def the_entry(store: Store) -> Path:
    (entry,) = store.entries()
    return Path(entry.path)


def names(store: Store) -> list[str]:
    return sorted(path.name for path in Path(store.folder).iterdir())


def test_what_was_put_is_got(store: Store) -> None:
    assert store.put("k", b"content")

    assert (store.get("k"), store.get("other")) == (b"content", None)


@pytest.mark.parametrize("length", [0, 5, 20, 48, 54])
def test_a_truncated_entry_is_a_miss(store: Store, length: int, caplog: pytest.LogCaptureFixture) -> None:
    store.put("k", b"content")
    os.truncate(the_entry(store), length)

    assert store.get("k") is None
    assert "damaged" in caplog.text


def test_a_changed_byte_is_a_miss(store: Store) -> None:
    store.put("k", b"content")
    raw = bytearray(the_entry(store).read_bytes())
    raw[-1] ^= 1
    the_entry(store).write_bytes(raw)

    assert store.get("k") is None


def test_a_foreign_file_is_a_miss(store: Store) -> None:
    Path(store.folder, "k.structcb").write_bytes(os.urandom(1000))

    assert store.get("k") is None


def test_an_entry_under_another_key_is_a_miss(store: Store) -> None:
    store.put("k", b"content")
    the_entry(store).rename(Path(store.folder, "other.structcb"))

    assert store.get("other") is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file away")
def test_an_entry_of_somebody_else_is_a_miss(store: Store) -> None:
    store.put("k", b"content")
    os.chown(the_entry(store), 65534, 65534)

    assert store.get("k") is None


def test_a_folder_in_an_entrys_place_is_a_miss(store: Store) -> None:
    Path(store.folder, "k.structcb").mkdir()

    assert store.get("k") is None
    assert not store.put("k", b"content")


def test_a_full_disk_is_a_log_line(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    # A limit on the size of files fails in the middle of a write, as a full disk does.
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        written = store.put("k", b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert not written
    assert names(store) == []
    assert "cannot be written" in caplog.text


def test_a_folder_that_has_gone_is_a_log_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(str(tmp_path / "gone"))

    assert (store.put("k", b""), store.get("k"), store.entries(), store.trim()) == (False, None, [], 0)
    assert "cannot be written" in caplog.text


def test_the_entries_used_longest_ago_go_first(store: Store) -> None:
    for number, key in enumerate("abc"):
        store.put(key, bytes(1000))
        os.utime(Path(store.folder, f"{key}.structcb"), (number, number))
    assert store.get("a")

    removed = Store(store.folder, limit_bytes=2500).trim()

    assert removed == 1
    assert [key for key in "abc" if store.get(key)] == ["a", "c"]


def test_what_a_killed_writer_left_is_removed_in_time(store: Store) -> None:
    old, new = Path(store.folder, "old.part"), Path(store.folder, "new.part")
    for part in (old, new):
        part.write_bytes(b"half")
    past = time.time() - ABANDONED_SECONDS - 1
    os.utime(old, (past, past))

    store.trim()

    assert (old.exists(), new.exists()) == (False, True)


def test_clear_removes_everything_and_nothing_else(store: Store) -> None:
    store.put("k", b"")
    Path(store.folder, "x.part").touch()
    Path(store.folder, "notes.txt").touch()

    assert store.clear() == 2
    assert names(store) == ["notes.txt"]


def test_many_writers_at_once_leave_whole_entries(store: Store) -> None:
    command = [sys.executable, "-c", WRITER, store.folder, "70"]
    writers = [subprocess.Popen(command) for _ in range(4)]

    assert [writer.wait(60) for writer in writers] == [0] * 4
    assert names(store) == [f"{key}.structcb" for key in range(7)]
    assert all(store.get(str(key)) == str(key).encode() * 100_000 for key in range(7))


def test_a_killed_writer_leaves_whole_entries(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, store.folder, "1000000"])
    while len(store.entries()) < 7:
        time.sleep(0.01)
    writer.send_signal(signal.SIGKILL)
    writer.wait(10)

    assert all(store.get(str(key)) == str(key).encode() * 100_000 for key in range(7))
    assert not caplog.text


def test_the_folder_is_made_for_its_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "deep" / "cache"
    monkeypatch.setenv("STRUCTCB_CACHE_DIR", str(folder))

    assert open_store() == Store(str(folder))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o770, 0o702])
def test_a_folder_that_others_can_write_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    tmp_path.chmod(mode)
    monkeypatch.setenv("STRUCTCB_CACHE_DIR", str(tmp_path))

    with pytest.raises(CacheError, match="chmod go-w"):
        open_store()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.chown(tmp_path, 12345, 12345)
    monkeypatch.setenv("STRUCTCB_CACHE_DIR", str(tmp_path))

    with pytest.raises(CacheError, match="another user"):
        open_store()


def test_a_folder_that_cannot_be_made_switches_the_cache_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("STRUCTCB_CACHE_DIR", str(tmp_path / "file" / "cache"))

    with caplog.at_level(logging.WARNING, "structcb.cache"):
        assert open_store() is None
    assert "cannot be made" in caplog.text


def test_the_variable_switches_the_cache_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRUCTCB_CACHE", "0")

    assert open_store() is None


def test_the_folder_is_the_platforms_by_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("STRUCTCB_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    store = open_store()

    assert store is not None
    assert tmp_path in Path(store.folder).parents or not sys.platform.startswith("linux")
