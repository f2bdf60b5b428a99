"""SciPy with native callbacks: SciPy with the plain Python function is the oracle."""

from __future__ import annotations

import math
import os
import subprocess
import traceback

import numpy as np
import pytest
from scipy import integrate, ndimage

import structcb
from structcb.consumers import scipy

pytestmark = pytest.mark.integration

H = structcb.parse("typedef struct { double a, b; long ncalls; double limit; } settings;")
IMAGE = np.random.default_rng(1).random((12, 9))


@pytest.fixture(scope="module")
def damped():
    @scipy.integrand(H, user_data="settings")
    def f(x, p):
        p.ncalls += 1
        if p.limit and x > p.limit:
            raise ValueError("outside of the table")  # the traceback ends here
        return math.exp(-p.a * x) * math.cos(p.b * x)

    return f


@pytest.fixture(scope="module")
def mean():
    @scipy.filter(H, user_data="settings")
    def f(window, p):
        p.ncalls += 1
        if p.limit and p.ncalls > p.limit:
            raise ValueError("too many pixels")
        total = 0.0
        for value in window:
            total += value
        return p.a * total / len(window)

    return f


def test_quad_agrees_with_the_plain_function(damped):
    state = H.new("settings", a=1.5, b=2.0)
    ours, _, info = scipy.quad(damped, 0, math.inf, state, full_output=1)
    plain, _ = integrate.quad(lambda x: math.exp(-1.5 * x) * math.cos(2 * x), 0, math.inf)

    assert ours == pytest.approx(plain, abs=1e-10)
    assert state.ncalls == info["neval"]


def test_an_integrand_without_a_state_needs_none():
    @scipy.integrand(H)
    def f(x):
        return x * x

    assert scipy.quad(f, 0, 3)[0] == pytest.approx(9)


def test_the_variables_of_dblquad_have_scipys_order():
    @scipy.integrand(H, user_data="settings")
    def f(y, x, p):
        return p.a * y * x * x

    ours = scipy.dblquad(f, 0, 1, 0, lambda x: 1 + x, H.new("settings", a=2.0))

    assert ours == pytest.approx(integrate.dblquad(lambda y, x: 2 * y * x * x, 0, 1, 0, lambda x: 1 + x))


def test_the_variables_of_tplquad_have_scipys_order():
    def plain(z, y, x):
        return z + y * y + x**3

    limits = (0, 1, 0, lambda x: x, lambda x, y: x - y, 2)
    ours = scipy.tplquad(scipy.integrand(H)(plain), *limits)

    assert ours[0] == pytest.approx(integrate.tplquad(plain, *limits)[0])


@pytest.mark.parametrize("ranges", [[(0, 1), (0, 2)], [(0, 1), lambda z: (0, z), (-1, 1)]])
def test_an_array_integrand_takes_any_number_of_variables(ranges):
    @scipy.array_integrand(H, user_data="settings")
    def f(x, p):
        total = p.a
        for value in x:
            total += value * value
        return total

    plain = integrate.nquad(lambda *x: 1.0 + sum(value * value for value in x), ranges)

    assert scipy.nquad(f, ranges, H.new("settings", a=1.0))[0] == pytest.approx(plain[0])


def test_another_number_of_variables_is_refused():
    @scipy.integrand(H)
    def f(y, x):
        return x * y

    with pytest.raises(TypeError, match="another number of variables"):
        scipy.nquad(f, [(0, 1)] * 3)


def test_an_integrand_without_variables_is_refused():
    with pytest.raises(structcb.SignatureError, match="no variable"):

        @scipy.integrand(H, user_data="settings")
        def f(p):
            return p.a


def test_an_exception_arrives_instead_of_a_wrong_number(damped):
    state = H.new("settings", a=1.0, limit=2.0)

    with pytest.raises(ValueError, match="outside of the table") as caught:
        scipy.quad(damped, 0, 3, state)

    assert traceback.extract_tb(caught.value.__traceback__)[-1].filename == __file__
    state.limit = 0
    assert scipy.quad(damped, 0, 3, state)[0] == pytest.approx(1 - math.exp(-3))


@pytest.mark.filterwarnings("ignore::scipy.integrate.IntegrationWarning")
def test_a_failed_inner_integral_ends_the_outer_one():
    @scipy.integrand(H, user_data="settings")
    def f(y, x, p):
        p.ncalls += 1
        if p.ncalls:
            raise ValueError("always")
        return y

    state = H.new("settings")
    with pytest.raises(ValueError, match="always"):
        scipy.nquad(f, [(0, 1)] * 2, state)

    # One integral over NaNs is 441 calls; nested ones are that to the power of their number.
    assert state.ncalls < 1000


def test_a_callback_that_reads_a_state_is_not_called_without_one(damped):
    with pytest.raises(structcb.StateError, match=r"h\.new\('settings'\)"):
        scipy.quad(damped, 0, 1)


def test_generic_filter_agrees_with_the_plain_function(mean):
    state = H.new("settings", a=2.0)
    ours = scipy.generic_filter(IMAGE, mean, state, size=3, mode="mirror")

    np.testing.assert_allclose(ours, ndimage.generic_filter(IMAGE, lambda w: 2 * w.mean(), 3, mode="mirror"))
    assert state.ncalls == IMAGE.size


