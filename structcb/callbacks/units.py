"""The machine code behind a callback: loaded from memory or from the cache on disk, else compiled.

The key is what the code was made from, so the same source gives the same code back, in this process and in the next.
"""

from __future__ import annotations

import functools
import hashlib
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ..layouts import Table, fingerprint
from ..prototypes import Signature
from ..runtime.engines import is_defined
from ..runtime.environments import environment
from ..runtime.fingerprints import NotCacheableError, fingerprint_function
from ..runtime.machine_code import Loaded, MachineCode, load
from ..runtime.native import native
from ..runtime.slots import NativeSlot, Slot
from ..runtime.stores import Store, open_store, warn
from ..runtime.symbols import address_of, addresses_of, is_symbol
from .compilers import compiler
from .guards import report_uncollected

__all__ = ["Source", "Unit", "build", "watched"]

T = TypeVar("T")


@dataclass(frozen=True)
class Source:
    """What machine code is made from."""

    function: Callable[..., Any]
    signature: Signature
    table: Table
    options: tuple[tuple[str, Any], ...]

    def compile(self) -> Any:
        """Compile, with numba."""
        numba_side = compiler()
        options = numba_side.Options(**dict(self.options))
        return numba_side.compile_callback(self.function, self.signature, self.table, options)

    def key(self) -> str:
        """Return a digest of everything that the machine code depends on.

        Raises
        ------
        NotCacheableError
            Something in reach has no content that can be told.
        """
        policy = [
            [f"{c.__module__}.{c.__qualname__}" for c in cls.__mro__]
            for cls, _ in self.signature.errors.classes
        ]
        facts = (
            environment(),
            fingerprint_function(self.function),
            fingerprint(self.signature.prototype, self.table),
            self.signature,
            policy,
            self.options,
        )
        return hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, eq=False)
class Unit:
    """One piece of machine code and its slot; equal callbacks share it, and its errors with it."""

    source: Source
    loaded: Loaded
    slot: Slot
    cache_status: str
    compiled: Any = field(default=None, repr=False)

    @property
    def address(self) -> int:
        """The address of the C function."""
        return self.loaded.address

    def inspected(self) -> Any:
        """Return the result of compiling; code that came from the cache is compiled again to be looked at."""
        return self.compiled or self.source.compile()

    def dispatcher(self) -> Any:
        """Return the function for compiled code to inline."""
        numba_side = compiler()
        return numba_side.dispatcher(self.source.function, numba_side.Options(**dict(self.source.options)))


class Codes:
    """The machine code of this process, by key. Code is never unloaded, since C may hold any address in it."""

    def __init__(self) -> None:
        self.loaded: dict[str, Loaded] = {}
        self.units: weakref.WeakValueDictionary[str, Unit] = weakref.WeakValueDictionary()


@functools.cache
def codes() -> Codes:
    """Return the machine code of this process."""
    return Codes()


def build(source: Source, *, cache: bool = True) -> Unit:
    """Return the machine code of a source: found, or compiled and kept."""
    key, reason = key_of(source) if cache else ("", "off: cache=False")
    if not key:
        return made(source, reason)
    unit = codes().units.get(key)
    if unit is None:
        unit = codes().units[key] = found(source, key)
    return unit


def key_of(source: Source) -> tuple[str, str]:
    """Return a source's key, or nothing and the reason."""
    try:
        return source.key(), ""
    except NotCacheableError as reason:
        return "", f"not cached: {reason}"


def found(source: Source, key: str) -> Unit:
    """Return a unit for a key that no living callback has."""
    if key in codes().loaded:
        return unit_of(source, codes().loaded[key], "hit: this process had compiled the same source")
    store = open_store()
    code = None if store is None else read(store, key)
    if code is None:
        return compiled_unit(source, key, store)
    loaded = codes().loaded[key] = load_stored(code)
    return unit_of(source, loaded, f"hit: loaded from {store.folder if store else ''}")


def read(store: Store, key: str) -> MachineCode | None:
    """Return machine code from disk if everything that it calls is there."""
    content = store.get(key)
    if content is None:
        return None
    code = MachineCode.from_bytes(content)
    if code.needs_numba:
        compiler().start_runtime()
    native()
    missing = [name for name in code.undefined if not is_here(name)]
    if missing:
        warn(
            "cached code calls %s, which this process does not have; it is compiled anew", ", ".join(missing)
        )
        return None
    return code


def is_here(symbol: str) -> bool:
    """Return whether a symbol can be bound in this process."""
    if not is_symbol(symbol):
        return is_defined(symbol)
    try:
        return address_of(symbol) != 0
    except (OSError, AttributeError):
        return False


def load_stored(code: MachineCode) -> Loaded:
    """Load machine code that came from disk."""
    environments = compiler().rebuild_environments(code.environment_data) if code.environments else {}
    return load(code, symbols=addresses_of(code.undefined), environments=environments)


def compiled_unit(source: Source, key: str, store: Store | None) -> Unit:
    """Compile, and keep the code for this process and for the next."""
    compiled = source.compile()
    loaded = codes().loaded[key] = load_compiled(compiled)
    if store is None:
        status = "off: STRUCTCB_CACHE=0, or no folder can be made"
    elif compiled.not_cacheable:
        status = f"not cached: {compiled.not_cacheable}"
    elif store.put(key, compiled.machine_code.to_bytes()):
        status = f"miss: compiled, and stored in {store.folder}"
    else:
        status = f"miss: compiled; {store.folder} cannot be written"
    return unit_of(source, loaded, status, compiled)


def made(source: Source, status: str) -> Unit:
    """Compile for this callback alone."""
    compiled = source.compile()
    return unit_of(source, load_compiled(compiled), status, compiled)


def load_compiled(compiled: Any) -> Loaded:
    """Load what was just compiled."""
    code = compiled.machine_code
    return load(code, symbols=addresses_of(code.undefined), environments=dict(compiled.environments))


def unit_of(source: Source, loaded: Loaded, status: str, compiled: Any = None) -> Unit:
    """Return a unit whose uncollected errors are reported when its last callback dies."""
    slot = NativeSlot(loaded.slot, source.function.__qualname__, decode_dynamic)
    unit = Unit(source, loaded, slot, status, compiled)
    return watched(unit, slot, source.function)


def watched(unit: T, slot: Slot, function: Callable[..., Any]) -> T:
    """Report what nobody collected when a unit's last callback dies, or Python ends."""
    weakref.finalize(unit, report_uncollected, slot, function)
    return unit


def decode_dynamic(
    address: int, pickled: bytes, unwrap: int, arguments: int
) -> tuple[Any, tuple[Any, ...], Any]:
    """Rebuild an exception with run-time arguments, which only numba can."""
    decoded: tuple[Any, tuple[Any, ...], Any] = compiler().decode_dynamic(address, pickled, unwrap, arguments)
    return decoded
