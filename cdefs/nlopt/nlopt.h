/* NLopt 2.11.0: nonlinear optimisation.
 *
 * From nlopt.h of https://github.com/stevengj/nlopt, (c) 2007-2014 Massachusetts Institute of Technology, MIT licence
 * (the library as a whole is LGPL where Luksan's routines are built in, as in the wheel `nlopt`).
 * Every function here is in 2.9 and 2.10 too.
 *
 * Left out: the enumeration of the algorithms, whose numbers change with the version and are asked from
 * nlopt_algorithm_from_string; preconditioners; the memory management of user data; the old interface and Fortran's.
 */

typedef double (*nlopt_func)(unsigned n, const double *x, double *gradient, void *func_data);
typedef void (*nlopt_mfunc)(unsigned m, double *result, unsigned n, const double *x, double *gradient, void *func_data);

typedef enum {
    NLOPT_FAILURE = -1,         /* generic failure */
    NLOPT_INVALID_ARGS = -2,
    NLOPT_OUT_OF_MEMORY = -3,
    NLOPT_ROUNDOFF_LIMITED = -4,
    NLOPT_FORCED_STOP = -5,
    NLOPT_SUCCESS = 1,          /* generic success */
    NLOPT_STOPVAL_REACHED = 2,
    NLOPT_FTOL_REACHED = 3,
    NLOPT_XTOL_REACHED = 4,
    NLOPT_MAXEVAL_REACHED = 5,
    NLOPT_MAXTIME_REACHED = 6
} nlopt_result;

typedef int nlopt_algorithm;
typedef struct nlopt_opt_s *nlopt_opt;

void nlopt_version(int *major, int *minor, int *bugfix);
const char *nlopt_algorithm_name(nlopt_algorithm a);
const char *nlopt_algorithm_to_string(nlopt_algorithm algorithm);
nlopt_algorithm nlopt_algorithm_from_string(const char *name);
const char *nlopt_result_to_string(nlopt_result result);
void nlopt_srand(unsigned long seed);
void nlopt_srand_time(void);

nlopt_opt nlopt_create(nlopt_algorithm algorithm, unsigned n);
void nlopt_destroy(nlopt_opt opt);
nlopt_opt nlopt_copy(const nlopt_opt opt);
nlopt_result nlopt_optimize(nlopt_opt opt, double *x, double *opt_f);

nlopt_result nlopt_set_min_objective(nlopt_opt opt, nlopt_func f, void *f_data);
nlopt_result nlopt_set_max_objective(nlopt_opt opt, nlopt_func f, void *f_data);
nlopt_result nlopt_add_inequality_constraint(nlopt_opt opt, nlopt_func fc, void *fc_data, double tol);
nlopt_result nlopt_add_inequality_mconstraint(nlopt_opt opt, unsigned m, nlopt_mfunc fc, void *fc_data, const double *tol);
nlopt_result nlopt_add_equality_constraint(nlopt_opt opt, nlopt_func h, void *h_data, double tol);
nlopt_result nlopt_add_equality_mconstraint(nlopt_opt opt, unsigned m, nlopt_mfunc h, void *h_data, const double *tol);

nlopt_algorithm nlopt_get_algorithm(const nlopt_opt opt);
unsigned nlopt_get_dimension(const nlopt_opt opt);
const char *nlopt_get_errmsg(nlopt_opt opt);
int nlopt_get_numevals(const nlopt_opt opt);

nlopt_result nlopt_set_param(nlopt_opt opt, const char *name, double val);
double nlopt_get_param(const nlopt_opt opt, const char *name, double defaultval);
nlopt_result nlopt_set_lower_bounds(nlopt_opt opt, const double *lb);
nlopt_result nlopt_set_upper_bounds(nlopt_opt opt, const double *ub);
nlopt_result nlopt_set_stopval(nlopt_opt opt, double stopval);
nlopt_result nlopt_set_ftol_rel(nlopt_opt opt, double tol);
nlopt_result nlopt_set_ftol_abs(nlopt_opt opt, double tol);
nlopt_result nlopt_set_xtol_rel(nlopt_opt opt, double tol);
nlopt_result nlopt_set_xtol_abs1(nlopt_opt opt, double tol);
nlopt_result nlopt_set_xtol_abs(nlopt_opt opt, const double *tol);
nlopt_result nlopt_set_maxeval(nlopt_opt opt, int maxeval);
nlopt_result nlopt_set_maxtime(nlopt_opt opt, double maxtime);
nlopt_result nlopt_set_initial_step(nlopt_opt opt, const double *dx);
nlopt_result nlopt_set_population(nlopt_opt opt, unsigned pop);
nlopt_result nlopt_set_vector_storage(nlopt_opt opt, unsigned dim);
nlopt_result nlopt_set_local_optimizer(nlopt_opt opt, const nlopt_opt local_opt);

nlopt_result nlopt_force_stop(nlopt_opt opt);
nlopt_result nlopt_set_force_stop(nlopt_opt opt, int val);
int nlopt_get_force_stop(const nlopt_opt opt);
