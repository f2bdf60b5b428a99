"""NumPy's Generator on compiled bits, and compiled code on a Generator: NumPy's own SFC64 is the oracle."""

from __future__ import annotations

import gc
import os
import subprocess
import traceback
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import structcb
from structcb.consumers import numpy_random

pytestmark = pytest.mark.integration

H = structcb.parse("""
    typedef struct { uint64_t a, b, c, counter; long ndrawn, limit; } sfc64;
    typedef struct { void *rng; double sum; } walker;
""")
SEED = 20_261_122


@pytest.fixture(scope="module")
def sfc64():
    eleven, three, left, right = (np.uint64(n) for n in (11, 3, 24, 40))
    one = np.uint64(1)

    @numpy_random.bits(H, "sfc64")
    def next_bits(p):
        p.ndrawn += 1
        if p.limit and p.ndrawn > p.limit:
            raise ValueError("used up")  # the traceback ends here
        made = p.a + p.b + p.counter
        p.counter += one
        p.a = p.b ^ (p.b >> eleven)
        p.b = p.c + (p.c << three)
        p.c = ((p.c << left) | (p.c >> right)) + made
        return made

    return next_bits


def state_of(theirs, **fields):
    a, b, c, counter = (int(word) for word in theirs.state["state"]["state"])
    return H.new("sfc64", a=a, b=b, c=c, counter=counter, **fields)


@pytest.fixture
def pair(sfc64):
    theirs = np.random.SFC64(SEED)
    state = state_of(theirs)
    ours = numpy_random.BitGenerator(sfc64, state).generator()
    return ours, np.random.Generator(theirs), state


@pytest.mark.parametrize(
    "draw",
    [
        lambda g: g.random(1000),
        lambda g: g.standard_normal(1000),
        lambda g: g.gamma(2.0, 3.0, 1000),
        lambda g: g.beta(0.5, 0.5, 1000),
        lambda g: g.poisson(1000.0, 1000),
        lambda g: g.multivariate_normal([0, 1], [[2, 1], [1, 2]], 100),
        lambda g: g.integers(0, 2**63, 1000),
        lambda g: g.permutation(2**10),
    ],
    ids=["random", "normal", "gamma", "beta", "poisson", "multivariate", "integers", "permutation"],
)
def test_the_same_bits_make_the_same_numbers(pair, draw, request):
    ours, theirs, state = pair
    if "permutation" in request.node.name:
        # NumPy's generators keep the other half of 64 bits for later draws of 32.
        assert sorted(draw(ours)) == sorted(draw(theirs))
    else:
        np.testing.assert_array_equal(draw(ours), draw(theirs))
    assert state.ndrawn > 0


def test_draws_of_32_bits_are_uniform(pair):
    ours, _, _ = pair
    counts = np.bincount(ours.integers(0, 16, 160_000, dtype=np.uint32), minlength=16)

    # 15 degrees of freedom: above 45 is a chance of one in ten thousand, and the seed is fixed.
    assert ((counts - 10_000) ** 2 / 10_000).sum() < 45


def test_the_generator_keeps_the_state_alive(sfc64):
    generator = numpy_random.BitGenerator(sfc64, state_of(np.random.SFC64(SEED))).generator()
    gc.collect()
    junk = [H.new("sfc64", a=1) for _ in range(100)]

    np.testing.assert_array_equal(
        generator.random(100), np.random.Generator(np.random.SFC64(SEED)).random(100)
    )
    assert len(junk) == 100


# Each of these draws again until something fits: no constant would end them all.
@pytest.mark.parametrize(
    "draw",
    [
        lambda g: g.beta(0.5, 0.5, 100),
        lambda g: g.standard_gamma(0.3, 100),
        lambda g: g.binomial(1000, 0.4, 100),
        lambda g: g.poisson(100.0, 100),
        lambda g: g.vonmises(0.0, 4.0, 100),
        lambda g: g.integers(0, 2**63 + 1, 100, dtype=np.uint64),
        lambda g: g.integers(0, 2**31 + 1, 100, dtype=np.uint32),
        lambda g: g.shuffle(np.arange(100)),
    ],
)
def test_an_exception_arrives_from_draws_that_reject(sfc64, draw):
    state = state_of(np.random.SFC64(SEED), limit=10)
    source = numpy_random.BitGenerator(sfc64, state)
    generator = source.generator()

    with pytest.raises(ValueError, match="used up") as caught, structcb.guard(source):
        draw(generator)

    assert traceback.extract_tb(caught.value.__traceback__)[-1].filename == __file__
    assert state.ndrawn == 11
    state.limit = 0
    generator.random()
    assert state.ndrawn == 12


