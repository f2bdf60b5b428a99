"""Compiled callbacks as plain data: an object file, its entry, and what it must be bound to."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from dataclasses import dataclass

from .engines import Engine, publish
from .native import native

__all__ = ["Loaded", "MachineCode", "load"]


@dataclass(frozen=True)
class MachineCode:
    """An object file with a C entry point and an error slot.

    `undefined` are the symbols that others must define. `environments` are variables that must hold numba's
    environment objects before the first call; only code that runs Python (object mode, exceptions with run-time
    arguments) has any.
    """

    code: bytes
    entry: str
    slot: str
    undefined: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """Machine code in memory: the entry's address and the slot's."""

    engine: Engine
    address: int
    slot: int


def load(
    code: MachineCode,
    *,
    symbols: Mapping[str, int] | None = None,
    environments: Mapping[str, int] | None = None,
) -> Loaded:
    """Load machine code.

    `symbols` says where the C functions are that it calls by name, `environments` which object each environment
    variable must hold.
    """
    native()
    for symbol, address in (symbols or {}).items():
        publish(symbol, address)
    engine = Engine.from_object(code.code)
    for name, address in (environments or {}).items():
        ctypes.c_void_p.from_address(engine.variable(name)).value = address
    return Loaded(engine, engine.function(code.entry), engine.variable(code.slot))
