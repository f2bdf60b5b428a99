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

typedef int HighsInt;

enum { kHighsCallbackLogging = 0, kHighsCallbackSimplexInterrupt = 1, kHighsCallbackIpmInterrupt = 2,
       kHighsCallbackMipSolution = 3, kHighsCallbackMipImprovingSolution = 4, kHighsCallbackMipLogging = 5,
       kHighsCallbackMipInterrupt = 6, kHighsCallbackCallbackMipUserSolution = 9 };
enum { kHighsModelStatusNotset = 0, kHighsModelStatusLoadError = 1, kHighsModelStatusModelError = 2,
       kHighsModelStatusPresolveError = 3, kHighsModelStatusSolveError = 4, kHighsModelStatusPostsolveError = 5,
       kHighsModelStatusModelEmpty = 6, kHighsModelStatusOptimal = 7, kHighsModelStatusInfeasible = 8,
       kHighsModelStatusUnboundedOrInfeasible = 9, kHighsModelStatusUnbounded = 10, kHighsModelStatusObjectiveBound = 11,
       kHighsModelStatusObjectiveTarget = 12, kHighsModelStatusTimeLimit = 13, kHighsModelStatusIterationLimit = 14,
       kHighsModelStatusUnknown = 15, kHighsModelStatusSolutionLimit = 16, kHighsModelStatusInterrupt = 17 };

typedef struct {
    void *cbdata;
    int log_type;
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
} HighsCallbackDataOut;

typedef struct {
    int user_interrupt;
    double *user_solution;
    void *cbdata;
    int user_has_solution;
    HighsInt user_solution_size;
} HighsCallbackDataIn;

typedef void (*HighsCCallbackType)(int callback_type, const char *message, const HighsCallbackDataOut *data_out,
                                   HighsCallbackDataIn *data_in, void *user_callback_data);

void *Highs_create(void);
void Highs_destroy(void *highs);
const char *Highs_version(void);
HighsInt Highs_setCallback(void *highs, HighsCCallbackType user_callback, void *user_callback_data);
HighsInt Highs_startCallback(void *highs, const int callback_type);
const void *Highs_getCallbackDataOutItem(const HighsCallbackDataOut *data_out, const char *item_name);
HighsInt Highs_setBoolOptionValue(void *highs, const char *option, const HighsInt value);
HighsInt Highs_setIntOptionValue(void *highs, const char *option, const HighsInt value);
HighsInt Highs_setDoubleOptionValue(void *highs, const char *option, const double value);
HighsInt Highs_setStringOptionValue(void *highs, const char *option, const char *value);
HighsInt Highs_passMip(void *highs, const HighsInt num_col, const HighsInt num_row, const HighsInt num_nz,
                       const HighsInt a_format, const HighsInt sense, const double offset, const double *col_cost,
                       const double *col_lower, const double *col_upper, const double *row_lower,
                       const double *row_upper, const HighsInt *a_start, const HighsInt *a_index, const double *a_value,
                       const HighsInt *integrality);
HighsInt Highs_run(void *highs);
HighsInt Highs_getSolution(const void *highs, double *col_value, double *col_dual, double *row_value, double *row_dual);
HighsInt Highs_getModelStatus(const void *highs);
double Highs_getObjectiveValue(const void *highs);
HighsInt Highs_getIntInfoValue(const void *highs, const char *info, HighsInt *value);
