"""REBOUND: forces and other modifications of a simulation as compiled functions of its live struct and a state.

REBOUND's own header describes the simulation; the state travels in its field ``extras``.
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable as PyCallable
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from ..callbacks import Callback, inline, inline_body
from ..errors import LayoutMismatchError, MissingLibraryError, SignatureError, StateError
from ..headers import Header, load
from ..prototypes import parameter_names
from ..runtime.slots import Slot
from ..states import State, StructType
from .base import Function, check_made, named_like

__all__ = [
    "SimulationCallback",
    "additional_forces",
    "attach",
    "detach",
    "header",
    "heartbeat",
    "post_timestep_modifications",
    "pre_timestep_modifications",
    "simulation",
]

DISTRIBUTION, EXTRA = "rebound", "rebound"
STRUCT = "struct reb_simulation"
# The attributes in which REBOUND's own Python class keeps what a pointer leads to.
KEEPERS = {
    "additional_forces": "_afp",
    "heartbeat": "_hb",
    "pre_timestep_modifications": "_pretmp",
    "post_timestep_modifications": "_posttmp",
}
EXTRAS_KEEPER = "_extras_ref"

Decorator = PyCallable[[Function], "SimulationCallback"]


@dataclass(frozen=True)
class SimulationCallback:
    """A compiled callback, the field of the simulation that it is for, and the struct of its state."""

    callback: Callback
    field: str
    struct: StructType | None

    @property
    def _structcb_slots(self) -> Sequence[Slot]:
        return self.callback._structcb_slots


def additional_forces(state: StructType | None = None, **options: Any) -> Decorator:
    """Compile the decorated ``force(sim, p)``, which adds to the accelerations of ``sim.particles``.

    ``sim`` is REBOUND's ``struct reb_simulation *``, with all fields by their C names. An exception ends the
    integration.

    Parameters
    ----------
    state
        The struct of the state, which the body gets last; without one it is ``force(sim)``.
    **options
        Further options of ``Header.callback``.
    """
    return decorator("additional_forces", state, options)


def heartbeat(state: StructType | None = None, **options: Any) -> Decorator:
    """Compile the decorated ``heartbeat(sim, p)``, called once each step; else as ``additional_forces``."""
    return decorator("heartbeat", state, options)


def pre_timestep_modifications(state: StructType | None = None, **options: Any) -> Decorator:
    """Compile the decorated ``modify(sim, p)``, called before each step; else as ``additional_forces``."""
    return decorator("pre_timestep_modifications", state, options)


def post_timestep_modifications(state: StructType | None = None, **options: Any) -> Decorator:
    """Compile the decorated ``modify(sim, p)``, called after each step; else as ``additional_forces``."""
    return decorator("post_timestep_modifications", state, options)


def attach(sim: Any, *callbacks: SimulationCallback, state: State | None = None) -> None:
    """Let a simulation call these; it keeps them, and the state, alive.

    Integrate inside ``structcb.guard(*callbacks)``, where exceptions arrive.

    Parameters
    ----------
    sim
        A ``rebound.Simulation``.
    *callbacks
        At most one for each field of the simulation.
    state
        What the callbacks get last: one for all, because a simulation has one ``extras``.
    """
    for one in callbacks:
        check_made(one, SimulationCallback, "rebound.additional_forces")
    fields = [one.field for one in callbacks]
    if len(set(fields)) < len(fields):
        raise SignatureError(f"REBOUND calls one function for each field, not two: {', '.join(fields)}")
    view = simulation(sim)
    for one in callbacks:
        check_state(one, state)
    for one in attached(sim) if state is not None else ():
        if one.field not in fields:
            check_state(one, state)
    if state is not None:
        view.extras = state
        setattr(sim, EXTRAS_KEEPER, state)
    for one in callbacks:
        setattr(view, one.field, one.callback)
        setattr(sim, KEEPERS[one.field], one)


def detach(sim: Any) -> None:
    """Take everything off a simulation that ``attach`` put there."""
    view = simulation(sim)
    for one in attached(sim):
        setattr(view, one.field, None)
        setattr(sim, KEEPERS[one.field], None)
    if isinstance(getattr(sim, EXTRAS_KEEPER, None), State):
        view.extras = None
        setattr(sim, EXTRAS_KEEPER, None)


def attached(sim: Any) -> list[SimulationCallback]:
    """Return what a simulation keeps of ours."""
    kept = [getattr(sim, keeper, None) for keeper in KEEPERS.values()]
    return [one for one in kept if isinstance(one, SimulationCallback)]


def simulation(sim: Any) -> State:
    """View a ``rebound.Simulation`` as REBOUND's own struct; the view keeps it alive.

    Raises
    ------
    LayoutMismatchError
        The header describes another REBOUND.
    SignatureError
        It is no simulation.
    """
    cls: Any = type(sim)
    if not isinstance(sim, ctypes.Structure):
        raise SignatureError(f"{sim!r} is no `rebound.Simulation`")
    check_layout(cls)
    view: State = header().struct(STRUCT).view(ctypes.addressof(sim), owner=sim)
    return view


@functools.cache
def header() -> Header:
    """Return REBOUND's own header, as the installed wheel carries it."""
    return load(header_path(), only=[STRUCT, "struct reb_particle", "enum REB_STATUS"])