def test_a_footprint_gives_the_window_its_pixels_only(mean):
    cross = ndimage.generate_binary_structure(2, 1)
    ours = scipy.generic_filter(IMAGE, mean, H.new("settings", a=1.0), footprint=cross)

    np.testing.assert_allclose(ours, ndimage.generic_filter(IMAGE, np.mean, footprint=cross))


def test_a_failing_filter_stops_and_raises_its_own_exception(mean):
    state = H.new("settings", a=1.0, limit=5.0)

    with pytest.raises(ValueError, match="too many pixels") as caught:
        scipy.generic_filter(IMAGE, mean, state, size=3)

    assert isinstance(caught.value.__cause__, RuntimeError)
    assert state.ncalls == 6


def test_a_filter_may_be_handed_to_scipy_itself(mean):
    lowlevel = mean.lowlevel(H.new("settings", a=1.0))

    np.testing.assert_allclose(ndimage.generic_filter(IMAGE, lowlevel, 3), ndimage.uniform_filter(IMAGE, 3))


def test_generic_filter1d_agrees_with_the_plain_function():
    @scipy.filter1d(H, user_data="settings")
    def f(line, out, p):
        for i in range(len(out)):
            out[i] = p.a * (line[i] + line[i + 1] + line[i + 2])

    def plain(line, out):
        out[:] = 3 * (line[:-2] + line[1:-1] + line[2:])

    ours = scipy.generic_filter1d(IMAGE, f, 3, H.new("settings", a=3.0), axis=0)

    np.testing.assert_allclose(ours, ndimage.generic_filter1d(IMAGE, plain, 3, axis=0))


def test_geometric_transform_agrees_with_the_plain_function():
    @scipy.mapping(H, user_data="settings")
    def f(output, input, p):
        input[0] = output[1] - p.a
        input[1] = output[0] + p.b

    ours = scipy.geometric_transform(IMAGE, f, H.new("settings", a=0.5, b=0.25), output_shape=(9, 12))

    np.testing.assert_allclose(
        ours,
        ndimage.geometric_transform(IMAGE, lambda at: (at[1] - 0.5, at[0] + 0.25), output_shape=(9, 12)),
    )


@pytest.mark.usefixtures("compiled")
def test_the_window_is_read_only():
    with pytest.raises(Exception, match=r"(?i)read-?only|cannot (write|set|modify|assign)"):

        @scipy.filter(H)
        def f(window):
            window[0] = 1.0
            return 0.0


def test_the_body_runs_in_the_interpreter_too():
    seen = []

    @scipy.filter(H, debug=True)
    def f(window):
        seen.append(len(window))
        return max(window)

    np.testing.assert_allclose(scipy.generic_filter(IMAGE, f, size=3), ndimage.maximum_filter(IMAGE, 3))
    assert set(seen) == {9}


# KeyboardInterrupt comes where Python looks for it first: in the code that leaves the guard.
def test_ctrl_c_stops_scipy():
    @scipy.filter(H, user_data="settings")
    def slow(window, p):
        p.ncalls += 1
        total = 0.0
        for i in range(10_000):
            total += math.sin(i * window[0])
        return total

    state, image = H.new("settings"), np.random.default_rng(1).random((1000, 1000))
    # SciPy keeps the GIL, so that no thread of this process could send the signal.
    with (
        subprocess.Popen(["sh", "-c", f"sleep 0.3; kill -INT {os.getpid()}"]),
        pytest.raises(KeyboardInterrupt),
    ):
        scipy.generic_filter(image, slow, state, size=3)

    assert 0 < state.ncalls < image.size


def test_a_function_of_one_variable_is_not_integrated_over_two(damped):
    state = H.new("settings", a=1.0)
    with pytest.raises(structcb.SignatureError, match="one variable, but SciPy passes 2"):
        scipy.dblquad(damped, 0, 1, 0, 1, state)
    with pytest.raises(structcb.SignatureError, match="one variable, but SciPy passes 2"):
        scipy.quad(damped, 0, 1, state, args=(2.0,))


def test_extra_arguments_that_c_never_sees_are_refused(mean):
    with pytest.raises(ValueError, match="`extra_arguments` reaches functions of the interpreter only"):
        scipy.generic_filter(np.eye(4), mean, H.new("settings"), size=3, extra_arguments=(1,))


@pytest.mark.usefixtures("compiled")
def test_a_filter_that_returns_an_array_is_refused():
    # numba would store its first item.
    with pytest.raises(Exception, match=r"float\(array"):
        scipy.filter(H)(lambda window: window * 2)


def test_a_filter_may_return_a_truth_value():
    is_bright = scipy.filter(H)(lambda window: window.sum() > 4)
    image = np.arange(16.0).reshape(4, 4)

    expected = ndimage.generic_filter(image, lambda window: window.sum() > 4, size=3)
    np.testing.assert_array_equal(scipy.generic_filter(image, is_bright, size=3), expected)
