"""The `structcb` command: tables, verification, extraction and the doctor, with exit codes that a script may trust."""

from __future__ import annotations

import importlib.util
import json
import os
import shlex
import subprocess
import sys
import sysconfig
import tomllib
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

import structcb
from structcb import cli, doctor
from structcb.commands.extract import Request, extracted
from structcb.parsing.cdefs import parse_plain

ROOT = Path(__file__).parents[1]

needs_clang = pytest.mark.skipif(not importlib.util.find_spec("clang"), reason="needs libclang")
needs_mujoco = pytest.mark.skipif(not importlib.util.find_spec("mujoco"), reason="needs MuJoCo's headers")

HEADER = "typedef struct { char c; double k; } osc;\nstruct node { struct node *next; int key : 3; };\n"


@pytest.fixture
def header(tmp_path: Path) -> str:
    path = tmp_path / "osc.h"
    path.write_text(HEADER)
    return str(path)


def run(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "structcb.cli", *argv], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("command", [command.name for command in cli.COMMANDS])
def test_help_of_a_command_costs_little(command: str) -> None:
    spent = []
    for _ in range(2):
        before = os.times()
        assert run(command, "--help").returncode == 0
        after = os.times()
        # Time of the processor: others use this machine too.
        spent.append(sum(after[2:4]) - sum(before[2:4]))

    assert min(spent) < 0.3


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"structcb {metadata.version('structcb')}\n"


