"""GSL's structs with our callbacks in them: closed forms and SciPy are the oracles."""

from __future__ import annotations

import ctypes.util
import math
from contextlib import ExitStack

import numpy as np
import pytest
from scipy import integrate, special

import structcb
from structcb.consumers import gsl as consumer

if ctypes.util.find_library("gsl") is None:
    pytest.skip("GSL is not installed: apt-get install libgsl-dev", allow_module_level=True)

pytestmark = pytest.mark.integration

G = consumer.gsl()
NEW = G.header.new
H = structcb.parse("typedef struct { double mu, a; long ncalls; } state;")
F = "double (double x, void *params)"


@pytest.fixture(scope="module")
def power():
    @H.callback(F, user_data="state")
    def power(x, p):
        p.ncalls += 1
        if p.a < 0:
            raise ValueError("a is negative")
        return x**p.mu * math.exp(-p.a * x)

    return power


@pytest.fixture(scope="module")
def van_der_pol():
    ode = "int (double t, const double *y, double *dydt, void *params)"

    @H.callback(ode, user_data="state", arrays={"y": 2, "dydt": 2}, on_error=consumer.ODE_ERRORS)
    def van_der_pol(t, y, dydt, p):
        p.ncalls += 1
        if p.a and t > p.a:
            raise ValueError("too late")
        dydt[0] = y[1]
        dydt[1] = -y[0] - p.mu * y[1] * (y[0] * y[0] - 1)
        return 0

    return van_der_pol


@pytest.fixture(scope="module")
def van_der_pol_jacobian():
    prototype = "int (double t, const double *y, double *dfdy, double *dfdt, void *params)"

    @H.callback(prototype, user_data="state", arrays={"y": 2, "dfdy": (2, 2), "dfdt": 2})
    def jacobian(t, y, dfdy, dfdt, p):
        dfdy[0, 0], dfdy[0, 1] = 0.0, 1.0
        dfdy[1, 0], dfdy[1, 1] = -2 * p.mu * y[0] * y[1] - 1, -p.mu * (y[0] * y[0] - 1)
        dfdt[:] = 0.0
        return 0

    return jacobian


def quad(callback, state, a, b):
    value, error = G.ffi.new("double *"), G.ffi.new("double *")
    with ExitStack() as stack:
        workspace = G.make(stack, "gsl_integration_workspace", 1000)
        f = NEW("gsl_function", function=callback, params=state)
        with structcb.guard(callback):
            code = G.gsl_integration_qags(f, a, b, 0.0, 1e-10, 1000, workspace, value, error)
        G.check(code)
    return value[0]


def evolve(f, jacobian, state, step, end):
    y, t = G.ffi.new("double[2]", [1.0, 0.0]), G.ffi.new("double *")
    with ExitStack() as stack:
        system = NEW("gsl_odeiv2_system", function=f, jacobian=jacobian, dimension=2, params=state)
        driver = G.make(stack, "gsl_odeiv2_driver", system, step, 1e-6, 1e-9, 1e-9)
        with structcb.guard(f):
            code = G.gsl_odeiv2_driver_apply(driver, t, end, y)
        G.check(code)
    return list(y)


def test_an_integral_is_that_of_the_incomplete_gamma_function(power):
    state = H.new("state", mu=0.5, a=2.0)
    exact = special.gamma(1.5) * special.gammainc(1.5, 2.0) / 2**1.5

    assert quad(power, state, 0.0, 1.0) == pytest.approx(exact, rel=1e-9)
    assert state.ncalls > 21


def test_an_exception_arrives_once_and_gsl_stays_usable(power):
    with pytest.raises(ValueError, match="a is negative"):
        quad(power, H.new("state", mu=0.5, a=-1.0), 0.0, 1.0)

    power.check()
    assert quad(power, H.new("state"), 0.0, 3.0) == pytest.approx(3.0)


def test_a_failure_is_told_in_gsls_own_words():
    @H.callback("double (double x, void *params)", user_data="state", error_model="numpy")
    def pole(x, p):
        return 1 / (x - 0.3)

    with pytest.raises(consumer.GslError, match=r"code \d+") as caught:
        quad(pole, H.new("state"), 0.0, 1.0)
    assert caught.value.code > 0


def test_a_root_is_found():
    @H.callback(F, user_data="state")
    def parabola(x, p):
        return x * x - p.mu

    f = NEW("gsl_function", function=parabola, params=H.new("state", mu=2.0))
    with ExitStack() as stack, structcb.guard(parabola):
        solver = G.make(stack, "gsl_root_fsolver", G.gsl_root_fsolver_brent)
        G.check(G.gsl_root_fsolver_set(solver, f, 0.0, 5.0))
        for _ in range(20):
            G.check(G.gsl_root_fsolver_iterate(solver))

        assert G.gsl_root_fsolver_root(solver) == pytest.approx(math.sqrt(2))


