"""Guards: where the exceptions of callbacks arrive, and where Ctrl-C stops a solver."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Literal, Protocol, Self

from ..errors import CallbackError
from ..runtime.assembly import ERROR_CAP
from ..runtime.interrupts import Interruption
from ..runtime.slots import Failure, Slot

__all__ = ["Guard", "Guarded", "collect", "guard", "parted", "raise_failures", "report_uncollected"]


class Guarded(Protocol):
    """Anything with an error slot: a callback, or one bound to a state."""

    @property
    def _structcb_slots(self) -> Sequence[Slot]: ...


def guard(*callbacks: Guarded) -> Guard:
    """Raise what the callbacks could not raise through C, on leaving the block.

    One exception arrives as itself, several as an ``ExceptionGroup``; each carries a note with its thread and its
    user data. An exception that the C library's own wrapper raised meanwhile becomes its ``__cause__``.

    A guard takes the exceptions of its own thread and of threads that have no guard of their own on the callback,
    so that guards on two threads never take each other's. Guards nest: the inner one takes what happened inside.

    ``Recoverable`` is no failure where ``on_error`` has a value of its own for it: C was told to try again, and its
    own code says whether that helped. ``with guard(f) as guarded`` keeps such exceptions in ``guarded.recovered``; one
    becomes the ``__cause__`` of what the block raises.

    On the main thread, Ctrl-C inside the block makes every guarded callback return its error value at once, so that
    the solver stops; ``KeyboardInterrupt`` then arrives as ever. The previous handler of SIGINT is put back.

    Parameters
    ----------
    *callbacks
        Callbacks, or callbacks bound to a state.
    """
    for callback in callbacks:
        if not hasattr(callback, "_structcb_slots"):
            raise CallbackError(f"`guard` takes callbacks, or callbacks bound to a state, not {callback!r}")
    return Guard(tuple(dict.fromkeys(slot for callback in callbacks for slot in callback._structcb_slots)))


class Guard:
    """An open guard; `guard` makes it, and a ``with`` statement opens and closes it.

    A class and no generator: Ctrl-C may come while it opens or closes, and everything must be put back all the same.
    `recovered` are, after the block, the exceptions from which C was to recover.
    """

    def __init__(self, slots: tuple[Slot, ...]) -> None:
        self.slots, self.thread = slots, 0
        self.recovered: list[BaseException] = []
        self.interruption = Interruption(Guard.__enter__.__code__, Guard.__exit__.__code__)

    def __enter__(self) -> Self:
        self.thread = threading.get_ident()
        self.interruption.open()
        for slot in self.slots:
            slot.open_guard(self.thread)
        interrupt = self.interruption.deliver()
        if interrupt is not None:
            # The block never starts, so that nobody else would put things back.
            self._put_back()
            raise interrupt
        return self

    def __exit__(self, kind: object, outer: BaseException | None, traceback: object) -> Literal[False]:
        failures = [failure for slot in self.slots for failure in collect(slot, self.thread)]
        self._put_back()
        interrupt = self.interruption.deliver()
        if interrupt is not None:
            interrupt.__cause__, outer = outer, interrupt
        failed, self.recovered = parted(failures)
        try:
            raise_failures(failed, outer)
            if interrupt is not None:
                raise interrupt
        except BaseException:
            # A frame that holds the exception whose traceback leads to it makes a cycle: everything in the user's
            # frames, large arrays too, would live until garbage is collected.
            del failures, failed, outer, interrupt
            raise
        if self.recovered and isinstance(outer, Exception) and outer.__cause__ is None:
            outer.__cause__ = self.recovered[-1]
        return False

    def _put_back(self) -> None:
        for slot in self.slots:
            slot.close_guard(self.thread)
        self.interruption.close()


def collect(slot: Slot, thread: int) -> list[Failure]:
    """Take the failures that belong to a thread: its own, and those of threads without a guard.

    Who takes any says how many were dropped, in a note on one of them; who takes none leaves that to others.
    """
    taken = slot.collect(lambda f: f.thread_id == thread or f.thread_id not in slot.guards)
    dropped = slot.take_dropped() if taken else 0
    raised = sorted((f for f in taken if not f.interrupted), key=lambda f: f.recoverable)
    if dropped and raised:
        raised[0].exception.add_note(
            f"{dropped} further exceptions were dropped: a callback keeps at most {ERROR_CAP} until they are taken"
        )
    return taken


def parted(failures: Sequence[Failure]) -> tuple[list[Failure], list[BaseException]]:
    """Part what failed from the exceptions from which C was to recover."""
    recoverable = [failure for failure in failures if failure.recoverable]
    return [failure for failure in failures if not failure.recoverable], distinct(recoverable, None)


def raise_failures(failures: Sequence[Failure], outer: BaseException | None = None) -> None:
    """Raise one failure as itself, several as a group; what was raised meanwhile becomes the cause."""
    exceptions = distinct(failures, outer)
    if not exceptions:
        return
    if isinstance(outer, KeyboardInterrupt):
        # Neither may hide the other: as a cause, Ctrl-C would be lost to whoever waits for it.
        exceptions, outer = [*exceptions, outer], outer.__cause__
    whole = (
        exceptions[0] if len(exceptions) == 1 else BaseExceptionGroup("exceptions in callbacks", exceptions)
    )
    try:
        raise whole from outer
    finally:
        del failures, exceptions, whole, outer  # as above


def distinct(failures: Sequence[Failure], outer: BaseException | None) -> list[BaseException]:
    """Return each exception once, the repeats of one fault (same class, arguments, line and thread) counted in a note.

    A solver that goes on after a failure fails in the same place again and again. Python raises KeyboardInterrupt
    itself where it can.
    """
    repeats: dict[object, list[BaseException]] = {}
    for failure in failures:
        if not failure.interrupted:
            repeats.setdefault(fault(failure), []).append(failure.exception)
    for same in repeats.values():
        if len(same) > 1:
            same[0].add_note(f"raised {len(same)} times")
    found = [same[0] for same in repeats.values()]
    if any(failure.interrupted for failure in failures) and not isinstance(outer, KeyboardInterrupt):
        found.append(KeyboardInterrupt())
    return found


def fault(failure: Failure) -> object:
    """Return what makes two failures the same fault."""
    error, entry = failure.exception, failure.exception.__traceback__
    while entry is not None and entry.tb_next is not None:
        entry = entry.tb_next
    return type(error), repr(error.args), entry and entry.tb_lineno, failure.thread_id, failure.user_data


def report_uncollected(slot: Slot, function: object) -> None:
    """Report through `sys.unraisablehook` what nobody has asked for; Python prints it with the function."""
    # A body that stops at Ctrl-C is no news; Ctrl-C that Python raised in a debugged body has gone nowhere else.
    failures = slot.collect(lambda f: not f.interrupted or f.exception.__traceback__ is not None)
    dropped = slot.take_dropped()
    for exception in distinct(failures, None):
        exception.add_note("nobody collected it: call the library inside `structcb.guard(callback)`")
        slot.report(exception, function)
    if dropped:
        slot.report(CallbackError(f"{dropped} exceptions were dropped past the first {ERROR_CAP}"), function)
