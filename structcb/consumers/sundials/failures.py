"""What the solvers' return codes mean, and what to do."""

from __future__ import annotations

from typing import Any

from ...errors import StructcbError

__all__ = ["advice", "checked", "made"]

UNFILLED = "what a body leaves unfilled is NaN"
TOLERANCES = f"loosen `rtol` or `atol`, or look for a singularity or a NaN there ({UNFILLED})"
ERROR_TEST = f"the error test failed again and again, or with the smallest step; {TOLERANCES}"
CONVERGENCE = (
    f"Newton's iteration did not converge, or only with the smallest step; {TOLERANCES}, or give `jac`"
)
AGAIN = "the callback failed again and again, or gave NaN, however small the step"
FIRST = "the callback failed at the first point, where no smaller step can help; change the initial values"
INCONSISTENT = f"no consistent initial values were found; give better ones, or look for a NaN ({UNFILLED})"
START = "start elsewhere, give `x_scale` and `f_scale`, or check `jac`"

ADVICE = {
    "TOO_MUCH_WORK": f"the steps became smaller than the spacing between numbers; {TOLERANCES}",
    "TOO_MUCH_ACC": "more accuracy was asked for than double precision has; loosen `rtol` or `atol`",
    "ERR_FAILURE": ERROR_TEST,
    "ERR_FAIL": ERROR_TEST,
    "CONV_FAILURE": CONVERGENCE,
    "CONV_FAIL": f"{CONVERGENCE}, or better initial values",
    "LSETUP_FAIL": "the Jacobian could not be set up; is it finite there?",
    "LSOLVE_FAIL": "the linear system could not be solved; is the Jacobian right?",
    "RHSFUNC_FAIL": "the right-hand side returned a negative number, or failed where no smaller step can help",
    "RES_FAIL": "the residual returned a negative number",
    "FIRST_RHSFUNC_ERR": FIRST,
    "FIRST_RES_FAIL": FIRST,
    "REPTD_RHSFUNC_ERR": AGAIN,
    "REP_RES_ERR": AGAIN,
    "UNREC_RHSFUNC_ERR": "the right-hand side failed where the solver could not step back; limit `max_step`",
    "RTFUNC_FAIL": "the event function returned a number other than 0",
    "TOO_CLOSE": "`t_span` is too short for a first step; give `first_step`, or a longer span",
    "ILL_INPUT": "the solver refused its input; a component may have become zero with `atol` zero too",
    "LINESEARCH_FAIL": INCONSISTENT,
    "NO_RECOVERY": INCONSISTENT,
    "BAD_EWT": "a component is zero with `atol` zero too; give an `atol`",
    "LINESEARCH_NONCONV": f"no step downhill was found; {START}",
    "LINESEARCH_BCFAIL": f"no step downhill was long enough; {START}",
    "MAXITER_REACHED": "allow more iterations with `maxiter`, or start elsewhere",
    "MXNEWT_5X_EXCEEDED": f"five steps in a row were as long as they may be; {START}",
    "LINSOLV_NO_RECOVERY": "the linear solver failed, and nothing could be changed; is the Jacobian right?",
    "SYSFUNC_FAIL": "the system returned a negative number",
    "FIRST_SYSFUNC_ERR": f"the callback failed or gave NaN at the start; start elsewhere, or fill all of f ({UNFILLED})",
    "REPTD_SYSFUNC_ERR": AGAIN,
    "MEM_FAIL": "there is not enough memory",
}


def advice(name: str) -> str:
    """Return what a failure means and what to do."""
    return ADVICE.get(name.partition("_")[2], "see SUNDIALS' documentation of this code")


def checked(function: str, code: int) -> None:
    """Raise where a function that sets the solver up did not succeed.

    Raises
    ------
    StructcbError
        Any code other than 0.
    """
    if code:
        raise StructcbError(f"SUNDIALS refused: {function} returned {code}")


def made(pointer: Any, what: str) -> Any:
    """Return what SUNDIALS made.

    Raises
    ------
    StructcbError
        It is NULL.
    """
    if not pointer:
        raise StructcbError(f"SUNDIALS could not make {what}; there may not be enough memory")
    return pointer
