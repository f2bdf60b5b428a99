"""The pytest plugin: C libraries for tests, proven layouts, and no callback error that goes unseen."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

from .leftovers import Leftovers
from .libraries import CLibraries, CLibrary
from .sanitizers import Sanitizers

if TYPE_CHECKING:
    import os

    from ..headers import Header
    from ..verification import Report

__all__ = ["CLibraries", "CLibrary", "assert_layout"]

LEFTOVERS = pytest.StashKey[Leftovers]()
SANITIZERS = pytest.StashKey[Sanitizers]()


def assert_layout(header: Header | str | os.PathLike[str]) -> Report:
    """Fail where a layout is not what cffi, NumPy, numba, clang and the C compiler say.

    Parameters
    ----------
    header
        A header, or what ``structcb.load`` takes.

    Returns
    -------
    Report
        Who was asked, how much, and what was left out.

    Raises
    ------
    AssertionError
        A list of every difference.
    """
    __tracebackhide__ = True
    from ..errors import LayoutMismatchError
    from ..headers import Header, load

    loaded = header if isinstance(header, Header) else load(header)
    try:
        return loaded.verify()
    except LayoutMismatchError as error:
        raise AssertionError(str(error)) from None


@pytest.fixture(scope="session")
def c_library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> CLibraries:
    """Build C once per test run and open it with its header: ``c_library(source, headers=...)``."""
    return CLibraries(tmp_path_factory.mktemp("c_library"), request.config.stash[SANITIZERS])


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("structcb")
    group.addoption(
        "--structcb-debug",
        action="store_true",
        help="run all callbacks in the interpreter (STRUCTCB_DEBUG=1)",
    )
    group.addoption(
        "--structcb-asan",
        action="store_true",
        help="build the C of c_library with the sanitizers that can be had",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the run; everything is put back at its end."""
    if config.getoption("--structcb-debug"):
        patch = pytest.MonkeyPatch()
        patch.setenv("STRUCTCB_DEBUG", "1")
        config.add_cleanup(patch.undo)
    sanitizers = config.stash[SANITIZERS] = Sanitizers(wanted=bool(config.getoption("--structcb-asan")))
    config.add_cleanup(sanitizers.close)
    config.stash[LEFTOVERS] = Leftovers()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Listen to dying callbacks, after pytest has set its own hook."""
    leftovers = session.config.stash[LEFTOVERS]
    leftovers.open()
    session.config.add_cleanup(leftovers.close)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say what the options came to."""
    debug = ["structcb: callbacks run in the interpreter"] * bool(config.getoption("--structcb-debug"))
    return [*debug, *config.stash[SANITIZERS].explained()]


@pytest.hookimpl(wrapper=True)
def watched(item: pytest.Item) -> Generator[None, Any, Any]:
    """Run one phase of a test; what callbacks and sanitizers have to say fails it."""
    outer: BaseException | None = None
    result = None
    try:
        result = yield
    except BaseException as error:  # noqa: BLE001  (raised again below, with what is left over)
        outer = error
    item.config.stash[LEFTOVERS].raise_from(outer)
    if outer is not None:
        raise outer
    if said := item.config.stash[SANITIZERS].take_reports():
        pytest.fail(f"a sanitizer stopped at this:\n{said}", pytrace=False)
    return result


# Fixtures, the test itself and the end of fixtures leave things behind alike.
pytest_runtest_setup = pytest_runtest_call = pytest_runtest_teardown = watched
