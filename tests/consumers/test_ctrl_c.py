"""Ctrl-C leaves every library within 50 milliseconds, while its callbacks are guarded."""

from __future__ import annotations

import contextlib
import ctypes.util
import importlib.util
import math
import os
import sqlite3
import subprocess
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import structcb

pytestmark = pytest.mark.integration

H = structcb.parse(
    "typedef struct { long ncalls; double total; } counter; typedef struct { double key; } item;"
)
# Tried again until it is 50 ms; a busy machine may not schedule the process for longer.
AIM, LIMIT = 0.05, 0.5
# Small linear programs without end (Cornuéjols and Dawande's market split).
SPLIT = np.random.default_rng(2).integers(0, 100, (4, 30)).astype(float)


def latency(run: Callable[[], object]) -> float:
    """Return how many seconds after Ctrl-C a run is left that would take for ever."""
    # Another process sends it: some libraries keep the GIL, so that no thread of this one could. On a slow day it
    # comes while numba still compiles, and Python loses it in a callback of ctypes; then another one follows.
    send = f"kill -INT {os.getpid()}"
    command = f"sleep 0.3; date +%s.%N; {send}; while sleep 5 && {send}; do :; done"
    with subprocess.Popen(["sh", "-c", command], stdout=subprocess.PIPE, text=True) as sender:
        try:
            run()
        except KeyboardInterrupt:
            left = time.time()
            assert sender.stdout is not None
            return left - float(sender.stdout.readline())
        finally:
            sender.kill()
    raise AssertionError("it came to an end")


def slow(p: Any) -> Any:
    """Take about 20 microseconds."""
    for i in range(1000):
        p.total += math.sin(i + p.total)
    p.ncalls += 1
    return p.total


def needs(module: str, extra: str) -> None:
    if not importlib.util.find_spec(module):
        pytest.skip(f"needs pip install 'structcb[{extra}]'")


def scipy_filter() -> Callable[[], object]:
    from structcb.consumers import scipy

    work = structcb.inline(slow)

    @scipy.filter(H, "counter")
    def body(window, p):
        return work(p)

    return lambda: scipy.generic_filter(np.zeros((1000, 1000)), body, H.new("counter"), size=3)


def scipy_nquad() -> Callable[[], object]:
    from structcb.consumers import scipy

    work = structcb.inline(slow)

    @scipy.integrand(H, "counter")
    def body(x, y, z, p):
        return work(p) + x * y * z

    def run() -> None:
        with warnings.catch_warnings(action="ignore"):  # SciPy wonders at the NaNs
            scipy.nquad(body, [(0, 1)] * 3, H.new("counter"))

    return run


def nlopt_minimize() -> Callable[[], object]:
    needs("nlopt", "nlopt")
    from structcb.consumers import nlopt

    work = structcb.inline(slow)

    @nlopt.function(H, "counter")
    def body(x, grad, p):
        return work(p) + x[0] * x[0]

    endless: dict[str, Any] = {"maxeval": 10**8, "xtol_rel": 0.0}
    bounds = [(-1, 1)] * 3
    return lambda: nlopt.minimize(
        body, [0.5] * 3, H.new("counter"), method="GN_CRS2_LM", bounds=bounds, **endless
    )


def gsl_equation() -> Callable[[], object]:
    if ctypes.util.find_library("gsl") is None:
        pytest.skip("needs GSL: apt-get install libgsl-dev")
    from structcb.consumers import gsl as consumer

    gsl = consumer.gsl()
    prototype = "int (double t, const double *y, double *dydt, void *params)"

    @H.callback(prototype, user_data="counter", on_error=consumer.ODE_ERRORS)
    def body(t, y, dydt, p):
        p.ncalls += 1
        dydt[0], dydt[1] = y[1], -y[0]
        return 0

    def run() -> None:
        y, t = gsl.ffi.new("double[2]", [1.0, 0.0]), gsl.ffi.new("double *")
        system = gsl.header.new("gsl_odeiv2_system", function=body, dimension=2, params=H.new("counter"))
        with contextlib.ExitStack() as stack:
            step = gsl.gsl_odeiv2_step_rk8pd
            driver = gsl.make(stack, "gsl_odeiv2_driver", system, step, 1e-6, 1e-9, 1e-9)
            with structcb.guard(body):
                gsl.gsl_odeiv2_driver_apply(driver, t, 1e9, y)

    return run


