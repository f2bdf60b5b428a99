"""Forces in real integrations: REBOUND's own Python callbacks and closed forms are the oracles."""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import math
import os
import signal
import threading
import weakref

import pytest

import structcb
from structcb.consumers import rebound as reb

if not (importlib.util.find_spec("rebound") and importlib.util.find_spec("clang")):
    pytest.skip("REBOUND is not installed: pip install 'structcb[rebound,headers]'", allow_module_level=True)

import rebound

pytestmark = pytest.mark.integration

H = structcb.parse("""
    typedef struct { double c, fail_after; long ncalls; double work; } drag_state;
    typedef struct { long nbefore, nafter, nbeats; double stop_after; } counts;
""")


@reb.additional_forces(H.struct("drag_state"))
def drag(sim, p):
    p.ncalls += 1
    if p.fail_after and sim.t > p.fail_after:
        raise ValueError("out of the gas")
    for i in range(sim.N):
        body = sim.particles[i]
        body.ax -= p.c * body.vx
        body.ay -= p.c * body.vy
        body.az -= p.c * body.vz
        p.work += p.c * (body.vx**2 + body.vy**2 + body.vz**2)


def drag_in_python(pointer):
    sim = pointer.contents
    for i in range(sim.N):
        body = sim.particles[i]
        body.ax -= 0.01 * body.vx
        body.ay -= 0.01 * body.vy
        body.az -= 0.01 * body.vz


def planets():
    sim = rebound.Simulation()
    sim.integrator, sim.dt = "leapfrog", 1e-2
    sim.force_is_velocity_dependent = 1
    sim.add(m=1.0)
    for k in range(3):
        sim.add(m=1e-5, a=1 + 0.5 * k, e=0.05, f=k)
    return sim


def positions(sim):
    return [(p.x, p.y, p.z, p.vx, p.vy, p.vz) for p in sim.particles]


def test_a_force_moves_the_planets_as_rebounds_own_python_callback_does():
    ours, theirs, state = planets(), planets(), H.new("drag_state", c=0.01)
    reb.attach(ours, drag, state=state)
    theirs.additional_forces = drag_in_python
    with structcb.guard(drag):
        ours.integrate(5)
    theirs.integrate(5)

    assert positions(ours) == positions(theirs)
    assert state.ncalls >= 500
    assert state.work > 0


def test_drag_alone_slows_a_body_down_as_the_exponential_does():
    sim = rebound.Simulation()
    sim.force_is_velocity_dependent = 1
    sim.add(m=1.0, vx=2.0)
    reb.attach(sim, drag, state=H.new("drag_state", c=0.7))
    sim.integrate(3)

    assert sim.particles[0].vx == pytest.approx(2 * math.exp(-0.7 * 3), rel=1e-12)
    assert sim.particles[0].x == pytest.approx(2 * (1 - math.exp(-0.7 * 3)) / 0.7, rel=1e-12)


def test_one_state_serves_all_callbacks_of_a_simulation():
    struct = H.struct("counts")

    @reb.pre_timestep_modifications(struct)
    def before(sim, p):
        p.nbefore += 1

    @reb.post_timestep_modifications(struct)
    def after(sim, p):
        p.nafter += 1

    @reb.heartbeat(struct)
    def beat(sim, p):
        p.nbeats += 1

    sim, state = planets(), H.new("counts")
    reb.attach(sim, before, after, beat, state=state)
    with structcb.guard(before, after, beat):
        sim.integrate(1)
    # There is a heartbeat before the first step, too.
    assert (state.nbefore, state.nafter, state.nbeats) == (sim.steps_done, sim.steps_done, sim.steps_done + 1)


def test_an_exception_ends_the_integration_and_arrives_once():
    sim, state = planets(), H.new("drag_state", fail_after=1.0)
    reb.attach(sim, drag, state=state)

    with pytest.raises(ValueError, match="out of the gas") as caught, structcb.guard(drag):
        sim.integrate(100)
    assert isinstance(caught.value.__cause__, rebound.GenericError)
    assert 1.0 < sim.t < 1.1
    drag.callback.check()


def test_after_an_exception_the_simulation_goes_on():
    sim, state = planets(), H.new("drag_state", fail_after=1.0)
    reb.attach(sim, drag, state=state)
    with pytest.raises(ValueError, match="out of the gas"), structcb.guard(drag):
        sim.integrate(2)
    state.fail_after = 0.0
    with structcb.guard(drag):
        sim.integrate(2)

    assert sim.t == pytest.approx(2)