@pytest.mark.parametrize("argv", [("nonsense",), ("layout",), ("extract",), ("verify", "x.h", "--nonsense")])
def test_wrong_usage_exits_with_2(argv: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(argv)

    assert caught.value.code == 2


@pytest.mark.parametrize("command", ["layout", "verify", "extract"])
def test_a_missing_header_is_a_sentence_and_the_exit_code_1(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([command, "no/such.h"]) == 1

    assert capsys.readouterr().err == f"structcb {command}: no/such.h: there is no such file\n"


def test_a_reader_that_has_seen_enough_is_no_error(header: str) -> None:
    command = f'"{sys.executable}" -m structcb.cli layout {header} --json; echo "code $?" >&2'

    done = subprocess.run(
        f"({command}) | true", shell=True, capture_output=True, text=True, check=False, cwd=ROOT
    )

    assert done.stderr == "code 0\n"


def test_layout_shows_one_struct(header: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["layout", header, "osc"]) == 0

    out = capsys.readouterr().out
    assert out.startswith("osc: 16 bytes, alignment 8, 1 cache line; 7 bytes lost to holes")
    assert "node" not in out


def test_layout_shows_all_structs_by_default(header: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["layout", header]) == 0

    out = capsys.readouterr().out
    assert "osc: 16 bytes" in out
    assert "struct node: 16 bytes" in out


def test_layout_is_also_json(header: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["layout", header, "osc", "--json"]) == 0

    (found,) = json.loads(capsys.readouterr().out)
    assert (found["size"], found["hole_bits"]) == (16, 56)
    assert [row["kind"] for row in found["rows"]] == ["field", "hole", "field"]


def test_a_struct_that_is_not_there_is_named(header: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["layout", header, "orbit"]) == 1

    assert "no complete struct `orbit`" in capsys.readouterr().err


def test_verify_reports_who_agreed(header: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", header]) == 0

    out = capsys.readouterr().out
    assert "no difference" in out
    assert "cffi: 13 compared" in out


def test_verify_exits_with_1_where_anything_differs(
    header: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CC", "cc -fpack-struct=1")

    code = cli.main(["verify", header, "--json"])

    report = json.loads(capsys.readouterr().out)
    if report["compared"][-1]["facts"] == 0:
        pytest.skip("needs a C compiler (cc)")
    assert code == 1
    assert "osc.k: layouts says offset 8, the C compiler 1" in report["differences"]


@needs_clang
def test_options_reach_the_header(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "n.h").write_text("typedef NUMBER number;")
    (tmp_path / "osc.h").write_text('#include "n.h"\n#ifdef WANTED\nstruct s { number k[3]; };\n#endif\n')
    options = ["-I", str(tmp_path / "sub"), "-D", "NUMBER=double", "-DWANTED"]

    assert cli.main(["layout", str(tmp_path / "osc.h"), *options]) == 0
    assert "struct s: 24 bytes" in capsys.readouterr().out


REAL = [
    pytest.param("Python.h", ["PyMemberDef", "PyTypeObject", "PyObject"], id="python"),
    pytest.param("numpy/_core/include/numpy/ndarraytypes.h", ["PyArray_Descr", "PyArrayObject"], id="numpy"),
    pytest.param(
        "mujoco/include/mujoco/mujoco.h", ["mjData", "mjfGeneric", "mj_step"], marks=needs_mujoco, id="mujoco"
    ),
]


@needs_clang
@pytest.mark.parametrize(("name", "only"), REAL)
def test_an_extract_of_a_real_header_has_its_layouts_without_libclang(
    name: str, only: list[str], tmp_path: Path
) -> None:
    output = tmp_path / "cdefs" / "part.h"
    include = [sysconfig.get_path("include"), str(Path(sysconfig.get_path("platlib")) / "mujoco" / "include")]
    options = [word for folder in include for word in ("-I", folder)]
    assert cli.main(["extract", name, *options, "--only", *only, "-o", str(output)]) == 0

    source = Path(sysconfig.get_path("include" if name == "Python.h" else "platlib")) / name
    real = structcb.load(source, include_dirs=include, only=only).declarations
    plain = parse_plain(output.read_text(), "part.h")
    assert plain.structs.keys() == real.structs.keys()
    for struct, layout in real.structs.items():
        fields = {n: f for n, f in plain.structs[struct].fields.items() if not n.startswith("structcb_")}
        assert fields == dict(layout.fields), struct
        assert (plain.structs[struct].size, plain.structs[struct].align) == (layout.size, layout.align)
    assert plain.functions == real.functions


@needs_clang
def test_an_extract_names_its_source_its_version_and_its_command() -> None:
    text = extracted(
        Request(["Python.h"], ["PyMemberDef"], [sysconfig.get_path("include")], output="cdefs/x.h")
    )

    version = sys.version.split()[0]
    assert text.startswith(f"/*\n * Extracted from Python.h (Python {version}), for Linux on ")
    assert "structcb extract Python.h --only PyMemberDef -o cdefs/x.h" in text


@needs_clang
@pytest.mark.parametrize("name", ["Python.h", str(Path(sysconfig.get_path("include")) / "Python.h")])
def test_no_path_of_this_machine_gets_into_an_extract(name: str) -> None:
    text = extracted(Request([name], ["PyMemberDef"], [sysconfig.get_path("include")], output="cdefs/x.h"))

    assert sys.prefix not in text
    assert str(Path.home()) not in text
    assert sysconfig.get_path("include") not in text


@needs_clang
def test_constants_of_every_kind_survive(tmp_path: Path) -> None:
    (tmp_path / "c.h").write_text(
        '#define N 3\n#define PI 3.14\n#define NAME "a\\"b\\\\\\n"\nenum e { RED = -1 };\n'
    )

    text = extracted(Request([str(tmp_path / "c.h")], ["N", "PI", "NAME", "e"]))

    found = parse_plain(text, "c.h")
    assert found.constants == {"N": 3, "PI": 3.14, "NAME": b'a"b\\\n'}
    assert found.enums["enum e"].members == (("RED", -1),)


@needs_clang
def test_what_plain_declarations_cannot_say_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "packed.h"
    path.write_text("struct tight { char c; double d; } __attribute__((packed));")

    assert cli.main(["extract", str(path), "--only", "tight", "-o", str(tmp_path / "out.h")]) == 1

    assert "cannot say how these are packed: struct tight" in capsys.readouterr().err
    assert not (tmp_path / "out.h").exists()


@needs_clang
def test_nothing_is_written_where_plain_declarations_would_lose_something(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "aligned.h"
    path.write_text("struct wide { int a : 3; int b; } __attribute__((aligned(16)));")

    assert cli.main(["extract", str(path), "--only", "wide", "-o", str(tmp_path / "out.h")]) == 1

    assert "struct wide.a: its mask is lost" in capsys.readouterr().err
    assert not (tmp_path / "out.h").exists()


@needs_clang
def test_a_comment_on_top_of_an_extract_stays_there(header: str, tmp_path: Path) -> None:
    output = tmp_path / "part.h"
    command = ["extract", header, "--only", "osc", "-o", str(output)]
    assert cli.main(command) == 0
    output.write_text("/* MIT licence */\n\n" + output.read_text())

    assert cli.main([*command, "--check"]) == 0
    assert cli.main(command) == 0
    assert output.read_text().startswith("/* MIT licence */\n\n/*\n * Extracted from")


@needs_clang
@pytest.mark.parametrize("folder", ["numpy/_core/include", np.get_include()], ids=["below", "absolute"])
def test_an_extracts_command_runs_again_as_it_was_recorded(folder: str) -> None:
    text = extracted(Request(["numpy/_core/include/numpy/random/bitgen.h"], ["bitgen_t"], [folder]))
    words = shlex.split(text.partition("structcb extract ")[2].partition("\n")[0])

    assert words[1:3] == ["-I", "numpy/_core/include"]
    assert extracted(Request([words[0]], words[4:], [words[2]])) == text


@needs_clang
def test_an_extract_that_is_out_of_date_is_told_by_check(
    header: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["extract", header, "--only", "osc", "-o", str(tmp_path / "part.h")]
    assert cli.main(command) == 0
    assert cli.main([*command, "--check"]) == 0

    Path(header).write_text(HEADER.replace("double k", "float k"))
    assert cli.main([*command, "--check"]) == 1
    assert "out of date" in capsys.readouterr().out


def test_several_headers_need_names(header: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["extract", header, header]) == 1

    assert "several headers need --only" in capsys.readouterr().err


def test_the_doctor_finds_the_core_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--json"]) == 0

    found = {finding["piece"]: finding for finding in json.loads(capsys.readouterr().out)}
    assert all(found[name]["state"] == "ok" for name in doctor.CORE)
    assert found["numba"]["found"] == importlib.import_module("numba").__version__


def test_the_doctor_says_what_a_missing_piece_would_enable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("STRUCTCB_CACHE", "0")

    assert cli.main(["doctor"]) == 0

    out = capsys.readouterr().out
    assert "--  C compiler" in out
    assert "for the second opinion of `structcb verify`" in out
    assert "install gcc or clang, or set CC" in out
    assert "switched off by STRUCTCB_CACHE=0" in out


def test_the_doctor_exits_with_1_where_a_core_piece_is_broken(tmp_path: Path) -> None:
    (tmp_path / "scipy").mkdir()
    (tmp_path / "scipy" / "__init__.py").write_text("raise OSError('liblapack.so: wrong ELF class')")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}

    done = subprocess.run(
        [sys.executable, "-m", "structcb.cli", "doctor"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "!!  scipy" in done.stdout
    assert "liblapack.so: wrong ELF class" in done.stdout


def test_the_doctor_knows_every_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    known = {extra.name for extra in doctor.EXTRAS}

    assert known == extras.keys() - {"test", "docs", "consumers"}
    for extra in doctor.EXTRAS:
        assert any(wanted.startswith(extra.distribution) for wanted in extras[extra.name])


def test_the_doctor_imports_every_core_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {wanted.partition(">")[0] for wanted in project["dependencies"]}

    assert names == set(doctor.CORE)
