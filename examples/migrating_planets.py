"""Planets that migrate inwards in REBOUND: a compiled drag force whose rate and bookkeeping are a C struct."""

import math

import rebound

import structcb
from structcb.consumers import rebound as reb

h = structcb.parse("""
    typedef struct {
        double tau;             /* the time scale of the migration */
        double lost;            /* energy that went into the gas, for each unit of mass of a planet */
        long ncalls;
    } gas;
""")


@reb.additional_forces(h.struct("gas"))
def migrate(sim, p):
    p.ncalls += 1
    star = sim.particles[0]
    for i in range(1, sim.N):
        planet = sim.particles[i]
        vx, vy, vz = planet.vx - star.vx, planet.vy - star.vy, planet.vz - star.vz
        planet.ax -= vx / (2 * p.tau)
        planet.ay -= vy / (2 * p.tau)
        planet.az -= vz / (2 * p.tau)
        p.lost += (vx * vx + vy * vy + vz * vz) / (2 * p.tau) * sim.dt


sim = rebound.Simulation()
sim.integrator, sim.dt = "leapfrog", 0.01
sim.force_is_velocity_dependent = 1
sim.add(m=1.0)
sim.add(m=0.0, a=1.0)

state = h.new("gas", tau=500.0)
reb.attach(sim, migrate, state=state)
with structcb.guard(migrate):
    sim.integrate(100.0)

found, expected = sim.particles[1].a, math.exp(-100.0 / 500.0)
print(f"after t = 100 the planet is at a = {found:.5f}, theory says {expected:.5f}; {state.ncalls} calls")
assert math.isclose(found, expected, rel_tol=2e-4)

# What the gas took is what the orbit lost: 1/(2a) grows from 0.5.
assert math.isclose(state.lost, 0.5 / found - 0.5, rel_tol=2e-2)
