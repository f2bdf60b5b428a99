/*
 * CVODE of SUNDIALS 7.x: stiff and non-stiff ordinary differential equations.
 *
 * Upstream: https://github.com/LLNL/sundials, version 7.1.1, as Debian's libsundials-dev brings its headers:
 * sundials_core.h, nvector_serial.h, sunmatrix_*.h, sunlinsol_*.h, cvode.h, cvode_ls.h.
 * What is declared here is the same from 7.0 to 7.9.
 * Copyright (c) 2002-2025, Lawrence Livermore National Security, University of Maryland Baltimore County, and the
 * SUNDIALS contributors. SPDX-License-Identifier: BSD-3-Clause
 *
 * `sunindextype` is chosen when SUNDIALS is built. It is 32 bits wide here, as in the wheel of scikit-sundae, by the
 * macros that stand for sundials_config.h; structcb.consumers.sundials measures the library's own width and puts that in
 * place of the typedef below. `sunrealtype` is double, and `SUNComm` is int, as in every build without MPI.
 * The entry of row i and column j of a matrix lies at data[j * M + i], in a banded one at data[j * ldim + s_mu + i - j].
 *
 * Left out: the operations of vectors, matrices and solvers, vectors other than serial ones, sparse matrices,
 * preconditioners, nonlinear solvers of one's own, constraints, projection, monitoring, the tuning of the step-size
 * controller, and everything that prints.
 */

/*
 * Extracted from sundials/sundials_core.h, nvector/nvector_serial.h, sunmatrix/sunmatrix_dense.h,
 *     sunmatrix/sunmatrix_band.h, sunlinsol/sunlinsol_dense.h, sunlinsol/sunlinsol_band.h, sunlinsol/sunlinsol_spgmr.h,
 *     sunnonlinsol/sunnonlinsol_fixedpoint.h, cvode/cvode.h, cvode/cvode_ls.h (libsundials-dev 7.1.1+dfsg1), for Linux on x86_64, by
 *     structcb extract sundials/sundials_core.h nvector/nvector_serial.h sunmatrix/sunmatrix_dense.h \
 *         sunmatrix/sunmatrix_band.h sunlinsol/sunlinsol_dense.h sunlinsol/sunlinsol_band.h \
 *         sunlinsol/sunlinsol_spgmr.h sunnonlinsol/sunnonlinsol_fixedpoint.h cvode/cvode.h cvode/cvode_ls.h \
 *         -D_SUNDIALS_CONFIG_H -DSUNDIALS_DOUBLE_PRECISION -DSUNDIALS_INDEX_TYPE=int32_t -DSUNDIALS_COUNTER_TYPE=long \
 *         -DSUNDIALS_EXPORT= '-DSUNDIALS_DEPRECATED_EXPORT_MSG(msg)=' --only sunindextype SUNContext_Create \
 *         SUNContext_Free SUNContext_ClearErrHandlers SUNDIALSGetVersionNumber N_Vector_Ops N_Vector \
 *         _N_VectorContent_Serial N_VNew_Serial N_VGetLength_Serial N_VGetArrayPointer N_VDestroy SUNMatrix_Ops \
 *         SUNMatrix _SUNMatrixContent_Dense _SUNMatrixContent_Band SUNDenseMatrix SUNBandMatrix SUNBandMatrix_LDim \
 *         SUNBandMatrix_StoredUpperBandwidth SUNBandMatrix_Data SUNDenseMatrix_Data SUNMatDestroy SUN_PREC_NONE \
 *         SUNLinearSolver SUNLinSol_Dense SUNLinSol_Band SUNLinSol_SPGMR SUNLinSolFree SUNNonlinearSolver \
 *         SUNNonlinSol_FixedPoint SUNNonlinSolFree CVRhsFn CVRootFn CVLsJacFn CVLsJacTimesSetupFn CVLsJacTimesVecFn \
 *         CV_ADAMS CV_BDF CVodeCreate CVodeInit CVodeReInit CVodeFree CVodeSStolerances CVodeSVtolerances \
 *         CVodeSetUserData CVodeSetMaxNumSteps CVodeSetMaxHnilWarns CVodeSetMaxOrd CVodeSetInitStep CVodeSetMinStep \
 *         CVodeSetMaxStep CVodeSetStopTime CVodeSetNonlinearSolver CVodeSetLinearSolver CVodeSetJacFn \
 *         CVodeSetJacTimes CVodeRootInit CVodeSetRootDirection CVodeSetNoInactiveRootWarn CV_NORMAL CV_ONE_STEP CVode \
 *         CVodeGetDky CVodeGetCurrentTime CVodeGetLastStep CVodeGetLastOrder CVodeGetRootInfo CVodeGetNumSteps \
 *         CVodeGetNumRhsEvals CVodeGetNumLinRhsEvals CVodeGetNumJacEvals CVodeGetNumJtimesEvals CVodeGetNumLinIters \
 *         CVodeGetNumLinSolvSetups CVodeGetNumErrTestFails CVodeGetNumNonlinSolvIters CVodeGetNumNonlinSolvConvFails \
 *         CVodeGetNumGEvals CV_SUCCESS CV_TSTOP_RETURN CV_ROOT_RETURN CV_TOO_MUCH_WORK CV_TOO_MUCH_ACC CV_ERR_FAILURE \
 *         CV_CONV_FAILURE CV_LINIT_FAIL CV_LSETUP_FAIL CV_LSOLVE_FAIL CV_RHSFUNC_FAIL CV_FIRST_RHSFUNC_ERR \
 *         CV_REPTD_RHSFUNC_ERR CV_UNREC_RHSFUNC_ERR CV_RTFUNC_FAIL CV_NLS_INIT_FAIL CV_NLS_SETUP_FAIL CV_CONSTR_FAIL \
 *         CV_NLS_FAIL CV_MEM_FAIL CV_MEM_NULL CV_ILL_INPUT CV_NO_MALLOC CV_BAD_K CV_BAD_T CV_BAD_DKY CV_TOO_CLOSE \
 *         CV_VECTOROP_ERR CV_CONTEXT_ERR --opaque SUNContext_ _generic_N_Vector_Ops _generic_SUNMatrix_Ops \
 *         _generic_SUNLinearSolver _generic_SUNNonlinearSolver -o cdefs/sundials/cvode.h
 * Don't edit: run the command again.
 */

