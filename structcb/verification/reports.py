"""The report: what every source said, compared with the layouts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .facts import Answers, Facts, Question

__all__ = ["Compared", "Report", "compare"]

_SHOWN = 3


@dataclass(frozen=True)
class Compared:
    """A source, how many facts it confirmed or denied, and what it was not asked, with the reasons."""

    source: str
    facts: int
    left_out: Mapping[str, str]


@dataclass(frozen=True)
class Report:
    """What was compared with the layouts, and every difference as a sentence."""

    facts: int
    compared: tuple[Compared, ...]
    differences: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that answered at least one question."""
        return tuple(entry.source for entry in self.compared if entry.facts)

    def __str__(self) -> str:
        verdict = f"{len(self.differences)} differences" if self.differences else "no difference"
        lines = [f"{self.facts} facts of the layouts, {verdict}"]
        for entry in self.compared:
            lines.append(f"  {entry.source}: {entry.facts or 'none'} compared")
            lines += [f"    left out: {line}" for line in left_out_lines(entry.left_out)]
        return "\n".join([*lines, *(f"  DIFFERENCE {line}" for line in self.differences)])

    def as_json(self) -> dict[str, Any]:
        """Return the report as values that JSON has."""
        return {
            "facts": self.facts,
            "compared": [
                {"source": entry.source, "facts": entry.facts, "left_out": dict(entry.left_out)}
                for entry in self.compared
            ],
            "differences": list(self.differences),
        }


def compare(ours: Facts, answers: Sequence[Answers]) -> Report:
    """Hold the answers of every source against the layouts."""
    compared = [Compared(a.source, len(a.facts.keys() & ours.keys()), a.left_out) for a in answers]
    differences = [line for question, said in ours.items() for line in differing(question, said, answers)]
    complaints = [line for a in answers for line in a.complaints]
    return Report(len(ours), tuple(compared), (*differences, *complaints))


def differing(question: Question, ours: str, answers: Sequence[Answers]) -> Iterator[str]:
    """Yield the sentence about one fact, which names every source that differs."""
    subject, fact = question
    other = [(a.source, a.facts[question]) for a in answers if a.facts.get(question, ours) != ours]
    if other:
        said = ", ".join(f"{source} {value}" for source, value in other)
        yield f"{subject}: layouts says {fact} {ours}, {said}"


def left_out_lines(left_out: Mapping[str, str]) -> Iterator[str]:
    """Yield each reason once, with the first names that it holds for."""
    names: dict[str, list[str]] = {}
    for name, reason in left_out.items():
        names.setdefault(reason, []).append(name)
    for reason, held in names.items():
        more = f" and {len(held) - _SHOWN} more" if len(held) > _SHOWN else ""
        yield f"{', '.join(held[:_SHOWN])}{more}: {reason}"
