/*
 * ARKODE of SUNDIALS 7.x: Runge-Kutta methods, explicit, implicit, and both at once.
 *
 * Upstream: https://github.com/LLNL/sundials, version 7.9.0, as the wheel of sundials4py brings its headers:
 * sundials_core.h, nvector_serial.h, sunmatrix_*.h, sunlinsol_*.h, arkode.h, arkode_ls.h,
 * arkode_arkstep.h, arkode_erkstep.h.
 * What is declared here is the same from 7.1 to 7.9.
 * Copyright (c) 2002-2025, Lawrence Livermore National Security, University of Maryland Baltimore County, and the
 * SUNDIALS contributors. SPDX-License-Identifier: BSD-3-Clause
 *
 * `sunindextype` is chosen when SUNDIALS is built. It is 32 bits wide here, as in the wheel of scikit-sundae, by the
 * macros that stand for sundials_config.h; structcb.consumers.sundials measures the library's own width and puts that in
 * place of the typedef below. `sunrealtype` is double, and `SUNComm` is int, as in every build without MPI.
 * The entry of row i and column j of a matrix lies at data[j * M + i], in a banded one at data[j * ldim + s_mu + i - j].
 *
 * Left out: what is left out of cvode.h, other steppers than ERKStep and ARKStep, mass matrices, tables of one's own,
 * relaxation, and the return codes below -36, which are not the same in every version.
 */

/*
 * Extracted from include/sundials/sundials_core.h, include/nvector/nvector_serial.h,
 *     include/sunmatrix/sunmatrix_dense.h, include/sunmatrix/sunmatrix_band.h, include/sunlinsol/sunlinsol_dense.h,
 *     include/sunlinsol/sunlinsol_band.h, include/sunlinsol/sunlinsol_spgmr.h,
 *     include/sunnonlinsol/sunnonlinsol_fixedpoint.h, include/arkode/arkode.h, include/arkode/arkode_ls.h,
 *     include/arkode/arkode_arkstep.h, include/arkode/arkode_erkstep.h (sundials4py 7.9.0), for Linux on x86_64, by
 *     structcb extract include/sundials/sundials_core.h include/nvector/nvector_serial.h \
 *         include/sunmatrix/sunmatrix_dense.h include/sunmatrix/sunmatrix_band.h include/sunlinsol/sunlinsol_dense.h \
 *         include/sunlinsol/sunlinsol_band.h include/sunlinsol/sunlinsol_spgmr.h \
 *         include/sunnonlinsol/sunnonlinsol_fixedpoint.h include/arkode/arkode.h include/arkode/arkode_ls.h \
 *         include/arkode/arkode_arkstep.h include/arkode/arkode_erkstep.h -I include -D_SUNDIALS_CONFIG_H \
 *         -DSUNDIALS_DOUBLE_PRECISION -DSUNDIALS_INDEX_TYPE=int32_t -DSUNDIALS_COUNTER_TYPE=long -DSUNDIALS_EXPORT= \
 *         '-DSUNDIALS_DEPRECATED_EXPORT_MSG(msg)=' --only sunindextype SUNContext_Create SUNContext_Free \
 *         SUNContext_ClearErrHandlers SUNDIALSGetVersionNumber N_Vector_Ops N_Vector _N_VectorContent_Serial \
 *         N_VNew_Serial N_VGetLength_Serial N_VGetArrayPointer N_VDestroy SUNMatrix_Ops SUNMatrix \
 *         _SUNMatrixContent_Dense _SUNMatrixContent_Band SUNDenseMatrix SUNBandMatrix SUNBandMatrix_LDim \
 *         SUNBandMatrix_StoredUpperBandwidth SUNBandMatrix_Data SUNDenseMatrix_Data SUNMatDestroy SUN_PREC_NONE \
 *         SUNLinearSolver SUNLinSol_Dense SUNLinSol_Band SUNLinSol_SPGMR SUNLinSolFree SUNNonlinearSolver \
 *         SUNNonlinSol_FixedPoint SUNNonlinSolFree ARKRhsFn ARKRootFn ARKLsJacFn ARKLsJacTimesSetupFn \
 *         ARKLsJacTimesVecFn ERKStepCreate ARKStepCreate ARKodeFree ARKodeSStolerances ARKodeSVtolerances \
 *         ARKodeSetUserData ARKodeSetOrder ARKodeSetMaxNumSteps ARKodeSetMaxHnilWarns ARKodeSetInitStep \
 *         ARKodeSetMinStep ARKodeSetMaxStep ARKodeSetStopTime ARKodeSetNonlinearSolver ARKodeSetLinearSolver \
 *         ARKodeSetJacFn ARKodeSetJacTimes ARKodeRootInit ARKodeSetRootDirection ARKodeSetNoInactiveRootWarn \
 *         ARK_NORMAL ARK_ONE_STEP ARK_INTERP_MAX_DEGREE ARKodeEvolve ARKodeGetDky ARKodeGetCurrentTime \
 *         ARKodeGetLastStep ARKodeGetRootInfo ARKodeGetNumSteps ARKodeGetNumRhsEvals ARKodeGetNumLinRhsEvals \
 *         ARKodeGetNumJacEvals ARKodeGetNumJtimesEvals ARKodeGetNumLinIters ARKodeGetNumLinSolvSetups \
 *         ARKodeGetNumErrTestFails ARKodeGetNumNonlinSolvIters ARKodeGetNumNonlinSolvConvFails ARKodeGetNumGEvals \
 *         ARK_SUCCESS ARK_TSTOP_RETURN ARK_ROOT_RETURN ARK_TOO_MUCH_WORK ARK_TOO_MUCH_ACC ARK_ERR_FAILURE \
 *         ARK_CONV_FAILURE ARK_LINIT_FAIL ARK_LSETUP_FAIL ARK_LSOLVE_FAIL ARK_RHSFUNC_FAIL ARK_FIRST_RHSFUNC_ERR \
 *         ARK_REPTD_RHSFUNC_ERR ARK_UNREC_RHSFUNC_ERR ARK_RTFUNC_FAIL ARK_LFREE_FAIL ARK_CONSTR_FAIL ARK_MEM_FAIL \
 *         ARK_MEM_NULL ARK_ILL_INPUT ARK_NO_MALLOC ARK_BAD_K ARK_BAD_T ARK_BAD_DKY ARK_TOO_CLOSE ARK_VECTOROP_ERR \
 *         ARK_NLS_INIT_FAIL ARK_NLS_SETUP_FAIL ARK_NLS_OP_ERR --opaque SUNContext_ _generic_N_Vector_Ops \
 *         _generic_SUNMatrix_Ops _generic_SUNLinearSolver _generic_SUNNonlinearSolver -o cdefs/sundials/arkode.h
 * Don't edit: run the command again.
 */

