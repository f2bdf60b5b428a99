"""The machine code behind a callback: loaded from memory or from the cache on disk, else compiled.

The key is what the code was made from, so the same source gives the same code back, in this process and in the next.
"""

from __future__ import annotations

import atexit
import functools
import weakref
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar

from ..digests import hexdigest_of
from ..facts import Fact
from ..layouts import Table, fingerprint
from ..prototypes import Signature
from ..runtime.engines import is_defined
from ..runtime.environments import environment
from ..runtime.fingerprints import NotCacheableError, canonical, fingerprint_function
from ..runtime.machine_code import Loaded, MachineCode, load
from ..runtime.native import native
from ..runtime.slots import NativeSlot, Slot
from ..runtime.stores import Store, open_store, warn
from ..runtime.symbols import address_of, addresses_of, is_symbol
from .compilers import compiler
from .guards import report_uncollected
from .inlining import as_written

__all__ = ["Source", "Unit", "build", "living_slots", "watched"]

T = TypeVar("T")
Key: TypeAlias = tuple[str, tuple[type[BaseException], ...]]


class Source(Fact):
    """What machine code is made from."""

    function: Callable[..., Any]
    signature: Signature
    table: Table
    options: tuple[tuple[str, Any], ...]

    def compile(self) -> Any:
        """Compile, with numba."""
        numba_side = compiler()
        options = numba_side.Options(**dict(self.options))
        return numba_side.compile_callback(as_written(self.function), self.signature, self.table, options)

    def identify(self) -> Identity:
        """Return what tells this source from every other.

        Raises
        ------
        NotCacheableError
            Something in reach has no content that can be told.
        """
        found = fingerprint_function(self.function)
        prototype = fingerprint(self.signature.prototype, self.table)
        options = canonical(dict(self.options))
        key = hexdigest_of(environment(), found.digest, prototype, self.signature, options)
        return Identity(key, found.functions, found.classes)


class Identity(Fact):
    """A digest of everything that machine code depends on; its Python functions, and the exceptions it raises."""

    key: str
    functions: tuple[tuple[str, str], ...]
    classes: tuple[type[BaseException], ...]

    @property
    def here(self) -> Key:
        """What tells it in this process, where classes of one name may differ: a cell of a notebook that ran twice."""
        return self.key, self.classes


class Unit:
    """One piece of machine code and its slot; equal callbacks share it, and its errors with it."""

    def __init__(
        self, source: Source, loaded: Loaded, slot: Slot, cache_status: str, compiled: Any = None
    ) -> None:
        self.source, self.loaded, self.slot = source, loaded, slot
        self.cache_status, self.compiled = cache_status, compiled

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
        return numba_side.dispatcher(
            as_written(self.source.function), numba_side.Options(**dict(self.source.options))
        )


class Codes:
    """The machine code of this process, by key. Code is never unloaded, since C may hold any address in it."""

    def __init__(self) -> None:
        self.loaded: dict[Key, Loaded] = {}
        self.units: weakref.WeakValueDictionary[Key, Unit] = weakref.WeakValueDictionary()
        self.slots: weakref.WeakSet[Slot] = weakref.WeakSet()
        self.retired: dict[int, tuple[Slot, str]] = {}
        atexit.register(self.report_retired)

    def report_retired(self) -> None:
        """Report, at the end of Python, what C has caused in callbacks that Python had let go before."""
        for slot, name in self.retired.values():
            report_uncollected(slot, name)


@functools.cache
def codes() -> Codes:
    """Return the machine code of this process."""
    return Codes()


def build(source: Source, *, cache: bool = True) -> Unit:
    """Return the machine code of a source: found, or compiled and kept."""
    if not cache:
        return compiled_unit(source, "off: cache=False")
    try:
        identity = source.identify()
    except NotCacheableError as reason:
        return compiled_unit(source, f"not cached: {reason}")
    unit = codes().units.get(identity.here)
    return unit or found_unit(source, identity)


def found_unit(source: Source, identity: Identity) -> Unit:
    """Return a unit for a key that no living callback has."""
    if identity.here in codes().loaded:
        return kept_unit(source, identity, "hit: this process has compiled or loaded the same source")
    store = open_store()
    loaded = read(store, identity.key) if store else None
    if store is None or loaded is None:
        return made_unit(source, identity, store)
    codes().loaded[identity.here] = loaded
    return kept_unit(source, identity, f"hit: loaded from {store.folder}")


def kept_unit(source: Source, identity: Identity, status: str, compiled: Any = None) -> Unit:
    """Return a unit for code that this process keeps."""
    loaded = codes().loaded[identity.here]
    unit = codes().units[identity.here] = unit_of(source, loaded, status, compiled, identity.classes)
    return unit


