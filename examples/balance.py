"""A cart that balances its pole: MuJoCo calls a compiled controller, whose gains and counters are a C struct."""

import mujoco
import numpy as np

import structcb
from structcb.consumers import mujoco as mjcb

CART = """
<mujoco>
  <option timestep="0.002"/>
  <worldbody>
    <body>
      <joint name="slide" type="slide" axis="1 0 0"/>
      <geom type="box" size="0.2 0.1 0.05" mass="1"/>
      <body>
        <joint name="hinge" type="hinge" axis="0 1 0"/>
        <geom type="capsule" fromto="0 0 0 0 0 0.6" size="0.02" mass="0.1"/>
      </body>
    </body>
  </worldbody>
  <actuator><motor joint="slide" ctrllimited="true" ctrlrange="-20 20"/></actuator>
</mujoco>
"""

h = structcb.parse("""
    typedef struct {
        double gains[4];            /* of position, angle and their speeds */
        double largest_force;
        long ncalls;
    } balancer;
""")
state = h.new("balancer", gains=[-1.0, -30.0, -2.0, -4.5])


@mjcb.control(state)
def balance(m, d, p):
    p.ncalls += 1
    force = 0.0
    for i in range(2):
        force -= p.gains[i] * d.qpos[i] + p.gains[i + 2] * d.qvel[i]
    p.largest_force = max(p.largest_force, abs(force))
    d.ctrl[0] = force


m = mujoco.MjModel.from_xml_string(CART)
d = mujoco.MjData(m)


def simulate():
    mujoco.mj_resetData(m, d)
    d.qpos[1] = 0.2
    mujoco.mj_step(m, d, nstep=5000)
    return d.qpos.copy()


with mjcb.installed(balance):
    position, angle = simulate()
print(
    f"after {d.time:.0f} s: {angle:.2e} rad, {position:.2e} m; {state.ncalls} calls, at most {state.largest_force:.1f} N"
)
assert abs(angle) < 1e-3


# MuJoCo's own Python callback gives the same, bit by bit.
def balance_in_python(m, d):
    d.ctrl[0] = -sum(state.gains[i] * d.qpos[i] + state.gains[i + 2] * d.qvel[i] for i in range(2))


mujoco.set_mjcb_control(balance_in_python)
np.testing.assert_allclose(simulate(), [position, angle], atol=1e-9)
mujoco.set_mjcb_control(None)
