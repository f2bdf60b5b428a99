/*
 * HiGHS: linear, mixed-integer and quadratic programs, with callbacks while it solves.
 *
 * Upstream: https://github.com/ERGO-Code/HiGHS, version 1.13.1, the headers interfaces/highs_c_api.h and
 * lp_data/HighsCallbackStruct.h, as the wheel of casadi brings them; the same as in highspy 1.15.1.
 * Copyright (c) 2024 HiGHS. SPDX-License-Identifier: MIT
 *
 * `HighsInt` is int, as in every build without -DHIGHSINT64. The struct that a callback reads has changed between
 * versions: structcb.consumers.highs asks the library where its fields lie, and refuses one that differs.
 *
 * Left out: building and changing models step by step, bases, ranging, quadratic terms, IIS, and reading of files.
 */

/*
 * Extracted from casadi/include/highs/interfaces/highs_c_api.h (casadi 3.8.2), for Linux on x86_64, by
 *     structcb extract casadi/include/highs/interfaces/highs_c_api.h -I casadi/include/highs --only \
 *         kHighsCallbackLogging kHighsCallbackSimplexInterrupt kHighsCallbackIpmInterrupt kHighsCallbackMipSolution \
 *         kHighsCallbackMipImprovingSolution kHighsCallbackMipLogging kHighsCallbackMipInterrupt \
 *         kHighsCallbackCallbackMipUserSolution kHighsModelStatusNotset kHighsModelStatusLoadError \
 *         kHighsModelStatusModelError kHighsModelStatusPresolveError kHighsModelStatusSolveError \
 *         kHighsModelStatusPostsolveError kHighsModelStatusModelEmpty kHighsModelStatusOptimal \
 *         kHighsModelStatusInfeasible kHighsModelStatusUnboundedOrInfeasible kHighsModelStatusUnbounded \
 *         kHighsModelStatusObjectiveBound kHighsModelStatusObjectiveTarget kHighsModelStatusTimeLimit \
 *         kHighsModelStatusIterationLimit kHighsModelStatusUnknown kHighsModelStatusSolutionLimit \
 *         kHighsModelStatusInterrupt HighsCallbackDataOut HighsCallbackDataIn HighsCCallbackType Highs_create \
 *         Highs_destroy Highs_version Highs_setCallback Highs_startCallback Highs_getCallbackDataOutItem \
 *         Highs_setBoolOptionValue Highs_setIntOptionValue Highs_setDoubleOptionValue Highs_setStringOptionValue \
 *         Highs_passMip Highs_run Highs_getSolution Highs_getModelStatus Highs_getObjectiveValue \
 *         Highs_getIntInfoValue -o cdefs/highs/highs.h
 * Don't edit: run the command again.
 */

typedef int HighsInt;

/* Struct to handle callback output data */
struct HighsCallbackDataOut {
    void *cbdata;  /* cast of HighsCallbackOutput */
    int log_type;  /* cast of HighsLogType */
    double running_time;
    HighsInt simplex_iteration_count;
    HighsInt ipm_iteration_count;
    HighsInt pdlp_iteration_count;
    double objective_function_value;
    int64_t mip_node_count;
    int64_t mip_total_lp_iterations;
    double mip_primal_bound;
    double mip_dual_bound;
    double mip_gap;
    double *mip_solution;
    HighsInt mip_solution_size;
    HighsInt cutpool_num_col;
    HighsInt cutpool_num_cut;
    HighsInt cutpool_num_nz;
    HighsInt *cutpool_start;
    HighsInt *cutpool_index;
    double *cutpool_value;
    double *cutpool_lower;
    double *cutpool_upper;
    HighsInt external_solution_query_origin;
};

typedef struct HighsCallbackDataOut HighsCallbackDataOut;

/* Some external packages (e.g., jump) currently assume that the first 2 fields
 * of this struct are interrupt and solution. Rearranging the struct may be a
 * breaking change. */
struct HighsCallbackDataIn {
    int user_interrupt;
    double *user_solution;
    void *cbdata;  /* cast of HighsCallbackInput (for internal use) */
    int user_has_solution;
    HighsInt user_solution_size;
};

