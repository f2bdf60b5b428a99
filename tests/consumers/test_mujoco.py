"""Callbacks in real simulations: MuJoCo's own Python callbacks, and its own structs as Python sees them, are the oracles."""

from __future__ import annotations

import gc
import importlib.util
import weakref

import numpy as np
import pytest

import structcb
from structcb.consumers import mujoco as mjcb

if not (importlib.util.find_spec("mujoco") and importlib.util.find_spec("clang")):
    pytest.skip("MuJoCo is not installed: pip install 'structcb[mujoco,headers]'", allow_module_level=True)

import mujoco

pytestmark = pytest.mark.integration

H = structcb.parse("""
    typedef struct { double kp, kd, target, fail_after; long ncalls; } pd;
    typedef struct { double drag; long ncalls; } wind;
""")
XML = """
<mujoco>
  <option timestep="0.002"/>
  <worldbody>
    <geom type="plane" size="5 5 .1"/>
    <body pos="0 0 2">
      <joint name="hinge" type="hinge" axis="0 1 0" damping="0.1"/>
      <geom type="capsule" fromto="0 0 0 0 0 -0.5" size="0.03"/>
      <body pos="0 0 -0.5">
        <joint name="elbow" type="hinge" axis="0 1 0" damping="0.1"/>
        <geom type="capsule" fromto="0 0 0 0 0 -0.5" size="0.03"/>
      </body>
    </body>
    <body pos="1 0 0.3"><freejoint/><geom size="0.1"/></body>
  </worldbody>
  <actuator>
    <motor joint="hinge"/>
    <general joint="elbow" gaintype="user" biastype="user" dyntype="user" actdim="1"/>
  </actuator>
  <sensor><user dim="3" needstage="vel"/></sensor>
</mujoco>
"""
STEPS = 200


@pytest.fixture
def simulation():
    m = mujoco.MjModel.from_xml_string(XML)
    return m, mujoco.MjData(m)


@pytest.fixture(scope="module")
def controller():
    state = H.new("pd", kp=8.0, kd=1.5, target=1.0)

    @mjcb.control(state)
    def pd(m, d, p):
        p.ncalls += 1
        if p.fail_after and d.time > p.fail_after:
            raise ValueError("the controller has lost its way")
        d.ctrl[0] = p.kp * (p.target - d.qpos[0]) - p.kd * d.qvel[0]

    return pd


@pytest.fixture
def pd(controller):
    controller.state.fail_after, controller.state.ncalls = 0.0, 0
    return controller


def run(simulation, steps=STEPS):
    m, d = simulation
    mujoco.mj_resetData(m, d)
    mujoco.mj_step(m, d, nstep=steps)
    return d.qpos.copy()


def run_with_python(simulation, install, function):
    install(function)
    try:
        return run(simulation)
    finally:
        install(None)


def test_a_controller_moves_the_model_as_mujocos_own_python_callback_does(simulation, pd):
    def in_python(m, d):
        d.ctrl[0] = 8.0 * (1.0 - d.qpos[0]) - 1.5 * d.qvel[0]

    with mjcb.installed(pd):
        ours = run(simulation)
    theirs = run_with_python(simulation, mujoco.set_mjcb_control, in_python)

    np.testing.assert_array_equal(ours, theirs)
    assert pd.state.ncalls == STEPS


def test_several_callbacks_work_together(simulation, pd):
    wind = H.new("wind", drag=0.3)

    @mjcb.passive(wind)
    def blow(m, d, p):
        p.ncalls += 1
        force, speed = structcb.view(d.qfrc_passive, m.nv), structcb.view(d.qvel, m.nv)
        force -= p.drag * speed * np.abs(speed)

    stages = mjcb.header().enums

    @mjcb.sensor()
    def feel(m, d, stage):
        if stage == stages.mjtStage.mjSTAGE_VEL:
            for i in range(3):
                d.sensordata[i] = 10 * d.qvel[0] + i

    with mjcb.installed(pd, blow, feel):
        ours = run(simulation)
    _, d = simulation
    sensed = d.sensordata.copy()

    def python_passive(m, d):
        d.qfrc_passive[:] -= 0.3 * d.qvel * np.abs(d.qvel)

    def python_control(m, d):
        d.ctrl[0] = 8.0 * (1.0 - d.qpos[0]) - 1.5 * d.qvel[0]

    def python_sensor(m, d, stage):
        if stage == mujoco.mjtStage.mjSTAGE_VEL:
            d.sensordata[:] = 10 * d.qvel[0] + np.arange(3)

    mujoco.set_mjcb_passive(python_passive)
    mujoco.set_mjcb_sensor(python_sensor)
    try:
        theirs = run_with_python(simulation, mujoco.set_mjcb_control, python_control)
    finally:
        mujoco.set_mjcb_passive(None)
        mujoco.set_mjcb_sensor(None)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    np.testing.assert_allclose(sensed, d.sensordata, rtol=1e-12)
    assert wind.ncalls > 0


