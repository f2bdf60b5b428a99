"""A portfolio of least risk: NLopt with a gradient, an equality and an inequality, and the data in a C struct."""

import numpy as np
from scipy import optimize

import structcb
from structcb.consumers import nlopt

h = structcb.parse("""
    typedef struct {
        const double *covariance;   /* n × n */
        const double *expected;     /* the yearly return of each */
        double wanted;              /* the return of the whole */
        long nvalues, ngradients;
    } market;
""")


@nlopt.function(h, user_data="market")
def risk(x, grad, p):
    p.nvalues += 1
    covariance = structcb.view(p.covariance, (len(x), len(x)))
    change = covariance @ x
    if grad is not None:
        p.ngradients += 1
        grad[:] = 2 * change
    return x @ change


@nlopt.function(h, user_data="market")
def all_is_spent(x, grad, p):
    if grad is not None:
        grad[:] = 1.0
    return x.sum() - 1


@nlopt.function(h, user_data="market")
def shortfall(x, grad, p):
    expected = structcb.view(p.expected, len(x))
    if grad is not None:
        grad[:] = -expected
    return p.wanted - expected @ x


rng = np.random.default_rng(7)
returns = rng.normal(0.06, 0.15, size=(60, 8)) + rng.normal(0, 0.1, size=(60, 1))
covariance, expected = np.cov(returns.T), returns.mean(axis=0)
wanted = np.quantile(expected, 0.7)
state = h.new("market", covariance=covariance, expected=expected, wanted=wanted)

found = nlopt.minimize(
    risk,
    np.full(8, 1 / 8),
    state,
    method="LD_SLSQP",
    bounds=[(0, 1)] * 8,
    equalities=[all_is_spent],
    inequalities=[shortfall],
    xtol_rel=1e-10,
)
print(found.message)
print(f"shares {np.round(found.x, 3)}, deviation {found.fun**0.5:.4f}, {found.nfev} evaluations")

scipys = optimize.minimize(
    lambda x: x @ covariance @ x,
    np.full(8, 1 / 8),
    bounds=[(0, 1)] * 8,
    constraints=[
        {"type": "eq", "fun": lambda x: x.sum() - 1},
        {"type": "ineq", "fun": lambda x: expected @ x - wanted},
    ],
    tol=1e-12,
)
np.testing.assert_allclose(found.x, scipys.x, atol=1e-5)
assert found.success
assert state.nvalues == found.nfev
assert state.ngradients > 0
