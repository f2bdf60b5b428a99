/*
 * CVODE of SUNDIALS 7.x: stiff and non-stiff ordinary differential equations.
 *
 * Upstream: https://github.com/LLNL/sundials, versions 7.0 to 7.9, the headers sundials_types.h, sundials_context.h,
 * sundials_nvector.h, nvector_serial.h, sunmatrix_dense.h, sunmatrix_band.h, sunlinsol_*.h, cvode.h, cvode_ls.h.
 * Copyright (c) 2002-2025, Lawrence Livermore National Security, University of Maryland Baltimore County, and the
 * SUNDIALS contributors. SPDX-License-Identifier: BSD-3-Clause
 *
 * `sunindextype` is chosen when SUNDIALS is built. It is 32 bits wide here, as in the wheel of scikit-sundae;
 * structcb.consumers.sundials measures the library's own width and puts that in place of the typedef below.
 * `sunrealtype` is double, and `SUNComm` is int, as in every build without MPI.
 *
 * Left out: vectors other than serial ones, sparse matrices, preconditioners, nonlinear solvers of one's own,
 * constraints, projection, monitoring, the tuning of the step-size controller, and everything that prints.
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

/* CVODE: what the user writes */

typedef int (*CVRhsFn)(sunrealtype t, N_Vector y, N_Vector ydot, void *user_data);
typedef int (*CVRootFn)(sunrealtype t, N_Vector y, sunrealtype *gout, void *user_data);
typedef int (*CVLsJacFn)(sunrealtype t, N_Vector y, N_Vector fy, SUNMatrix Jac, void *user_data,
                         N_Vector tmp1, N_Vector tmp2, N_Vector tmp3);
typedef int (*CVLsJacTimesSetupFn)(sunrealtype t, N_Vector y, N_Vector fy, void *user_data);
typedef int (*CVLsJacTimesVecFn)(N_Vector v, N_Vector Jv, sunrealtype t, N_Vector y, N_Vector fy, void *user_data,
                                 N_Vector tmp);

/* CVODE: setting up */

#define CV_ADAMS 1
#define CV_BDF 2

void *CVodeCreate(int lmm, SUNContext sunctx);
int CVodeInit(void *cvode_mem, CVRhsFn f, sunrealtype t0, N_Vector y0);
int CVodeReInit(void *cvode_mem, sunrealtype t0, N_Vector y0);
void CVodeFree(void **cvode_mem);

int CVodeSStolerances(void *cvode_mem, sunrealtype reltol, sunrealtype abstol);
int CVodeSVtolerances(void *cvode_mem, sunrealtype reltol, N_Vector abstol);
int CVodeSetUserData(void *cvode_mem, void *user_data);
int CVodeSetMaxNumSteps(void *cvode_mem, long int mxsteps);
int CVodeSetMaxHnilWarns(void *cvode_mem, int mxhnil);
int CVodeSetMaxOrd(void *cvode_mem, int maxord);
int CVodeSetInitStep(void *cvode_mem, sunrealtype hin);
int CVodeSetMinStep(void *cvode_mem, sunrealtype hmin);
int CVodeSetMaxStep(void *cvode_mem, sunrealtype hmax);
int CVodeSetStopTime(void *cvode_mem, sunrealtype tstop);
int CVodeSetNonlinearSolver(void *cvode_mem, SUNNonlinearSolver NLS);
int CVodeSetLinearSolver(void *cvode_mem, SUNLinearSolver LS, SUNMatrix A);
int CVodeSetJacFn(void *cvode_mem, CVLsJacFn jac);
int CVodeSetJacTimes(void *cvode_mem, CVLsJacTimesSetupFn jtsetup, CVLsJacTimesVecFn jtimes);
int CVodeRootInit(void *cvode_mem, int nrtfn, CVRootFn g);
int CVodeSetRootDirection(void *cvode_mem, int *rootdir);
int CVodeSetNoInactiveRootWarn(void *cvode_mem);

/* CVODE: solving */

#define CV_NORMAL 1
#define CV_ONE_STEP 2

int CVode(void *cvode_mem, sunrealtype tout, N_Vector yout, sunrealtype *tret, int itask);
int CVodeGetDky(void *cvode_mem, sunrealtype t, int k, N_Vector dky);

/* CVODE: what came out */

int CVodeGetCurrentTime(void *cvode_mem, sunrealtype *tcur);
int CVodeGetLastStep(void *cvode_mem, sunrealtype *hlast);
int CVodeGetLastOrder(void *cvode_mem, int *qlast);
int CVodeGetRootInfo(void *cvode_mem, int *rootsfound);
int CVodeGetNumSteps(void *cvode_mem, long int *nsteps);
int CVodeGetNumRhsEvals(void *cvode_mem, long int *nfevals);
int CVodeGetNumLinRhsEvals(void *cvode_mem, long int *nfevalsLS);
int CVodeGetNumJacEvals(void *cvode_mem, long int *njevals);
int CVodeGetNumJtimesEvals(void *cvode_mem, long int *njvevals);
int CVodeGetNumLinIters(void *cvode_mem, long int *nliters);
int CVodeGetNumLinSolvSetups(void *cvode_mem, long int *nlinsetups);
int CVodeGetNumErrTestFails(void *cvode_mem, long int *netfails);
int CVodeGetNumNonlinSolvIters(void *cvode_mem, long int *nniters);
int CVodeGetNumNonlinSolvConvFails(void *cvode_mem, long int *nnfails);
int CVodeGetNumGEvals(void *cvode_mem, long int *ngevals);

#define CV_SUCCESS 0
#define CV_TSTOP_RETURN 1
#define CV_ROOT_RETURN 2

#define CV_TOO_MUCH_WORK -1
#define CV_TOO_MUCH_ACC -2
#define CV_ERR_FAILURE -3
#define CV_CONV_FAILURE -4

#define CV_LINIT_FAIL -5
#define CV_LSETUP_FAIL -6
#define CV_LSOLVE_FAIL -7
#define CV_RHSFUNC_FAIL -8
#define CV_FIRST_RHSFUNC_ERR -9
#define CV_REPTD_RHSFUNC_ERR -10
#define CV_UNREC_RHSFUNC_ERR -11
#define CV_RTFUNC_FAIL -12
#define CV_NLS_INIT_FAIL -13
#define CV_NLS_SETUP_FAIL -14
#define CV_CONSTR_FAIL -15
#define CV_NLS_FAIL -16

#define CV_MEM_FAIL -20
#define CV_MEM_NULL -21
#define CV_ILL_INPUT -22
#define CV_NO_MALLOC -23
#define CV_BAD_K -24
#define CV_BAD_T -25
#define CV_BAD_DKY -26
#define CV_TOO_CLOSE -27
#define CV_VECTOROP_ERR -28
#define CV_CONTEXT_ERR -32
