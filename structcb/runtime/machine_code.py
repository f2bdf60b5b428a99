"""Compiled callbacks as plain data: an object file, its entry, and what it must be bound to."""

from __future__ import annotations

import ctypes
import marshal
from collections.abc import Mapping

from ..facts import Fact
from .engines import Engine, publish
from .native import native

__all__ = ["Loaded", "MachineCode", "load"]

# What numba publishes to LLVM when it starts.
NUMBA_PREFIXES = ("NRT_", "numba_", "_numba_", "nrt_", "__svml_")


class MachineCode(Fact):
    """An object file with a C entry point and an error slot.

    `undefined` are the symbols that others must define. `environments` are variables that must hold numba's
    environment objects before the first call; only code that runs Python (object mode, exceptions with run-time
    arguments) has any; `environment_data` is what numba rebuilds them from in another process.
    """

    code: bytes
    entry: str
    slot: str
    undefined: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    environment_data: bytes = b""

    def to_bytes(self) -> bytes:
        """Return the code as the cache keeps it: the facts, then the object file."""
        facts = {name: getattr(self, name) for name in ("entry", "slot", "undefined", "environments")}
        facts["environment_bytes"] = len(self.environment_data)
        head = marshal.dumps(facts)
        return len(head).to_bytes(4, "little") + head + self.environment_data + self.code

    @classmethod
    def from_bytes(cls, content: bytes) -> MachineCode:
        """Return what `to_bytes` wrote."""
        start = 4 + int.from_bytes(content[:4], "little")
        facts, rest = marshal.loads(content[4:start]), content[start:]
        cut = facts["environment_bytes"]
        return cls(
            code=rest[cut:],
            entry=facts["entry"],
            slot=facts["slot"],
            undefined=tuple(facts["undefined"]),
            environments=tuple(facts["environments"]),
            environment_data=rest[:cut],
        )

    @property
    def needs_numba(self) -> bool:
        """Whether it calls numba's own runtime: memory for new arrays, or Python itself."""
        return bool(self.environments) or any(name.startswith(NUMBA_PREFIXES) for name in self.undefined)


class Loaded(Fact):
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
