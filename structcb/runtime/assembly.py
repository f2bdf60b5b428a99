"""What runs while C runs, in LLVM assembly: push an error, take errors, handle SIGINT.

It runs without the GIL on any thread, and a process that loads its callbacks from the cache has nothing but llvmlite
to make machine code with.
"""

from __future__ import annotations

__all__ = [
    "ASSEMBLY",
    "ERROR_CAP",
    "FIRST_NODE",
    "GUARDS",
    "NODES",
    "NODE_BYTES",
    "PYTHON_AT_LINE",
    "RECOVERABLE_CAP",
    "SLOT_BYTES",
]

ERROR_CAP = 64
# What C was told to recover from may happen often before the error that ends the solve, which must find a place.
RECOVERABLE_CAP = 32

# A slot, in words: places claimed, reserve places claimed (a bit each), errors dropped past the cap, guards that are
# open on it, places already emptied, threads that have claimed a place (a bit each); from byte 64 on, the nodes.
# A node: state (0 free, 1 filled, 2 emptied), code, excinfo, thread, user data, Python exception: value, type, traceback.
# Errors come from any thread. One atomic addition claims a place, and storing its state (release) publishes it; no
# memory is allocated. Past the cap, the first error of a thread that has none waiting goes to a reserve place, so that
# a thread that floods the slot leaves no other without its exception.
# The code is 1 for an exception that numba describes, -1 for one that is left in Python; where the callback's line is
# known that made the call, 1 + the line, or PYTHON_AT_LINE - the line.
# An error that is left as a Python exception is fetched under the GIL; every other path never touches
# the interpreter.
GUARDS, FIRST_NODE, NODE_BYTES = 3, 64, 64
PYTHON_AT_LINE = -(1 << 16)
# The cap, and a reserve place for each bit of a word.
NODES = ERROR_CAP + 64
SLOT_BYTES = FIRST_NODE + NODES * NODE_BYTES

