"""A header comes from the cache only while reading it again would give the same."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import structcb
from structcb import parsing, readings
from structcb.errors import HeaderError
from structcb.parsing import clang

needs_clang = pytest.mark.skipif(
    not clang.is_available(), reason="libclang is not installed: `#include` needs it"
)
Load = Callable[..., tuple[int, bool]]


@pytest.fixture
def size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Return what tells the size of `struct s`, and whether the header was parsed for it."""
    monkeypatch.setenv("STRUCTCB_CACHE_DIR", str(tmp_path / "cache"))
    parsed: list[object] = []
    original = parsing.parse_file

    def parse(*args: Any, **kwargs: Any) -> parsing.Declarations:
        parsed.append(args)
        return original(*args, **kwargs)

    monkeypatch.setattr(parsing, "parse_file", parse, raising=False)

    def size(**options: object) -> tuple[int, bool]:
        parsed.clear()
        header = structcb.load(tmp_path / "main.h", **options)  # type: ignore[arg-type]  # whatever a test gives
        return header.struct("struct s").size, bool(parsed)

    return size


def test_an_unchanged_header_is_not_parsed(size: Load, tmp_path: Path) -> None:
    (tmp_path / "main.h").write_text("struct s { int a; };")

    assert [size(), size()] == [(4, True), (4, False)]


def test_a_changed_header_is_parsed_even_with_its_old_time(size: Load, tmp_path: Path) -> None:
    main = tmp_path / "main.h"
    main.write_text("struct s { int  a; };")
    before = size(), main.stat()
    main.write_text("struct s { long a; };")
    os.utime(main, ns=(before[1].st_atime_ns, before[1].st_mtime_ns))

    assert size() == (8, True)


@needs_clang
def test_a_changed_or_shadowed_include_is_parsed(size: Load, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        (folder / "sub").mkdir(parents=True)
    (tmp_path / "main.h").write_text("#include <sub/inner.h>\nstruct s { number a; };")
    (second / "sub" / "inner.h").write_text("typedef int number;")
    folders = {"include_dirs": [first, second]}

    assert [size(**folders), size(**folders)] == [(4, True), (4, False)]
    (second / "sub" / "inner.h").write_text("typedef char number;")
    assert [size(**folders), size(**folders)] == [(1, True), (1, False)]
    (first / "sub" / "inner.h").write_text("typedef long number;")
    assert [size(**folders), size(**folders)] == [(8, True), (8, False)]
    (first / "sub" / "inner.h").unlink()
    assert size(**folders) == (1, True)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "inner.h").write_text("typedef short number;")
    assert size(**folders) == (1, True)


@needs_clang
def test_a_file_that_a_header_asks_for_counts_before_it_is_there(size: Load, tmp_path: Path) -> None:
    (tmp_path / "main.h").write_text(
        '#if __has_include("config.h")\n#include "config.h"\n#endif\n'
        "#ifndef N\n#define N 1\n#endif\nstruct s { int a[N]; };"
    )

    assert [size(), size()] == [(4, True), (4, False)]
    (tmp_path / "config.h").write_text("#define N 5")
    assert [size(), size()] == [(20, True), (20, False)]
    (tmp_path / "config.h").unlink()
    assert size()[0] == 4


@needs_clang
def test_a_file_beside_the_one_that_includes_it_is_found_first(size: Load, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "main.h").write_text('#include "sub/outer.h"\nstruct s { number a; };')
    (tmp_path / "sub" / "outer.h").write_text('#include "inner.h"')
    (tmp_path / "inner.h").write_text("typedef int number;")
    folders = {"include_dirs": [tmp_path]}

    assert [size(**folders), size(**folders)] == [(4, True), (4, False)]
    (tmp_path / "sub" / "inner.h").write_text("typedef long number;")
    assert size(**folders) == (8, True)


def test_a_file_that_changes_while_it_is_parsed_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRUCTCB_CACHE_DIR", str(tmp_path / "cache"))
    header = tmp_path / "main.h"
    header.write_text("struct s { int a; };")

    def parse() -> parsing.Declarations:
        found = parsing.parse_file(header)
        header.write_text("struct s { int a, b; };")
        return found

    read = [readings.stored(("file",), parse, parsing.Declarations) for _ in range(2)]

    assert [found.structs["struct s"].size for found in read] == [4, 8]


@needs_clang
def test_defines_and_the_search_path_have_entries_of_their_own(
    size: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "main.h").write_text("struct s { int a[N]; };")

    assert [size(defines={"N": n}) for n in (2, 3, 2)] == [(8, True), (12, True), (8, False)]
    monkeypatch.setenv("CPATH", str(tmp_path))
    assert size(defines={"N": 2}) == (8, True)
    monkeypatch.setenv("CC", "cc -m32")
    assert size(defines={"N": 2}) == (8, True)


def test_a_prototype_as_text_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRUCTCB_CACHE_DIR", str(tmp_path))
    header = structcb.parse("typedef int number;")
    first = readings.read_prototype("number (number a, double *b)", header.declarations)
    monkeypatch.setattr(parsing, "parse_prototype", None, raising=False)

    assert readings.read_prototype("number (number a, double *b)", header.declarations) == first
    other = structcb.parse("typedef long number;").declarations
    with pytest.raises(TypeError):
        readings.read_prototype("number (number a, double *b)", other)


def test_what_cannot_be_unpickled_is_parsed_anew(
    size: Load, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from structcb.runtime.stores import Store

    (tmp_path / "main.h").write_text("struct s { int a; };")
    size()
    store = Store(str(tmp_path / "cache"))
    for entry in store.entries():
        store.put(Path(entry.path).stem, b"cno_such_module\nname\n.")

    assert size() == (4, True)
    assert "cannot be read" in caplog.text


def test_what_the_cache_gives_equals_what_parsing_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRUCTCB_CACHE_DIR", str(tmp_path))
    text = "struct a { struct b *b; int n : 3; }; struct b { double x[2]; }; typedef int (*f)(struct a); int g(void);"
    text += "".join(f"double g{n}(double x{n});" for n in range(40))
    parsed, cached = (readings.read_text(text) for _ in range(2))

    assert isinstance(cached.structs, readings.Packed)
    assert cached == parsed
    assert pickle.loads(pickle.dumps(cached)) == parsed
    assert cached.structs["struct a"] is cached.structs["struct a"]


@pytest.mark.parametrize("text", ["struct s { int a; };", "struct s {"])
def test_garbage_is_collected_again_behind_a_header(text: str) -> None:
    with contextlib.suppress(HeaderError):
        structcb.parse(text)

    assert gc.isenabled()
