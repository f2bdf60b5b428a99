"""Mixed-integer programs, solved by HiGHS under SciPy's name and with SciPy's result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from ...callbacks import Callback, guard
from ...errors import StructcbError
from ...states import State, StateArray
from ..base import check_prototype, plain, user_data_address
from .libraries import Highs, highs
from .models import Model, pose
from .watches import new_watch, watched

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from scipy.optimize import OptimizeResult

__all__ = ["milp"]

Options: TypeAlias = Mapping[str, str | bool | int | float]

# Interrupts of linear programs (1, 2) and of mixed-integer ones (6), solutions (3) and better ones (4).
KINDS = (1, 2, 3, 4, 6)
COLUMN_WISE, MINIMIZE, OPTIMAL, FEASIBLE = 1, 1, 7, 2


def milp(
    c: ArrayLike,
    callback: Callback,
    state: State | StateArray | None = None,
    *,
    integrality: ArrayLike,
    bounds: Any,
    constraints: Any = None,
    kinds: Sequence[int] = KINDS,
    options: Options | None = None,
) -> OptimizeResult:
    """Minimise ``c @ x`` with HiGHS, some of ``x`` being integers, and call back on the way.

    The GIL is free meanwhile. An exception of the callback is raised here; it and Ctrl-C stop HiGHS.

    Parameters
    ----------
    c
        The costs.
    callback
        Made by ``highs.callback`` or ``highs.answering``.
    state
        What the callback gets as its last argument.
    integrality
        1 for each variable that is an integer, 0 for the others; 2 and 3 for those that may be zero too, as in SciPy.
    bounds
        The least and the largest values of ``x``, or ``scipy.optimize.Bounds``.
    constraints
        ``(A, least, largest)`` or ``scipy.optimize.LinearConstraint``: ``least <= A @ x <= largest``. ``A`` is a matrix
        or one of ``scipy.sparse``, which is passed as it is.
    kinds
        What HiGHS calls back for, by the header's ``kHighsCallback...`` numbers.
    options
        HiGHS's own options, such as ``{"mip_rel_gap": 0.01}``. By default nothing is printed.

    Returns
    -------
    scipy.optimize.OptimizeResult
        ``status`` is HiGHS's model status, 7 for optimal, and ``message`` its name. ``x`` and ``fun`` are None where
        no point within the constraints was found.

    Raises
    ------
    ValueError
        Shapes that do not fit, or an option that HiGHS does not take.
    """
    library = highs()
    check_prototype(callback, library.header.callbacks["HighsCCallbackType"], "highs.callback")
    model = pose(c, integrality, bounds, constraints)
    watch = new_watch(callback, user_data_address(callback, state))
    memory = library.functions.Highs_create()
    try:
        for name, value in {"output_flag": False, **(options or {})}.items():
            set_option(library, memory, name, value)
        pass_model(library, memory, model)
        entry = library.ffi.cast("HighsCCallbackType", watched().address)
        library.functions.Highs_setCallback(memory, entry, watch)
        for kind in kinds:
            if library.functions.Highs_startCallback(memory, kind):
                raise ValueError(f"HiGHS does not call back for the kind {kind}.")
        with guard(callback):
            library.functions.Highs_run(memory)
        return result(library, memory, model)
    finally:
        library.functions.Highs_destroy(memory)


def set_option(library: Highs, memory: Any, name: str, value: str | bool | int | float) -> None:
    """Set one of HiGHS's options."""
    kinds = {bool: "Bool", int: "Int", str: "String"}
    taken = plain(value)
    kind = kinds.get(type(taken), "Double")
    if isinstance(taken, str):
        taken = taken.encode()
    try:
        refused = getattr(library.functions, f"Highs_set{kind}OptionValue")(memory, name.encode(), taken)
    except TypeError:
        refused = True
    if refused:
        raise ValueError(f"HiGHS has no option `{name}` that takes {value!r}.")


def pass_model(library: Highs, memory: Any, model: Model) -> None:
    """Give HiGHS the model, which it copies."""
    ffi = library.ffi
    *limits, values = [ffi.from_buffer("double[]", array) for array in (*model.doubles, model.values)]
    starts, rows, kinds = [
        ffi.from_buffer("HighsInt[]", array) for array in (model.starts, model.rows, model.kinds)
    ]
    refused = library.functions.Highs_passMip(
        memory, model.n, model.m, len(model.values), COLUMN_WISE, MINIMIZE, 0.0, *limits, starts, rows, values, kinds
    )  # fmt: skip
    if refused:
        raise StructcbError("HiGHS refused the model; are the bounds in order, and all numbers finite?")


def result(library: Highs, memory: Any, model: Model) -> OptimizeResult:
    """Return what HiGHS has found."""
    import numpy as np
    from scipy.optimize import OptimizeResult

    call, ffi = library.functions, library.ffi
    x, duals, row_values, row_duals = (np.zeros(size) for size in (model.n, model.n, model.m, model.m))
    outputs = [ffi.from_buffer("double[]", v) for v in (x, duals, row_values, row_duals)]
    call.Highs_getSolution(memory, *outputs)
    quality = ffi.new("HighsInt *")
    call.Highs_getIntInfoValue(memory, b"primal_solution_status", quality)
    status, found = call.Highs_getModelStatus(memory), quality[0] == FEASIBLE
    return OptimizeResult(
        x=x if found else None,
        fun=call.Highs_getObjectiveValue(memory) if found else None,
        status=status,
        success=status == OPTIMAL,
        message=library.status(status),
    )