def test_a_failure_of_one_thread_is_not_that_of_another(sfc64):
    expected = np.random.Generator(np.random.SFC64(SEED)).random(20_000)

    def draw(limit):
        source = numpy_random.BitGenerator(sfc64, state_of(np.random.SFC64(SEED), limit=limit))
        try:
            with structcb.guard(source):
                return np.array_equal(source.generator().random(20_000), expected)
        except ValueError:
            return "raised"

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(draw, [0, 500] * 20))

    assert found == [True, "raised"] * 20


def test_ctrl_c_arrives_when_the_draw_is_done(sfc64):
    state = state_of(np.random.SFC64(SEED))
    source = numpy_random.BitGenerator(sfc64, state)
    drawn = np.zeros(60_000_000)
    with (
        subprocess.Popen(["sh", "-c", f"sleep 0.05; kill -INT {os.getpid()}"]),
        pytest.raises(KeyboardInterrupt),
        structcb.guard(source),
    ):
        source.generator().random(out=drawn)
        for _ in range(10_000_000):
            pass

    assert state.ndrawn == drawn.size


def test_ctrl_c_lets_a_draw_that_rejects_come_to_its_end(sfc64):
    rng = numpy_random.BitGenerator(sfc64, state_of(np.random.SFC64(SEED))).generator()
    with (
        subprocess.Popen(["sh", "-c", f"sleep 0.05; kill -INT {os.getpid()}"]),
        pytest.raises(KeyboardInterrupt),
        structcb.guard(sfc64),
    ):
        rng.beta(0.5, 0.5, size=2_000_000)
        for _ in range(10_000_000):
            pass


def test_a_body_that_returns_no_bits_is_refused():
    with pytest.raises(Exception, match="or_"):

        @numpy_random.bits(H, "sfc64")
        def half(p):
            return 0.5


def test_another_state_is_refused(sfc64):
    with pytest.raises(structcb.SignatureError, match="takes a `sfc64`"):
        numpy_random.BitGenerator(sfc64, H.new("walker"))


@pytest.fixture(scope="module")
def step():
    bitgen, lib = numpy_random.header().struct("bitgen_t"), numpy_random.distributions()

    @H.callback("double (double scale, void *p)", user_data="walker")
    def step(scale, p):
        rng = bitgen(p.rng)
        p.sum += scale * rng.next_double(rng.state) + lib.random_standard_normal(rng)
        return p.sum

    return step


def test_compiled_code_draws_what_the_generator_would_have_drawn(step):
    used, other = (np.random.default_rng(SEED) for _ in range(2))
    walker = H.new("walker", rng=numpy_random.bits_of(used))
    for _ in range(100):
        step(2.0, walker)

    assert walker.sum == pytest.approx(
        sum(2.0 * other.random() + other.standard_normal() for _ in range(100))
    )
    assert used.random() == other.random()


def test_compiled_code_keeps_the_generator_alive(step):
    walker = H.new("walker", rng=numpy_random.bits_of(np.random.default_rng(SEED)))
    gc.collect()
    other = np.random.default_rng(SEED)

    assert step(1.0, walker) == other.random() + other.standard_normal()


def test_the_shipped_header_names_what_numpy_exports():
    assert numpy_random.distributions().random_standard_normal.address


def test_the_body_runs_in_the_interpreter_too():
    @numpy_random.bits(H, "sfc64", debug=True)
    def counting(p):
        p.ndrawn += 1
        return p.ndrawn << 60

    generator = numpy_random.BitGenerator(counting, H.new("sfc64")).generator()

    assert list(generator.random(3)) == [1 / 16, 2 / 16, 3 / 16]
