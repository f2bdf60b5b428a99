"""MuJoCo: controllers, forces and sensors as compiled functions of the live model and data.

MuJoCo's own headers describe both, and its callbacks are global pointers without user data. So the state is bound when a
callback is compiled, and the pointers are set for the length of a ``with`` block.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
from collections.abc import Callable as PyCallable
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..callbacks import Callback, guard, inline_body
from ..errors import LayoutMismatchError, MissingLibraryError, SignatureError
from ..headers import Header, load
from ..prototypes import parameter_names
from ..runtime.slots import Slot
from ..states import Library, State, StateArray
from .base import Function, check_made, find_library, named_like

__all__ = [
    "SimulationCallback",
    "act_bias",
    "act_dyn",
    "act_gain",
    "contact_filter",
    "control",
    "data",
    "header",
    "installed",
    "model",
    "passive",
    "sensor",
]

# The library was in the first before version 4; an old one may lie beside a second that nobody uses any more.
DISTRIBUTIONS, EXTRA = ("mujoco", "mujoco-core"), "mujoco"
NAMES = (
    "mjModel", "mjData", "mjfGeneric", "mjfConFilt", "mjfSensor", "mjfAct", "mjtStage", "mj_version", "mjVERSION_HEADER",
    "mjcb_passive", "mjcb_control", "mjcb_contactfilter", "mjcb_sensor", "mjcb_act_dyn", "mjcb_act_gain", "mjcb_act_bias",
)  # fmt: skip
# Not -1, which would drop a contact, and not NaN, which would make MuJoCo reset the simulation.
AFTER_ERROR = {"on_error": 0}

Decorator = PyCallable[[Function], "SimulationCallback"]


@dataclass(frozen=True)
class SimulationCallback:
    """A compiled callback, MuJoCo's variable that it is for, and the state that it was compiled with."""

    callback: Callback
    variable: str
    state: State | None

    @property
    def _structcb_slots(self) -> Sequence[Slot]:
        return self.callback._structcb_slots


def control(state: State | None = None, **options: Any) -> Decorator:
    """Compile the decorated ``control(m, d, p)``, which sets ``d.ctrl``.

    ``m`` is MuJoCo's ``const mjModel *``, ``d`` its ``mjData *``, with all fields by their C names; ``p`` is the state.
    The address of the state is compiled in: such code is not cached on disk, and has no other state.

    Parameters
    ----------
    state
        What the body gets last; without one it is ``control(m, d)``.
    **options
        Further options of ``Header.callback``.
    """
    return decorator("mjcb_control", "mjfGeneric", ("m", "d"), state, options)


def passive(state: State | None = None, **options: Any) -> Decorator:
    """Compile the decorated ``passive(m, d, p)``, which adds forces to ``d.qfrc_passive``; else as ``control``."""
    return decorator("mjcb_passive", "mjfGeneric", ("m", "d"), state, options)


def sensor(state: State | None = None, **options: Any) -> Decorator:
    """Compile the decorated ``sensor(m, d, stage, p)``, which fills ``d.sensordata`` of user sensors.

    ``stage`` is an ``mjtStage``; else it is as ``control``.
    """
    return decorator("mjcb_sensor", "mjfSensor", ("m", "d", "stage"), state, options)


def contact_filter(state: State | None = None, **options: Any) -> Decorator:
    """Compile the decorated ``contact_filter(m, d, geom1, geom2, p)``; 1 drops a pair.

    After an exception MuJoCo gets 0; else it is as ``control``.
    """
    names = ("m", "d", "geom1", "geom2")
    return decorator("mjcb_contactfilter", "mjfConFilt", names, state, AFTER_ERROR | options)


def act_dyn(state: State | None = None, **options: Any) -> Decorator:
    """Compile the decorated ``act_dyn(m, d, id, p)``: the time derivative of an actuator's activation.

    After an exception MuJoCo gets 0; else it is as ``control``.
    """
    return decorator("mjcb_act_dyn", "mjfAct", ("m", "d", "id"), state, AFTER_ERROR | options)


def act_gain(state: State | None = None, **options: Any) -> Decorator:
    """Compile the decorated ``act_gain(m, d, id, p)``: an actuator's gain; else as ``act_dyn``."""
    return decorator("mjcb_act_gain", "mjfAct", ("m", "d", "id"), state, AFTER_ERROR | options)


def act_bias(state: State | None = None, **options: Any) -> Decorator:
    """Compile the decorated ``act_bias(m, d, id, p)``: an actuator's bias; else as ``act_dyn``."""
    return decorator("mjcb_act_bias", "mjfAct", ("m", "d", "id"), state, AFTER_ERROR | options)


def model(m: Any) -> State:
    """View a ``mujoco.MjModel`` as MuJoCo's own struct; the view keeps it alive.

    Raises
    ------
    LayoutMismatchError
        The headers describe another MuJoCo.
    SignatureError
        It is something else.
    """
    view = viewed("Model", m)
    compare("nq", view.nq, m.nq)
    compare("opt.timestep", view.opt.timestep, m.opt.timestep)
    compare("body_mass", view.body_mass.address, m.body_mass.ctypes.data)
    return view


