"""What a header file may be, and which reader gets it."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from pathlib import Path

import pytest

from structcb.errors import HeaderError, MissingHeaderError
from structcb.parsing import parse_file, parse_text


def test_a_missing_file_is_a_missing_header(tmp_path: Path) -> None:
    with pytest.raises(MissingHeaderError, match=r"nothing\.h"):
        parse_file(tmp_path / "nothing.h")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HeaderError, match="folder"):
        parse_file(tmp_path)


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.h").write_bytes(b"\x7fELF\0\0\1")

    with pytest.raises(HeaderError, match="binary"):
        parse_file(tmp_path / "x.h")


def test_ten_megabytes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.h").write_text("int x;\n" * 1_500_000)

    with pytest.raises(HeaderError, match="MiB"):
        parse_file(tmp_path / "x.h")


def test_a_cplusplus_header_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "x.hpp").write_text("int f(void);")

    with pytest.raises(HeaderError, match=r"C\+\+"):
        parse_file(tmp_path / "x.hpp")


def test_latin_1_comments_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    (tmp_path / "x.h").write_bytes(b"/* \xe9t\xe9 */\r\nint f(void);\r\n#define N 3\r\n")

    found = parse_file(tmp_path / "x.h")

    assert (set(found.functions), found.constants) == ({"f"}, {"N": 3})


def test_a_plain_header_is_read_without_a_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.h").write_text("struct s { int x; };")
    monkeypatch.setitem(sys.modules, "clang", None)

    found = parse_file(tmp_path / "x.h")

    assert found.cdef[0].text == "struct s { int x; };"
    assert found.files == (str(tmp_path / "x.h"),)


@pytest.mark.parametrize(
    "text",
    [
        '#include __FILE__\n#include "x.h"\n',
        "int " + "*" * 20_000 + "x;",
        "int x" + "[1]" * 20_000 + ";",
        "struct s { " * 3_000 + "int x;" + "};" * 3_000,
        "struct s { int x[" + "(" * 5_000 + "1" + ")" * 5_000 + "]; };",
        "struct s { char x[0x7fffffffffffffff]; char y[0x7fffffffffffffff]; };",
        "struct s { int x : 99999; };",
        "struct s { int x[-1]; };",
        "enum e { A = 0x1ffffffffffffffff };",
        "/* never closed",
        '"never closed',
        "\\",
        "#if 1\n",
        "\x01\x02\x03",
    ],
)
def test_absurd_headers_are_a_header_error_within_ten_seconds(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.h").write_text(text)
    begin = time.perf_counter()

    with pytest.raises(HeaderError):
        parse_file(tmp_path / "x.h")

    assert time.perf_counter() - begin < 10


BOMB = """
import os, structcb.errors
from structcb.parsing import parse_text
from structcb.parsing.clang import units
units._SECONDS = 1.0
text = "#define A(x) x x\\n" + "".join(f"#define B{n} A(B{n - 1})\\n" for n in range(1, 40))
try:
    parse_text(text + "#define B0 +\\nint x[1 B39];")
except structcb.errors.HeaderError as error:
    print(error, flush=True)
os._exit(0)  # libclang is still at it
"""


def test_macros_without_end_are_given_up() -> None:
    pytest.importorskip("clang.cindex", reason="needs libclang: pip install structcb[headers]")

    done = subprocess.run(
        [sys.executable, "-c", BOMB], capture_output=True, text=True, timeout=30, check=True
    )

    assert "did not finish" in done.stdout


def test_an_error_holds_nothing_of_libclang() -> None:
    pytest.importorskip("clang.cindex", reason="needs libclang: pip install structcb[headers]")
    from structcb.parsing.clang.parses import Unit

    with pytest.raises(HeaderError) as error:
        parse_text("#if 1\nint f(void);\n#endif", only=["g"])

    gc.collect()
    assert "`g`" in str(error.value)
    # `type`, not `isinstance`: other tests may have left dead weak proxies, which answer for their class.
    assert [held for held in gc.get_objects() if type(held) is Unit] == []


def test_text_has_the_same_limits() -> None:
    with pytest.raises(HeaderError, match="MiB"):
        parse_text(" " * (9 << 20))