#define ARK_NORMAL 1
#define ARK_ONE_STEP 2
#define ARK_INTERP_MAX_DEGREE 5
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
typedef int (*ARKRhsFn)(sunrealtype t, N_Vector y, N_Vector ydot, void *user_data);
typedef int (*ARKRootFn)(sunrealtype t, N_Vector y, sunrealtype *gout_1d, void *user_data);
int ARKodeSStolerances(void *arkode_mem, sunrealtype reltol, sunrealtype abstol);
int ARKodeSVtolerances(void *arkode_mem, sunrealtype reltol, N_Vector abstol);
int ARKodeRootInit(void *arkode_mem, int nrtfn, ARKRootFn g);
int ARKodeSetRootDirection(void *arkode_mem, int *rootdir_1d);
int ARKodeSetNoInactiveRootWarn(void *arkode_mem);
int ARKodeSetOrder(void *arkode_mem, int maxord);
int ARKodeSetMaxNumSteps(void *arkode_mem, long mxsteps);
int ARKodeSetStopTime(void *arkode_mem, sunrealtype tstop);
int ARKodeSetUserData(void *arkode_mem, void *user_data);
int ARKodeSetNonlinearSolver(void *arkode_mem, SUNNonlinearSolver NLS);
int ARKodeSetMaxHnilWarns(void *arkode_mem, int mxhnil);
int ARKodeSetInitStep(void *arkode_mem, sunrealtype hin);
int ARKodeSetMinStep(void *arkode_mem, sunrealtype hmin);
int ARKodeSetMaxStep(void *arkode_mem, sunrealtype hmax);
int ARKodeEvolve(void *arkode_mem, sunrealtype tout, N_Vector yout, sunrealtype *tret, int itask);
int ARKodeGetDky(void *arkode_mem, sunrealtype t, int k, N_Vector dky);
int ARKodeGetNumRhsEvals(void *arkode_mem, int partition_index, long *num_rhs_evals);
int ARKodeGetNumSteps(void *arkode_mem, long *nsteps);
int ARKodeGetLastStep(void *arkode_mem, sunrealtype *hlast);
int ARKodeGetNumGEvals(void *arkode_mem, long *ngevals);
int ARKodeGetRootInfo(void *arkode_mem, int *rootsfound_1d);
int ARKodeGetNumErrTestFails(void *arkode_mem, long *netfails);
int ARKodeGetNumLinSolvSetups(void *arkode_mem, long *nlinsetups);
int ARKodeGetCurrentTime(void *arkode_mem, sunrealtype *tcur);
int ARKodeGetNumNonlinSolvIters(void *arkode_mem, long *nniters);
int ARKodeGetNumNonlinSolvConvFails(void *arkode_mem, long *nnfails);
int ARKodeGetNumJacEvals(void *arkode_mem, long *njevals);
int ARKodeGetNumLinIters(void *arkode_mem, long *nliters);
int ARKodeGetNumJtimesEvals(void *arkode_mem, long *njvevals);
int ARKodeGetNumLinRhsEvals(void *arkode_mem, long *nfevalsLS);
void ARKodeFree(void **arkode_mem);

typedef int (*ARKLsJacFn)(sunrealtype t, N_Vector y, N_Vector fy, SUNMatrix Jac, void *user_data, N_Vector tmp1,
    N_Vector tmp2, N_Vector tmp3);

typedef int (*ARKLsJacTimesSetupFn)(sunrealtype t, N_Vector y, N_Vector fy, void *user_data);

typedef int (*ARKLsJacTimesVecFn)(N_Vector v, N_Vector Jv, sunrealtype t, N_Vector y, N_Vector fy, void *user_data,
    N_Vector tmp);

int ARKodeSetLinearSolver(void *arkode_mem, SUNLinearSolver LS, SUNMatrix A);
int ARKodeSetJacFn(void *arkode_mem, ARKLsJacFn jac);
int ARKodeSetJacTimes(void *arkode_mem, ARKLsJacTimesSetupFn jtsetup, ARKLsJacTimesVecFn jtimes);
void *ARKStepCreate(ARKRhsFn fe, ARKRhsFn fi, sunrealtype t0, N_Vector y0, SUNContext sunctx);
void *ERKStepCreate(ARKRhsFn f, sunrealtype t0, N_Vector y0, SUNContext sunctx);

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
