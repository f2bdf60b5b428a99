"""The stand-ins for system headers say what gcc's and glibc's own headers say."""

from __future__ import annotations

import platform
import re
from pathlib import Path

import pytest

import structcb.parsing
from structcb.layouts import Layout, Struct
from structcb.parsing import Declarations
from tests.parsing.oracle import differences, needs_compiler

pytest.importorskip("clang.cindex", reason="needs libclang: pip install structcb[headers]")

STUBS = Path(structcb.parsing.__file__).parent / "stubs"
BUILTIN = sorted(path.name for path in (STUBS / "builtin").glob("std*.h"))
LIBC = sorted(path.relative_to(STUBS / "libc").as_posix() for path in (STUBS / "libc").rglob("*.h"))
glibc_only = pytest.mark.skipif(
    (platform.system(), platform.machine()) != ("Linux", "x86_64"),
    reason="the libc stubs are for x86-64 Linux",
)


@pytest.mark.parametrize("folder", ["builtin", "libc"])
def test_every_stub_is_a_header_of_its_own(folder: str) -> None:
    names = [path.relative_to(STUBS / folder) for path in (STUBS / folder).rglob("*.h")]

    for name in names:
        assert isinstance(stubs_only(f"#include <{name.as_posix()}>\nint f(void);"), Declarations)


def stubs_only(text: str) -> Declarations:
    """Parse without the machine's own headers."""
    from structcb.parsing.clang import parse_unmodified, units
    from structcb.parsing.sources import Source

    arguments = ("-nostdinc", "-isystem", str(STUBS / "builtin"), "-isystem", str(STUBS / "libc"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(units, "_arguments", lambda source: [*units_arguments(), *arguments])
        return parse_unmodified(Source("stubs", text))


def units_arguments() -> list[str]:
    return ["-std=gnu17", "-fgnuc-version=6.5.0"]


INTEGERS = [
    "size_t",
    "ptrdiff_t",
    "wchar_t",
    "intptr_t",
    "uintptr_t",
    "intmax_t",
    "uintmax_t",
    "int8_t",
    "uint8_t",
    "int16_t",
    "uint16_t",
    "int32_t",
    "uint32_t",
    "int64_t",
    "uint64_t",
    "int_fast8_t",
    "int_fast16_t",
    "uint_fast32_t",
    "int_least16_t",
    "uint_least64_t",
    "max_align_t",
]


@needs_compiler
def test_builtin_types_are_gccs(tmp_path: Path) -> None:
    fields = "".join(f"char pad_{name}; {name} f_{name};" for name in INTEGERS)
    text = f"#include <stddef.h>\n#include <stdint.h>\nstruct all {{ {fields} }};"

    found = stubs_only(text)

    assert differences({"struct all": found.structs["struct all"]}, text, tmp_path) == {}


TYPES = [
    "ssize_t",
    "off_t",
    "time_t",
    "clock_t",
    "suseconds_t",
    "blksize_t",
    "blkcnt_t",
    "pid_t",
    "clockid_t",
    "key_t",
    "uid_t",
    "gid_t",
    "mode_t",
    "id_t",
    "useconds_t",
    "socklen_t",
    "dev_t",
    "ino_t",
    "nlink_t",
    "timer_t",
    "wint_t",
    "sigset_t",
    "fd_set",
    "mbstate_t",
    "pthread_t",
    "pthread_key_t",
    "pthread_once_t",
    "pthread_spinlock_t",
    "pthread_mutex_t",
    "pthread_cond_t",
    "pthread_rwlock_t",
    "pthread_attr_t",
    "pthread_barrier_t",
    "sem_t",
    "pthread_mutexattr_t",
    "pthread_condattr_t",
    "sa_family_t",
    "in_addr_t",
    "in_port_t",
    "jmp_buf",
    "sigjmp_buf",
]
STRUCTS = [
    "timeval",
    "timespec",
    "itimerval",
    "tm",
    "sockaddr",
    "sockaddr_storage",
    "in_addr",
    "in6_addr",
    "sockaddr_in",
    "sockaddr_in6",
    "sockaddr_un",
    "iovec",
    "pollfd",
    "addrinfo",
]


@glibc_only
@needs_compiler
def test_libc_types_are_glibcs(tmp_path: Path) -> None:
    includes = "#define _GNU_SOURCE\n" + "".join(
        f"#include <{name}>\n" for name in LIBC if not name.startswith("structcb")
    )
    spellings = [*TYPES, *(f"struct {name}" for name in STRUCTS)]
    fields = "".join(f"char p{n}; {name} f{n};" for n, name in enumerate(spellings))
    text = f"{includes}struct all {{ {fields} }};"

    found = stubs_only(text).structs

    public = {f"struct {name}": visible(found[f"struct {name}"]) for name in STRUCTS}
    assert differences({"struct all": found["struct all"], **public}, text, tmp_path) == {}


def visible(layout: Layout) -> Layout:
    """Leave out the members that only the stub has."""
    members = tuple((name, field) for name, field in layout.members if not name.startswith("structcb"))
    return Struct(layout.name, layout.size, layout.align, members)


@needs_compiler
def test_limits_are_gccs(tmp_path: Path) -> None:
    import subprocess

    names = re.findall(r"#define (\w+(?:_MAX|_MIN|_BIT|_DIG|_EPSILON)) ", "".join((STUBS / "builtin" / f).read_text() for f in ("limits.h", "float.h")))  # fmt: skip
    names = [name for name in dict.fromkeys(names) if not name.startswith("LDBL")]
    includes = "#include <limits.h>\n#include <float.h>\n"
    ours = stubs_only(
        includes + "".join(f"#define OUR_{name} {name}\n" for name in names) + "int f(void);"
    ).constants
    prints = "".join(f'printf("%s=%.17g\\n", "{name}", (double){name});' for name in names)
    (tmp_path / "x.c").write_text(f"#include <stdio.h>\n{includes}int main(void) {{ {prints} }}")
    subprocess.run(["gcc", "-w", "-o", tmp_path / "x", tmp_path / "x.c"], check=True)
    theirs = dict(line.split("=") for line in subprocess.check_output([tmp_path / "x"], text=True).split())

    assert len(names) > 30
    assert {name: float(value) for name, value in theirs.items()} == {
        n: float(ours[f"OUR_{n}"]) for n in names
    }
