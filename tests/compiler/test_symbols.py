"""C functions are called by symbol: object files name them, and numba's cache finds them again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from numba import njit
from numba.core import errors

import structcb
from structcb.runtime.symbols import split, symbol_of

HEADER = "double cbrt(double); double frexp(double, int *); struct s { double (*f)(double); };"
CACHED = """
import structcb
from numba import njit
lib = structcb.parse("double cbrt(double);").open({library!r})

@njit(cache=True)
def root(x):
    return lib.cbrt(x)

print(root(27.0), dict(root.stats.cache_hits), dict(root.stats.cache_misses))
"""

CALLBACK = """
import sys
import structcb

header = structcb.parse("double cbrt(double); struct s {{ double (*f)(double); }};")
lib = header.open({library!r})

@header.callback("double (struct s *)")
def access(p):
    p.f = lib.cbrt
    return lib.cbrt(8.0) + p.f(8.0)

print(access(header.new("struct s")), "numba" in sys.modules)
"""
STORES_CALLBACK = """
import structcb

header = structcb.parse("struct s {{ double (*f)(double, void *); double k; }};")

@header.callback("double (double, void *)", user_data="struct s")
def inner(x, p):
    return p.k * x

@header.callback("double (struct s *)")
def access(p):
    p.f = inner
    return p.f(2.0, p)

print(access(header.new("struct s", k=3)))
"""


def run_twice(text: str, folder: Path) -> list[str]:
    """Run a script in two processes, which share their caches."""
    script = folder / "script.py"
    script.write_text(text.format(library="libm.so.6"))
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "STRUCTCB_CACHE_DIR": str(folder / "cache"),
    }
    command = [sys.executable, str(script)]
    return [
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()
        for _ in range(2)
    ]


@pytest.fixture(scope="module")
def libm() -> structcb.Header:
    return structcb.parse(HEADER)


def test_a_symbol_names_library_and_function() -> None:
    assert split(symbol_of("/lib/a:b.so", "f")) == ("/lib/a:b.so", "f")
    assert split(symbol_of("", "f")) == ("", "f")


def test_machine_code_holds_a_symbol_and_no_address(libm: structcb.Header) -> None:
    lib = libm.open("libm.so.6")

    @libm.callback("double (double)")
    def root(x):
        return lib.cbrt(x)

    assert root(8.0) == 2
    assert "structcb:libm.so.6:cbrt" in root.inspect_llvm()
    assert str(lib.cbrt.address) not in root.inspect_llvm()


def test_the_process_itself_is_a_library(libm: structcb.Header) -> None:
    lib = structcb.parse("int abs(int);").open(None)

    assert njit(lambda x: lib.abs(x) + 1)(-3) == 4


def test_numbas_cache_finds_the_function_again(tmp_path: Path) -> None:
    compiled, cached = run_twice(CACHED, tmp_path)

    assert compiled.startswith("3.0")
    assert cached.startswith("3.0")
    assert cached.endswith("{}"), "the second process compiled again"


def test_a_cached_callback_finds_the_function_again(tmp_path: Path) -> None:
    assert run_twice(CALLBACK, tmp_path) == ["4.0 True", "4.0 False"]


def test_code_that_holds_the_address_of_a_callback_is_not_cached(tmp_path: Path) -> None:
    assert run_twice(STORES_CALLBACK, tmp_path) == ["6.0", "6.0"]


def test_a_wrong_call_is_explained(libm: structcb.Header) -> None:
    lib = libm.open("libm.so.6")

    with pytest.raises(errors.TypingError, match=r"`double \(double\)` takes 1 positional arguments, got 2"):
        njit(lambda x: lib.cbrt(x, x))(1.0)
    with pytest.raises(errors.TypingError, match="argument 2 of"):
        njit(lambda x: lib.frexp(x, x))(1.0)


def test_a_helper_may_call_and_store_c_functions(libm: structcb.Header) -> None:
    lib = libm.open("libm.so.6")

    @njit
    def helper(p, x):
        p.f = lib.cbrt
        return lib.cbrt(x)

    @libm.callback("double (struct s *)")
    def run(p):
        return helper(p, 27.0) + p.f(8.0)

    assert run(libm.new("struct s")) == 5


def test_a_struct_of_another_header_goes_by_value_and_comes_back() -> None:
    declared = "struct in_addr { unsigned s_addr; }; typedef struct { int quot, rem; } div_t;"
    libc = structcb.parse(f"{declared} char *inet_ntoa(struct in_addr in); div_t div(int, int);").open(
        "libc.so.6"
    )
    here = structcb.parse(f"{declared} struct both {{ struct in_addr address; div_t parts; }};")
    both = here.new("struct both", address={"s_addr": 0x0100007F})
    both.parts = libc.div(17, 5)

    assert structcb.string(libc.inet_ntoa(both.address)) == b"127.0.0.1"
    assert (both.parts.quot, both.parts.rem) == (3, 2)
