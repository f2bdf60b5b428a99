/*
 * IDA of SUNDIALS 7.x: differential-algebraic equations F(t, y, y') = 0.
 *
 * Upstream: https://github.com/LLNL/sundials, version 7.1.1, as Debian's libsundials-dev brings its headers:
 * sundials_core.h, nvector_serial.h, sunmatrix_*.h, sunlinsol_*.h, ida.h, ida_ls.h.
 * What is declared here is the same from 7.0 to 7.9.
 * Copyright (c) 2002-2025, Lawrence Livermore National Security, University of Maryland Baltimore County, and the
 * SUNDIALS contributors. SPDX-License-Identifier: BSD-3-Clause
 *
 * `sunindextype` is chosen when SUNDIALS is built. It is 32 bits wide here, as in the wheel of scikit-sundae, by the
 * macros that stand for sundials_config.h; structcb.consumers.sundials measures the library's own width and puts that in
 * place of the typedef below. `sunrealtype` is double, and `SUNComm` is int, as in every build without MPI.
 * The entry of row i and column j of a matrix lies at data[j * M + i], in a banded one at data[j * ldim + s_mu + i - j].
 *
 * Left out: the operations of vectors, matrices and solvers, and all that is left out of cvode.h.
 */

/*
 * Extracted from sundials/sundials_core.h, nvector/nvector_serial.h, sunmatrix/sunmatrix_dense.h,
 *     sunmatrix/sunmatrix_band.h, sunlinsol/sunlinsol_dense.h, sunlinsol/sunlinsol_band.h, sunlinsol/sunlinsol_spgmr.h,
 *     sunnonlinsol/sunnonlinsol_fixedpoint.h, ida/ida.h, ida/ida_ls.h (libsundials-dev 7.1.1+dfsg1), for Linux on x86_64, by
 *     structcb extract sundials/sundials_core.h nvector/nvector_serial.h sunmatrix/sunmatrix_dense.h \
 *         sunmatrix/sunmatrix_band.h sunlinsol/sunlinsol_dense.h sunlinsol/sunlinsol_band.h \
 *         sunlinsol/sunlinsol_spgmr.h sunnonlinsol/sunnonlinsol_fixedpoint.h ida/ida.h ida/ida_ls.h \
 *         -D_SUNDIALS_CONFIG_H -DSUNDIALS_DOUBLE_PRECISION -DSUNDIALS_INDEX_TYPE=int32_t -DSUNDIALS_COUNTER_TYPE=long \
 *         -DSUNDIALS_EXPORT= '-DSUNDIALS_DEPRECATED_EXPORT_MSG(msg)=' --only sunindextype SUNContext_Create \
 *         SUNContext_Free SUNContext_ClearErrHandlers SUNDIALSGetVersionNumber N_Vector_Ops N_Vector \
 *         _N_VectorContent_Serial N_VNew_Serial N_VGetLength_Serial N_VGetArrayPointer N_VDestroy SUNMatrix_Ops \
 *         SUNMatrix _SUNMatrixContent_Dense _SUNMatrixContent_Band SUNDenseMatrix SUNBandMatrix SUNBandMatrix_LDim \
 *         SUNBandMatrix_StoredUpperBandwidth SUNBandMatrix_Data SUNDenseMatrix_Data SUNMatDestroy SUN_PREC_NONE \
 *         SUNLinearSolver SUNLinSol_Dense SUNLinSol_Band SUNLinSol_SPGMR SUNLinSolFree SUNNonlinearSolver \
 *         SUNNonlinSol_FixedPoint SUNNonlinSolFree IDAResFn IDARootFn IDALsJacFn IDALsJacTimesSetupFn \
 *         IDALsJacTimesVecFn IDACreate IDAInit IDAReInit IDAFree IDASStolerances IDASVtolerances IDASetUserData \
 *         IDASetMaxNumSteps IDASetMaxOrd IDASetInitStep IDASetMinStep IDASetMaxStep IDASetStopTime IDASetSuppressAlg \
 *         IDASetId IDASetLinearSolver IDASetJacFn IDASetJacTimes IDARootInit IDASetRootDirection \
 *         IDASetNoInactiveRootWarn IDA_YA_YDP_INIT IDA_Y_INIT IDACalcIC IDAGetConsistentIC IDA_NORMAL IDA_ONE_STEP \
 *         IDASolve IDAGetDky IDAGetCurrentTime IDAGetLastStep IDAGetLastOrder IDAGetRootInfo IDAGetNumSteps \
 *         IDAGetNumResEvals IDAGetNumLinResEvals IDAGetNumJacEvals IDAGetNumJtimesEvals IDAGetNumLinIters \
 *         IDAGetNumLinSolvSetups IDAGetNumErrTestFails IDAGetNumNonlinSolvIters IDAGetNumNonlinSolvConvFails \
 *         IDAGetNumGEvals IDA_SUCCESS IDA_TSTOP_RETURN IDA_ROOT_RETURN IDA_TOO_MUCH_WORK IDA_TOO_MUCH_ACC \
 *         IDA_ERR_FAIL IDA_CONV_FAIL IDA_LINIT_FAIL IDA_LSETUP_FAIL IDA_LSOLVE_FAIL IDA_RES_FAIL IDA_REP_RES_ERR \
 *         IDA_RTFUNC_FAIL IDA_CONSTR_FAIL IDA_FIRST_RES_FAIL IDA_LINESEARCH_FAIL IDA_NO_RECOVERY IDA_NLS_INIT_FAIL \
 *         IDA_NLS_SETUP_FAIL IDA_NLS_FAIL IDA_MEM_NULL IDA_MEM_FAIL IDA_ILL_INPUT IDA_NO_MALLOC IDA_BAD_EWT IDA_BAD_K \
 *         IDA_BAD_T IDA_BAD_DKY IDA_VECTOROP_ERR IDA_CONTEXT_ERR --opaque SUNContext_ _generic_N_Vector_Ops \
 *         _generic_SUNMatrix_Ops _generic_SUNLinearSolver _generic_SUNNonlinearSolver -o cdefs/sundials/ida.h
 * Don't edit: run the command again.
 */

