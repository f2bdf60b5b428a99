"""Robertson's stiff reactions in SUNDIALS' CVODE, with rates and counters in a C struct."""

import numpy as np

import structcb
from structcb.consumers import sundials

h = structcb.parse("""
    typedef struct {
        double k1, k2, k3;      /* the rates */
        long ncalls;            /* how often CVODE called */
        double largest[3];      /* the most there was of each species */
    } robertson;
""")


@sundials.rhs(h, user_data="robertson")
def rhs(t, y, ydot, p):
    p.ncalls += 1
    for i in range(3):
        p.largest[i] = max(p.largest[i], y[i])
    slow, fast, faster = p.k1 * y[0], p.k2 * y[1] * y[2], p.k3 * y[1] * y[1]
    ydot[0] = fast - slow
    ydot[1] = slow - fast - faster
    ydot[2] = faster


state = h.new("robertson", k1=0.04, k2=1e4, k3=3e7)
times = [0.4, 4.0, 40.0, 400.0, 4e3, 4e4]
solution = sundials.solve_ivp(rhs, (0.0, 4e4), [1.0, 0.0, 0.0], state, t_eval=times, rtol=1e-7, atol=1e-12)

for t, y in zip(solution.t, solution.y.T, strict=True):
    print(f"t = {t:8g}   y = {y[0]:.6e}  {y[1]:.6e}  {y[2]:.6e}")
print(f"{state.ncalls} calls, {solution.njev} Jacobians; the most there was: {state.largest}")

# What SUNDIALS' own example cvRoberts_dns prints for the last time; it is computed with a tolerance of 1e-4.
np.testing.assert_allclose(solution.y[:, -1], [3.898824e-02, 1.621985e-07, 9.610116e-01], rtol=1e-3)
assert solution.success
assert state.ncalls == solution.nfev
