"""The few native functions that every callback shares, loaded once for the process."""

from __future__ import annotations

import ctypes
import functools
from typing import Any

from ..digests import hexdigest_of
from ..errors import CacheError
from ..facts import Fact
from .assembly import ASSEMBLY
from .engines import Engine, compile_assembly, publish
from .environments import target, versions
from .stores import open_store

__all__ = ["Native", "native"]

SYMBOLS = ("structcb_push", "structcb_match")
VARIABLES = ("structcb_interrupt",)


class Native(Fact):
    """The runtime's native functions, and where its global variables lie.

    `free` is what frees numba's description of an exception; whoever loads code that makes one puts it there.
    """

    engine: Engine
    take: Any
    take_dropped: Any
    open_guard: Any
    report: Any
    sigint_handler: int
    interrupt: Any
    previous_handler: Any
    free: Any


def object_code() -> bytes:
    """Return the runtime's object file: compiling it takes ten times as long as loading it."""
    try:
        store = open_store()
    except CacheError:
        # Whoever uses the cache for a callback is told; one with `cache=False` needs none.
        store = None
    key = hexdigest_of("native", ASSEMBLY, target(), versions())
    code = store.get(key) if store else None
    if code is None:
        code = compile_assembly(ASSEMBLY)
        if store:
            store.put(key, code)
    return code


@functools.cache
def native() -> Native:
    """Load the runtime once for the process and publish its symbols to callbacks."""
    engine = Engine.from_object(object_code())
    for name in SYMBOLS:
        publish(name, engine.function(name))
    for name in VARIABLES:
        publish(name, engine.variable(name))
    # CFUNCTYPE's GIL-holding twin: these functions are too short to give the GIL away for.
    pointer = ctypes.c_void_p
    return Native(
        engine,
        take=ctypes.PYFUNCTYPE(ctypes.c_int64, pointer, pointer)(engine.function("structcb_take")),
        take_dropped=ctypes.PYFUNCTYPE(ctypes.c_int64, pointer)(engine.function("structcb_take_dropped")),
        open_guard=ctypes.PYFUNCTYPE(None, pointer, ctypes.c_int64)(engine.function("structcb_open_guard")),
        report=ctypes.PYFUNCTYPE(None, *[ctypes.py_object] * 4)(engine.function("structcb_report")),
        sigint_handler=engine.function("structcb_on_sigint"),
        interrupt=ctypes.c_int32.from_address(engine.variable("structcb_interrupt")),
        previous_handler=pointer.from_address(engine.variable("structcb_previous_handler")),
        free=pointer.from_address(engine.variable("structcb_free")),
    )
