"""The few native functions that every callback shares: push an error, take errors, handle SIGINT.

They are LLVM assembly, because they run without the GIL on any thread, and a process that loads its callbacks from
the cache has nothing but llvmlite to make machine code with.
"""

from __future__ import annotations

import ctypes
import functools
from typing import Any

from ..digests import hexdigest_of
from ..errors import CacheError
from ..facts import Fact
from .engines import Engine, compile_assembly, publish
from .environments import target, versions
from .stores import open_store

__all__ = ["ERROR_CAP", "Native", "native"]

ERROR_CAP = 64

# A slot:  first node, nodes pending, errors dropped past the cap, guards that are open on it.
# A node:  next, code, excinfo, thread, user data, Python exception: value, type, traceback.
# Errors come from any thread, so the list is a lock-free stack: a node is filled before it is published (release),
# and taken as a whole (acquire). An error that numba has left as a Python exception (code -1) is fetched under the
# GIL; every other path never touches the interpreter.
ASSEMBLY = r"""
%node = type { ptr, i64, ptr, i64, ptr, ptr, ptr, ptr }
%slot = type { ptr, i64, i64, i64 }
declare ptr @malloc(i64)
declare i64 @PyThread_get_thread_ident()
declare i32 @PyGILState_Ensure()
declare void @PyGILState_Release(i32)
declare void @PyErr_Fetch(ptr, ptr, ptr)
declare void @PyErr_Clear()
declare i32 @PyErr_ExceptionMatches(ptr)
declare void @PyErr_Restore(ptr, ptr, ptr)
declare void @PyErr_WriteUnraisable(ptr)
declare void @Py_IncRef(ptr)

define void @structcb_push(ptr %slot, i32 %code, ptr %excinfo, ptr %data) noinline cold nounwind {
entry:
  %pending = getelementptr %slot, ptr %slot, i32 0, i32 1
  %dropped = getelementptr %slot, ptr %slot, i32 0, i32 2
  %python = icmp eq i32 %code, -1
  %seen = load atomic i64, ptr %pending monotonic, align 8
  %crowded = icmp uge i64 %seen, CAP
  br i1 %crowded, label %drop, label %reserve
reserve:
  %old = atomicrmw add ptr %pending, i64 1 monotonic
  %full = icmp uge i64 %old, CAP
  br i1 %full, label %release, label %make
release:
  %p = atomicrmw sub ptr %pending, i64 1 monotonic
  br label %drop
drop:
  %d = atomicrmw add ptr %dropped, i64 1 monotonic
  br i1 %python, label %clear, label %done
clear:
  %c = call i32 @PyGILState_Ensure()
  call void @PyErr_Clear()
  call void @PyGILState_Release(i32 %c)
  br label %done
make:
  %n = call ptr @malloc(i64 64)
  %none = icmp eq ptr %n, null
  br i1 %none, label %release, label %fill
fill:
  %code64 = sext i32 %code to i64
  %f1 = getelementptr %node, ptr %n, i32 0, i32 1
  store i64 %code64, ptr %f1
  %f2 = getelementptr %node, ptr %n, i32 0, i32 2
  store ptr %excinfo, ptr %f2
  %thread = call i64 @PyThread_get_thread_ident()
  %f3 = getelementptr %node, ptr %n, i32 0, i32 3
  store i64 %thread, ptr %f3
  %f4 = getelementptr %node, ptr %n, i32 0, i32 4
  store ptr %data, ptr %f4
  %f5 = getelementptr %node, ptr %n, i32 0, i32 5
  store ptr null, ptr %f5
  %f6 = getelementptr %node, ptr %n, i32 0, i32 6
  store ptr null, ptr %f6
  %f7 = getelementptr %node, ptr %n, i32 0, i32 7
  store ptr null, ptr %f7
  br i1 %python, label %fetch, label %publish
fetch:
  %g = call i32 @PyGILState_Ensure()
  call void @PyErr_Fetch(ptr %f6, ptr %f5, ptr %f7)
  call void @PyGILState_Release(i32 %g)
  br label %publish
publish:
  %h0 = load atomic ptr, ptr %slot monotonic, align 8
  br label %loop
loop:
  %h = phi ptr [ %h0, %publish ], [ %h1, %loop ]
  store ptr %h, ptr %n
  %r = cmpxchg weak ptr %slot, ptr %h, ptr %n release monotonic
  %h1 = extractvalue { ptr, i1 } %r, 0
  %ok = extractvalue { ptr, i1 } %r, 1
  br i1 %ok, label %done, label %loop
done:
  ret void
}

define ptr @structcb_take(ptr %slot) nounwind {
entry:
  %first = atomicrmw xchg ptr %slot, ptr null acquire
  br label %count
count:
  %here = phi ptr [ %first, %entry ], [ %next, %more ]
  %n = phi i64 [ 0, %entry ], [ %n1, %more ]
  %end = icmp eq ptr %here, null
  br i1 %end, label %done, label %more
more:
  %n1 = add i64 %n, 1
  %next = load ptr, ptr %here
  br label %count
done:
  %pending = getelementptr %slot, ptr %slot, i32 0, i32 1
  %p = atomicrmw sub ptr %pending, i64 %n monotonic
  ret ptr %first
}

define i64 @structcb_take_dropped(ptr %slot) nounwind {
  %dropped = getelementptr %slot, ptr %slot, i32 0, i32 2
  %d = atomicrmw xchg ptr %dropped, i64 0 monotonic
  ret i64 %d
}

define void @structcb_open_guard(ptr %slot, i64 %change) nounwind {
  %guards = getelementptr %slot, ptr %slot, i32 0, i32 3
  %g = atomicrmw add ptr %guards, i64 %change monotonic
  ret void
}

define i32 @structcb_match(ptr %classes, i32 %n) noinline cold nounwind {
entry:
  %g = call i32 @PyGILState_Ensure()
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %again ]
  %end = icmp sge i32 %i, %n
  br i1 %end, label %done, label %try
try:
  %place = getelementptr ptr, ptr %classes, i32 %i
  %class = load ptr, ptr %place
  %matches = call i32 @PyErr_ExceptionMatches(ptr %class)
  %hit = icmp ne i32 %matches, 0
  br i1 %hit, label %done, label %again
again:
  %next = add i32 %i, 1
  br label %loop
done:
  %result = phi i32 [ -1, %loop ], [ %i, %try ]
  call void @PyGILState_Release(i32 %g)
  ret i32 %result
}

define void @structcb_report(ptr %type, ptr %value, ptr %traceback, ptr %object) nounwind {
  call void @Py_IncRef(ptr %type)
  call void @Py_IncRef(ptr %value)
  call void @Py_IncRef(ptr %traceback)
  call void @PyErr_Restore(ptr %type, ptr %value, ptr %traceback)
  call void @PyErr_WriteUnraisable(ptr %object)
  ret void
}

@structcb_interrupt = global i32 0
@structcb_previous_handler = global ptr null

define void @structcb_on_sigint(i32 %signal) nounwind {
  store atomic i32 1, ptr @structcb_interrupt monotonic, align 4
  %previous = load volatile ptr, ptr @structcb_previous_handler
  %address = ptrtoint ptr %previous to i64
  ; 0 and 1 are SIG_DFL and SIG_IGN
  %callable = icmp ugt i64 %address, 1
  br i1 %callable, label %chain, label %done
chain:
  call void %previous(i32 %signal)
  br label %done
done:
  ret void
}
""".replace("CAP", str(ERROR_CAP))

SYMBOLS = ("structcb_push", "structcb_match")
VARIABLES = ("structcb_interrupt",)


class Native(Fact):
    """The runtime's native functions, and where its two global variables lie."""

    engine: Engine
    take: Any
    take_dropped: Any
    open_guard: Any
    report: Any
    sigint_handler: int
    interrupt: Any
    previous_handler: Any


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
        take=ctypes.PYFUNCTYPE(pointer, pointer)(engine.function("structcb_take")),
        take_dropped=ctypes.PYFUNCTYPE(ctypes.c_int64, pointer)(engine.function("structcb_take_dropped")),
        open_guard=ctypes.PYFUNCTYPE(None, pointer, ctypes.c_int64)(engine.function("structcb_open_guard")),
        report=ctypes.PYFUNCTYPE(None, *[ctypes.py_object] * 4)(engine.function("structcb_report")),
        sigint_handler=engine.function("structcb_on_sigint"),
        interrupt=ctypes.c_int32.from_address(engine.variable("structcb_interrupt")),
        previous_handler=pointer.from_address(engine.variable("structcb_previous_handler")),
    )
