/* Random bits and distributions of NumPy 2 (1.19 to 2.4 have the same).
 *
 * From numpy/random/bitgen.h and numpy/random/distributions.h of https://github.com/numpy/numpy,
 * (c) 2005-2025 NumPy developers, BSD-3-Clause. The functions are exported by the module numpy.random._generator.
 * `npy_intp` is intptr_t, `RAND_INT_TYPE` is int64_t.
 *
 * Left out: the fills of single precision, zipf and the other rarely used distributions of integers, and the
 * multivariate ones, which take tables.
 */

typedef struct bitgen {
    void *state;
    uint64_t (*next_uint64)(void *st);
    uint32_t (*next_uint32)(void *st);
    double (*next_double)(void *st);
    uint64_t (*next_raw)(void *st);
} bitgen_t;

double random_standard_uniform(bitgen_t *bitgen_state);
void random_standard_uniform_fill(bitgen_t *bitgen_state, intptr_t cnt, double *out);
double random_uniform(bitgen_t *bitgen_state, double lower, double range);
double random_standard_normal(bitgen_t *bitgen_state);
void random_standard_normal_fill(bitgen_t *bitgen_state, intptr_t cnt, double *out);
double random_normal(bitgen_t *bitgen_state, double loc, double scale);
double random_standard_exponential(bitgen_t *bitgen_state);
void random_standard_exponential_fill(bitgen_t *bitgen_state, intptr_t cnt, double *out);
double random_exponential(bitgen_t *bitgen_state, double scale);
double random_standard_gamma(bitgen_t *bitgen_state, double shape);
double random_gamma(bitgen_t *bitgen_state, double shape, double scale);
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
double random_vonmises(bitgen_t *bitgen_state, double mu, double kappa);
double random_wald(bitgen_t *bitgen_state, double mean, double scale);
double random_triangular(bitgen_t *bitgen_state, double left, double mode, double right);
int64_t random_poisson(bitgen_t *bitgen_state, double lam);
int64_t random_negative_binomial(bitgen_t *bitgen_state, double n, double p);
int64_t random_geometric(bitgen_t *bitgen_state, double p);
uint64_t random_interval(bitgen_t *bitgen_state, uint64_t max);
