/*
 * KINSOL of SUNDIALS 7.x: systems of nonlinear algebraic equations F(u) = 0.
 *
 * Upstream: https://github.com/LLNL/sundials, versions 7.0 to 7.9, the headers sundials_types.h, sundials_context.h,
 * sundials_nvector.h, nvector_serial.h, sunmatrix_dense.h, sunmatrix_band.h, sunlinsol_*.h, kinsol.h, kinsol_ls.h.
 * Copyright (c) 2002-2025, Lawrence Livermore National Security, University of Maryland Baltimore County, and the
 * SUNDIALS contributors. SPDX-License-Identifier: BSD-3-Clause
 *
 * Up to the line "KINSOL: what the user writes" this is cvode.h, which see for `sunindextype` and for what was left
 * out. Left out of KINSOL: Picard and fixed-point iterations, Anderson acceleration, constraints, the forcing terms of
 * inexact Newton.
 */

typedef int32_t sunindextype;
typedef double sunrealtype;
typedef int sunbooleantype;
typedef int SUNErrCode;
typedef int SUNComm;

/* Contexts */

typedef struct SUNContext_ *SUNContext;

SUNErrCode SUNContext_Create(SUNComm comm, SUNContext *sunctx_out);
SUNErrCode SUNContext_Free(SUNContext *ctx);
SUNErrCode SUNContext_ClearErrHandlers(SUNContext sunctx);
SUNErrCode SUNDIALSGetVersionNumber(int *major, int *minor, int *patch, char *label, int len);

/* Vectors */

typedef struct _generic_N_Vector_Ops *N_Vector_Ops;

struct _generic_N_Vector {
    void *content;                  /* a struct _N_VectorContent_Serial */
    N_Vector_Ops ops;
    SUNContext sunctx;
};
typedef struct _generic_N_Vector *N_Vector;

struct _N_VectorContent_Serial {
    sunindextype length;
    sunbooleantype own_data;
    sunrealtype *data;
};

N_Vector N_VNew_Serial(sunindextype vec_length, SUNContext sunctx);
sunindextype N_VGetLength_Serial(N_Vector v);
sunrealtype *N_VGetArrayPointer(N_Vector v);
void N_VDestroy(N_Vector v);

/* Matrices; the entry of row i and column j lies at data[j * M + i], banded at data[j * ldim + s_mu + i - j] */

typedef struct _generic_SUNMatrix_Ops *SUNMatrix_Ops;

struct _generic_SUNMatrix {
    void *content;                  /* a struct _SUNMatrixContent_Dense or _Band */
    SUNMatrix_Ops ops;
    SUNContext sunctx;
};
typedef struct _generic_SUNMatrix *SUNMatrix;

struct _SUNMatrixContent_Dense {
    sunindextype M;                 /* rows */
    sunindextype N;                 /* columns */
    sunrealtype *data;
    sunindextype ldata;
    sunrealtype **cols;
};

struct _SUNMatrixContent_Band {
    sunindextype M;                 /* rows */
    sunindextype N;                 /* columns */
    sunindextype ldim;              /* from one column to the next */
    sunindextype mu;                /* diagonals above the main one */
    sunindextype ml;                /* diagonals below the main one */
    sunindextype s_mu;              /* diagonals above for which there is room: factorisation needs more */
    sunrealtype *data;
    sunindextype ldata;
    sunrealtype **cols;
};

SUNMatrix SUNDenseMatrix(sunindextype M, sunindextype N, SUNContext sunctx);
SUNMatrix SUNBandMatrix(sunindextype N, sunindextype mu, sunindextype ml, SUNContext sunctx);
sunindextype SUNBandMatrix_LDim(SUNMatrix A);
sunindextype SUNBandMatrix_StoredUpperBandwidth(SUNMatrix A);
sunrealtype *SUNBandMatrix_Data(SUNMatrix A);
sunrealtype *SUNDenseMatrix_Data(SUNMatrix A);
void SUNMatDestroy(SUNMatrix A);

/* Linear solvers */

#define SUN_PREC_NONE 0

typedef struct _generic_SUNLinearSolver *SUNLinearSolver;

SUNLinearSolver SUNLinSol_Dense(N_Vector y, SUNMatrix A, SUNContext sunctx);
SUNLinearSolver SUNLinSol_Band(N_Vector y, SUNMatrix A, SUNContext sunctx);
SUNLinearSolver SUNLinSol_SPGMR(N_Vector y, int pretype, int maxl, SUNContext sunctx);
SUNErrCode SUNLinSolFree(SUNLinearSolver S);

/* Nonlinear solvers */

typedef struct _generic_SUNNonlinearSolver *SUNNonlinearSolver;

SUNNonlinearSolver SUNNonlinSol_FixedPoint(N_Vector y, int m, SUNContext sunctx);
SUNErrCode SUNNonlinSolFree(SUNNonlinearSolver NLS);

/* KINSOL: what the user writes */

typedef int (*KINSysFn)(N_Vector uu, N_Vector fval, void *user_data);
typedef int (*KINLsJacFn)(N_Vector u, N_Vector fu, SUNMatrix J, void *user_data, N_Vector tmp1, N_Vector tmp2);
typedef int (*KINLsJacTimesVecFn)(N_Vector v, N_Vector Jv, N_Vector uu, sunbooleantype *new_uu, void *user_data);

/* KINSOL: setting up */

void *KINCreate(SUNContext sunctx);
int KINInit(void *kinmem, KINSysFn func, N_Vector tmpl);
void KINFree(void **kinmem);

int KINSetUserData(void *kinmem, void *user_data);
int KINSetNumMaxIters(void *kinmem, long int mxiter);
int KINSetMaxSetupCalls(void *kinmem, long int msbset);
int KINSetMaxNewtonStep(void *kinmem, sunrealtype mxnewtstep);
int KINSetFuncNormTol(void *kinmem, sunrealtype fnormtol);
int KINSetScaledStepTol(void *kinmem, sunrealtype scsteptol);
int KINSetLinearSolver(void *kinmem, SUNLinearSolver LS, SUNMatrix A);
int KINSetJacFn(void *kinmem, KINLsJacFn jac);
int KINSetJacTimesVecFn(void *kinmem, KINLsJacTimesVecFn jtv);

/* KINSOL: solving */

#define KIN_NONE 0
#define KIN_LINESEARCH 1

int KINSol(void *kinmem, N_Vector uu, int strategy, N_Vector u_scale, N_Vector f_scale);

/* KINSOL: what came out */

int KINGetNumNonlinSolvIters(void *kinmem, long int *nniters);
int KINGetNumFuncEvals(void *kinmem, long int *nfevals);
int KINGetNumBetaCondFails(void *kinmem, long int *nbcfails);
int KINGetNumBacktrackOps(void *kinmem, long int *nbacktr);
int KINGetFuncNorm(void *kinmem, sunrealtype *fnorm);
int KINGetStepLength(void *kinmem, sunrealtype *steplength);
int KINGetNumJacEvals(void *kinmem, long int *njevals);
int KINGetNumLinFuncEvals(void *kinmem, long int *nfevals);
int KINGetNumLinIters(void *kinmem, long int *nliters);
int KINGetNumJtimesEvals(void *kinmem, long int *njvevals);

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