def test_a_body_may_end_the_integration_itself():
    statuses = reb.header().enums["enum REB_STATUS"]
    user = int(statuses.REB_STATUS_USER)

    @reb.heartbeat(H.struct("counts"))
    def stop(sim, p):
        if sim.t > p.stop_after:
            sim.status = user

    sim = planets()
    reb.attach(sim, stop, state=H.new("counts", stop_after=1.0))
    sim.integrate(100)
    assert 1.0 < sim.t < 1.1


def test_a_callback_without_a_state_gets_the_simulation_alone():
    @reb.additional_forces()
    def push(sim):
        for i in range(sim.N):
            sim.particles[i].ax += 0.5

    sim = rebound.Simulation()
    sim.add(m=1.0)
    reb.attach(sim, push)
    sim.integrate(4)
    assert sim.particles[0].x == pytest.approx(0.25 * 16, rel=1e-12)


def test_the_simulation_keeps_its_state_alive():
    sim, state = planets(), H.new("drag_state", c=0.01)
    gone = weakref.ref(state)
    reb.attach(sim, drag, state=state)
    del state
    gc.collect()
    assert gone() is not None

    del sim
    gc.collect()
    assert gone() is None


def test_what_was_attached_can_be_taken_off_again():
    sim, free, state = planets(), planets(), H.new("drag_state", c=0.01)
    reb.attach(sim, drag, state=state)
    reb.detach(sim)
    sim.integrate(1)
    free.integrate(1)

    assert state.ncalls == 0
    assert positions(sim) == positions(free)
    assert not sim.extras


def test_ctrl_c_ends_the_integration():
    sim = planets()
    reb.attach(sim, drag, state=H.new("drag_state"))
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    handler = signal.getsignal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), structcb.guard(drag):
        sim.integrate(1e9)
    # REBOUND sets a handler of its own, and leaves it.
    signal.signal(signal.SIGINT, handler)
    assert sim.t < 1e9


def test_the_view_shows_what_rebounds_own_class_shows():
    sim = planets()
    view = reb.simulation(sim)
    sim.integrate(0.5)

    assert (view.N, view.t, view.dt, view.G) == (sim.N, sim.t, sim.dt, sim.G)
    assert [view.particles[i].vx for i in range(view.N)] == [p.vx for p in sim.particles]
    assert structcb.view(view.particles, view.N)[1].m == 1e-5


def test_a_class_that_the_header_does_not_describe_is_refused():
    class Other(ctypes.Structure):
        _fields_ = (("G", ctypes.c_double), ("t", ctypes.c_double))

    with pytest.raises(structcb.LayoutMismatchError) as caught:
        reb.check_layout(Other)
    assert any("16 bytes" in difference for difference in caught.value.differences)


def test_the_state_must_be_the_callbacks():
    with pytest.raises(structcb.StateError, match="takes a `drag_state`, but the state is a `counts`"):
        reb.attach(planets(), drag, state=H.new("counts"))
    with pytest.raises(structcb.StateError, match="no state was given"):
        reb.attach(planets(), drag)


def test_a_new_state_must_suit_the_callbacks_that_stay():
    @reb.heartbeat()
    def beat(sim): ...

    sim, state = planets(), H.new("drag_state")
    reb.attach(sim, drag, state=state)

    with pytest.raises(structcb.StateError, match=r"takes a `drag_state`.*one state for all"):
        reb.attach(sim, beat, state=H.new("counts"))
    assert reb.simulation(sim).extras.address == state.address
    reb.detach(sim)
    reb.attach(sim, beat, state=H.new("counts"))


@pytest.mark.parametrize("state", ["drag_state", lambda sim: None, H.new("drag_state")])
def test_a_decorator_without_the_struct_of_a_state_is_refused(state):
    with pytest.raises(structcb.SignatureError, match="takes the struct of the state"):
        reb.additional_forces(state)


def test_what_is_no_simulation_is_refused():
    with pytest.raises(structcb.SignatureError, match=r"42 is no `rebound\.Simulation`"):
        reb.attach(42, drag, state=H.new("drag_state"))


def test_two_functions_for_one_field_are_refused():
    with pytest.raises(structcb.SignatureError, match="additional_forces, additional_forces"):
        reb.attach(planets(), drag, drag, state=H.new("drag_state"))


def test_a_function_with_other_parameters_is_refused():
    def force(sim): ...

    with pytest.raises(structcb.SignatureError, match=r"gets \(sim, p\), but takes \(sim\)"):
        reb.additional_forces(H.struct("drag_state"))(force)
