/*
 * GSL 2.x, the GNU Scientific Library: integration, root finding, ordinary differential equations, minimisation and
 * Monte Carlo integration.
 *
 * Upstream: https://www.gnu.org/software/gsl/, versions 2.5 to 2.8. GSL is under the GPL (version 3 or later), and so
 * are its headers; these declarations were written by hand from what its manual documents, and nothing was copied.
 * structcb does not depend on GSL and brings none of it. A program that uses GSL must follow GSL's licence.
 *
 * `params` is the state: what a library hands back to each callback.
 *
 * Left out: all that needs no callback, fits, multidimensional roots, evolution and control of steps, minimisers without
 * gradients, and the fields of structs that only GSL itself reads.
 */

/* Errors; a callback returns 0, or GSL_EBADFUNC to stop at once */

enum { GSL_SUCCESS = 0, GSL_FAILURE = -1, GSL_CONTINUE = -2, GSL_EBADFUNC = 9 };

typedef void gsl_error_handler_t(const char *reason, const char *file, int line, int gsl_errno);
gsl_error_handler_t *gsl_set_error_handler_off(void);
gsl_error_handler_t *gsl_set_error_handler(gsl_error_handler_t *new_handler);
const char *gsl_strerror(const int gsl_errno);
extern const char *gsl_version;

/* Functions of one variable */

typedef struct gsl_function_struct {
    double (*function)(double x, void *params);
    void *params;
} gsl_function;

typedef struct gsl_function_fdf_struct {
    double (*f)(double x, void *params);
    double (*df)(double x, void *params);
    void (*fdf)(double x, void *params, double *f, double *df);
    void *params;
} gsl_function_fdf;

/* Integration */

typedef struct gsl_integration_workspace gsl_integration_workspace;

gsl_integration_workspace *gsl_integration_workspace_alloc(const size_t n);
void gsl_integration_workspace_free(gsl_integration_workspace *w);
int gsl_integration_qags(const gsl_function *f, double a, double b, double epsabs, double epsrel, size_t limit,
                         gsl_integration_workspace *workspace, double *result, double *abserr);
int gsl_integration_qagiu(gsl_function *f, double a, double epsabs, double epsrel, size_t limit,
                          gsl_integration_workspace *workspace, double *result, double *abserr);

/* Root finding */

typedef struct gsl_root_fsolver_type gsl_root_fsolver_type;
typedef struct gsl_root_fsolver gsl_root_fsolver;
extern const gsl_root_fsolver_type *gsl_root_fsolver_bisection;
extern const gsl_root_fsolver_type *gsl_root_fsolver_brent;

gsl_root_fsolver *gsl_root_fsolver_alloc(const gsl_root_fsolver_type *T);
void gsl_root_fsolver_free(gsl_root_fsolver *s);
int gsl_root_fsolver_set(gsl_root_fsolver *s, gsl_function *f, double x_lower, double x_upper);
int gsl_root_fsolver_iterate(gsl_root_fsolver *s);
double gsl_root_fsolver_root(const gsl_root_fsolver *s);
double gsl_root_fsolver_x_lower(const gsl_root_fsolver *s);
double gsl_root_fsolver_x_upper(const gsl_root_fsolver *s);
int gsl_root_test_interval(double x_lower, double x_upper, double epsabs, double epsrel);

/* Ordinary differential equations; the Jacobian's entry of row i and column j is dfdy[i * dimension + j] */

typedef struct {
    int (*function)(double t, const double y[], double dydt[], void *params);
    int (*jacobian)(double t, const double y[], double *dfdy, double dfdt[], void *params);
    size_t dimension;
    void *params;
} gsl_odeiv2_system;

typedef struct gsl_odeiv2_step_type gsl_odeiv2_step_type;
typedef struct gsl_odeiv2_driver gsl_odeiv2_driver;
extern const gsl_odeiv2_step_type *gsl_odeiv2_step_rk8pd;
extern const gsl_odeiv2_step_type *gsl_odeiv2_step_rkf45;
extern const gsl_odeiv2_step_type *gsl_odeiv2_step_msbdf;

gsl_odeiv2_driver *gsl_odeiv2_driver_alloc_y_new(const gsl_odeiv2_system *sys, const gsl_odeiv2_step_type *T,
                                                 const double hstart, const double epsabs, const double epsrel);
int gsl_odeiv2_driver_apply(gsl_odeiv2_driver *d, double *t, const double t1, double y[]);
void gsl_odeiv2_driver_free(gsl_odeiv2_driver *d);

/* Vectors */

typedef struct gsl_block_struct gsl_block;

typedef struct {
    size_t size;
    size_t stride;
    double *data;
    gsl_block *block;
    int owner;
} gsl_vector;

gsl_vector *gsl_vector_alloc(const size_t n);
void gsl_vector_free(gsl_vector *v);
double gsl_vector_get(const gsl_vector *v, const size_t i);
void gsl_vector_set(gsl_vector *v, const size_t i, double x);

/* Minimisation with gradients */

typedef struct gsl_multimin_function_fdf_struct {
    double (*f)(const gsl_vector *x, void *params);
    void (*df)(const gsl_vector *x, void *params, gsl_vector *df);
    void (*fdf)(const gsl_vector *x, void *params, double *f, gsl_vector *df);
    size_t n;
    void *params;
} gsl_multimin_function_fdf;

typedef struct gsl_multimin_fdfminimizer_type gsl_multimin_fdfminimizer_type;
typedef struct gsl_multimin_fdfminimizer gsl_multimin_fdfminimizer;
extern const gsl_multimin_fdfminimizer_type *gsl_multimin_fdfminimizer_vector_bfgs2;

gsl_multimin_fdfminimizer *gsl_multimin_fdfminimizer_alloc(const gsl_multimin_fdfminimizer_type *T, size_t n);
void gsl_multimin_fdfminimizer_free(gsl_multimin_fdfminimizer *s);
int gsl_multimin_fdfminimizer_set(gsl_multimin_fdfminimizer *s, gsl_multimin_function_fdf *fdf, const gsl_vector *x,
                                  double step_size, double tol);
int gsl_multimin_fdfminimizer_iterate(gsl_multimin_fdfminimizer *s);
double gsl_multimin_fdfminimizer_minimum(const gsl_multimin_fdfminimizer *s);
gsl_vector *gsl_multimin_fdfminimizer_x(const gsl_multimin_fdfminimizer *s);
gsl_vector *gsl_multimin_fdfminimizer_gradient(const gsl_multimin_fdfminimizer *s);
int gsl_multimin_test_gradient(const gsl_vector *g, double epsabs);

/* Monte Carlo integration */

typedef struct {
    double (*f)(double *x_array, size_t dim, void *params);
    size_t dim;
    void *params;
} gsl_monte_function;

typedef struct gsl_rng_type gsl_rng_type;
typedef struct gsl_rng gsl_rng;
extern const gsl_rng_type *gsl_rng_mt19937;

gsl_rng *gsl_rng_alloc(const gsl_rng_type *T);
void gsl_rng_set(const gsl_rng *r, unsigned long int seed);
void gsl_rng_free(gsl_rng *r);

typedef struct gsl_monte_vegas_state gsl_monte_vegas_state;

gsl_monte_vegas_state *gsl_monte_vegas_alloc(size_t dim);
int gsl_monte_vegas_integrate(gsl_monte_function *f, double xl[], double xu[], size_t dim, size_t calls, gsl_rng *r,
                              gsl_monte_vegas_state *state, double *result, double *abserr);
void gsl_monte_vegas_free(gsl_monte_vegas_state *state);
