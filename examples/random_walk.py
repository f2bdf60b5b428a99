"""A bit generator of one's own under NumPy's distributions, and NumPy's normals inside of compiled code."""

import math

import numpy as np

import structcb
from structcb.consumers import numpy_random

h = structcb.parse("""
    typedef struct {
        uint64_t a, b, c, counter;      /* SFC64, by Chris Doty-Humphrey */
    } sfc64;
    typedef struct {
        void *rng;
        double drift, volatility, barrier;
        long nsteps, nhits;
    } walk;
    typedef double (*step_fn)(double time, void *user_data);
""")
ONE, THREE, ELEVEN, LEFT, RIGHT = (np.uint64(n) for n in (1, 3, 11, 24, 40))


@numpy_random.bits(h, "sfc64")
def next_bits(p):
    made = p.a + p.b + p.counter
    p.counter += ONE
    p.a = p.b ^ (p.b >> ELEVEN)
    p.b = p.c + (p.c << THREE)
    p.c = ((p.c << LEFT) | (p.c >> RIGHT)) + made
    return made


reference = np.random.SFC64(7)
words = [int(word) for word in reference.state["state"]["state"]]
state = h.new("sfc64", **dict(zip(("a", "b", "c", "counter"), words, strict=True)))
rng = numpy_random.BitGenerator(next_bits, state).generator()

# The same bits under the same distributions give the same numbers.
np.testing.assert_array_equal(
    rng.gamma(2.0, size=10_000), np.random.Generator(reference).gamma(2.0, size=10_000)
)
print(f"{rng} at {state.counter}")

bitgen, normals = numpy_random.header().struct("bitgen_t"), numpy_random.distributions()


@h.callback("step_fn", user_data="walk")
def survive(time, p):
    bits, level = bitgen(p.rng), 0.0
    step = time / p.nsteps
    for _ in range(p.nsteps):
        level += p.drift * step + p.volatility * math.sqrt(step) * normals.random_standard_normal(bits)
    p.nhits += level > p.barrier
    return level


generator = np.random.default_rng(11)
walk = h.new("walk", rng=numpy_random.bits_of(generator), drift=0.1, volatility=0.2, barrier=0.2, nsteps=50)
ends = np.array([survive(1.0, walk) for _ in range(2000)])

plain = np.random.default_rng(11)
steps = plain.standard_normal((2000, 50))
np.testing.assert_allclose(ends, (0.1 / 50 + 0.2 * math.sqrt(1 / 50) * steps).sum(axis=1))
print(f"{walk.nhits} of {len(ends)} walks end above {walk.barrier}")
assert walk.nhits == (ends > 0.2).sum()
