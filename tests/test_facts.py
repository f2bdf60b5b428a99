"""A fact behaves as a frozen dataclass of the same annotations does."""

from __future__ import annotations

import dataclasses
import pickle
from functools import cached_property

import pytest

from structcb.facts import Fact, replace


class Point(Fact, aside=("note",)):
    x: int
    y: int = 2
    note: str = ""

    @cached_property
    def size(self) -> int:
        return self.x + self.y


class Pixel(Point):
    pass


@dataclasses.dataclass(frozen=True)
class Twin:
    x: int
    y: int = 2
    note: str = dataclasses.field(default="", compare=False, repr=False)


@pytest.mark.parametrize("given", [((1,), {}), ((1, 3), {}), ((1,), {"y": 3}), ((), {"x": 1, "note": "a"})])
def test_a_fact_is_made_compared_and_shown_like_a_dataclass(given) -> None:
    arguments, keywords = given
    fact, twin = Point(*arguments, **keywords), Twin(*arguments, **keywords)

    assert (fact.x, fact.y, fact.note) == (twin.x, twin.y, twin.note)
    assert repr(fact) == repr(twin).replace("Twin", "Point")
    assert (fact == Point(1)) == (twin == Twin(1))


@pytest.mark.parametrize("given", [((), {}), ((1, 2, "", 4), {}), ((1,), {"x": 1}), ((1,), {"z": 1})])
def test_wrong_arguments_are_refused(given) -> None:
    arguments, keywords = given

    with pytest.raises(TypeError, match="Point takes"):
        Point(*arguments, **keywords)


def test_a_fact_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match=r"Point\.x"):
        Point(1).x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match=r"Point\.x"):
        del Point(1).x


def test_facts_of_different_classes_differ() -> None:
    assert Pixel(1) != Point(1)


def test_what_stands_aside_is_no_part_of_the_value() -> None:
    assert Point(1, note="a") == Point(1, note="b")
    assert hash(Point(1, note="a")) == hash(Point(1, note="b"))


def test_pickle_keeps_the_fields_only() -> None:
    fact = Point(1, note="a")
    assert fact.size == 3

    again = pickle.loads(pickle.dumps(fact))

    assert (again, again.note, "size" in vars(again)) == (fact, "a", False)


def test_replace_keeps_the_other_fields() -> None:
    assert replace(Pixel(1, 5, "a"), x=3) == Pixel(3, 5)
    assert replace(Pixel(1, 5, "a"), x=3).note == "a"


def test_a_fact_matches_by_position() -> None:
    match Point(1, 5):
        case Point(x, y):
            assert (x, y) == (1, 5)
