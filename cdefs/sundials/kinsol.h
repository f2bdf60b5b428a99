/*
 * KINSOL of SUNDIALS 7.x: systems of nonlinear algebraic equations F(u) = 0.
 *
 * Upstream: https://github.com/LLNL/sundials, version 7.9.0, as the wheel of sundials4py brings its headers:
 * sundials_core.h, nvector_serial.h, sunmatrix_*.h, sunlinsol_*.h, kinsol.h, kinsol_ls.h.
 * What is declared here is the same from 7.0 to 7.9.
 * Copyright (c) 2002-2025, Lawrence Livermore National Security, University of Maryland Baltimore County, and the
 * SUNDIALS contributors. SPDX-License-Identifier: BSD-3-Clause
 *
 * `sunindextype` is chosen when SUNDIALS is built. It is 32 bits wide here, as in the wheel of scikit-sundae, by the
 * macros that stand for sundials_config.h; structcb.consumers.sundials measures the library's own width and puts that in
 * place of the typedef below. `sunrealtype` is double, and `SUNComm` is int, as in every build without MPI.
 * The entry of row i and column j of a matrix lies at data[j * M + i], in a banded one at data[j * ldim + s_mu + i - j].
 *
 * Left out: what is left out of cvode.h, Picard and fixed-point iterations, Anderson acceleration, constraints, and the
 * forcing terms of inexact Newton.
 */

/*
 * Extracted from include/sundials/sundials_core.h, include/nvector/nvector_serial.h,
 *     include/sunmatrix/sunmatrix_dense.h, include/sunmatrix/sunmatrix_band.h, include/sunlinsol/sunlinsol_dense.h,
 *     include/sunlinsol/sunlinsol_band.h, include/sunlinsol/sunlinsol_spgmr.h,
 *     include/sunnonlinsol/sunnonlinsol_fixedpoint.h, include/kinsol/kinsol.h, include/kinsol/kinsol_ls.h (sundials4py
 *     7.9.0), for Linux on x86_64, by
 *     structcb extract include/sundials/sundials_core.h include/nvector/nvector_serial.h \
 *         include/sunmatrix/sunmatrix_dense.h include/sunmatrix/sunmatrix_band.h include/sunlinsol/sunlinsol_dense.h \
 *         include/sunlinsol/sunlinsol_band.h include/sunlinsol/sunlinsol_spgmr.h \
 *         include/sunnonlinsol/sunnonlinsol_fixedpoint.h include/kinsol/kinsol.h include/kinsol/kinsol_ls.h -I \
 *         include -D_SUNDIALS_CONFIG_H -DSUNDIALS_DOUBLE_PRECISION -DSUNDIALS_INDEX_TYPE=int32_t \
 *         -DSUNDIALS_COUNTER_TYPE=long -DSUNDIALS_EXPORT= '-DSUNDIALS_DEPRECATED_EXPORT_MSG(msg)=' --only \
 *         sunindextype SUNContext_Create SUNContext_Free SUNContext_ClearErrHandlers SUNDIALSGetVersionNumber \
 *         N_Vector_Ops N_Vector _N_VectorContent_Serial N_VNew_Serial N_VGetLength_Serial N_VGetArrayPointer \
 *         N_VDestroy SUNMatrix_Ops SUNMatrix _SUNMatrixContent_Dense _SUNMatrixContent_Band SUNDenseMatrix \
 *         SUNBandMatrix SUNBandMatrix_LDim SUNBandMatrix_StoredUpperBandwidth SUNBandMatrix_Data SUNDenseMatrix_Data \
 *         SUNMatDestroy SUN_PREC_NONE SUNLinearSolver SUNLinSol_Dense SUNLinSol_Band SUNLinSol_SPGMR SUNLinSolFree \
 *         SUNNonlinearSolver SUNNonlinSol_FixedPoint SUNNonlinSolFree KINSysFn KINLsJacFn KINLsJacTimesVecFn \
 *         KINCreate KINInit KINFree KINSetUserData KINSetNumMaxIters KINSetMaxSetupCalls KINSetMaxNewtonStep \
 *         KINSetFuncNormTol KINSetScaledStepTol KINSetLinearSolver KINSetJacFn KINSetJacTimesVecFn KIN_NONE \
 *         KIN_LINESEARCH KINSol KINGetNumNonlinSolvIters KINGetNumFuncEvals KINGetNumBetaCondFails \
 *         KINGetNumBacktrackOps KINGetFuncNorm KINGetStepLength KINGetNumJacEvals KINGetNumLinFuncEvals \
 *         KINGetNumLinIters KINGetNumJtimesEvals KIN_SUCCESS KIN_INITIAL_GUESS_OK KIN_STEP_LT_STPTOL KIN_WARNING \
 *         KIN_MEM_NULL KIN_ILL_INPUT KIN_NO_MALLOC KIN_MEM_FAIL KIN_LINESEARCH_NONCONV KIN_MAXITER_REACHED \
 *         KIN_MXNEWT_5X_EXCEEDED KIN_LINESEARCH_BCFAIL KIN_LINSOLV_NO_RECOVERY KIN_LINIT_FAIL KIN_LSETUP_FAIL \
 *         KIN_LSOLVE_FAIL KIN_SYSFUNC_FAIL KIN_FIRST_SYSFUNC_ERR KIN_REPTD_SYSFUNC_ERR KIN_VECTOROP_ERR --opaque \
 *         SUNContext_ _generic_N_Vector_Ops _generic_SUNMatrix_Ops _generic_SUNLinearSolver \
 *         _generic_SUNNonlinearSolver -o cdefs/sundials/kinsol.h
 * Don't edit: run the command again.
 */

