"""The pytest plugin, used as users use it: in a run of pytest of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import structcb
from structcb.testing import assert_layout

ROOT = Path(__file__).parents[1]

needs_compiler = pytest.mark.skipif(
    shutil.which("cc") is None and shutil.which("gcc") is None, reason="needs a C compiler (cc or gcc)"
)


def run_pytest(folder: Path, *options: str, **environment: str) -> str:
    """Run pytest with the plugin, and nothing of this project's own settings; return what it prints."""
    fixed = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "structcb.testing",
        "-p",
        "no:cacheprovider",
        "-rA",
        *options,
    ]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **environment}
    done = subprocess.run(
        fixed, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=300
    )
    return done.stdout + done.stderr


def write_tests(folder: Path, text: str) -> None:
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_it.py").write_text(textwrap.dedent(text))


LEFTOVERS = """
    import gc, sys
    import pytest
    import structcb

    H = structcb.parse("typedef double (*value_fn)(double x); typedef void (*stop_fn)(void);")

    def make(debug=True):
        @H.callback("value_fn", debug=debug)
        def value(x):
            if x > 1:
                raise ValueError("above one")
            return x
        return value

    ALIVE = make()

    def test_lives_on():
        ALIVE.cffi(2.0)

    def test_after_it():
        ALIVE.cffi(0.5)

    def test_dies():
        make().cffi(2.0)

    def test_dies_in_a_cycle():
        callback = make()
        callback.myself = callback
        callback.cffi(2.0)

    def test_after_the_cycle():
        gc.collect()

    def test_compiled():
        callback = make(debug=False)
        callback.cffi(2.0)

    def test_collected():
        callback = make()
        with pytest.raises(ValueError, match="above one"), structcb.guard(callback):
            callback.cffi(2.0)

    def test_two_at_once():
        first, second = make(), make()
        first.cffi(2.0), second.cffi(3.0)

    def test_fails_by_itself_too():
        ALIVE.cffi(2.0)
        assert False, "of its own accord"

    def test_stop_iteration():
        @H.callback("stop_fn", debug=True)
        def stop():
            raise StopIteration
        stop.cffi()

    def test_own_hook(monkeypatch):
        monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: None)

    def test_after_its_own_hook():
        make().cffi(2.0)

    @pytest.fixture
    def leaves_at_its_end():
        yield
        ALIVE.cffi(2.0)

    def test_with_a_fixture(leaves_at_its_end):
        pass
"""


