"""What every test gets."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from structcb.states.graves import is_debugging

PACKAGE = Path(__file__).parents[1] / "structcb"


@pytest.fixture(scope="session", autouse=True)
def own_cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep compiled callbacks out of the user's cache; subprocesses inherit it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STRUCTCB_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session", autouse=True)
def interrupts_arrive() -> None:
    """Let Ctrl-C arrive: a shell starts background jobs with SIGINT ignored, and a guard respects that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def compiled() -> None:
    """Skip a test about what the compiler refuses or makes: debug mode has none."""
    if is_debugging():
        pytest.skip("STRUCTCB_DEBUG runs the interpreter")


@pytest.fixture(scope="session")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment of processes that share a cache: an edit of the sources between two is no miss."""
    folder = tmp_path_factory.mktemp("frozen")
    shutil.copytree(PACKAGE, folder / "structcb", ignore=shutil.ignore_patterns("__pycache__"))
    return {**os.environ, "PYTHONPATH": str(folder)}
