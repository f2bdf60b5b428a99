"""Real headers from wheels, unmodified: all is there, and every layout is gcc's."""

from __future__ import annotations

import importlib.util
import sysconfig
import time
from pathlib import Path

import pytest

from structcb.parsing import Declarations, parse_file
from structcb.parsing.telling import open_ffi
from tests.parsing.declared import callbacks_in, preprocessed, structs_in
from tests.parsing.oracle import differences, needs_compiler

pytest.importorskip("clang.cindex", reason="needs libclang: pip install structcb[headers]")

PYTHON = Path(sysconfig.get_paths()["include"])

# The package that brings the header, where it lies there, what else is searched, and names that must be found.
HEADERS = {
    "Python.h": (
        "",
        "Python.h",
        [],
        ["PyObject", "struct _typeobject", "PyCFunction", "struct _typeobject.tp_call"],
    ),
    "numpy/ndarraytypes.h": (
        "numpy",
        "_core/include/numpy/ndarraytypes.h",
        ["_core/include"],
        ["struct tagPyArrayObject_fields", "PyArray_ArrFuncs.compare", "PyArray_NonzeroFunc"],
    ),
    "numpy/random/bitgen.h": (
        "numpy",
        "_core/include/numpy/random/bitgen.h",
        [],
        ["struct bitgen", "bitgen_t.next_double"],
    ),
    "ufcx.h": ("ffcx", "codegeneration/ufcx.h", [], ["struct ufcx_form", "ufcx_tabulate_tensor_float64"]),
    "mujoco.h": (
        "mujoco",
        "include/mujoco/mujoco.h",
        ["include"],
        ["struct mjData_", "mjfGeneric", "mjfSensor"],
    ),
    "rebound.h": ("rebound", "rebound.h", [], ["struct reb_simulation", "struct reb_simulation.heartbeat"]),
    "IpStdCInterface.h": ("casadi", "include/coin-or/IpStdCInterface.h", ["include/coin-or"], ["Eval_F_CB"]),
    "highs_c_api.h": (
        "casadi",
        "include/highs/interfaces/highs_c_api.h",
        ["include/highs"],
        ["HighsCallbackDataOut"],
    ),
    "unicorn.h": (
        "unicorn",
        "include/unicorn/unicorn.h",
        ["include"],
        ["uc_cb_hookcode_t", "struct uc_mem_region"],
    ),
}


def path_of(name: str) -> tuple[Path, list[Path]]:
    package, inside, folders, _ = HEADERS[name]
    if not package:
        return PYTHON / inside, [PYTHON]
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        pytest.skip(f"needs the package {package}, which brings {name}")
    root = Path(spec.submodule_search_locations[0])
    found = [path for base in (root, root.parent, root.parent / "src") for path in base.glob(inside)]
    found = found or sorted(root.rglob(Path(inside).name))
    if not found:
        pytest.skip(f"the installed {package} brings no {name}")
    return found[0], [PYTHON, *(root / folder for folder in folders)]


@pytest.fixture(scope="module", params=HEADERS)
def header(request: pytest.FixtureRequest) -> tuple[str, Path, list[Path], Declarations]:
    path, folders = path_of(request.param)
    if not path.exists():
        pytest.skip(f"needs {path.name} of the running Python")
    return request.param, path, folders, parse_file(path, include_dirs=folders)


def test_what_users_come_for_is_there(header: tuple[str, Path, list[Path], Declarations]) -> None:
    name, _, _, found = header
    known = found.structs.keys() | found.callbacks.keys() | found.typedefs.keys()

    assert [wanted for wanted in HEADERS[name][3] if wanted not in known] == []


@needs_compiler
def test_every_layout_is_gccs(header: tuple[str, Path, list[Path], Declarations], tmp_path: Path) -> None:
    _, path, folders, found = header

    assert (
        differences(found.structs, f'#include "{path}"', tmp_path, [f"-I{folder}" for folder in folders])
        == {}
    )


@needs_compiler
def test_every_struct_and_callback_of_the_text_is_there_or_refused(
    header: tuple[str, Path, list[Path], Declarations],
) -> None:
    _, path, folders, found = header
    text = preprocessed(path, [f"-I{folder}" for folder in folders])

    assert structs_in(text) - found.structs.keys() - found.typedefs.keys() - found.skipped.keys() == set()
    assert callbacks_in(text) - found.callbacks.keys() - found.skipped.keys() == set()


def test_cffi_reads_what_it_is_told(header: tuple[str, Path, list[Path], Declarations]) -> None:
    found = header[3]
    ffi = open_ffi(found)

    sizes = {
        name: ffi.sizeof(name) for name in list(found.structs)[:20] if "." not in name and "*" not in name
    }

    assert sizes == {name: found.structs[name].size for name in sizes}


@pytest.mark.parametrize("name", ["ufcx.h", "rebound.h", "unicorn.h"])
def test_loading_takes_a_fraction_of_a_second(name: str) -> None:
    path, folders = path_of(name)

    best = min(_seconds(path, folders) for _ in range(3))

    assert best < 1.0


def _seconds(path: Path, folders: list[Path]) -> float:
    begin = time.process_time()
    parse_file(path, include_dirs=folders)
    return time.process_time() - begin  # a busy machine must not matter
