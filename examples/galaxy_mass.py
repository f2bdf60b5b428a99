"""Mass and brightest pixel: a volume integral and an image filter whose parameters live in C structs."""

import math

import numpy as np
from scipy import ndimage, special

import structcb
from structcb.consumers import scipy

h = structcb.parse("""
    typedef struct {
        double density, radius;     /* of a Plummer sphere */
        long ncalls;
    } galaxy;
    typedef struct {
        double threshold;           /* how many standard deviations stand out */
        long replaced;              /* pixels that did */
    } despiker;
""")


@scipy.integrand(h, user_data="galaxy")
def mass_element(r, theta, phi, p):
    p.ncalls += 1
    return p.density * (1 + (r / p.radius) ** 2) ** -2.5 * r * r * math.sin(theta)


@scipy.filter(h, user_data="despiker")
def despike(window, p):
    centre = window[len(window) // 2]
    mean = window.mean()
    deviation = math.sqrt(((window - mean) ** 2).mean())
    if abs(centre - mean) > p.threshold * deviation:
        p.replaced += 1
        return mean
    return centre


galaxy = h.new("galaxy", density=0.3, radius=2.0)
mass, error = scipy.nquad(mass_element, [(0, math.inf), (0, math.pi), (0, 2 * math.pi)], galaxy)
print(f"mass {mass:.6f} ± {error:.0e} after {galaxy.ncalls} calls")

# The mass of a Plummer sphere is 4/3 π a³ ρ.
assert math.isclose(mass, 4 / 3 * math.pi * galaxy.radius**3 * galaxy.density, rel_tol=1e-8)

y, x = np.mgrid[-32:32, -32:32]
image = special.j1(np.hypot(x, y) / 5 + 1e-9)
image[5::13, 3::11] += 3.0

state = h.new("despiker", threshold=2.5)
clean = scipy.generic_filter(image, despike, state, size=5)
print(f"{state.replaced} of {image.size} pixels replaced")


def in_python(window):
    centre, mean = window[12], window.mean()
    return mean if abs(centre - mean) > 2.5 * window.std() else centre


np.testing.assert_allclose(clean, ndimage.generic_filter(image, in_python, size=5), rtol=1e-12)
assert state.replaced >= image[5::13, 3::11].size
