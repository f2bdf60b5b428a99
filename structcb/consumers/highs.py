"""HiGHS: mixed-integer programs, watched by a callback that reads HiGHS's own structs and may stop it."""

from __future__ import annotations

import functools
from collections.abc import Callable as PyCallable
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from ..callbacks import Callback, guard, inline
from ..errors import LayoutMismatchError, StructcbError
from ..headers import Header, load
from ..states import State, StateArray
from .base import Function, Role, UserData, adapted, find_library, user_data_address, with_state

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from scipy.optimize import OptimizeResult

__all__ = ["Highs", "callback", "highs", "milp", "open_highs"]

Options: TypeAlias = Mapping[str, str | bool | int | float]

DISTRIBUTION, EXTRA = "highspy", "highs"
PROTOTYPE = "void (int kind, void *message, void *data_out, void *data_in, void *user_data)"
# The kinds after which HiGHS looks at `user_interrupt`: linear programs and mixed-integer ones.
INTERRUPTS = (1, 2, 6)
KINDS = (1, 2, 3, 4, 6)
ROW_WISE, MINIMIZE, OPTIMAL = 2, 1, 7
ANSWERABLE = ("log_type", "running_time", "simplex_iteration_count", "objective_function_value", "mip_node_count",
              "mip_primal_bound", "mip_dual_bound", "mip_gap")  # fmt: skip


class Highs:
    """The functions of HiGHS, as its header names them."""

    def __init__(self, header: Header, path: Path) -> None:
        self.header, self.ffi, self.path = header, header.ffi, path
        self.functions: Any = header.open(path).cffi


@functools.cache
def highs() -> Highs:
    """Return HiGHS from the wheel that the extra `highs` brings; it is opened once."""
    return open_highs(find_library(DISTRIBUTION, "highs", extra=EXTRA))


def open_highs(path: Path) -> Highs:
    """Open HiGHS and prove that the header describes its structs.

    Raises
    ------
    LayoutMismatchError
        A version that keeps its fields elsewhere.
    """
    found = Highs(load("highs/highs"), path)
    data = found.ffi.new("HighsCallbackDataOut *")
    start = int(found.ffi.cast("intptr_t", data))
    layout = found.header.struct("HighsCallbackDataOut").layout
    wrong = []
    for name in ANSWERABLE:
        item = found.functions.Highs_getCallbackDataOutItem(data, name.encode())
        theirs, ours = int(found.ffi.cast("intptr_t", item)) - start, layout.fields[name].offset
        if theirs != ours:
            wrong.append(
                f"`HighsCallbackDataOut.{name}` is at {theirs} to the library, at {ours} by the header"
            )
    if wrong:
        raise LayoutMismatchError(f"HiGHS at {path} is of another version than the header", wrong)
    return found


def callback(header: Header, user_data: UserData = None, **options: Any) -> PyCallable[[Function], Callback]:
    """Compile the decorated ``f(kind, data, p)``, called while HiGHS solves.

    ``kind`` is one of the header's ``kHighsCallback...`` numbers, ``data`` its ``HighsCallbackDataOut``, ``p`` the
    state; a function without ``user_data`` leaves ``p`` out. The body returns nothing, or whether to stop, to which
    HiGHS listens after the kinds that are called interrupts.

    Parameters
    ----------
    header
        The header that declares the state.
    user_data
        The struct of the state.
    **options
        Further options of ``Header.callback``.
    """
    role = with_state(Role(PROTOTYPE, "kind, data, p", adapt), user_data)
    return functools.partial(adapted, role, header, user_data, options)


def adapt(body: Any) -> Function:
    """Return a callback as C calls it."""
    out_type: Any = highs().header.struct("HighsCallbackDataOut")
    in_type: Any = highs().header.struct("HighsCallbackDataIn")
    asked = inline(stops)

    def adapter(kind, message, data_out, data_in, user_data):  # type: ignore[no-untyped-def]  # C's types
        if asked(body(kind, out_type(data_out), user_data)):
            in_type(data_in).user_interrupt = 1

    return adapter


def stops(result):  # type: ignore[no-untyped-def]  # compiled
    """Return whether the body asked to stop."""
    return False if result is None else result


