/*
 * IDA of SUNDIALS 7.x: differential-algebraic equations F(t, y, y') = 0.
 *
 * Upstream: https://github.com/LLNL/sundials, versions 7.0 to 7.9, the headers sundials_types.h, sundials_context.h,
 * sundials_nvector.h, nvector_serial.h, sunmatrix_dense.h, sunmatrix_band.h, sunlinsol_*.h, ida.h, ida_ls.h.
 * Copyright (c) 2002-2025, Lawrence Livermore National Security, University of Maryland Baltimore County, and the
 * SUNDIALS contributors. SPDX-License-Identifier: BSD-3-Clause
 *
 * Up to the line "IDA: what the user writes" this is cvode.h, which see for `sunindextype` and for what was left out.
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

/* IDA: what the user writes */

typedef int (*IDAResFn)(sunrealtype tt, N_Vector yy, N_Vector yp, N_Vector rr, void *user_data);
typedef int (*IDARootFn)(sunrealtype t, N_Vector y, N_Vector yp, sunrealtype *gout, void *user_data);
typedef int (*IDALsJacFn)(sunrealtype t, sunrealtype c_j, N_Vector y, N_Vector yp, N_Vector r, SUNMatrix Jac,
                          void *user_data, N_Vector tmp1, N_Vector tmp2, N_Vector tmp3);
typedef int (*IDALsJacTimesSetupFn)(sunrealtype tt, N_Vector yy, N_Vector yp, N_Vector rr, sunrealtype c_j,
                                    void *user_data);
typedef int (*IDALsJacTimesVecFn)(sunrealtype tt, N_Vector yy, N_Vector yp, N_Vector rr, N_Vector v, N_Vector Jv,
                                  sunrealtype c_j, void *user_data, N_Vector tmp1, N_Vector tmp2);

/* IDA: setting up */

void *IDACreate(SUNContext sunctx);
int IDAInit(void *ida_mem, IDAResFn res, sunrealtype t0, N_Vector yy0, N_Vector yp0);
int IDAReInit(void *ida_mem, sunrealtype t0, N_Vector yy0, N_Vector yp0);
void IDAFree(void **ida_mem);

int IDASStolerances(void *ida_mem, sunrealtype reltol, sunrealtype abstol);
int IDASVtolerances(void *ida_mem, sunrealtype reltol, N_Vector abstol);
int IDASetUserData(void *ida_mem, void *user_data);
int IDASetMaxNumSteps(void *ida_mem, long int mxsteps);
int IDASetMaxOrd(void *ida_mem, int maxord);
int IDASetInitStep(void *ida_mem, sunrealtype hin);
int IDASetMinStep(void *ida_mem, sunrealtype hmin);
int IDASetMaxStep(void *ida_mem, sunrealtype hmax);
int IDASetStopTime(void *ida_mem, sunrealtype tstop);
int IDASetSuppressAlg(void *ida_mem, sunbooleantype suppressalg);
int IDASetId(void *ida_mem, N_Vector id);
int IDASetLinearSolver(void *ida_mem, SUNLinearSolver LS, SUNMatrix A);
int IDASetJacFn(void *ida_mem, IDALsJacFn jac);
int IDASetJacTimes(void *ida_mem, IDALsJacTimesSetupFn jtsetup, IDALsJacTimesVecFn jtimes);
int IDARootInit(void *ida_mem, int nrtfn, IDARootFn g);
int IDASetRootDirection(void *ida_mem, int *rootdir);
int IDASetNoInactiveRootWarn(void *ida_mem);

/* IDA: consistent initial values */

#define IDA_YA_YDP_INIT 1
#define IDA_Y_INIT 2

int IDACalcIC(void *ida_mem, int icopt, sunrealtype tout1);
int IDAGetConsistentIC(void *ida_mem, N_Vector yy0_mod, N_Vector yp0_mod);

/* IDA: solving */

#define IDA_NORMAL 1
#define IDA_ONE_STEP 2

int IDASolve(void *ida_mem, sunrealtype tout, sunrealtype *tret, N_Vector yret, N_Vector ypret, int itask);
int IDAGetDky(void *ida_mem, sunrealtype t, int k, N_Vector dky);

/* IDA: what came out */

int IDAGetCurrentTime(void *ida_mem, sunrealtype *tcur);
int IDAGetLastStep(void *ida_mem, sunrealtype *hlast);
int IDAGetLastOrder(void *ida_mem, int *klast);
int IDAGetRootInfo(void *ida_mem, int *rootsfound);
int IDAGetNumSteps(void *ida_mem, long int *nsteps);
int IDAGetNumResEvals(void *ida_mem, long int *nrevals);
int IDAGetNumLinResEvals(void *ida_mem, long int *nrevalsLS);
int IDAGetNumJacEvals(void *ida_mem, long int *njevals);
int IDAGetNumJtimesEvals(void *ida_mem, long int *njvevals);
int IDAGetNumLinIters(void *ida_mem, long int *nliters);
int IDAGetNumLinSolvSetups(void *ida_mem, long int *nlinsetups);
int IDAGetNumErrTestFails(void *ida_mem, long int *netfails);
int IDAGetNumNonlinSolvIters(void *ida_mem, long int *nniters);
int IDAGetNumNonlinSolvConvFails(void *ida_mem, long int *nnfails);
int IDAGetNumGEvals(void *ida_mem, long int *ngevals);

#define IDA_SUCCESS 0
#define IDA_TSTOP_RETURN 1
#define IDA_ROOT_RETURN 2

#define IDA_TOO_MUCH_WORK -1
#define IDA_TOO_MUCH_ACC -2
#define IDA_ERR_FAIL -3
#define IDA_CONV_FAIL -4

#define IDA_LINIT_FAIL -5
#define IDA_LSETUP_FAIL -6
#define IDA_LSOLVE_FAIL -7
#define IDA_RES_FAIL -8
#define IDA_REP_RES_ERR -9
#define IDA_RTFUNC_FAIL -10
#define IDA_CONSTR_FAIL -11

#define IDA_FIRST_RES_FAIL -12
#define IDA_LINESEARCH_FAIL -13
#define IDA_NO_RECOVERY -14
#define IDA_NLS_INIT_FAIL -15
#define IDA_NLS_SETUP_FAIL -16
#define IDA_NLS_FAIL -17

#define IDA_MEM_NULL -20
#define IDA_MEM_FAIL -21
#define IDA_ILL_INPUT -22
#define IDA_NO_MALLOC -23
#define IDA_BAD_EWT -24
#define IDA_BAD_K -25
#define IDA_BAD_T -26
#define IDA_BAD_DKY -27
#define IDA_VECTOROP_ERR -28
#define IDA_CONTEXT_ERR -29