@pytest.fixture(scope="module")
def leftovers(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("leftovers")
    write_tests(folder, LEFTOVERS)
    return run_pytest(folder)


@pytest.mark.parametrize("test", ["test_lives_on", "test_dies", "test_dies_in_a_cycle", "test_compiled"])
def test_a_leftover_error_fails_its_test_as_itself(leftovers: str, test: str) -> None:
    assert f"FAILED test_it.py::{test} - ValueError: above one" in leftovers, leftovers


@pytest.mark.parametrize("test", ["test_after_it", "test_after_the_cycle", "test_collected", "test_own_hook"])
def test_no_other_test_fails_for_it(leftovers: str, test: str) -> None:
    assert f"PASSED test_it.py::{test}\n" in leftovers, leftovers


def test_a_leftover_error_says_what_to_do(leftovers: str) -> None:
    assert "left over by this test: call the library inside `structcb.guard(callback)`" in leftovers


def test_several_leftover_errors_arrive_as_a_group(leftovers: str) -> None:
    assert (
        "FAILED test_it.py::test_two_at_once - ExceptionGroup: left over by callbacks (2 sub-exceptions)"
        in leftovers
    )


def test_a_failing_test_shows_both_faults(leftovers: str) -> None:
    assert "FAILED test_it.py::test_fails_by_itself_too - ValueError: above one" in leftovers
    assert "AssertionError: of its own accord" in leftovers


def test_even_stop_iteration_is_told(leftovers: str) -> None:
    assert "FAILED test_it.py::test_stop_iteration - " in leftovers
    assert "left over by callbacks (1 sub-exception)" in leftovers


def test_a_hook_of_the_users_own_does_no_harm(leftovers: str) -> None:
    assert "FAILED test_it.py::test_after_its_own_hook - ValueError: above one" in leftovers


def test_the_end_of_a_fixture_is_watched_too(leftovers: str) -> None:
    assert "ERROR test_it.py::test_with_a_fixture - ValueError: above one" in leftovers


LIBRARIES = """
    from pathlib import Path
    import pytest
    import structcb
    from structcb.testing import assert_layout

    C = "#include <limits.h>\\nint twice(int x) { return 2 * x; } int overflows(int x) { return INT_MAX + x; }"
    H = "int twice(int); int overflows(int);"

    def test_c_is_called(c_library):
        assert c_library(C, headers=H).library.twice(21) == 42

    def test_it_is_built_once(c_library):
        assert c_library(C, headers=H) is c_library(C, headers=H)
        assert len([f for f in c_library.folder.rglob("*.so")]) == 1

    def test_files(c_library, tmp_path):
        (tmp_path / "point.h").write_text("struct point { char c; NUMBER x; }; NUMBER x_of(struct point *p);")
        (tmp_path / "point.c").write_text('#include "point.h"\\nNUMBER x_of(struct point *p) { return p->x; }')
        found = c_library(tmp_path / "point.c", headers=tmp_path / "point.h", defines={"NUMBER": "double"})
        assert found.library.x_of(found.header.new("struct point", x=2.5)) == 2.5
        assert_layout(found.header)

    def test_bad_c(c_library):
        c_library("int f(void) { return nonsense; }", headers="int f(void);")

    def test_undefined(c_library):
        assert c_library(C, headers=H).library.overflows(1) < 0

    def test_after_undefined(c_library):
        assert c_library(C, headers=H).library.twice(1) == 2

    def test_debugged():
        @structcb.parse("typedef int (*f)(int);").callback("f")
        def f(x):
            return x
        assert "interpreter" in f.cache_status
"""


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("libraries")
    write_tests(folder, LIBRARIES)
    return run_pytest(folder, "--structcb-debug", "--structcb-asan")


@needs_compiler
@pytest.mark.parametrize(
    "test", ["test_c_is_called", "test_it_is_built_once", "test_files", "test_after_undefined"]
)
def test_c_is_built_and_opened_with_its_header(libraries: str, test: str) -> None:
    assert f"PASSED test_it.py::{test}\n" in libraries, libraries


@needs_compiler
def test_c_that_does_not_compile_fails_with_the_compilers_words(libraries: str) -> None:
    assert "FAILED test_it.py::test_bad_c" in libraries
    assert (
        "error: \u2018nonsense\u2019 undeclared" in libraries
        or "undeclared identifier 'nonsense'" in libraries
    )


@needs_compiler
def test_undefined_behaviour_fails_the_test_that_has_it(libraries: str) -> None:
    assert "FAILED test_it.py::test_undefined - Failed: a sanitizer stopped at this:" in libraries, libraries
    assert "signed integer overflow" in libraries


@needs_compiler
def test_the_header_of_the_run_says_which_sanitizers_there_are(libraries: str) -> None:
    assert "structcb: C is built with UBSan; for AddressSanitizer too, preload it:" in libraries
    assert "structcb: callbacks run in the interpreter" in libraries


@needs_compiler
def test_callbacks_run_in_the_interpreter_where_asked_for(libraries: str) -> None:
    assert "PASSED test_it.py::test_debugged\n" in libraries


def asan() -> str:
    """The path of AddressSanitizer's library; nothing where there is none."""
    compiler = shutil.which("gcc")
    if compiler is None:
        return ""
    path = subprocess.check_output([compiler, "-print-file-name=libasan.so"], text=True).strip()
    return path if Path(path).is_file() else ""


@needs_compiler
@pytest.mark.skipif(not asan(), reason="needs gcc's libasan.so")
def test_a_read_past_the_end_fails_its_test_where_asan_is_preloaded(tmp_path: Path) -> None:
    write_tests(
        tmp_path,
        """
        C = "#include <stdlib.h>\\nint past(int n) { int *p = malloc(4 * n); int x = p[n]; free(p); return x; }"

        def test_past(c_library):
            c_library(C, headers="int past(int);").library.past(3)

        def test_after():
            pass
        """,
    )
    options = "detect_leaks=0:halt_on_error=0"

    said = run_pytest(tmp_path, "--structcb-asan", LD_PRELOAD=asan(), ASAN_OPTIONS=options, CC="gcc")

    assert "structcb: C is built with AddressSanitizer and UBSan" in said, said
    assert "heap-buffer-overflow" in said
    assert "FAILED test_it.py::test_past" in said
    assert "PASSED test_it.py::test_after\n" in said


def test_the_example_project_passes() -> None:
    said = run_pytest(ROOT / "examples" / "ffi_tests")

    assert "6 passed" in said, said


def test_assert_layout_fails_with_every_difference(tmp_path: Path) -> None:
    path = tmp_path / "s.h"
    path.write_text("struct s { char c; int k; };")
    header = structcb.load(path)
    if "the C compiler" not in assert_layout(header).sources:
        pytest.skip("needs a C compiler (cc or gcc)")

    path.write_text("struct s { char c; short k; };")
    with pytest.raises(AssertionError, match=r"struct s\.k: layouts says offset 4, .*the C compiler 2"):
        assert_layout(header)


def test_assert_layout_takes_the_name_of_a_header() -> None:
    assert assert_layout("sundials/cvode").facts > 100