#define KIN_SUCCESS 0
#define KIN_INITIAL_GUESS_OK 1
#define KIN_STEP_LT_STPTOL 2
#define KIN_WARNING 99
#define KIN_MEM_NULL -1
#define KIN_ILL_INPUT -2
#define KIN_NO_MALLOC -3
#define KIN_MEM_FAIL -4
#define KIN_LINESEARCH_NONCONV -5
#define KIN_MAXITER_REACHED -6
#define KIN_MXNEWT_5X_EXCEEDED -7
#define KIN_LINESEARCH_BCFAIL -8
#define KIN_LINSOLV_NO_RECOVERY -9
#define KIN_LINIT_FAIL -10
#define KIN_LSETUP_FAIL -11
#define KIN_LSOLVE_FAIL -12
#define KIN_SYSFUNC_FAIL -13
#define KIN_FIRST_SYSFUNC_ERR -14
#define KIN_REPTD_SYSFUNC_ERR -15
#define KIN_VECTOROP_ERR -16
#define KIN_NONE 0
#define KIN_LINESEARCH 1
typedef double sunrealtype;
typedef int32_t sunindextype;
typedef int SUNErrCode;
typedef struct SUNContext_ *SUNContext;
typedef int SUNComm;
SUNErrCode SUNContext_Create(SUNComm comm, SUNContext *sunctx_out);
SUNErrCode SUNContext_ClearErrHandlers(SUNContext sunctx);
SUNErrCode SUNContext_Free(SUNContext *ctx);
typedef struct _generic_N_Vector_Ops *N_Vector_Ops;
typedef struct _generic_N_Vector *N_Vector;

/* A vector is a structure with an implementation-dependent
 * 'content' field, and a pointer to a structure of vector
 * operations corresponding to that implementation. */
struct _generic_N_Vector {
    void *content;
    N_Vector_Ops ops;
    SUNContext sunctx;
};

void N_VDestroy(N_Vector v);
sunrealtype *N_VGetArrayPointer(N_Vector v);
typedef struct _generic_SUNMatrix_Ops *SUNMatrix_Ops;
typedef struct _generic_SUNMatrix *SUNMatrix;

/* A matrix is a structure with an implementation-dependent
 * 'content' field, and a pointer to a structure of matrix
 * operations corresponding to that implementation. */
struct _generic_SUNMatrix {
    void *content;
    SUNMatrix_Ops ops;
    SUNContext sunctx;
};

void SUNMatDestroy(SUNMatrix A);
enum SUNPrecType { SUN_PREC_NONE = 0, SUN_PREC_LEFT = 1, SUN_PREC_RIGHT = 2, SUN_PREC_BOTH = 3 };
typedef struct _generic_SUNLinearSolver *SUNLinearSolver;
SUNErrCode SUNLinSolFree(SUNLinearSolver S);
typedef struct _generic_SUNNonlinearSolver *SUNNonlinearSolver;
SUNErrCode SUNNonlinSolFree(SUNNonlinearSolver NLS);
SUNErrCode SUNDIALSGetVersionNumber(int *major, int *minor, int *patch, char *label, int len);

struct _N_VectorContent_Serial {
    sunindextype length;  /* vector length */
    int own_data;  /* data ownership flag */
    sunrealtype *data;  /* data array */
};

N_Vector N_VNew_Serial(sunindextype vec_length, SUNContext sunctx);
sunindextype N_VGetLength_Serial(N_Vector v);

struct _SUNMatrixContent_Dense {
    sunindextype M;
    sunindextype N;
    sunrealtype *data;
    sunindextype ldata;
    sunrealtype **cols;
};

SUNMatrix SUNDenseMatrix(sunindextype M, sunindextype N, SUNContext sunctx);
sunrealtype *SUNDenseMatrix_Data(SUNMatrix A);

struct _SUNMatrixContent_Band {
    sunindextype M;
    sunindextype N;
    sunindextype ldim;
    sunindextype mu;
    sunindextype ml;
    sunindextype s_mu;
    sunrealtype *data;
    sunindextype ldata;
    sunrealtype **cols;
};

