"""What an expectation's id means: now, and what became of one that rubrics had once or cycles still have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ladderci.comparison import became

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.app.rulebook import Rulebook
    from ladderci.comparison import Gone
    from ladderci.model import Expectation, Policy, Rubric


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a name."""

    living: tuple[tuple[Expectation, Rubric, Policy], ...]
    """In living rubrics; else, in the copies of cycles, each wording once."""
    gone: tuple[Gone, ...]
    known: tuple[str, ...]
    """All ids of living rubrics, for somebody who has misspelt one."""


def told(rulebook: Rulebook, name: str) -> Told:
    """Return what is known of an expectation's id, or of the last part of one."""
    living = [(rubric, rulebook.policy().value) for rubric in _rubrics(rulebook, "")]
    copies = [
        (rubric, rulebook.policy(cycle).value) for cycle in rulebook.cycles for rubric in _rubrics(rulebook, cycle)
    ]
    found = tuple(_found(living, name)) or tuple({item[0]: item for item in _found(copies, name)}.values())
    gone = tuple(item for rubric, _ in living if (item := became(rubric, name)))
    return Told(found, gone, tuple(one.id for rubric, _ in living for one in rubric.expectations()))


def _rubrics(rulebook: Rulebook, cycle: str) -> Iterator[Rubric]:
    loaded = (rulebook.rubric(name, cycle).value for name in rulebook.rubrics(cycle))
    return (rubric for rubric in loaded if rubric)


def _found(rubrics: list[tuple[Rubric, Policy | None]], name: str) -> Iterator[tuple[Expectation, Rubric, Policy]]:
    for rubric, policy in rubrics:
        for expectation in rubric.expectations() if policy else ():
            if policy and name in {expectation.id, expectation.id.rpartition(".")[2]}:
                yield expectation, rubric, policy
