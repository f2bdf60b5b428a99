/* Random bits and distributions of NumPy 2 (1.19 to 2.4 have the same).
 *
 * From https://github.com/numpy/numpy, (c) 2005-2025 NumPy developers, BSD-3-Clause. The functions are exported by the
 * module numpy.random._generator.
 *
 * Left out: the fills of single precision, zipf and the other rarely used distributions of integers, and the
 * multivariate ones, which take tables.
 */

/*
 * Extracted from Python.h (Python 3.11.7), numpy/_core/include/numpy/random/distributions.h (numpy 2.4.6), for Linux on x86_64, by
 *     structcb extract Python.h numpy/_core/include/numpy/random/distributions.h -I numpy/_core/include --only bitgen_t random_standard_uniform random_standard_uniform_fill random_uniform random_standard_normal random_standard_normal_fill random_normal random_standard_exponential random_standard_exponential_fill random_exponential random_standard_gamma random_gamma random_beta random_chisquare random_f random_standard_cauchy random_pareto random_weibull random_power random_laplace random_gumbel random_logistic random_lognormal random_rayleigh random_standard_t random_vonmises random_wald random_triangular random_poisson random_negative_binomial random_geometric random_interval -o cdefs/numpy/random.h
 * Don't edit: run the command again. Members named structcb_... only keep the others in place.
 */

struct bitgen {
    void *state;
    uint64_t (*next_uint64)(void *st);
    uint32_t (*next_uint32)(void *st);
    double (*next_double)(void *st);
    uint64_t (*next_raw)(void *st);
};
typedef struct bitgen bitgen_t;
typedef ssize_t Py_ssize_t;
typedef ssize_t npy_intp;
double random_standard_uniform(struct bitgen *bitgen_state);
void random_standard_uniform_fill(struct bitgen *, ssize_t, double *);
double random_standard_exponential(struct bitgen *bitgen_state);
void random_standard_exponential_fill(struct bitgen *, ssize_t, double *);
double random_standard_normal(struct bitgen *bitgen_state);
void random_standard_normal_fill(struct bitgen *, ssize_t, double *);
double random_standard_gamma(struct bitgen *bitgen_state, double shape);
double random_normal(struct bitgen *bitgen_state, double loc, double scale);
double random_gamma(struct bitgen *bitgen_state, double shape, double scale);
double random_exponential(struct bitgen *bitgen_state, double scale);
double random_uniform(struct bitgen *bitgen_state, double lower, double range);
double random_beta(struct bitgen *bitgen_state, double a, double b);
double random_chisquare(struct bitgen *bitgen_state, double df);
double random_f(struct bitgen *bitgen_state, double dfnum, double dfden);
double random_standard_cauchy(struct bitgen *bitgen_state);
double random_pareto(struct bitgen *bitgen_state, double a);
double random_weibull(struct bitgen *bitgen_state, double a);
double random_power(struct bitgen *bitgen_state, double a);
double random_laplace(struct bitgen *bitgen_state, double loc, double scale);
double random_gumbel(struct bitgen *bitgen_state, double loc, double scale);
double random_logistic(struct bitgen *bitgen_state, double loc, double scale);
double random_lognormal(struct bitgen *bitgen_state, double mean, double sigma);
double random_rayleigh(struct bitgen *bitgen_state, double mode);
double random_standard_t(struct bitgen *bitgen_state, double df);
double random_wald(struct bitgen *bitgen_state, double mean, double scale);
double random_vonmises(struct bitgen *bitgen_state, double mu, double kappa);
double random_triangular(struct bitgen *bitgen_state, double left, double mode, double right);
int64_t random_poisson(struct bitgen *bitgen_state, double lam);
int64_t random_negative_binomial(struct bitgen *bitgen_state, double n, double p);
int64_t random_geometric(struct bitgen *bitgen_state, double p);
uint64_t random_interval(struct bitgen *bitgen_state, uint64_t max);

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