def header_path() -> Path:
    """Return where REBOUND's header is.

    Raises
    ------
    MissingLibraryError
        REBOUND is not installed, or without its header.
    """
    try:
        files = metadata.files(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == "rebound.h":
            return Path(str(file.locate())).resolve()
    raise MissingLibraryError(
        f"`rebound.h` comes with `{DISTRIBUTION}`, which is missing; install it with:  pip install 'structcb[{EXTRA}]'"
    )


@functools.cache
def check_layout(cls: Any) -> None:
    """Compare every field that REBOUND's Python class knows with the header."""
    fields = header().struct(STRUCT).layout.fields
    ours = {name: field.offset for name, field in fields.items()}
    theirs = {name.removeprefix("_"): getattr(cls, name).offset for name, *_ in cls._fields_}
    differences = [
        f"`{name}` is at byte {theirs[name]} to REBOUND, at {ours[name]} by its header"
        for name in sorted(ours.keys() & theirs.keys())
        # The class mixes up the order of its own three units, `python_unit_*`, which C never reads.
        if ours[name] != theirs[name] and not name.startswith("python_")
    ]
    size = header().struct(STRUCT).size
    if size != ctypes.sizeof(cls):
        differences.append(f"the struct has {ctypes.sizeof(cls)} bytes to REBOUND, {size} by its header")
    missing = {*KEEPERS, "particles", "extras", "t"} - theirs.keys()
    differences += [f"`{name}` is unknown to REBOUND's Python class" for name in sorted(missing)]
    if differences:
        raise LayoutMismatchError(
            "REBOUND's header does not describe its Python class; reinstall it", differences
        )


def check_state(one: SimulationCallback, state: State | None) -> None:
    """Refuse a state of another struct than a callback takes."""
    found = None if state is None else state._structcb_type
    if one.struct is not None and (found is None or not one.struct.is_same(found)):
        given = "no state was given" if found is None else f"the state is a `{found.name}`"
        raise StateError(
            f"`{one.callback.__qualname__}` takes a `{one.struct.name}`, but {given}; "
            "a simulation has one state for all its callbacks, until `rebound.detach(sim)`"
        )


def decorator(field: str, struct: StructType | None, options: dict[str, Any]) -> Decorator:
    """Return the decorator for one field of the simulation."""
    if not isinstance(struct, StructType | None):
        raise SignatureError(
            f'`{field}` takes the struct of the state, as in `@rebound.{field}(h.struct("drag"))`, not {struct!r}'
        )

    def decorate(function: Function) -> SimulationCallback:
        wanted, found = ("sim",) if struct is None else ("sim", "p"), parameter_names(function)
        if len(found) != len(wanted):
            raise SignatureError(
                f"`{function.__qualname__}` gets ({', '.join(wanted)}), but takes ({', '.join(found)})"
            )
        adapter = named_like(function, stopping(inline(with_state(inline_body(function, options), struct))))
        return SimulationCallback(header().callback(f"{STRUCT}.{field}", **options)(adapter), field, struct)

    return decorate


def with_state(body: Any, struct: Any) -> Function:
    """Return a function of the simulation that calls the body with the state, if it takes one."""

    def without(sim):  # type: ignore[no-untyped-def]  # compiled
        body(sim)

    def with_extras(sim):  # type: ignore[no-untyped-def]  # compiled
        body(sim, struct(sim.extras))

    return without if struct is None else with_extras


def stopping(body: Any) -> Function:
    """Return a function that ends the integration if the body does not return.

    The status says "error" while the body runs, and is put back afterwards, unless the body itself has set it.
    """
    failed = int(header().enums["enum REB_STATUS"].REB_STATUS_GENERIC_ERROR)

    def adapter(sim):  # type: ignore[no-untyped-def]  # C's types, from the prototype
        before = sim.status
        sim.status = failed
        body(sim)
        if sim.status == failed:
            sim.status = before

    return adapter