typedef struct HighsCallbackDataIn HighsCallbackDataIn;
typedef void (*HighsCCallbackType)(int, const char *, const HighsCallbackDataOut *, HighsCallbackDataIn *, void *);
#define kHighsModelStatusNotset 0
#define kHighsModelStatusLoadError 1
#define kHighsModelStatusModelError 2
#define kHighsModelStatusPresolveError 3
#define kHighsModelStatusSolveError 4
#define kHighsModelStatusPostsolveError 5
#define kHighsModelStatusModelEmpty 6
#define kHighsModelStatusOptimal 7
#define kHighsModelStatusInfeasible 8
#define kHighsModelStatusUnboundedOrInfeasible 9
#define kHighsModelStatusUnbounded 10
#define kHighsModelStatusObjectiveBound 11
#define kHighsModelStatusObjectiveTarget 12
#define kHighsModelStatusTimeLimit 13
#define kHighsModelStatusIterationLimit 14
#define kHighsModelStatusUnknown 15
#define kHighsModelStatusSolutionLimit 16
#define kHighsModelStatusInterrupt 17
#define kHighsCallbackLogging 0
#define kHighsCallbackSimplexInterrupt 1
#define kHighsCallbackIpmInterrupt 2
#define kHighsCallbackMipSolution 3
#define kHighsCallbackMipImprovingSolution 4
#define kHighsCallbackMipLogging 5
#define kHighsCallbackMipInterrupt 6
#define kHighsCallbackCallbackMipUserSolution 9
void *Highs_create(void);
void Highs_destroy(void *highs);
const char *Highs_version(void);
HighsInt Highs_run(void *highs);

HighsInt Highs_passMip(void *highs, HighsInt num_col, HighsInt num_row, HighsInt num_nz, HighsInt a_format,
    HighsInt sense, double offset, const double *col_cost, const double *col_lower, const double *col_upper,
    const double *row_lower, const double *row_upper, const HighsInt *a_start, const HighsInt *a_index,
    const double *a_value, const HighsInt *integrality);

HighsInt Highs_setBoolOptionValue(void *highs, const char *option, HighsInt value);
HighsInt Highs_setIntOptionValue(void *highs, const char *option, HighsInt value);
HighsInt Highs_setDoubleOptionValue(void *highs, const char *option, double value);
HighsInt Highs_setStringOptionValue(void *highs, const char *option, const char *value);
HighsInt Highs_getIntInfoValue(const void *highs, const char *info, HighsInt *value);
HighsInt Highs_getSolution(const void *highs, double *col_value, double *col_dual, double *row_value, double *row_dual);
HighsInt Highs_getModelStatus(const void *highs);
double Highs_getObjectiveValue(const void *highs);
HighsInt Highs_setCallback(void *highs, HighsCCallbackType user_callback, void *user_callback_data);
HighsInt Highs_startCallback(void *highs, HighsInt callback_type);
const void *Highs_getCallbackDataOutItem(const HighsCallbackDataOut *data_out, const char *item_name);

/* The layouts:
 *
 * struct HighsCallbackDataOut: 160 bytes, alignment 8, 3 cache lines; 8 bytes lost to holes, 4 bytes to padding
 *   offset  size  type      name
 *        0     8  void *    cbdata
 *        8     4  int       log_type
 *       12     4            (hole)
 *       16     8  double    running_time
 *       24     4  int       simplex_iteration_count
 *       28     4  int       ipm_iteration_count
 *       32     4  int       pdlp_iteration_count
 *       36     4            (hole)
 *       40     8  double    objective_function_value
 *       48     8  int64_t   mip_node_count
 *       56     8  int64_t   mip_total_lp_iterations
 *       64     8  double    mip_primal_bound                cache line 1 begins
 *       72     8  double    mip_dual_bound
 *       80     8  double    mip_gap
 *       88     8  double *  mip_solution
 *       96     4  int       mip_solution_size
 *      100     4  int       cutpool_num_col
 *      104     4  int       cutpool_num_cut
 *      108     4  int       cutpool_num_nz
 *      112     8  int *     cutpool_start
 *      120     8  int *     cutpool_index
 *      128     8  double *  cutpool_value                   cache line 2 begins
 *      136     8  double *  cutpool_lower
 *      144     8  double *  cutpool_upper
 *      152     4  int       external_solution_query_origin
 *      156     4            (padding)
 *
 * struct HighsCallbackDataIn: 32 bytes, alignment 8, 1 cache line; 4 bytes lost to holes, 0 bytes to padding
 *   offset  size  type      name
 *        0     4  int       user_interrupt
 *        4     4            (hole)
 *        8     8  double *  user_solution
 *       16     8  void *    cbdata
 *       24     4  int       user_has_solution
 *       28     4  int       user_solution_size
 */