def milp(
    c: ArrayLike,
    callback: Callback,
    state: State | StateArray | None = None,
    *,
    integrality: ArrayLike,
    bounds: tuple[ArrayLike, ArrayLike],
    constraints: tuple[ArrayLike, ArrayLike, ArrayLike],
    options: Options | None = None,
) -> OptimizeResult:
    """Minimise ``c @ x`` with HiGHS, some of ``x`` being integers, and call back on the way.

    Parameters
    ----------
    c
        The costs.
    callback
        Made by ``highs.callback``.
    state
        What the callback gets as its last argument.
    integrality
        1 for each variable that is an integer, 0 for the others.
    bounds
        The least and the largest values of ``x``.
    constraints
        ``(A, least, largest)``, as of SciPy's ``LinearConstraint``: ``least <= A @ x <= largest``.
    options
        HiGHS's own options, such as ``{"mip_rel_gap": 0.01}``. By default nothing is printed.

    Returns
    -------
    scipy.optimize.OptimizeResult
        ``status`` is HiGHS's model status, 7 for optimal.

    Raises
    ------
    ValueError
        Shapes that do not fit, or an option that HiGHS does not take.
    """
    import numpy as np
    from scipy.optimize import OptimizeResult

    library = highs()
    ffi, call = library.ffi, library.functions
    address = user_data_address(callback, state)
    costs, a = np.array(c, float), np.array(constraints[0], float)
    rows, n = a.shape if a.ndim == 2 else (-1, -1)
    if costs.shape != (n,):
        raise ValueError(
            f"`constraints[0]` must be a matrix with {costs.size} columns, not of shape {a.shape}."
        )
    arrays = [costs, *(np.array(np.broadcast_to(b, n), float) for b in bounds)]
    arrays += [np.array(np.broadcast_to(limit, rows), float) for limit in constraints[1:]]
    starts, columns = (
        np.arange(rows, dtype=np.int32) * np.int32(n),
        np.tile(np.arange(n, dtype=np.int32), rows),
    )
    kinds = np.array(np.broadcast_to(integrality, n), np.int32)
    doubles = [ffi.from_buffer("double[]", array) for array in arrays]
    ints = [ffi.from_buffer("HighsInt[]", array) for array in (starts, columns, kinds)]
    watcher = Watcher(library, callback, address)
    model = call.Highs_create()
    try:
        for name, value in {"output_flag": False, **(options or {})}.items():
            set_option(library, model, name, value)
        values = ffi.from_buffer("double[]", a)
        if call.Highs_passMip(
            model, n, rows, a.size, ROW_WISE, MINIMIZE, 0.0, *doubles, *ints[:2], values, ints[2]
        ):
            raise StructcbError("HiGHS refused the model; are the bounds in order?")
        call.Highs_setCallback(model, watcher.entry, ffi.NULL)
        for kind in KINDS:
            call.Highs_startCallback(model, kind)
        with guard(callback):
            call.Highs_run(model)
            if watcher.raised is not None:
                raise watcher.raised
        x, duals, row_values, row_duals = (np.zeros(size) for size in (n, n, rows, rows))
        outputs = [ffi.from_buffer("double[]", v) for v in (x, duals, row_values, row_duals)]
        call.Highs_getSolution(model, *outputs)
        status = call.Highs_getModelStatus(model)
        return OptimizeResult(
            x=x, fun=call.Highs_getObjectiveValue(model), status=status, success=status == OPTIMAL
        )
    finally:
        call.Highs_destroy(model)


def set_option(library: Highs, model: Any, name: str, value: str | bool | int | float) -> None:
    """Set one of HiGHS's options."""
    kind = {bool: "Bool", int: "Int", float: "Double", str: "String"}[type(value)]
    text = value.encode() if isinstance(value, str) else value
    if getattr(library.functions, f"Highs_set{kind}OptionValue")(model, name.encode(), text):
        raise ValueError(f"HiGHS has no option `{name}` that takes {value!r}.")


class Watcher:
    """Between HiGHS and the callback: a callback without a result cannot stop HiGHS when it fails, this one can."""

    def __init__(self, library: Highs, callback: Callback, user_data: int) -> None:
        ffi = library.ffi
        self.callback = callback
        self.raised: BaseException | None = None
        self.function = ffi.cast("HighsCCallbackType", callback.address)
        self.user_data = ffi.cast("void *", user_data)
        self.entry = ffi.callback("HighsCCallbackType", self.watch, onerror=self.keep)

    def watch(self, kind: int, message: Any, data_out: Any, data_in: Any, _: Any) -> None:
        """Call the callback, and stop HiGHS where something was raised."""
        if not self.callback._structcb_slots[0].pending and self.raised is None:
            self.function(kind, message, data_out, data_in, self.user_data)
        if kind in INTERRUPTS and (self.raised is not None or self.callback._structcb_slots[0].pending):
            data_in.user_interrupt = 1

    def keep(self, kind: Any, error: BaseException, traceback: Any) -> None:
        """Keep what was raised while looking on: Ctrl-C may arrive just there."""
        self.raised = error
