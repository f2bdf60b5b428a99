/*
 * Ipopt 3.14: large nonlinear problems with bounds and constraints, by an interior point method.
 *
 * Upstream: https://github.com/coin-or/Ipopt, version 3.14.19, the headers IpStdCInterface.h, IpTypes.h and
 * IpReturnCodes_inc.h, as the wheel of casadi brings them. Copyright (c) 2004, 2010 International Business Machines and
 * others. SPDX-License-Identifier: EPL-2.0
 *
 * Before 3.14 `bool` was int: such a library reads results that were never written. structcb.consumers.ipopt refuses it.
 * `ipnumber` is double and `ipindex` is int, as in every build without -DIPOPT_SINGLE and -DIPOPT_INT64.
 * A callback must only read `x` and `lambda`, though Ipopt's header has no `const` there; structcb.consumers.ipopt has.
 * CreateIpoptProblem copies the bounds. With `values` NULL, Eval_Jac_G_CB and Eval_H_CB fill the places of the nonzeros,
 * else their values. GetIpoptVersion came with 3.14.18, GetIpoptCurrentIterate with 3.14.0.
 *
 * Left out: the deprecated names of types, output files, scaling, and the current iterate's violations.
 */

/*
 * Extracted from casadi/include/coin-or/IpStdCInterface.h (casadi 3.8.2), for Linux on x86_64, by
 *     structcb extract casadi/include/coin-or/IpStdCInterface.h -I casadi/include/coin-or --only \
 *         ApplicationReturnStatus Eval_F_CB Eval_Grad_F_CB Eval_G_CB Eval_Jac_G_CB Eval_H_CB Intermediate_CB \
 *         CreateIpoptProblem FreeIpoptProblem AddIpoptStrOption AddIpoptNumOption AddIpoptIntOption \
 *         SetIntermediateCallback IpoptSolve GetIpoptCurrentIterate GetIpoptVersion -o cdefs/ipopt/ipopt.h
 * Don't edit: run the command again.
 */

typedef double ipnumber;
typedef int ipindex;

enum ApplicationReturnStatus { Solve_Succeeded = 0, Solved_To_Acceptable_Level = 1, Infeasible_Problem_Detected = 2,
    Search_Direction_Becomes_Too_Small = 3, Diverging_Iterates = 4, User_Requested_Stop = 5, Feasible_Point_Found = 6,
    Maximum_Iterations_Exceeded = -1, Restoration_Failed = -2, Error_In_Step_Computation = -3,
    Maximum_CpuTime_Exceeded = -4, Maximum_WallTime_Exceeded = -5, Not_Enough_Degrees_Of_Freedom = -10,
    Invalid_Problem_Definition = -11, Invalid_Option = -12, Invalid_Number_Detected = -13,
    Unrecoverable_Exception = -100, NonIpopt_Exception_Thrown = -101, Insufficient_Memory = -102,
    Internal_Error = -199 };

typedef struct IpoptProblemInfo *IpoptProblem;
typedef void *UserDataPtr;
typedef _Bool (*Eval_F_CB)(ipindex n, ipnumber *x, _Bool new_x, ipnumber *obj_value, UserDataPtr user_data);
typedef _Bool (*Eval_Grad_F_CB)(ipindex n, ipnumber *x, _Bool new_x, ipnumber *grad_f, UserDataPtr user_data);
typedef _Bool (*Eval_G_CB)(ipindex n, ipnumber *x, _Bool new_x, ipindex m, ipnumber *g, UserDataPtr user_data);

typedef _Bool (*Eval_Jac_G_CB)(ipindex n, ipnumber *x, _Bool new_x, ipindex m, ipindex nele_jac, ipindex *iRow,
    ipindex *jCol, ipnumber *values, UserDataPtr user_data);

typedef _Bool (*Eval_H_CB)(ipindex n, ipnumber *x, _Bool new_x, ipnumber obj_factor, ipindex m, ipnumber *lambda,
    _Bool new_lambda, ipindex nele_hess, ipindex *iRow, ipindex *jCol, ipnumber *values, UserDataPtr user_data);

typedef _Bool (*Intermediate_CB)(ipindex alg_mod, ipindex iter_count, ipnumber obj_value, ipnumber inf_pr,
    ipnumber inf_du, ipnumber mu, ipnumber d_norm, ipnumber regularization_size, ipnumber alpha_du, ipnumber alpha_pr,
    ipindex ls_trials, UserDataPtr user_data);

IpoptProblem CreateIpoptProblem(ipindex n, ipnumber *x_L, ipnumber *x_U, ipindex m, ipnumber *g_L, ipnumber *g_U,
    ipindex nele_jac, ipindex nele_hess, ipindex index_style, Eval_F_CB eval_f, Eval_G_CB eval_g,
    Eval_Grad_F_CB eval_grad_f, Eval_Jac_G_CB eval_jac_g, Eval_H_CB eval_h);

void FreeIpoptProblem(IpoptProblem ipopt_problem);
_Bool AddIpoptStrOption(IpoptProblem ipopt_problem, char *keyword, char *val);
_Bool AddIpoptNumOption(IpoptProblem ipopt_problem, char *keyword, ipnumber val);
_Bool AddIpoptIntOption(IpoptProblem ipopt_problem, char *keyword, ipindex val);
_Bool SetIntermediateCallback(IpoptProblem ipopt_problem, Intermediate_CB intermediate_cb);

enum ApplicationReturnStatus IpoptSolve(IpoptProblem ipopt_problem, ipnumber *x, ipnumber *g, ipnumber *obj_val,
    ipnumber *mult_g, ipnumber *mult_x_L, ipnumber *mult_x_U, UserDataPtr user_data);

_Bool GetIpoptCurrentIterate(IpoptProblem ipopt_problem, _Bool scaled, ipindex n, ipnumber *x, ipnumber *z_L,
    ipnumber *z_U, ipindex m, ipnumber *g, ipnumber *lambda);

void GetIpoptVersion(int *major, int *minor, int *release);
