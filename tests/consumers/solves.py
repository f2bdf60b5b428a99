"""One small solve with each library, which a callback may make fail: what is done again and again to see what it keeps."""

from __future__ import annotations

import contextlib
import math
import sqlite3
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

import structcb

__all__ = ["MODULES", "SOLVES", "Solve", "both_ways"]

# Solve once; with True the callback raises on the way.
Solve: TypeAlias = Callable[[bool], object]

H = structcb.parse("""
    typedef struct { long ncalls, limit; double k; } work;
    typedef struct { double key; long id; } item;
    typedef struct { long n; double sum; } group;
""")
# What must be there, by the name of the solve; a name of a system library is found with ctypes.
MODULES = {
    "sundials": "sksundae", "ida": "sksundae", "arkode": "SundialsPy" if sys.version_info < (3, 12) else "sundials4py",
    "kinsol": "sundials4py", "nlopt": "nlopt", "mujoco": "mujoco", "apsw": "apsw", "ipopt": "casadi", "highs": "highspy",
    "rebound": "rebound", "gsl": "libgsl", "expat": "libexpat",
}  # fmt: skip


def both_ways(solve: Solve) -> None:
    """Solve, and fail to."""
    solve(False)
    message = "the exception got lost"
    # `pytest.raises` would make a cycle, which keeps the libraries' memory until garbage is collected.
    try:
        solve(True)
    except ValueError as error:
        message = str(error)
    assert "over the limit" in message


def new_state(fails: bool) -> structcb.State:
    """Return a state that lets the second call fail, or none."""
    return H.new("work", k=2.0, limit=1 if fails else 0)


def count(p: Any) -> None:
    """Count a call, and fail past the limit."""
    p.ncalls += 1
    if p.limit and p.ncalls > p.limit:
        raise ValueError("over the limit")


def scipy() -> Solve:
    from structcb.consumers import scipy

    check = structcb.inline(count)

    @scipy.integrand(H, "work")
    def f(x, p):
        check(p)
        return math.exp(-p.k * x)

    @scipy.filter(H, "work")
    def mean(window, p):
        check(p)
        return window.sum() / len(window)

    image = np.arange(16.0).reshape(4, 4)

    def solve(fails: bool) -> None:
        scipy.generic_filter(image, mean, new_state(False), size=3)
        with warnings.catch_warnings(action="ignore"):  # SciPy sees NaNs, and wonders
            scipy.quad(f, 0, 1, new_state(fails))

    return solve


def sundials() -> Solve:
    from structcb.consumers import sundials

    check = structcb.inline(count)

    @sundials.rhs(H, "work")
    def rhs(t, y, ydot, p):
        check(p)
        ydot[0], ydot[1] = y[1], -p.k * y[0]

    return lambda fails: sundials.solve_ivp(rhs, (0, 0.1), [1.0, 0.0], new_state(fails))


def ida() -> Solve:
    from structcb.consumers import sundials

    check = structcb.inline(count)

    @sundials.residual(H, "work")
    def residual(t, y, ydot, r, p):
        check(p)
        r[0], r[1] = ydot[0] - y[1], y[0] * y[0] + y[1] * y[1] - p.k

    start = [0.0, math.sqrt(2)], [math.sqrt(2), 0.0]
    return lambda fails: sundials.solve_dae(
        residual, (0, 0.1), *start, new_state(fails), algebraic=[False, True]
    )


def arkode() -> Solve:
    from structcb.consumers import sundials

    check = structcb.inline(count)

    @sundials.rhs(H, "work")
    def stiff(t, y, ydot, p):
        check(p)
        ydot[0] = -50 * p.k * y[0]

    @sundials.rhs(H, "work")
    def mild(t, y, ydot, p):
        ydot[0] = math.cos(t)

    return lambda fails: sundials.solve_ivp(
        stiff, (0, 0.1), [1.0], new_state(fails), method="ARK", explicit=mild
    )


