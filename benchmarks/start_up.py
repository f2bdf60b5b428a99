"""From process start to the first native call with a warm cache, and where the time of processors goes."""

from __future__ import annotations

import functools
import importlib.util
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from .measuring import Bar, Comparison, Limit, Route

__all__ = ["comparisons"]

HEADER = """
typedef double (*integrand_fn)(double x, void *user_data);
struct oscillator { double k; double m; long ncalls; };
"""
# One step a line; each route runs the script up to a step.
IMPORT = "import structcb, sys"
LOAD = "h = structcb.load(sys.argv[1])"
CALLBACK = """
@h.callback("integrand_fn", user_data="oscillator")
def integrand(x, p):
    p.ncalls += 1
    return p.k * x / p.m
"""
CALL = """
assert integrand(1.0, h.new("oscillator", k=2.0, m=0.5)) == 4.0
"""
WARM = """
assert not {"numba", "numpy"} & set(sys.modules), "this was no hit: " + integrand.cache_status
"""
FFI = "h.ffi"
LOAD_MUJOCO = "structcb.load(sys.argv[1], include_dirs=[sys.argv[2]])"
COLD = "import os; os.environ['STRUCTCB_CACHE_DIR'] += f'/{os.getpid()}'"


def comparisons() -> Iterator[Comparison]:
    """Yield the start of a process, and the load of a large header."""
    folder = make_folder()
    run_script(folder, IMPORT + "\n" + LOAD + CALLBACK + CALL)
    bar = "import cffi, llvmlite.binding"
    yield Comparison(
        "from process start to the first native call",
        {
            bar: route(folder, bar),
            "python alone": route(folder, "pass"),
            "import structcb": route(folder, IMPORT),
            "… and load a header": route(folder, "\n".join([IMPORT, LOAD])),
            "… and get a callback": route(folder, "\n".join([IMPORT, LOAD, CALLBACK])),
            "… and call it": route(folder, "\n".join([IMPORT, LOAD, CALLBACK, CALL, WARM])),
            "… and parse the header for `h.ffi`": route(
                folder, "\n".join([IMPORT, LOAD, CALLBACK, CALL, FFI])
            ),
        },
        [Bar("… and call it", bar, 1.5)],
        unit="process",
        same_result=False,
    )
    if mujoco := mujoco_folder():
        header, warm = (f"{mujoco}/mujoco/mujoco.h", mujoco), f"{IMPORT}\n{LOAD_MUJOCO}"
        run_script(folder, warm, *header)
        yield Comparison(
            "loading MuJoCo's header",
            {
                "import structcb": route(folder, IMPORT),
                "… and load it from the cache": route(folder, warm, *header),
                "… and parse it": route(folder, f"{COLD}\n{warm}", *header),
            },
            [
                Limit("… and load it from the cache", 20e6, more_than="import structcb"),
                Limit("… and parse it", 250e6, more_than="import structcb"),
            ],
            unit="process",
            same_result=False,
        )


def route(folder: Path, script: str, *arguments: str) -> Route:
    """Return the route that runs a script in a new process."""

    def run() -> Sequence[float]:
        run_script(folder, script, *arguments)
        return (0.0,)

    return Route(run, 1, processor_time)


def processor_time() -> int:
    """Return the nanoseconds that processors spent on the processes so far: a start waits for nothing else."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round(1e9 * (spent.ru_utime + spent.ru_stime))


def run_script(folder: Path, script: str, *arguments: str) -> None:
    """Run a script as an installed package would be run: with its bytecode, and a cache of its own."""
    settings = {
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "STRUCTCB_CACHE_DIR": str(folder / "cache"),
    }
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | settings
    # A file, so that the callback has a source, as a user's has.
    path = folder / "script.py"
    path.write_text(script)
    subprocess.run(
        [sys.executable, str(path), *(arguments or [str(folder / "osc.h")])], env=environment, check=True
    )


@functools.cache
def make_folder() -> Path:
    """Return a folder with the header, which goes when this process ends."""
    folder = Path(kept_folder().name)
    (folder / "osc.h").write_text(HEADER)
    return folder


@functools.cache
def kept_folder() -> tempfile.TemporaryDirectory[str]:
    """Return the folder's owner."""
    return tempfile.TemporaryDirectory(prefix="structcb-start-up-")


def mujoco_folder() -> str:
    """Return the folder of MuJoCo's headers, or nothing where it is not installed."""
    spec = importlib.util.find_spec("mujoco")
    return str(Path(spec.origin).with_name("include")) if spec and spec.origin else ""
