/*
 * Random bits and distributions of NumPy 2 (1.19 to 2.4 have the same).
 *
 * Upstream: https://github.com/numpy/numpy, the headers numpy/random/bitgen.h and distributions.h, as the wheel of numpy
 * brings them. Copyright (c) 2005-2025 NumPy developers. SPDX-License-Identifier: BSD-3-Clause
 *
 * The functions are exported by the module numpy.random._generator.
 *
 * Left out: the fills of single precision, zipf and the other rarely used distributions of integers, and the
 * multivariate ones, which take tables.
 */

/*
 * Extracted from Python.h (Python 3.11.7), numpy/_core/include/numpy/random/distributions.h (numpy 2.4.6), for Linux on
 *     x86_64, by
 *     structcb extract Python.h numpy/_core/include/numpy/random/distributions.h -I numpy/_core/include --only \
 *         bitgen_t random_standard_uniform random_standard_uniform_fill random_uniform random_standard_normal \
 *         random_standard_normal_fill random_normal random_standard_exponential random_standard_exponential_fill \
 *         random_exponential random_standard_gamma random_gamma random_beta random_chisquare random_f \
 *         random_standard_cauchy random_pareto random_weibull random_power random_laplace random_gumbel \
 *         random_logistic random_lognormal random_rayleigh random_standard_t random_vonmises random_wald \
 *         random_triangular random_poisson random_negative_binomial random_geometric random_interval -o \
 *         cdefs/numpy/random.h
 * Don't edit: run the command again.
 */

typedef ssize_t Py_ssize_t;
typedef Py_ssize_t npy_intp;

struct bitgen {
    void *state;
    uint64_t (*next_uint64)(void *st);
    uint32_t (*next_uint32)(void *st);
    double (*next_double)(void *st);
    uint64_t (*next_raw)(void *st);
};

typedef struct bitgen bitgen_t;
double random_standard_uniform(bitgen_t *bitgen_state);
void random_standard_uniform_fill(bitgen_t *, npy_intp, double *);
double random_standard_exponential(bitgen_t *bitgen_state);
void random_standard_exponential_fill(bitgen_t *, npy_intp, double *);
double random_standard_normal(bitgen_t *bitgen_state);
void random_standard_normal_fill(bitgen_t *, npy_intp, double *);
double random_standard_gamma(bitgen_t *bitgen_state, double shape);
double random_normal(bitgen_t *bitgen_state, double loc, double scale);
double random_gamma(bitgen_t *bitgen_state, double shape, double scale);
double random_exponential(bitgen_t *bitgen_state, double scale);
double random_uniform(bitgen_t *bitgen_state, double lower, double range);
double random_beta(bitgen_t *bitgen_state, double a, double b);
double random_chisquare(bitgen_t *bitgen_state, double df);
double random_f(bitgen_t *bitgen_state, double dfnum, double dfden);
double random_standard_cauchy(bitgen_t *bitgen_state);
double random_pareto(bitgen_t *bitgen_state, double a);
double random_weibull(bitgen_t *bitgen_state, double a);
double random_power(bitgen_t *bitgen_state, double a);
double random_laplace(bitgen_t *bitgen_state, double loc, double scale);
double random_gumbel(bitgen_t *bitgen_state, double loc, double scale);
double random_logistic(bitgen_t *bitgen_state, double loc, double scale);
double random_lognormal(bitgen_t *bitgen_state, double mean, double sigma);
double random_rayleigh(bitgen_t *bitgen_state, double mode);
double random_standard_t(bitgen_t *bitgen_state, double df);
double random_wald(bitgen_t *bitgen_state, double mean, double scale);
double random_vonmises(bitgen_t *bitgen_state, double mu, double kappa);
double random_triangular(bitgen_t *bitgen_state, double left, double mode, double right);
int64_t random_poisson(bitgen_t *bitgen_state, double lam);
int64_t random_negative_binomial(bitgen_t *bitgen_state, double n, double p);
int64_t random_geometric(bitgen_t *bitgen_state, double p);
uint64_t random_interval(bitgen_t *bitgen_state, uint64_t max);

/* The layouts:
 *
 * struct bitgen: 40 bytes, alignment 8, 1 cache line; 0 bytes lost to holes, 0 bytes to padding
 *   offset  size  type                     name
 *        0     8  void *                   state
 *        8     8  uint64_t (*)(void * st)  next_uint64
 *       16     8  uint32_t (*)(void * st)  next_uint32
 *       24     8  double (*)(void * st)    next_double
 *       32     8  uint64_t (*)(void * st)  next_raw
 */
