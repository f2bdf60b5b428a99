"""Fields win over structcb's own names, and every C name can be reached."""

from __future__ import annotations

from typing import Any

from structcb.states import Pointer, State
from tests.states.declared import Declared, declare

TEXT = """
struct awkward {
    int address, copy, lambda, from, cffi, record, asdict, poison, self, flexible, __len__, _structcb_memory, records;
    struct awkward *next; int _numba_type_, array, __pad1, __class__;
};
"""


def awkward() -> Declared:
    return declare(TEXT)


def test_field_wins_over_a_method_and_a_property() -> None:
    state: Any = awkward()["struct awkward"](address=1, copy=2)
    state.cffi = 3

    assert (state.address, state.copy, state.cffi) == (1, 2, 3)
    twin: Any = State.copy(state)
    assert twin.copy == 2
    assert State.address.__get__(state) == state._structcb_address


def test_every_name_is_a_keyword_and_an_item() -> None:
    names = [name for name in awkward()["struct awkward"].layout.fields if name != "next"]
    state = awkward()["struct awkward"](**{name: i for i, name in enumerate(names)})

    assert [state[name] for name in names] == list(range(len(names)))
    assert isinstance(state, State)


def test_own_methods_work_whatever_the_fields_are_called() -> None:
    declared = awkward()
    state = declared["struct awkward"](address=7)
    state.next = state

    assert State.asdict(state)["address"] == 7
    assert State.record.__get__(state)["address"] == 7
    assert State.copy(state) == state
    assert "address=7" in repr(state)
    assert int(declared.ffi.cast("uintptr_t", State.cffi.__get__(state))) == state._structcb_address


def test_fields_win_on_pointers_and_arrays_too() -> None:
    S = awkward()["struct awkward"]
    array: Any = S.array(2, address=[1, 2], records=5)
    state: Any = S()
    state.record = 1
    foreign = S.view(S.array(1, address=9), owner=None)
    state.next = Pointer(foreign._structcb_address)

    assert array.address.tolist() == [1, 2]
    assert array.records.tolist() == [5, 5]
    assert state.next.address == 9
