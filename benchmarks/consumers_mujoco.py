"""A controller in MuJoCo: compiled, in C, and as MuJoCo takes it from Python."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from structcb.consumers import mujoco as mjcb
from structcb.errors import MissingLibraryError

from .compilers import NATIVE, Program
from .measuring import Bar, Comparison, Route

__all__ = ["comparisons"]

PROGRAM = Program("consumers_mujoco")
STEPS = 5000
GAINS = {"kp": 8.0, "kd": 1.5, "target": 1.0}
XML = """
<mujoco>
  <worldbody>
    <body pos="0 0 2">
      <joint name="j" axis="0 1 0" damping="0.1"/>
      <geom type="capsule" fromto="0 0 0 0 0 -0.5" size="0.03"/>
      <body pos="0 0 -0.5">
        <joint axis="0 1 0" damping="0.1"/>
        <geom type="capsule" fromto="0 0 0 0 0 -0.5" size="0.03"/>
      </body>
    </body>
  </worldbody>
  <actuator><motor joint="j"/></actuator>
</mujoco>
"""


def control(m, d, p):
    p.ncalls += 1
    error = p.target - d.qpos[0]
    p.integral += error * m.opt.timestep
    force = p.kp * error - p.kd * d.qvel[0] + 0.1 * p.integral
    p.largest = max(p.largest, force)
    d.ctrl[0] = force


def comparisons() -> Iterator[Comparison]:
    """Yield the one model, a double pendulum; it is left out where MuJoCo is missing."""
    try:
        include = mjcb.library_path().parent / "include"
    except MissingLibraryError as missing:
        print(f"MuJoCo left out: {missing}")
        return
    import mujoco

    in_c = PROGRAM.callbacks((*NATIVE, f"-I{include}"))
    states = [PROGRAM.header.new("controller", **GAINS) for _ in range(3)]
    in_c.use(states[0])
    library, ffi = mjcb.open_library().cffi, mjcb.header().ffi
    compiled = mjcb.control(states[1], error_model="numpy")(control)

    @contextlib.contextmanager
    def installed_c() -> Iterator[None]:
        library.mjcb_control = ffi.cast("mjfGeneric", in_c.control.address)
        try:
            yield
        finally:
            library.mjcb_control = ffi.NULL

    @contextlib.contextmanager
    def installed_python() -> Iterator[None]:
        state = states[2]
        mujoco.set_mjcb_control(lambda m, d: control(m, d, state))
        try:
            yield
        finally:
            mujoco.set_mjcb_control(None)

    yield Comparison(
        "MuJoCo, a double pendulum",
        {
            "C": route(installed_c, states[0]),
            "structcb": route(lambda: mjcb.installed(compiled), states[1]),
            "mujoco, a Python function": route(installed_python, states[2]),
        },
        [Bar("structcb", "C", 1.05)],
        unit="step",
    )


def route(install: Callable[[], Any], state: Any) -> Route:
    """Return the route that simulates with a controller."""
    import mujoco

    model = mujoco.MjModel.from_xml_string(XML)
    data = mujoco.MjData(model)

    def run() -> Sequence[float]:
        mujoco.mj_resetData(model, data)
        state.integral = state.largest = 0.0
        with install():
            mujoco.mj_step(model, data, nstep=STEPS)
        return [*map(float, data.qpos), state.integral, state.largest]

    return Route(run, STEPS)
