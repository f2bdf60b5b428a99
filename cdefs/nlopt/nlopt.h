/*
 * NLopt 2.x: nonlinear optimisation.
 *
 * Upstream: https://github.com/stevengj/nlopt, the header nlopt.h of version 2.7.1, as Debian's libnlopt-dev brings it;
 * what is declared here is the same up to 2.11. Copyright (c) 2007-2014 Massachusetts Institute of Technology.
 * SPDX-License-Identifier: MIT (the library as a whole is LGPL where Luksan's routines are built in, as in the wheel
 * `nlopt`)
 *
 * `nlopt_algorithm` is left without its members: their numbers change with the version, and are asked from
 * nlopt_algorithm_from_string.
 *
 * Left out: preconditioners, the memory management of user data, the old interface and Fortran's.
 */

/*
 * Extracted from nlopt.h (libnlopt-dev 2.7.1), for Linux on x86_64, by
 *     structcb extract nlopt.h --only nlopt_func nlopt_mfunc nlopt_result nlopt_algorithm nlopt_opt nlopt_version \
 *         nlopt_algorithm_name nlopt_algorithm_to_string nlopt_algorithm_from_string nlopt_result_to_string \
 *         nlopt_srand nlopt_srand_time nlopt_create nlopt_destroy nlopt_copy nlopt_optimize nlopt_set_min_objective \
 *         nlopt_set_max_objective nlopt_add_inequality_constraint nlopt_add_inequality_mconstraint \
 *         nlopt_add_equality_constraint nlopt_add_equality_mconstraint nlopt_get_algorithm nlopt_get_dimension \
 *         nlopt_get_errmsg nlopt_get_numevals nlopt_set_param nlopt_get_param nlopt_set_lower_bounds \
 *         nlopt_set_upper_bounds nlopt_set_stopval nlopt_set_ftol_rel nlopt_set_ftol_abs nlopt_set_xtol_rel \
 *         nlopt_set_xtol_abs1 nlopt_set_xtol_abs nlopt_set_maxeval nlopt_set_maxtime nlopt_set_initial_step \
 *         nlopt_set_population nlopt_set_vector_storage nlopt_set_local_optimizer nlopt_force_stop \
 *         nlopt_set_force_stop nlopt_get_force_stop --opaque nlopt_algorithm -o cdefs/nlopt/nlopt.h
 * Don't edit: run the command again.
 */

typedef double (*nlopt_func)(unsigned int n, const double *x, double *gradient, void *func_data);

typedef void (*nlopt_mfunc)(unsigned int m, double *result, unsigned int n, const double *x, double *gradient,
    void *func_data);

typedef unsigned int nlopt_algorithm;
const char *nlopt_algorithm_name(nlopt_algorithm a);
const char *nlopt_algorithm_to_string(nlopt_algorithm algorithm);
nlopt_algorithm nlopt_algorithm_from_string(const char *name);

typedef enum { NLOPT_FAILURE = -1, NLOPT_INVALID_ARGS = -2, NLOPT_OUT_OF_MEMORY = -3, NLOPT_ROUNDOFF_LIMITED = -4,
    NLOPT_FORCED_STOP = -5, NLOPT_NUM_FAILURES = -6, NLOPT_SUCCESS = 1, NLOPT_STOPVAL_REACHED = 2,
    NLOPT_FTOL_REACHED = 3, NLOPT_XTOL_REACHED = 4, NLOPT_MAXEVAL_REACHED = 5, NLOPT_MAXTIME_REACHED = 6,
    NLOPT_NUM_RESULTS = 7 } nlopt_result;

const char *nlopt_result_to_string(nlopt_result algorithm);
void nlopt_srand(unsigned long seed);
void nlopt_srand_time(void);
void nlopt_version(int *major, int *minor, int *bugfix);
typedef struct nlopt_opt_s *nlopt_opt;
nlopt_opt nlopt_create(nlopt_algorithm algorithm, unsigned int n);
void nlopt_destroy(nlopt_opt opt);
nlopt_opt nlopt_copy(nlopt_opt opt);
nlopt_result nlopt_optimize(nlopt_opt opt, double *x, double *opt_f);
nlopt_result nlopt_set_min_objective(nlopt_opt opt, nlopt_func f, void *f_data);
nlopt_result nlopt_set_max_objective(nlopt_opt opt, nlopt_func f, void *f_data);
nlopt_algorithm nlopt_get_algorithm(nlopt_opt opt);
unsigned int nlopt_get_dimension(nlopt_opt opt);
const char *nlopt_get_errmsg(nlopt_opt opt);
nlopt_result nlopt_set_param(nlopt_opt opt, const char *name, double val);
double nlopt_get_param(nlopt_opt opt, const char *name, double defaultval);
nlopt_result nlopt_set_lower_bounds(nlopt_opt opt, const double *lb);
nlopt_result nlopt_set_upper_bounds(nlopt_opt opt, const double *ub);
nlopt_result nlopt_add_inequality_constraint(nlopt_opt opt, nlopt_func fc, void *fc_data, double tol);

nlopt_result nlopt_add_inequality_mconstraint(nlopt_opt opt, unsigned int m, nlopt_mfunc fc, void *fc_data,
    const double *tol);

nlopt_result nlopt_add_equality_constraint(nlopt_opt opt, nlopt_func h, void *h_data, double tol);

nlopt_result nlopt_add_equality_mconstraint(nlopt_opt opt, unsigned int m, nlopt_mfunc h, void *h_data,
    const double *tol);

nlopt_result nlopt_set_stopval(nlopt_opt opt, double stopval);
nlopt_result nlopt_set_ftol_rel(nlopt_opt opt, double tol);
nlopt_result nlopt_set_ftol_abs(nlopt_opt opt, double tol);
nlopt_result nlopt_set_xtol_rel(nlopt_opt opt, double tol);
nlopt_result nlopt_set_xtol_abs1(nlopt_opt opt, double tol);
nlopt_result nlopt_set_xtol_abs(nlopt_opt opt, const double *tol);
nlopt_result nlopt_set_maxeval(nlopt_opt opt, int maxeval);
int nlopt_get_numevals(nlopt_opt opt);
nlopt_result nlopt_set_maxtime(nlopt_opt opt, double maxtime);
nlopt_result nlopt_force_stop(nlopt_opt opt);
nlopt_result nlopt_set_force_stop(nlopt_opt opt, int val);
int nlopt_get_force_stop(nlopt_opt opt);
nlopt_result nlopt_set_local_optimizer(nlopt_opt opt, nlopt_opt local_opt);
nlopt_result nlopt_set_population(nlopt_opt opt, unsigned int pop);
nlopt_result nlopt_set_vector_storage(nlopt_opt opt, unsigned int dim);
nlopt_result nlopt_set_initial_step(nlopt_opt opt, const double *dx);