def gsl_integral() -> Callable[[], object]:
    if ctypes.util.find_library("gsl") is None:
        pytest.skip("needs GSL: apt-get install libgsl-dev")
    from structcb.consumers import gsl as consumer

    gsl, work = consumer.gsl(), structcb.inline(slow)

    @H.callback("double (double *x, size_t dim, void *params)", user_data="counter")
    def body(x, dim, p):
        return work(p)

    def run() -> None:
        value, error = gsl.ffi.new("double *"), gsl.ffi.new("double *")
        f = gsl.header.new("gsl_monte_function", f=body, dim=2, params=H.new("counter"))
        with contextlib.ExitStack() as stack:
            random = gsl.make(stack, "gsl_rng", gsl.gsl_rng_mt19937)
            vegas = gsl.make(stack, "gsl_monte_vegas", 2)
            with structcb.guard(body):
                gsl.gsl_monte_vegas_integrate(f, [0.0] * 2, [1.0] * 2, 2, 20_000, random, vegas, value, error)

    return run


def mujoco_steps() -> Callable[[], object]:
    needs("mujoco", "mujoco")
    import mujoco

    from structcb.consumers import mujoco as mjcb

    model = mujoco.MjModel.from_xml_string(
        "<mujoco><worldbody><body><joint/><geom size='1'/></body></worldbody></mujoco>"
    )
    data = mujoco.MjData(model)

    @mjcb.control(H.new("counter"))
    def body(m, d, p):
        p.ncalls += 1

    def run() -> None:
        # MuJoCo does not stop within one call.
        with mjcb.installed(body):
            while True:
                mujoco.mj_step(model, data, nstep=100)

    return run


def sqlite_query(connection: Any) -> Callable[[], object]:
    from structcb.consumers import sqlite

    @sqlite.function(H)
    def same(x: float) -> float:
        return x

    sqlite.create_function(connection, "same", same)
    endless = "with recursive r(i) as (select 1 union all select i + 1 from r) select sum(same(i)) from r"

    def run() -> None:
        with structcb.guard(same):
            list(connection.execute(endless))

    return run


def apsw_query() -> Callable[[], object]:
    needs("apsw", "sqlite")
    import apsw

    return sqlite_query(apsw.Connection(":memory:"))


def ipopt_minimize() -> Callable[[], object]:
    needs("casadi", "ipopt")
    from structcb.consumers import ipopt

    work = structcb.inline(slow)

    @ipopt.objective(H, "counter")
    def f(x, p):
        for _ in range(100):
            work(p)
        return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2

    @ipopt.gradient(H, "counter")
    def df(x, grad, p):
        grad[0] = -400 * x[0] * (x[1] - x[0] ** 2) - 2 * (1 - x[0])
        grad[1] = 200 * (x[1] - x[0] ** 2)

    def run() -> None:
        for _ in range(1000):
            ipopt.minimize(f, [-1.2, 1.0], df, H.new("counter"))

    return run


def highs_milp() -> Callable[[], object]:
    needs("highspy", "highs")
    from structcb.consumers import highs

    @highs.callback(H, "counter")
    def look(kind, data, p):
        p.ncalls += 1

    half = SPLIT.sum(1) // 2
    problem: dict[str, Any] = {"integrality": 1, "bounds": (0, 1), "constraints": (SPLIT, half, half)}
    return lambda: highs.milp(np.zeros(30), look, H.new("counter"), **problem)


