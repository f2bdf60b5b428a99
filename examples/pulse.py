"""A pulse that is carried along and spreads, in SUNDIALS' ARKODE: spreading is stiff, being carried along is not."""

import numpy as np

import structcb
from structcb.consumers import sundials

h = structcb.parse("""
    typedef struct {
        double speed, spread;   /* how fast it is carried, how fast it spreads */
        double dx;              /* from one point to the next; the last one is beside the first */
        long carried, spreading;/* how often ARKODE called */
    } medium;
""")


@sundials.rhs(h, user_data="medium")
def spreads(t, y, ydot, p):
    p.spreading += 1
    n, rate = len(y), p.spread / (p.dx * p.dx)
    for i in range(n):
        ydot[i] = rate * (y[i - 1 if i > 0 else n - 1] - 2 * y[i] + y[i + 1 if i < n - 1 else 0])


@sundials.jacobian_product(h, user_data="medium")
def spreads_along(t, y, ydot, v, Jv, p):  # noqa: N803, PLR0917
    n, rate = len(v), p.spread / (p.dx * p.dx)
    for i in range(n):
        Jv[i] = rate * (v[i - 1 if i > 0 else n - 1] - 2 * v[i] + v[i + 1 if i < n - 1 else 0])


@sundials.rhs(h, user_data="medium")
def is_carried(t, y, ydot, p):
    p.carried += 1
    n, rate = len(y), p.speed / (2 * p.dx)
    for i in range(n):
        ydot[i] = rate * (y[i - 1 if i > 0 else n - 1] - y[i + 1 if i < n - 1 else 0])


def pulse(x, t, *, speed, spread, width=0.05):
    """Return what mathematics says: a bell that moves, wider and lower as it goes."""
    grown = width**2 + 2 * spread * t
    away = (x - 0.3 - speed * t + 0.5) % 1.0 - 0.5
    return width / np.sqrt(grown) * np.exp(-(away**2) / (2 * grown))


x = np.linspace(0, 1, 400, endpoint=False)
medium = {"speed": 0.5, "spread": 0.005}
state = h.new("medium", dx=x[1], **medium)
solution = sundials.solve_ivp(
    spreads,
    (0, 0.8),
    pulse(x, 0, **medium),
    state,
    method="ARK",
    explicit=is_carried,
    jac=spreads_along,
    linear_solver="gmres",
    t_eval=[0.2, 0.4, 0.8],
    rtol=1e-6,
    atol=1e-9,
)

for t, y in zip(solution.t, solution.y.T, strict=True):
    exact = pulse(x, t, **medium)
    print(
        f"t = {t:.1f}   top at x = {x[y.argmax()]:.3f}, height {y.max():.4f}, off by {abs(y - exact).max():.1e}"
    )
    assert abs(y - exact).max() < 1e-3
print(f"{state.spreading} calls for spreading, {state.carried} for being carried along")
assert solution.success
assert solution.nfev == state.spreading + state.carried