def made_unit(source: Source, identity: Identity, store: Store | None) -> Unit:
    """Compile, and keep the code for this process and for the next."""
    compiled = source.compile()
    reason = compiled.not_cacheable or strange_code(compiled, identity)
    if reason:
        # Such code holds for this very function: an equal one may have other objects behind its names.
        return unit_of(source, load_compiled(compiled), f"not cached: {reason}", compiled)
    codes().loaded[identity.here] = load_compiled(compiled)
    if store is None:
        status = "off: STRUCTCB_CACHE=0, or no folder can be made"
    elif store.put(identity.key, compiled.machine_code.to_bytes()):
        status = f"miss: compiled, and stored in {store.folder}"
    else:
        status = f"miss: compiled; {store.folder} cannot be written"
    return kept_unit(source, identity, status, compiled)


def strange_code(compiled: Any, identity: Identity) -> str:
    """Return why the key does not tell all that was compiled, if so."""
    strangers = compiler().find_strangers(compiled.linked, identity.functions)
    return f"an @overload outside numba contributed {', '.join(strangers)}" if strangers else ""


def compiled_unit(source: Source, status: str) -> Unit:
    """Compile for this callback alone."""
    compiled = source.compile()
    return unit_of(source, load_compiled(compiled), status, compiled)


def read(store: Store, key: str) -> Loaded | None:
    """Load machine code from disk if everything that it calls is there."""
    content = store.get(key)
    if content is None:
        return None
    try:
        return load_stored(MachineCode.from_bytes(content))
    except Exception as error:  # noqa: BLE001  (whatever is wrong with an entry, compiling anew puts it right)
        warn("cached code cannot be loaded, it is compiled anew: %s: %s", type(error).__name__, error)
        return None


def load_stored(code: MachineCode) -> Loaded:
    """Load machine code that came from disk.

    Raises
    ------
    LookupError
        It calls what this process does not have; LLVM itself would end the process.
    """
    if code.needs_numba:
        compiler().start_runtime()
    native()
    missing = [name for name in code.undefined if not is_here(name)]
    if missing:
        raise LookupError(f"this process has no {', '.join(missing)}")
    environments = compiler().rebuild_environments(code.environment_data) if code.environments else {}
    return load(code, symbols=addresses_of(code.undefined), environments=environments)


def is_here(symbol: str) -> bool:
    """Return whether a symbol can be bound in this process."""
    if not is_symbol(symbol):
        return is_defined(symbol)
    try:
        return address_of(symbol) != 0
    except (OSError, AttributeError):
        return False


def load_compiled(compiled: Any) -> Loaded:
    """Load what was just compiled."""
    code = compiled.machine_code
    return load(code, symbols=addresses_of(code.undefined), environments=dict(compiled.environments))


def unit_of(
    source: Source, loaded: Loaded, status: str, compiled: Any = None, classes: Sequence[type] = ()
) -> Unit:
    """Return a unit whose uncollected errors are reported when its last callback dies."""
    function = source.function
    slot = NativeSlot(
        loaded.slot,
        function.__qualname__,
        decode_dynamic,
        classes,
        recovers=source.signature.errors.recovers,
        filename=function.__code__.co_filename,
    )
    unit = Unit(source, loaded, slot, status, compiled)
    return watched(unit, slot, function)


def watched(unit: T, slot: Slot, function: Callable[..., Any]) -> T:
    """Report what nobody collected when a unit's last callback dies, or Python ends."""
    codes().slots.add(slot)
    weakref.finalize(unit, retire, slot, function)
    return unit


def retire(slot: Slot, function: Callable[..., Any]) -> None:
    """Report what waits in a slot that no callback has any more, and watch it on: C may still call the code."""
    report_uncollected(slot, function)
    if isinstance(slot, NativeSlot):
        codes().retired[slot.address] = (slot, function.__qualname__)


def living_slots() -> list[Slot]:
    """Return the slots of all code that C may call, for a test to look into."""
    # Copied at once: a callback that garbage collection ends meanwhile retires its slot.
    retired = list(codes().retired.values())
    return list({*codes().slots, *(slot for slot, _ in retired)})


def decode_dynamic(
    address: int, pickled: bytes, unwrap: int, arguments: int
) -> tuple[Any, tuple[Any, ...], Any]:
    """Rebuild an exception with run-time arguments, which only numba can."""
    decoded: tuple[Any, tuple[Any, ...], Any] = compiler().decode_dynamic(address, pickled, unwrap, arguments)
    return decoded