#define CV_ADAMS 1
#define CV_BDF 2
#define CV_NORMAL 1
#define CV_ONE_STEP 2
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
typedef struct _generic_SUNLinearSolver *SUNLinearSolver;
SUNErrCode SUNLinSolFree(SUNLinearSolver S);
enum { SUN_PREC_NONE = 0, SUN_PREC_LEFT = 1, SUN_PREC_RIGHT = 2, SUN_PREC_BOTH = 3 };
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

typedef int (*CVLsJacFn)(sunrealtype t, N_Vector y, N_Vector fy, SUNMatrix Jac, void *user_data, N_Vector tmp1,
    N_Vector tmp2, N_Vector tmp3);

typedef int (*CVLsJacTimesSetupFn)(sunrealtype t, N_Vector y, N_Vector fy, void *user_data);

typedef int (*CVLsJacTimesVecFn)(N_Vector v, N_Vector Jv, sunrealtype t, N_Vector y, N_Vector fy, void *user_data,
    N_Vector tmp);

int CVodeSetLinearSolver(void *cvode_mem, SUNLinearSolver LS, SUNMatrix A);
int CVodeSetJacFn(void *cvode_mem, CVLsJacFn jac);
int CVodeSetJacTimes(void *cvode_mem, CVLsJacTimesSetupFn jtsetup, CVLsJacTimesVecFn jtimes);
int CVodeGetNumJacEvals(void *cvode_mem, long *njevals);
int CVodeGetNumLinIters(void *cvode_mem, long *nliters);
int CVodeGetNumJtimesEvals(void *cvode_mem, long *njvevals);
int CVodeGetNumLinRhsEvals(void *cvode_mem, long *nfevalsLS);
typedef int (*CVRhsFn)(sunrealtype t, N_Vector y, N_Vector ydot, void *user_data);
typedef int (*CVRootFn)(sunrealtype t, N_Vector y, sunrealtype *gout, void *user_data);
void *CVodeCreate(int lmm, SUNContext sunctx);
int CVodeInit(void *cvode_mem, CVRhsFn f, sunrealtype t0, N_Vector y0);
int CVodeReInit(void *cvode_mem, sunrealtype t0, N_Vector y0);
int CVodeSStolerances(void *cvode_mem, sunrealtype reltol, sunrealtype abstol);
int CVodeSVtolerances(void *cvode_mem, sunrealtype reltol, N_Vector abstol);
int CVodeSetInitStep(void *cvode_mem, sunrealtype hin);
int CVodeSetMaxHnilWarns(void *cvode_mem, int mxhnil);
int CVodeSetMaxNumSteps(void *cvode_mem, long mxsteps);
int CVodeSetMaxOrd(void *cvode_mem, int maxord);
int CVodeSetMaxStep(void *cvode_mem, sunrealtype hmax);
int CVodeSetMinStep(void *cvode_mem, sunrealtype hmin);
int CVodeSetNonlinearSolver(void *cvode_mem, SUNNonlinearSolver NLS);
int CVodeSetStopTime(void *cvode_mem, sunrealtype tstop);
int CVodeSetUserData(void *cvode_mem, void *user_data);
int CVodeRootInit(void *cvode_mem, int nrtfn, CVRootFn g);
int CVodeSetRootDirection(void *cvode_mem, int *rootdir);
int CVodeSetNoInactiveRootWarn(void *cvode_mem);
int CVode(void *cvode_mem, sunrealtype tout, N_Vector yout, sunrealtype *tret, int itask);
int CVodeGetDky(void *cvode_mem, sunrealtype t, int k, N_Vector dky);
int CVodeGetNumSteps(void *cvode_mem, long *nsteps);
int CVodeGetNumRhsEvals(void *cvode_mem, long *nfevals);
int CVodeGetNumLinSolvSetups(void *cvode_mem, long *nlinsetups);
int CVodeGetNumErrTestFails(void *cvode_mem, long *netfails);
int CVodeGetLastOrder(void *cvode_mem, int *qlast);
int CVodeGetLastStep(void *cvode_mem, sunrealtype *hlast);
int CVodeGetCurrentTime(void *cvode_mem, sunrealtype *tcur);
int CVodeGetNumGEvals(void *cvode_mem, long *ngevals);
int CVodeGetRootInfo(void *cvode_mem, int *rootsfound);
int CVodeGetNumNonlinSolvIters(void *cvode_mem, long *nniters);
int CVodeGetNumNonlinSolvConvFails(void *cvode_mem, long *nnfails);
void CVodeFree(void **cvode_mem);

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