SUNMatrix SUNBandMatrix(sunindextype N, sunindextype mu, sunindextype ml, SUNContext sunctx);
sunindextype SUNBandMatrix_StoredUpperBandwidth(SUNMatrix A);
sunindextype SUNBandMatrix_LDim(SUNMatrix A);
sunrealtype *SUNBandMatrix_Data(SUNMatrix A);
SUNLinearSolver SUNLinSol_Dense(N_Vector y, SUNMatrix A, SUNContext sunctx);
SUNLinearSolver SUNLinSol_Band(N_Vector y, SUNMatrix A, SUNContext sunctx);
SUNLinearSolver SUNLinSol_SPGMR(N_Vector y, int pretype, int maxl, SUNContext sunctx);
SUNNonlinearSolver SUNNonlinSol_FixedPoint(N_Vector y, int m, SUNContext sunctx);
typedef int (*KINLsJacFn)(N_Vector u, N_Vector fu, SUNMatrix J, void *user_data, N_Vector tmp1, N_Vector tmp2);
typedef int (*KINLsJacTimesVecFn)(N_Vector v, N_Vector Jv, N_Vector uu, int *new_uu, void *user_data);
int KINSetLinearSolver(void *kinmem, SUNLinearSolver LS, SUNMatrix A);
int KINSetJacFn(void *kinmem, KINLsJacFn jac);
int KINSetJacTimesVecFn(void *kinmem, KINLsJacTimesVecFn jtv);
int KINGetNumJacEvals(void *kinmem, long *njevals);
int KINGetNumLinFuncEvals(void *kinmem, long *nfevals);
int KINGetNumLinIters(void *kinmem, long *nliters);
int KINGetNumJtimesEvals(void *kinmem, long *njvevals);
typedef int (*KINSysFn)(N_Vector uu, N_Vector fval, void *user_data);
void *KINCreate(SUNContext sunctx);
int KINInit(void *kinmem, KINSysFn func, N_Vector tmpl);
int KINSol(void *kinmem, N_Vector uu, int strategy, N_Vector u_scale, N_Vector f_scale);
int KINSetUserData(void *kinmem, void *user_data);
int KINSetNumMaxIters(void *kinmem, long mxiter);
int KINSetMaxSetupCalls(void *kinmem, long msbset);
int KINSetMaxNewtonStep(void *kinmem, sunrealtype mxnewtstep);
int KINSetFuncNormTol(void *kinmem, sunrealtype fnormtol);
int KINSetScaledStepTol(void *kinmem, sunrealtype scsteptol);
int KINGetNumNonlinSolvIters(void *kinmem, long *nniters);
int KINGetNumFuncEvals(void *kinmem, long *nfevals);
int KINGetNumBetaCondFails(void *kinmem, long *nbcfails);
int KINGetNumBacktrackOps(void *kinmem, long *nbacktr);
int KINGetFuncNorm(void *kinmem, sunrealtype *fnorm);
int KINGetStepLength(void *kinmem, sunrealtype *steplength);
void KINFree(void **kinmem);

/* The layouts:
 *
 * struct _generic_N_Vector: 24 bytes, alignment 8, 1 cache line; 0 bytes lost to holes, 0 bytes to padding
 *   offset  size  type                            name
 *        0     8  void *                          content
 *        8     8  struct _generic_N_Vector_Ops *  ops
 *       16     8  struct SUNContext_ *            sunctx
 *
 * struct _generic_SUNMatrix: 24 bytes, alignment 8, 1 cache line; 0 bytes lost to holes, 0 bytes to padding
 *   offset  size  type                             name
 *        0     8  void *                           content
 *        8     8  struct _generic_SUNMatrix_Ops *  ops
 *       16     8  struct SUNContext_ *             sunctx
 *
 * struct _N_VectorContent_Serial: 16 bytes, alignment 8, 1 cache line; 0 bytes lost to holes, 0 bytes to padding
 *   offset  size  type      name
 *        0     4  int32_t   length
 *        4     4  int       own_data
 *        8     8  double *  data
 *
 * struct _SUNMatrixContent_Dense: 32 bytes, alignment 8, 1 cache line; 4 bytes lost to holes, 0 bytes to padding
 *   offset  size  type       name
 *        0     4  int32_t    M
 *        4     4  int32_t    N
 *        8     8  double *   data
 *       16     4  int32_t    ldata
 *       20     4             (hole)
 *       24     8  double **  cols
 *
 * struct _SUNMatrixContent_Band: 48 bytes, alignment 8, 1 cache line; 4 bytes lost to holes, 0 bytes to padding
 *   offset  size  type       name
 *        0     4  int32_t    M
 *        4     4  int32_t    N
 *        8     4  int32_t    ldim
 *       12     4  int32_t    mu
 *       16     4  int32_t    ml
 *       20     4  int32_t    s_mu
 *       24     8  double *   data
 *       32     4  int32_t    ldata
 *       36     4             (hole)
 *       40     8  double **  cols
 */
