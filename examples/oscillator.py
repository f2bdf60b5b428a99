"""Integrate a function with SciPy whose parameters and counters live in a C struct."""

import scipy.integrate

import structcb

HEADER = """
typedef struct {
    double k;     /**< stiffness, N/m */
    double m;     /**< mass, kg */
    long ncalls;  /**< calls so far */
} oscillator;
typedef double (*integrand_fn)(double x, void *user_data);
"""


def main() -> None:
    """Compile a callback, integrate, and read the state that it left."""
    h = structcb.parse(HEADER)

    @h.callback("integrand_fn", user_data="oscillator")
    def integrand(x, p):
        p.ncalls += 1
        return p.k * x / p.m

    state = h.new("oscillator", k=2.0, m=0.5)
    with structcb.guard(integrand):
        value, error = scipy.integrate.quad(integrand.lowlevel(state), 0, 1)
    print(f"{value:.6f} ± {error:.0e} after {state.ncalls} calls")
    assert abs(value - 2.0) < 1e-12
    assert state.ncalls == 21


if __name__ == "__main__":
    main()