@pytest.mark.parametrize("step", ["rk8pd", "msbdf"])
def test_an_equation_agrees_with_radau(van_der_pol, van_der_pol_jacobian, step):
    def rhs(t, y):
        return y[1], -y[0] - 10 * y[1] * (y[0] ** 2 - 1)

    radau = integrate.solve_ivp(rhs, (0, 20), [1, 0], method="Radau", rtol=1e-10, atol=1e-12)
    stepper = getattr(G, f"gsl_odeiv2_step_{step}")
    ours = evolve(van_der_pol, van_der_pol_jacobian, H.new("state", mu=10.0), stepper, 20.0)

    np.testing.assert_allclose(ours, radau.y[:, -1], rtol=1e-4)


def test_an_exception_stops_an_equation(van_der_pol, van_der_pol_jacobian):
    state = H.new("state", mu=1.0, a=3.0)

    with pytest.raises(ValueError, match="too late") as caught:
        evolve(van_der_pol, van_der_pol_jacobian, state, G.gsl_odeiv2_step_rkf45, 1e6)

    assert not any("times" in note for note in caught.value.__notes__)  # GSL did not try again


def test_a_minimum_is_found_with_vectors():
    # The callbacks read GSL's vectors, so the header that they are made with declares them too.
    header = structcb.parse("""
        typedef struct gsl_block_struct gsl_block;
        typedef struct { size_t size; size_t stride; double *data; gsl_block *block; int owner; } gsl_vector;
        typedef struct { double a; long ncalls; } valley;
    """)

    @header.callback("double (const gsl_vector *x, void *params)", user_data="valley")
    def f(x, p):
        p.ncalls += 1
        return p.a * (x.data[1] - x.data[0] ** 2) ** 2 + (1 - x.data[0]) ** 2

    @header.callback("void (const gsl_vector *x, void *params, gsl_vector *g)", user_data="valley")
    def df(x, p, g):
        g.data[0] = -4 * p.a * x.data[0] * (x.data[1] - x.data[0] ** 2) - 2 * (1 - x.data[0])
        g.data[g.stride] = 2 * p.a * (x.data[1] - x.data[0] ** 2)

    @header.callback(
        "void (const gsl_vector *x, void *params, double *value, gsl_vector *g)", user_data="valley"
    )
    def fdf(x, p, value, g):
        value[0] = f(x, p)
        df(x, p, g)

    state = header.new("valley", a=100.0)
    function = NEW("gsl_multimin_function_fdf", f=f, df=df, fdf=fdf, n=2, params=state)
    with ExitStack() as stack, structcb.guard(f, df, fdf):
        start = G.make(stack, "gsl_vector", 2)
        for i, value in enumerate((-1.2, 1.0)):
            G.gsl_vector_set(start, i, value)
        solver = G.make(stack, "gsl_multimin_fdfminimizer", G.gsl_multimin_fdfminimizer_vector_bfgs2, 2)
        G.check(G.gsl_multimin_fdfminimizer_set(solver, function, start, 0.01, 0.1))
        for _ in range(100):
            if G.gsl_multimin_fdfminimizer_iterate(solver):
                break
        x = G.gsl_multimin_fdfminimizer_x(solver)
        found = [G.gsl_vector_get(x, i) for i in range(2)]

    np.testing.assert_allclose(found, [1, 1], rtol=1e-6)
    assert state.ncalls > 0


def test_vegas_finds_watsons_integral():
    @H.callback("double (double *x, size_t dim, void *params)", user_data="state", arrays={"x": "dim"})
    def watson(x, dim, p):
        p.ncalls += 1
        return p.a / (1 - math.cos(x[0]) * math.cos(x[1]) * math.cos(x[2]))

    state = H.new("state", a=1 / math.pi**3)
    value, error = G.ffi.new("double *"), G.ffi.new("double *")
    with ExitStack() as stack, structcb.guard(watson):
        random = G.make(stack, "gsl_rng", G.gsl_rng_mt19937)
        vegas = G.make(stack, "gsl_monte_vegas", 3)
        f = NEW("gsl_monte_function", f=watson, dim=3, params=state)
        G.check(
            G.gsl_monte_vegas_integrate(f, [0.0] * 3, [math.pi] * 3, 3, 20000, random, vegas, value, error)
        )

    # Watson (1939): the closed form is gamma(1/4)^4 / (4 pi^3).
    assert value[0] == pytest.approx(special.gamma(0.25) ** 4 / (4 * math.pi**3), rel=0.01)
    assert 0 < state.ncalls <= 200_000


def test_a_callback_of_another_prototype_is_refused(van_der_pol):
    with pytest.raises(structcb.StateError, match="gsl_function"):
        NEW("gsl_function", function=van_der_pol)


def test_every_declared_function_is_in_the_library():
    for name in G.header.functions:
        assert getattr(G, name).address