def kinsol() -> Solve:
    from structcb.consumers import sundials

    check = structcb.inline(count)

    @sundials.system(H, "work")
    def system(x, f, p):
        check(p)
        f[0] = x[0] * x[0] - p.k

    return lambda fails: sundials.root(system, [1.0], new_state(fails))


def nlopt() -> Solve:
    from structcb.consumers import nlopt

    check = structcb.inline(count)

    @nlopt.function(H, "work")
    def f(x, grad, p):
        check(p)
        if grad is not None:
            grad[:] = 2 * (x - p.k)
        return ((x - p.k) ** 2).sum()

    return lambda fails: nlopt.minimize(f, [0.0, 1.0], new_state(fails), method="LD_LBFGS")


def gsl() -> Solve:
    from structcb.consumers import gsl as consumer

    gsl, check = consumer.gsl(), structcb.inline(count)

    @H.callback("double (double x, void *params)", user_data="work")
    def f(x, p):
        check(p)
        return math.exp(-p.k * x)

    def solve(fails: bool) -> None:
        value, error = gsl.ffi.new("double *"), gsl.ffi.new("double *")
        with contextlib.ExitStack() as stack:
            workspace = gsl.make(stack, "gsl_integration_workspace", 50)
            function = gsl.header.new("gsl_function", function=f, params=new_state(fails))
            with structcb.guard(f):
                gsl.gsl_integration_qags(function, 0.0, 1.0, 0.0, 1e-9, 50, workspace, value, error)

    return solve


def mujoco() -> Solve:
    import mujoco

    from structcb.consumers import mujoco as mjcb

    model = mujoco.MjModel.from_xml_string(
        "<mujoco><worldbody><body><joint name='j'/><geom size='1'/></body></worldbody>"
        "<actuator><motor joint='j'/></actuator></mujoco>"
    )
    state, check = new_state(False), structcb.inline(count)

    @mjcb.control(state)
    def control(m, d, p):
        check(p)
        d.ctrl[0] = -p.k * d.qpos[0]

    def solve(fails: bool) -> None:
        data = mujoco.MjData(model)
        state.ncalls, state.limit = 0, int(fails)
        with mjcb.installed(control):
            mujoco.mj_step(model, data, nstep=5)

    return solve


def sql(connect: Callable[[], Any]) -> Solve:
    from structcb.consumers import sqlite

    check = structcb.inline(count)

    @sqlite.function(H, "work")
    def scaled(x: float, p) -> float:
        check(p)
        return p.k * x  # type: ignore[no-any-return]  # compiled

    @sqlite.step(H, "group")
    def enter(g, x: float):
        g.n += 1
        g.sum += x

    @sqlite.final(H, "group")
    def mean(g) -> float:
        return g.sum / max(g.n, 1)  # type: ignore[no-any-return]  # compiled

    rows = "with recursive r(i) as (select 1 union all select i + 1 from r where i < 9) select mean(scaled(i)) from r"

    def solve(fails: bool) -> None:
        connection = connect()
        try:
            sqlite.create_function(connection, "scaled", scaled, new_state(fails))
            sqlite.create_aggregate(connection, "mean", enter, mean)
            with structcb.guard(scaled, enter, mean):
                list(connection.execute(rows))
        finally:
            connection.close()

    return solve


def apsw() -> Solve:
    import apsw

    return sql(lambda: apsw.Connection(":memory:"))


def ipopt() -> Solve:
    from structcb.consumers import ipopt

    check = structcb.inline(count)

    @ipopt.objective(H, "work")
    def f(x, p):
        check(p)
        return (x[0] - p.k) ** 2

    @ipopt.gradient(H, "work")
    def df(x, grad, p):
        grad[0] = 2 * (x[0] - p.k)

    return lambda fails: ipopt.minimize(f, [0.0], df, new_state(fails))