def rebound_integration() -> Callable[[], object]:
    needs("rebound", "rebound")
    import rebound

    from structcb.consumers import rebound as reb

    @reb.additional_forces(H.struct("counter"))
    def force(sim, p):
        p.ncalls += 1

    def run() -> None:
        sim = rebound.Simulation()
        sim.integrator, sim.dt = "leapfrog", 1e-3
        sim.add(m=1.0)
        sim.add(a=1.0)
        reb.attach(sim, force, state=H.new("counter"))
        with structcb.guard(force):
            sim.integrate(1e9)

    return run


def libc_sort() -> Callable[[], object]:
    from structcb.consumers import libc

    work = structcb.inline(slow)

    @libc.comparator(H, "item", "counter")
    def compare(a, b, p):
        work(p)
        return int(a.key > b.key) - int(a.key < b.key)

    items = H.struct("item").array(50_000, key=np.random.default_rng(0).random(50_000))
    return lambda: libc.sort(items, compare, H.new("counter"))


def libc_tree() -> Callable[[], object]:
    from structcb.consumers import libc

    work = structcb.inline(slow)

    @libc.comparator(H, "item")
    def compare(a, b):
        return int(a.key > b.key) - int(a.key < b.key)

    @libc.visitor(H, "item", "counter")
    def visit(item, p):
        for _ in range(50):
            work(p)

    tree = libc.Tree(compare)
    for key in np.random.default_rng(0).random(5000):
        tree.add(H.new("item", key=key))
    return lambda: tree.walk(visit, H.new("counter"))


def libc_walk(folder: Any) -> Callable[[], object]:
    from structcb.consumers import libc

    for i in range(300):
        (folder / str(i)).touch()
    counter = H.new("counter")
    work = structcb.inline(slow)

    @libc.entry_visitor(H)
    def visit(path, status, kind, level):
        for _ in range(500):
            work(counter)
        return 0

    return lambda: libc.walk(folder, visit)


def expat_parse() -> Callable[[], object]:
    found = ctypes.util.find_library("expat")
    if found is None:
        pytest.skip("needs libexpat: apt-get install libexpat1")
    header, work = structcb.load("expat/expat"), structcb.inline(slow)
    library: Any = header.open(found)
    document = b"<a>" + b"<b/>" * 200_000 + b"</a>"

    @H.callback("void (void *, const char *name, const char **atts)", user_data="counter")
    def start(p, name, attributes):
        work(p)

    def run() -> None:
        parser = library.XML_ParserCreate(header.ffi.NULL)
        try:
            state = H.new("counter")
            library.XML_SetUserData(parser, state)
            library.XML_SetElementHandler(parser, start, header.ffi.NULL)
            with structcb.guard(start):
                library.XML_Parse(parser, document, len(document), 1)
        finally:
            library.XML_ParserFree(parser)

    return run


RUNS: dict[str, Callable[..., Callable[[], object]]] = {
    "scipy.generic_filter": scipy_filter,
    "scipy.nquad": scipy_nquad,
    "nlopt": nlopt_minimize,
    "gsl_odeiv2": gsl_equation,
    "gsl_monte": gsl_integral,
    "mujoco": mujoco_steps,
    "sqlite3": lambda: sqlite_query(sqlite3.connect(":memory:")),
    "apsw": apsw_query,
    "ipopt": ipopt_minimize,
    "highs": highs_milp,
    "rebound": rebound_integration,
    "qsort_r": libc_sort,
    "twalk_r": libc_tree,
    "expat": expat_parse,
}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", RUNS)
def test_ctrl_c_is_there_at_once(name: str) -> None:
    run = RUNS[name]()

    # The best of five: other processes may hold this one up.
    assert min(until(latency(run) for _ in range(5))) < LIMIT


def test_ctrl_c_is_there_at_once_while_nftw_walks(tmp_path: Any) -> None:
    run = libc_walk(tmp_path)

    assert min(until(latency(run) for _ in range(5))) < LIMIT


def until(latencies: Any) -> Any:
    """Yield latencies, up to the first that is short enough."""
    for found in latencies:
        yield found
        if found < AIM:
            return
