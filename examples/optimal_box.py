"""A nonlinear problem in Ipopt: the cheapest box of a given volume, its prices and counters in a C struct."""

import numpy as np

import structcb
from structcb.consumers import ipopt

h = structcb.parse("""
    typedef struct {
        double bottom, side;    /* what an area costs */
        long ncalls;            /* how often Ipopt asked for the price */
    } prices;
""")


@ipopt.objective(h, user_data="prices")
def price(x, p):
    p.ncalls += 1
    return p.bottom * x[0] * x[1] + 2 * p.side * x[2] * (x[0] + x[1])


@ipopt.gradient(h, user_data="prices")
def slope(x, grad, p):
    grad[0] = p.bottom * x[1] + 2 * p.side * x[2]
    grad[1] = p.bottom * x[0] + 2 * p.side * x[2]
    grad[2] = 2 * p.side * (x[0] + x[1])


@ipopt.constraints(h, user_data="prices")
def volume(x, g, p):
    g[0] = x[0] * x[1] * x[2]


@ipopt.jacobian(h, user_data="prices")
def volume_slope(x, jac, p):
    jac[0, 0] = x[1] * x[2]
    jac[0, 1] = x[0] * x[2]
    jac[0, 2] = x[0] * x[1]


state = h.new("prices", bottom=2.0, side=1.0)
result = ipopt.minimize(
    price,
    [1.0, 1.0, 1.0],
    slope,
    state,
    bounds=[(0, None)] * 3,
    constraints=volume,
    jacobian=volume_slope,
    constraint_bounds=[(8.0, 8.0)],
)
print(f"{result.message}: {result.x}, price {result.fun:.4f} after {state.ncalls} calls")

# In closed form: a square of side a with bottom · a³ = 2 · side · volume, and the height that the volume leaves.
a = (2 * 1.0 * 8.0 / 2.0) ** (1 / 3)
np.testing.assert_allclose(result.x, [a, a, 8.0 / a**2], rtol=1e-6)
assert result.success
assert state.ncalls > 0
