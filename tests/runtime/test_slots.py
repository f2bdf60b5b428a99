"""Error slots lose and invent nothing: C counts the failures, Python counts what arrives."""

from __future__ import annotations

import ctypes
import threading
from typing import Any

import pytest

import structcb
from structcb.runtime.slots import BorrowedSlot
from tests.callbacks.drivers import open_driver
from tests.resident_memory import growth


def refuses(x, p):
    if x > 1:
        raise ValueError("refused")
    return 0


def refuses_by_number(x, p):
    if x > 1:
        raise ValueError("refused", x)
    return 0


def opened(function: Any, **options: Any) -> tuple[Any, Any, Any]:
    header, library = open_driver()
    return header.callback("step_fn", user_data="work", **options)(function), library, header.new("work")


def collected_meanwhile(work: threading.Thread, slot: Any) -> int:
    found = 0
    work.start()
    while work.is_alive():
        found += len(slot.collect())
    return found + len(slot.collect())


def test_every_failure_is_collected_or_counted_while_threads_fail() -> None:
    callback, library, state = opened(refuses)
    slot, failures = callback._structcb_slot, []
    work = threading.Thread(
        target=lambda: failures.append(library.drive_threads(callback, 4, 20_000, 2.0, state))
    )

    found = collected_meanwhile(work, slot)

    assert failures == [80_000]
    assert found + slot.take_dropped() == 80_000
    assert not slot.pending


def test_the_oldest_failures_are_kept_in_their_order() -> None:
    callback, _, state = opened(refuses_by_number)
    for x in range(2, 102):
        callback.cffi(float(x), state.cffi)

    values = [failure.exception.args[1] for failure in callback._structcb_slot.collect()]
    assert values == [float(x) for x in range(2, 66)]
    assert callback._structcb_slot.take_dropped() == 36


def test_a_slot_that_was_full_and_taken_keeps_as_many_again() -> None:
    callback, library, state = opened(refuses)
    slot = callback._structcb_slot

    for _ in range(3):
        library.drive(callback, 100, 2.0, state)
        assert (len(slot.collect()), slot.take_dropped()) == (64, 36)


@pytest.mark.parametrize("debug", [False, True])
def test_a_thread_that_floods_the_slot_leaves_the_others_their_exception(debug: bool) -> None:
    callback, _, state = opened(refuses, debug=debug)
    arrived: list[BaseException] = []

    def work() -> None:
        try:
            with structcb.guard(callback):
                callback.cffi(2.0, state.cffi)
        except ValueError as error:
            arrived.append(error)

    with pytest.raises(ValueError, match="refused"), structcb.guard(callback):
        for _ in range(100):
            callback.cffi(2.0, state.cffi)
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    assert len(arrived) == 1


def guarded(callback: Any, state: Any) -> None:
    with structcb.guard(callback):
        pass


@pytest.mark.parametrize("look", [guarded, lambda c, state: c.check(), lambda c, state: c(0.0, state)])
def test_who_has_nothing_to_raise_leaves_the_count_of_what_was_dropped(look: Any) -> None:
    callback, library, state = opened(refuses)

    with pytest.raises(ValueError, match="refused") as caught, structcb.guard(callback):
        library.drive(callback, 100, 2.0, state)
        quiet = threading.Thread(target=look, args=(callback, state))
        quiet.start()
        quiet.join()
    assert "36 further exceptions were dropped" in "".join(caught.value.__notes__)


def test_dropped_failures_with_run_time_arguments_leave_no_memory_behind() -> None:
    callback, library, state = opened(refuses_by_number)
    library.drive(callback, 100, 2.0, state)

    assert growth(lambda: library.drive(callback, 300, 2.0, state)) < 1_000_000
    callback._structcb_slot.collect()
    callback._structcb_slot.take_dropped()


@pytest.mark.parametrize("debug", [False, True])
def test_c_sees_by_a_word_whether_an_exception_waits(debug: bool) -> None:
    callback, _, state = opened(refuses, debug=debug)
    slot: Any = callback._structcb_slot
    word = ctypes.c_int64.from_address(slot.address)
    seen = [word.value != 0]

    callback.cffi(2.0, state.cffi)
    seen.append(word.value != 0)
    slot.collect()

    assert [*seen, word.value != 0] == [False, True, False]


@pytest.mark.parametrize("debug", [False, True])
def test_a_borrowed_slot_holds_what_the_callbacks_own_does(debug: bool) -> None:
    callback, _, state = opened(refuses, debug=debug)
    (own,) = callback._structcb_slots
    borrowed = BorrowedSlot(own)

    callback.cffi(2.0, state.cffi)

    assert borrowed.pending
    assert [str(failure.exception) for failure in borrowed.collect()] == ["refused"]
    assert not own.pending