#define IDA_NORMAL 1
#define IDA_ONE_STEP 2
#define IDA_YA_YDP_INIT 1
#define IDA_Y_INIT 2
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

typedef int (*IDALsJacFn)(sunrealtype t, sunrealtype c_j, N_Vector y, N_Vector yp, N_Vector r, SUNMatrix Jac,
    void *user_data, N_Vector tmp1, N_Vector tmp2, N_Vector tmp3);

typedef int (*IDALsJacTimesSetupFn)(sunrealtype tt, N_Vector yy, N_Vector yp, N_Vector rr, sunrealtype c_j,
    void *user_data);

typedef int (*IDALsJacTimesVecFn)(sunrealtype tt, N_Vector yy, N_Vector yp, N_Vector rr, N_Vector v, N_Vector Jv,
    sunrealtype c_j, void *user_data, N_Vector tmp1, N_Vector tmp2);

int IDASetLinearSolver(void *ida_mem, SUNLinearSolver LS, SUNMatrix A);
int IDASetJacFn(void *ida_mem, IDALsJacFn jac);
int IDASetJacTimes(void *ida_mem, IDALsJacTimesSetupFn jtsetup, IDALsJacTimesVecFn jtimes);
int IDAGetNumJacEvals(void *ida_mem, long *njevals);
int IDAGetNumLinIters(void *ida_mem, long *nliters);
int IDAGetNumJtimesEvals(void *ida_mem, long *njvevals);
int IDAGetNumLinResEvals(void *ida_mem, long *nrevalsLS);
typedef int (*IDAResFn)(sunrealtype tt, N_Vector yy, N_Vector yp, N_Vector rr, void *user_data);
typedef int (*IDARootFn)(sunrealtype t, N_Vector y, N_Vector yp, sunrealtype *gout, void *user_data);
void *IDACreate(SUNContext sunctx);
int IDAInit(void *ida_mem, IDAResFn res, sunrealtype t0, N_Vector yy0, N_Vector yp0);
int IDAReInit(void *ida_mem, sunrealtype t0, N_Vector yy0, N_Vector yp0);
int IDASStolerances(void *ida_mem, sunrealtype reltol, sunrealtype abstol);
int IDASVtolerances(void *ida_mem, sunrealtype reltol, N_Vector abstol);
int IDACalcIC(void *ida_mem, int icopt, sunrealtype tout1);
int IDASetUserData(void *ida_mem, void *user_data);
int IDASetMaxOrd(void *ida_mem, int maxord);
int IDASetMaxNumSteps(void *ida_mem, long mxsteps);
int IDASetInitStep(void *ida_mem, sunrealtype hin);
int IDASetMaxStep(void *ida_mem, sunrealtype hmax);
int IDASetMinStep(void *ida_mem, sunrealtype hmin);
int IDASetStopTime(void *ida_mem, sunrealtype tstop);
int IDASetSuppressAlg(void *ida_mem, int suppressalg);
int IDASetId(void *ida_mem, N_Vector id);
int IDARootInit(void *ida_mem, int nrtfn, IDARootFn g);
int IDASetRootDirection(void *ida_mem, int *rootdir);
int IDASetNoInactiveRootWarn(void *ida_mem);
int IDASolve(void *ida_mem, sunrealtype tout, sunrealtype *tret, N_Vector yret, N_Vector ypret, int itask);
int IDAGetDky(void *ida_mem, sunrealtype t, int k, N_Vector dky);
int IDAGetNumSteps(void *ida_mem, long *nsteps);
int IDAGetNumResEvals(void *ida_mem, long *nrevals);
int IDAGetNumLinSolvSetups(void *ida_mem, long *nlinsetups);
int IDAGetNumErrTestFails(void *ida_mem, long *netfails);
int IDAGetConsistentIC(void *ida_mem, N_Vector yy0_mod, N_Vector yp0_mod);
int IDAGetLastOrder(void *ida_mem, int *klast);
int IDAGetLastStep(void *ida_mem, sunrealtype *hlast);
int IDAGetCurrentTime(void *ida_mem, sunrealtype *tcur);
int IDAGetNumGEvals(void *ida_mem, long *ngevals);
int IDAGetRootInfo(void *ida_mem, int *rootsfound);
int IDAGetNumNonlinSolvIters(void *ida_mem, long *nniters);
int IDAGetNumNonlinSolvConvFails(void *ida_mem, long *nnfails);
void IDAFree(void **ida_mem);

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
