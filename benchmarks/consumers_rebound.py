"""A drag force in REBOUND: compiled, in C, and as REBOUND takes it from Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from structcb.consumers import rebound as reb
from structcb.errors import MissingLibraryError

from .compilers import NATIVE, Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("consumers_rebound")
STEPS, STEP = 5000, 1e-3


def force(sim, p):
    p.ncalls += 1
    work = 0.0
    for i in range(1, sim.N):
        body = sim.particles[i]
        body.ax -= p.c * body.vx
        body.ay -= p.c * body.vy
        body.az -= p.c * body.vz
        work += p.c * (body.vx * body.vx + body.vy * body.vy + body.vz * body.vz)
    p.work += work


class Parameters:
    """The state as a Python user would keep it."""

    c, ncalls, work = 1e-4, 0, 0.0


def comparisons() -> Iterator[Comparison]:
    """Yield the one problem: a star with four planets; it is left out where REBOUND is missing."""
    try:
        header = reb.header_path()
    except MissingLibraryError as missing:
        print(f"REBOUND left out: {missing}")
        return
    in_c = PROGRAM.callbacks((*NATIVE, f"-I{header.parent}")).force
    compiled = reb.additional_forces(PROGRAM.header.struct("drag"), error_model="numpy", cache=False)(force)

    def attach_c(sim: Any) -> Any:
        state = PROGRAM.header.new("drag", c=Parameters.c)
        view = reb.simulation(sim)
        view.additional_forces, view.extras = (
            reb.header().ffi.cast("void (*)(struct reb_simulation *)", in_c.address),
            state,
        )
        return view

    def attach_python(sim: Any) -> None:
        parameters = Parameters()
        sim.additional_forces = lambda pointer: force(pointer.contents, parameters)

    def attach(sim: Any) -> None:
        reb.attach(sim, compiled, state=PROGRAM.header.new("drag", c=Parameters.c))

    yield Comparison(
        f"REBOUND, five bodies, {STEPS} steps",
        {
            "C": route(attach_c),
            "structcb": route(attach),
            "rebound, a Python function": route(attach_python),
        },
        [Bar("structcb", "C", 1.05)],
        unit="step",
    )


def route(attach: Callable[[Any], Any]) -> Route:
    """Return the route that integrates with a force."""

    def run() -> Sequence[float]:
        sim = planets()
        keep = attach(sim)
        sim.integrate(STEPS * STEP)
        del keep
        return [coordinate for p in sim.particles for coordinate in (p.x, p.y, p.vx, p.vy)]

    return Route(run, STEPS)


def planets() -> Any:
    """Return the bodies at the start."""
    import rebound

    sim = rebound.Simulation()
    sim.integrator, sim.dt, sim.force_is_velocity_dependent = "leapfrog", STEP, 1
    sim.add(m=1.0)
    for k in range(4):
        sim.add(m=1e-5, a=1 + 0.5 * k, e=0.05, f=k)
    return sim