ASSEMBLY = r"""
%node = type { i64, i64, ptr, i64, ptr, ptr, ptr, ptr }
%slot = type { i64, i64, i64, i64, i64, i64, i64, i64, [NODES x %node] }
%excinfo = type { ptr, i32, ptr, ptr, i32 }
declare i64 @PyThread_get_thread_ident()
declare i32 @PyGILState_Ensure()
declare void @PyGILState_Release(i32)
declare void @PyErr_Fetch(ptr, ptr, ptr)
declare void @PyErr_Clear()
declare i32 @PyErr_ExceptionMatches(ptr)
declare void @PyErr_Restore(ptr, ptr, ptr)
declare void @PyErr_WriteUnraisable(ptr)
declare void @Py_IncRef(ptr)
declare i64 @llvm.umin.i64(i64, i64)
declare i64 @llvm.cttz.i64(i64, i1)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

@structcb_free = global ptr null

define void @structcb_push(ptr %slot, i32 %code, ptr %excinfo, ptr %data, i64 %cap) noinline cold nounwind {
entry:
  %reserved = getelementptr %slot, ptr %slot, i32 0, i32 1
  %dropped = getelementptr %slot, ptr %slot, i32 0, i32 2
  %threads = getelementptr %slot, ptr %slot, i32 0, i32 5
  ; without a line, or with the line of the call
  %unplaced = icmp eq i32 %code, -1
  %placed = icmp slt i32 %code, PYTHON_AT_LINE
  %python = or i1 %unplaced, %placed
  %thread = call i64 @PyThread_get_thread_ident()
  ; its address is the identity of a thread: neighbours lie pages apart
  %page = lshr i64 %thread, 12
  %place = and i64 %page, 63
  %bit = shl i64 1, %place
  %seen = load atomic i64, ptr %slot monotonic, align 8
  %crowded = icmp uge i64 %seen, %cap
  br i1 %crowded, label %crowd, label %claim
claim:
  %old = atomicrmw add ptr %slot, i64 1 acq_rel
  %full = icmp uge i64 %old, CAP
  br i1 %full, label %crowd, label %note
note:
  %noted = load atomic i64, ptr %threads monotonic, align 8
  %mine = and i64 %noted, %bit
  %new = icmp eq i64 %mine, 0
  br i1 %new, label %mark, label %fill
mark:
  %m = atomicrmw or ptr %threads, i64 %bit monotonic
  br label %fill
crowd:
  %known = load atomic i64, ptr %threads monotonic, align 8
  %waits = and i64 %known, %bit
  %served = icmp ne i64 %waits, 0
  br i1 %served, label %drop, label %reserve
reserve:
  %others = atomicrmw or ptr %reserved, i64 %bit acq_rel
  %used = and i64 %others, %bit
  %lost = icmp ne i64 %used, 0
  br i1 %lost, label %drop, label %extra
extra:
  %past = add i64 %place, CAP
  br label %fill
fill:
  %index = phi i64 [ %old, %note ], [ %old, %mark ], [ %past, %extra ]
  %n = getelementptr %slot, ptr %slot, i32 0, i32 8, i64 %index
  %code64 = sext i32 %code to i64
  %f1 = getelementptr %node, ptr %n, i32 0, i32 1
  store i64 %code64, ptr %f1
  %f2 = getelementptr %node, ptr %n, i32 0, i32 2
  store ptr %excinfo, ptr %f2
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
  store atomic i64 1, ptr %n release, align 8
  ret void
drop:
  %d = atomicrmw add ptr %dropped, i64 1 monotonic
  br i1 %python, label %clear, label %described
clear:
  %c = call i32 @PyGILState_Ensure()
  call void @PyErr_Clear()
  call void @PyGILState_Release(i32 %c)
  ret void
described:
  %raised = icmp sge i32 %code, 1
  br i1 %raised, label %look, label %done
look:
  %e4 = getelementptr %excinfo, ptr %excinfo, i32 0, i32 4
  %values = load i32, ptr %e4
  %dynamic = icmp sgt i32 %values, 0
  br i1 %dynamic, label %free, label %done
free:
  ; what numba allocates for run-time arguments dies with the error
  %f = load ptr, ptr @structcb_free
  %e2 = getelementptr %excinfo, ptr %excinfo, i32 0, i32 2
  %arguments = load ptr, ptr %e2
  call void %f(ptr %arguments)
  call void %f(ptr %excinfo)
  br label %done
done:
  ret void
}

; Copies the nodes that wait, oldest first, and frees their places; one thread at a time. A place that is claimed but
; not yet filled stays claimed, and the next call finds it.
define i64 @structcb_take(ptr %slot, ptr %out) nounwind {
entry:
  %reserved = getelementptr %slot, ptr %slot, i32 0, i32 1
  %emptied = getelementptr %slot, ptr %slot, i32 0, i32 4
  %threads = getelementptr %slot, ptr %slot, i32 0, i32 5
  store atomic i64 0, ptr %threads monotonic, align 8
  %before = load i64, ptr %emptied
  br label %round
round:
  %start = phi i64 [ %before, %entry ], [ %upto, %clear ]
  %k0 = phi i64 [ 0, %entry ], [ %k, %clear ]
  %claimed = load atomic i64, ptr %slot acquire, align 8
  %upto = call i64 @llvm.umin.i64(i64 %claimed, i64 CAP)
  br label %scan
scan:
  %i = phi i64 [ %start, %round ], [ %i1, %next ]
  %k = phi i64 [ %k0, %round ], [ %k1, %next ]
  %missing = phi i1 [ false, %round ], [ %missing1, %next ]
  %end = icmp uge i64 %i, %upto
  br i1 %end, label %scanned, label %visit
visit:
  %n = getelementptr %slot, ptr %slot, i32 0, i32 8, i64 %i
  %state = load atomic i64, ptr %n acquire, align 8
  %filled = icmp eq i64 %state, 1
  br i1 %filled, label %copy, label %skip
copy:
  %o = getelementptr %node, ptr %out, i64 %k
  call void @llvm.memcpy.p0.p0.i64(ptr %o, ptr %n, i64 64, i1 false)
  store i64 2, ptr %n
  %kn = add i64 %k, 1
  br label %next
skip:
  %late = icmp eq i64 %state, 0
  %missing2 = or i1 %missing, %late
  br label %next
next:
  %k1 = phi i64 [ %kn, %copy ], [ %k, %skip ]
  %missing1 = phi i1 [ %missing, %copy ], [ %missing2, %skip ]
  %i1 = add i64 %i, 1
  br label %scan
scanned:
  store i64 %start, ptr %emptied
  br i1 %missing, label %rest, label %wipe
wipe:
  %w = phi i64 [ %start, %scanned ], [ %w1, %wiping ]
  %wiped = icmp uge i64 %w, %upto
  br i1 %wiped, label %clear, label %wiping
wiping:
  %wn = getelementptr %slot, ptr %slot, i32 0, i32 8, i64 %w
  store i64 0, ptr %wn
  %w1 = add i64 %w, 1
  br label %wipe
clear:
  %r = cmpxchg ptr %slot, i64 %claimed, i64 0 acq_rel monotonic
  %cleared = extractvalue { i64, i1 } %r, 1
  br i1 %cleared, label %anew, label %round
anew:
  store i64 0, ptr %emptied
  br label %rest
rest:
  %bits0 = load atomic i64, ptr %reserved acquire, align 8
  br label %extra
extra:
  %bits = phi i64 [ %bits0, %rest ], [ %bits1, %passed ]
  %ke = phi i64 [ %k, %rest ], [ %ke1, %passed ]
  %none = icmp eq i64 %bits, 0
  br i1 %none, label %done, label %one
one:
  %b = call i64 @llvm.cttz.i64(i64 %bits, i1 true)
  %less = sub i64 %bits, 1
  %bits1 = and i64 %bits, %less
  %e = add i64 %b, CAP
  %en = getelementptr %slot, ptr %slot, i32 0, i32 8, i64 %e
  %estate = load atomic i64, ptr %en acquire, align 8
  %efilled = icmp eq i64 %estate, 1
  br i1 %efilled, label %ecopy, label %passed
ecopy:
  %eo = getelementptr %node, ptr %out, i64 %ke
  call void @llvm.memcpy.p0.p0.i64(ptr %eo, ptr %en, i64 64, i1 false)
  store i64 0, ptr %en
  %mask = shl i64 1, %b
  %keep = xor i64 %mask, -1
  %freed = atomicrmw and ptr %reserved, i64 %keep release
  %ken = add i64 %ke, 1
  br label %passed
passed:
  %ke1 = phi i64 [ %ken, %ecopy ], [ %ke, %one ]
  br label %extra
done:
  ret i64 %ke
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
"""
ASSEMBLY = (
    ASSEMBLY.replace("PYTHON_AT_LINE", str(PYTHON_AT_LINE))
    .replace("CAP", str(ERROR_CAP))
    .replace("NODES", str(NODES))
)