def data(d: Any) -> State:
    """View a ``mujoco.MjData`` as MuJoCo's own struct; the view keeps it alive.

    Raises
    ------
    LayoutMismatchError
        The headers describe another MuJoCo.
    SignatureError
        It is something else.
    """
    view = viewed("Data", d)
    compare("time", view.time, d.time)
    # Arrays over bodies are never empty: the world is one.
    compare("xpos", view.xpos.address, d.xpos.ctypes.data)
    compare("cvel", view.cvel.address, d.cvel.ctypes.data)
    return view


@contextlib.contextmanager
def installed(*callbacks: SimulationCallback) -> Iterator[None]:
    """Let MuJoCo call these inside the block, in every thread and for every model.

    On leaving it, MuJoCo's pointers are as they were, and exceptions are raised as ``structcb.guard`` does. MuJoCo
    cannot be stopped: after an exception it goes on until ``mj_step`` returns.
    """
    for one in callbacks:
        check_made(one, SimulationCallback, "mujoco.control")
    variables = [one.variable for one in callbacks]
    if len(set(variables)) < len(variables):
        raise SignatureError(
            f"MuJoCo calls one function for each of its pointers, not two: {', '.join(variables)}"
        )
    library = open_library().cffi
    with guard(*callbacks):
        previous = {variable: getattr(library, variable) for variable in variables}
        try:
            for one in callbacks:
                setattr(library, one.variable, one.callback.cffi)
            yield
        finally:
            for variable, pointer in previous.items():
                setattr(library, variable, pointer)


@functools.cache
def header() -> Header:
    """Return MuJoCo's own headers, as the installed wheel carries them."""
    include = library_path().parent / "include"
    return load(include / "mujoco" / "mujoco.h", include_dirs=[include], only=NAMES)


@functools.cache
def open_library() -> Library:
    """Return the library that Python's module ``mujoco`` uses, too.

    Raises
    ------
    LayoutMismatchError
        Headers, library and module are not of one version.
    """
    library, module = header().open(library_path()), importlib.import_module("mujoco")
    found = header().constants["mjVERSION_HEADER"], library.mj_version(), module.mj_version()
    if len(set(found)) > 1:
        # A callback would be installed where the module never looks.
        raise LayoutMismatchError(
            "MuJoCo's headers are of version {!r}, its library of {!r}, its Python module of {!r}; "
            "reinstall mujoco".format(*found)
        )
    return library


def library_path() -> Path:
    """Return where MuJoCo's library is."""
    for distribution in DISTRIBUTIONS[:-1]:
        with contextlib.suppress(MissingLibraryError):
            return find_library(distribution, "mujoco", extra=EXTRA)
    return find_library(DISTRIBUTIONS[-1], "mujoco", extra=EXTRA)


def decorator(
    variable: str, prototype: str, names: tuple[str, ...], state: State | None, options: dict[str, Any]
) -> Decorator:
    """Return the decorator for one of MuJoCo's pointers."""
    if not isinstance(state, State | StateArray | None):
        raise SignatureError(
            f"the decorator for `{variable}` takes a state made with `h.new(...)`, or nothing, not {state!r}"
        )

    def decorate(function: Function) -> SimulationCallback:
        wanted, found = (*names, *(["p"] if state is not None else [])), parameter_names(function)
        if len(found) != len(wanted):
            raise SignatureError(
                f"`{function.__qualname__}` gets ({', '.join(wanted)}), but takes ({', '.join(found)})"
            )
        adapter = (
            function
            if state is None
            else named_like(function, bound(inline_body(function, options), state, len(names)))
        )
        return SimulationCallback(header().callback(prototype, **options)(adapter), variable, state)

    return decorate


def bound(body: Any, state: State, count: int) -> Function:
    """Return a function of MuJoCo's arguments that calls the body with the state, too."""

    def of_two(m, d):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        return body(m, d, state)

    def of_three(m, d, number):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        return body(m, d, number, state)

    def of_four(m, d, one, two):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        return body(m, d, one, two, state)

    adapters: dict[int, Function] = {2: of_two, 3: of_three, 4: of_four}
    return adapters[count]


def viewed(name: str, given: Any) -> State:
    """View a Python object of MuJoCo's as MuJoCo's own struct."""
    if not isinstance(given, getattr(importlib.import_module("mujoco"), f"Mj{name}")):
        raise SignatureError(f"{given!r} is no `mujoco.Mj{name}`")
    view: State = header().struct(f"mj{name}").view(given._address, owner=given)
    return view


def compare(name: str, ours: Any, theirs: Any) -> None:
    """Refuse a MuJoCo that keeps a field elsewhere."""
    if ours != theirs:
        raise LayoutMismatchError(
            "MuJoCo's headers do not describe its library; reinstall mujoco",
            [f"`{name}` is {theirs} to MuJoCo, {ours} by its headers"],
        )