def highs() -> Solve:
    from structcb.consumers import highs

    check = structcb.inline(count)

    @highs.callback(H, "work")
    def look(kind, data, p):
        check(p)

    problem: dict[str, Any] = {"integrality": 1, "bounds": (0, 1), "constraints": ([[1, 1, 1.5]], 0, 2)}
    problem["options"] = {"threads": 1, "presolve": "off"}
    return lambda fails: highs.milp([-1, -2, -3], look, new_state(fails), **problem)


def rebound() -> Solve:
    import rebound

    from structcb.consumers import rebound as reb

    check = structcb.inline(count)

    @reb.additional_forces(H.struct("work"))
    def force(sim, p):
        check(p)
        for i in range(sim.N):
            sim.particles[i].ax -= p.k * sim.particles[i].vx

    def solve(fails: bool) -> None:
        sim = rebound.Simulation()
        sim.integrator, sim.dt = "leapfrog", 1e-2
        sim.add(m=1.0)
        sim.add(a=1.0)
        reb.attach(sim, force, state=new_state(fails))
        with structcb.guard(force):
            sim.integrate(0.1)

    return solve


def libc() -> Solve:
    from structcb.consumers import libc

    check = structcb.inline(count)

    @libc.comparator(H, "item", "work")
    def by_key(a, b, p):
        check(p)
        return int(a.key > b.key) - int(a.key < b.key)

    @libc.comparator(H, "item")
    def by_id(a, b):
        return a.id - b.id

    @libc.visitor(H, "item", "work")
    def visit(item, p):
        p.k += item.key

    @libc.entry_visitor(H)
    def see(path, status, kind, level):
        return 0

    def solve(fails: bool) -> None:
        items = H.struct("item").array(20, key=np.arange(20.0)[::-1], id=np.arange(20))
        tree = libc.Tree(by_id)
        for one in items:
            tree.add(one)
        tree.walk(visit, new_state(False))
        libc.search(items[3], items, by_id)
        libc.walk(Path(__file__).parent, see)
        libc.sort(items, by_key, new_state(fails))

    return solve


def numpy_random() -> Solve:
    from structcb.consumers import numpy_random

    one, check = np.uint64(0x9E3779B97F4A7C15), structcb.inline(count)

    @numpy_random.bits(H, "work")
    def bits(p):
        check(p)
        return np.uint64(p.ncalls) * one

    def solve(fails: bool) -> None:
        source = numpy_random.BitGenerator(bits, new_state(fails))
        with structcb.guard(source):
            source.generator().random(10)
            numpy_random.bits_of(np.random.default_rng(0))

    return solve


def expat() -> Solve:
    import ctypes.util

    header, check = structcb.load("expat/expat"), structcb.inline(count)
    library: Any = header.open(ctypes.util.find_library("expat"))
    document = b"<a><b/><b/></a>"

    @H.callback("void (void *, const char *name, const char **atts)", user_data="work")
    def start(p, name, attributes):
        check(p)

    def solve(fails: bool) -> None:
        parser, state = library.XML_ParserCreate(header.ffi.NULL), new_state(fails)
        try:
            library.XML_SetUserData(parser, state)
            library.XML_SetElementHandler(parser, start, header.ffi.NULL)
            with structcb.guard(start):
                library.XML_Parse(parser, document, len(document), 1)
        finally:
            library.XML_ParserFree(parser)

    return solve


SOLVES: dict[str, Callable[[], Solve]] = {
    "scipy": scipy,
    "sundials": sundials,
    "ida": ida,
    "arkode": arkode,
    "kinsol": kinsol,
    "nlopt": nlopt,
    "gsl": gsl,
    "mujoco": mujoco,
    "sqlite3": lambda: sql(lambda: sqlite3.connect(":memory:")),
    "apsw": apsw,
    "ipopt": ipopt,
    "highs": highs,
    "rebound": rebound,
    "libc": libc,
    "numpy_random": numpy_random,
    "expat": expat,
}
