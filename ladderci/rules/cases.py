"""What the rules judge: everything that was read before the first of them runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from ladderci.rules.nearest import nearest
from ladderci.rules.registry import MOST, Registry

if TYPE_CHECKING:
    from ladderci.document import Document
    from ladderci.evidence import Reference
    from ladderci.model import Answer, Cycle, Expectation, Path, Person, Policy, Rating, Review, Rubric
    from ladderci.model.fact import Confirmation, Fact
    from ladderci.schema import Refusal


@dataclass(frozen=True, slots=True)
class Shaped:
    """A document and what its schema refused, each value once."""

    document: Document
    refusals: tuple[Refusal, ...]
    policy: Policy | None = None
    """For a review: what its links are read by."""
    rubric: Rubric | None = None
    """For a review: what became of the expectations that it answers."""


@dataclass(frozen=True, slots=True)
class Home:
    """What a review's path says about it: `reviews/<cycle>/<login>.yaml`."""

    cycle: str
    login: str


@dataclass(frozen=True)
class Case:
    """One review with everything that it is judged by."""

    document: Document
    review: Review
    rubric: Rubric
    policy: Policy
    cycle: Cycle | None = None
    """None where no such cycle is known."""
    home: Home | None = None
    """None where the file does not lie where reviews lie."""
    refusals: tuple[Refusal, ...] = ()
    references: tuple[Reference, ...] = ()
    """Every citation under `work` and `expectations` of a right shape, read."""
    rubrics: tuple[str, ...] = ()
    """The ids of all rubrics of the cycle."""
    cycles: tuple[str, ...] = ()
    """The ids of all cycles."""
    twins: tuple[str, ...] = ()
    """The paths of other files that differ from this one's by case alone."""
    facts: tuple[Fact, ...] = ()
    """What is true of the citations, where somebody looked; the references' kinds are then what was seen."""
    confirmations: tuple[Confirmation, ...] | None = None
    """What the witnesses of this cycle say; None where nobody read it, and then nothing is said of testimony."""

    @cached_property
    def expectations(self) -> dict[str, Expectation]:
        """The rubric's expectations by id."""
        return {expectation.id: expectation for expectation in self.rubric.expectations()}

    @cached_property
    def ratings(self) -> dict[str, Rating]:
        """The rubric's ratings by id, best first."""
        return {rating.id: rating for rating in self.rubric.ratings}

    @cached_property
    def rated(self) -> tuple[tuple[Answer, Rating, Expectation], ...]:
        """The answers of a right shape that the rubric knows, with their rating."""
        return tuple(
            (answer, rating, expectation)
            for answer in self.review.answers
            if (rating := self.ratings.get(answer.rating))
            and (expectation := self.expectations.get(answer.id))
            and not self.is_refused(answer.path)
        )

    @cached_property
    def person(self) -> Person | None:
        """The roster's line for the subject."""
        return self.cycle.person(self.review.subject) if self.cycle else None

    @cached_property
    def waived(self) -> dict[str, str]:
        """The expectations that the roster waives for the subject, each with why."""
        return dict(self.person.waived) if self.person else {}

    def is_refused(self, path: Path) -> bool:
        """Return whether the schema refused something at a path, above it or below it.

        A key that is missing or unknown is refused at its parent; that refuses the parent, not its other entries.
        """
        if not self.refusals:
            return False
        refused, above = self._refused
        return path in above or any(path[:depth] in refused for depth in range(len(path) + 1))

    def is_misspelt(self, key: str) -> bool:
        """Return whether a key of the review itself is there under a name that was not known, and has its finding."""
        unknown = (one.name for one in self.refusals if one.path == () and one.keyword == "additionalProperties")
        return any(nearest(name, (key,)) for name in islice(unknown, MOST))

    @cached_property
    def _refused(self) -> tuple[frozenset[Path], frozenset[Path]]:
        """The paths that the schema refused, and all paths above them."""
        refused = [(*refusal.path, refusal.name) if refusal.name else refusal.path for refusal in self.refusals]
        return frozenset(refused), frozenset(path[:depth] for path in refused for depth in range(len(path)))


files: Registry[Document] = Registry()
"""Rules about a file before anything in it has a meaning."""
shapes: Registry[Shaped] = Registry()
"""Rules about what a schema refuses."""
reviews: Registry[Case] = Registry()
"""Rules about a review."""
