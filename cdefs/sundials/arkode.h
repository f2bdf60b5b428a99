/*
 * ARKODE of SUNDIALS 7.x: Runge-Kutta methods, explicit, implicit, and both at once.
 *
 * Upstream: https://github.com/LLNL/sundials, versions 7.1 to 7.9, the headers sundials_types.h, sundials_context.h,
 * sundials_nvector.h, nvector_serial.h, sunmatrix_dense.h, sunmatrix_band.h, sunlinsol_*.h, arkode.h, arkode_ls.h,
 * arkode_arkstep.h, arkode_erkstep.h.
 * Copyright (c) 2002-2025, Lawrence Livermore National Security, University of Maryland Baltimore County, and the
 * SUNDIALS contributors. SPDX-License-Identifier: BSD-3-Clause
 *
 * Up to the line "ARKODE: what the user writes" this is cvode.h, which see for `sunindextype` and for what was left
 * out. Left out of ARKODE: other steppers than ERKStep and ARKStep, mass matrices, tables of one's own, relaxation,
 * and the return codes below -36, which are not the same in every version.
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

/* ARKODE: what the user writes */

typedef int (*ARKRhsFn)(sunrealtype t, N_Vector y, N_Vector ydot, void *user_data);
typedef int (*ARKRootFn)(sunrealtype t, N_Vector y, sunrealtype *gout, void *user_data);
typedef int (*ARKLsJacFn)(sunrealtype t, N_Vector y, N_Vector fy, SUNMatrix Jac, void *user_data,
                          N_Vector tmp1, N_Vector tmp2, N_Vector tmp3);
typedef int (*ARKLsJacTimesSetupFn)(sunrealtype t, N_Vector y, N_Vector fy, void *user_data);
typedef int (*ARKLsJacTimesVecFn)(N_Vector v, N_Vector Jv, sunrealtype t, N_Vector y, N_Vector fy, void *user_data,
                                  N_Vector tmp);

/* ARKODE: setting up */

void *ERKStepCreate(ARKRhsFn f, sunrealtype t0, N_Vector y0, SUNContext sunctx);
void *ARKStepCreate(ARKRhsFn fe, ARKRhsFn fi, sunrealtype t0, N_Vector y0, SUNContext sunctx);
void ARKodeFree(void **arkode_mem);

int ARKodeSStolerances(void *arkode_mem, sunrealtype reltol, sunrealtype abstol);
int ARKodeSVtolerances(void *arkode_mem, sunrealtype reltol, N_Vector abstol);
int ARKodeSetUserData(void *arkode_mem, void *user_data);
int ARKodeSetOrder(void *arkode_mem, int maxord);
int ARKodeSetMaxNumSteps(void *arkode_mem, long int mxsteps);
int ARKodeSetMaxHnilWarns(void *arkode_mem, int mxhnil);
int ARKodeSetInitStep(void *arkode_mem, sunrealtype hin);
int ARKodeSetMinStep(void *arkode_mem, sunrealtype hmin);
int ARKodeSetMaxStep(void *arkode_mem, sunrealtype hmax);
int ARKodeSetStopTime(void *arkode_mem, sunrealtype tstop);
int ARKodeSetNonlinearSolver(void *arkode_mem, SUNNonlinearSolver NLS);
int ARKodeSetLinearSolver(void *arkode_mem, SUNLinearSolver LS, SUNMatrix A);
int ARKodeSetJacFn(void *arkode_mem, ARKLsJacFn jac);
int ARKodeSetJacTimes(void *arkode_mem, ARKLsJacTimesSetupFn jtsetup, ARKLsJacTimesVecFn jtimes);
int ARKodeRootInit(void *arkode_mem, int nrtfn, ARKRootFn g);
int ARKodeSetRootDirection(void *arkode_mem, int *rootdir);
int ARKodeSetNoInactiveRootWarn(void *arkode_mem);

/* ARKODE: solving */

#define ARK_NORMAL 1
#define ARK_ONE_STEP 2

#define ARK_INTERP_MAX_DEGREE 5

int ARKodeEvolve(void *arkode_mem, sunrealtype tout, N_Vector yout, sunrealtype *tret, int itask);
int ARKodeGetDky(void *arkode_mem, sunrealtype t, int k, N_Vector dky);

/* ARKODE: what came out */

int ARKodeGetCurrentTime(void *arkode_mem, sunrealtype *tcur);
int ARKodeGetLastStep(void *arkode_mem, sunrealtype *hlast);
int ARKodeGetRootInfo(void *arkode_mem, int *rootsfound);
int ARKodeGetNumSteps(void *arkode_mem, long int *nsteps);
int ARKodeGetNumRhsEvals(void *arkode_mem, int partition_index, long int *num_rhs_evals);
int ARKodeGetNumLinRhsEvals(void *arkode_mem, long int *nfevalsLS);
int ARKodeGetNumJacEvals(void *arkode_mem, long int *njevals);
int ARKodeGetNumJtimesEvals(void *arkode_mem, long int *njvevals);
int ARKodeGetNumLinIters(void *arkode_mem, long int *nliters);
int ARKodeGetNumLinSolvSetups(void *arkode_mem, long int *nlinsetups);
int ARKodeGetNumErrTestFails(void *arkode_mem, long int *netfails);
int ARKodeGetNumNonlinSolvIters(void *arkode_mem, long int *nniters);
int ARKodeGetNumNonlinSolvConvFails(void *arkode_mem, long int *nnfails);
int ARKodeGetNumGEvals(void *arkode_mem, long int *ngevals);

#define ARK_SUCCESS 0
#define ARK_TSTOP_RETURN 1
#define ARK_ROOT_RETURN 2

#define ARK_TOO_MUCH_WORK -1
#define ARK_TOO_MUCH_ACC -2
#define ARK_ERR_FAILURE -3
#define ARK_CONV_FAILURE -4

#define ARK_LINIT_FAIL -5
#define ARK_LSETUP_FAIL -6
#define ARK_LSOLVE_FAIL -7
#define ARK_RHSFUNC_FAIL -8
#define ARK_FIRST_RHSFUNC_ERR -9
#define ARK_REPTD_RHSFUNC_ERR -10
#define ARK_UNREC_RHSFUNC_ERR -11
#define ARK_RTFUNC_FAIL -12
#define ARK_LFREE_FAIL -13

#define ARK_CONSTR_FAIL -19
#define ARK_MEM_FAIL -20
#define ARK_MEM_NULL -21
#define ARK_ILL_INPUT -22
#define ARK_NO_MALLOC -23
#define ARK_BAD_K -24
#define ARK_BAD_T -25
#define ARK_BAD_DKY -26
#define ARK_TOO_CLOSE -27
#define ARK_VECTOROP_ERR -28
#define ARK_NLS_INIT_FAIL -29
#define ARK_NLS_SETUP_FAIL -30
#define ARK_NLS_OP_ERR -32