def test_an_actuator_of_ones_own_moves_as_in_python(simulation):
    @mjcb.act_dyn()
    def dynamics(m, d, id):
        return 1.0 - d.act[0]

    @mjcb.act_gain()
    def gain(m, d, id):
        return 2.0 + d.qpos[1]

    @mjcb.act_bias()
    def bias(m, d, id):
        return -0.5 * d.qvel[1]

    with mjcb.installed(dynamics, gain, bias):
        ours = run(simulation)
    mujoco.set_mjcb_act_dyn(lambda m, d, id: 1.0 - d.act[0])
    mujoco.set_mjcb_act_gain(lambda m, d, id: 2.0 + d.qpos[1])
    theirs = run_with_python(simulation, mujoco.set_mjcb_act_bias, lambda m, d, id: -0.5 * d.qvel[1])
    mujoco.set_mjcb_act_dyn(None)
    mujoco.set_mjcb_act_gain(None)
    np.testing.assert_array_equal(ours, theirs)


def test_a_contact_filter_lets_the_ball_fall_through(simulation):
    @mjcb.contact_filter()
    def nothing_touches(m, d, geom1, geom2):
        return 1

    _, d = simulation
    run(simulation, 400)
    lying = d.qpos[4]
    with mjcb.installed(nothing_touches):
        run(simulation, 400)

    assert lying > 0.05
    assert d.qpos[4] < -1


def test_a_contact_filter_that_fails_drops_nothing(simulation):
    @mjcb.contact_filter()
    def fails(m, d, geom1, geom2):
        if d.time >= 0:
            raise ValueError("no idea")
        return 1

    _, d = simulation
    with pytest.raises(ValueError, match="no idea"), mjcb.installed(fails):
        run(simulation, 400)
    assert d.qpos[4] > 0.05


def test_views_show_what_mujocos_own_objects_show(simulation):
    m, d = simulation
    model, data = mjcb.model(m), mjcb.data(d)
    mujoco.mj_step(m, d, nstep=3)

    assert (model.nq, model.nu, model.opt.timestep) == (m.nq, m.nu, m.opt.timestep)
    np.testing.assert_array_equal(structcb.view(data.qpos, model.nq), d.qpos)
    data.qpos[0] = 0.25
    assert (d.qpos[0], data.time) == (0.25, d.time)


def test_the_view_keeps_the_data_alive(simulation):
    m, _ = simulation
    d = mujoco.MjData(m)
    gone, view = weakref.ref(d), mjcb.data(d)
    del d
    gc.collect()

    assert gone() is not None
    assert view.time == 0.0


def test_an_exception_arrives_once_and_mujoco_goes_on(simulation, pd):
    pd.state.fail_after = 0.1

    with pytest.raises(ValueError, match="lost its way") as caught, mjcb.installed(pd):
        run(simulation)
    assert any("raised 64 times" in note for note in caught.value.__notes__)
    pd.callback.check()
    assert np.isfinite(run(simulation)).all()


def test_on_leaving_the_block_mujocos_pointers_are_as_before(simulation, pd):
    library = mjcb.open_library().cffi
    mujoco.set_mjcb_control(lambda m, d: None)
    before = library.mjcb_control
    with mjcb.installed(pd):
        assert library.mjcb_control != before
    assert library.mjcb_control == before != None  # noqa: E711  (a cffi pointer)
    mujoco.set_mjcb_control(None)

    with pytest.raises(KeyError), mjcb.installed(pd):
        raise KeyError
    assert not library.mjcb_control


@pytest.mark.usefixtures("compiled")
def test_the_model_is_read_only(simulation):
    with pytest.raises(Exception, match="const"):

        @mjcb.control()
        def heavier(m, d):
            m.opt.timestep = 1.0


def test_two_functions_for_one_pointer_are_refused(pd):
    with pytest.raises(structcb.SignatureError, match="mjcb_control, mjcb_control"), mjcb.installed(pd, pd):
        pass


def test_a_function_with_other_parameters_is_refused():
    def control(m, d): ...

    with pytest.raises(structcb.SignatureError, match=r"gets \(m, d, p\), but takes \(m, d\)"):
        mjcb.control(H.new("pd"))(control)


@pytest.mark.parametrize("state", [lambda m, d: None, H.struct("pd"), {"kp": 1.0}])
def test_a_decorator_without_a_state_is_refused(state):
    with pytest.raises(structcb.SignatureError, match="mjcb_control` takes a state"):
        mjcb.control(state)


def test_views_are_of_mujocos_own_objects_only(simulation):
    m, d = simulation

    for view, other in ((mjcb.model, d), (mjcb.data, m), (mjcb.data, None)):
        with pytest.raises(structcb.SignatureError, match=r"is no `mujoco\.Mj"):
            view(other)


def test_the_headers_give_the_sizes_that_the_library_has(simulation):
    m, _ = simulation
    library = mjcb.open_library()

    assert library.mj_version() == mujoco.mj_version()
    assert mjcb.model(m).nbuffer == m.nbuffer


def test_a_library_that_the_module_does_not_use_is_refused(monkeypatch):
    monkeypatch.setattr(mujoco, "mj_version", lambda: 310)

    with pytest.raises(structcb.LayoutMismatchError, match="its Python module of 310"):
        mjcb.open_library.__wrapped__()
