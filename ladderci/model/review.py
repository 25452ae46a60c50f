"""What is judged: a review, its work, answers and citations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.model.finding import Path


class Citation(NamedTuple):
    """One entry under `evidence:` as it was written.

    A named tuple, since reviews cite by the hundred thousand and a frozen dataclass takes five times as long to make.
    """

    path: Path
    link: str = ""
    """A link, one of GitHub's short forms, or the key of a work item; empty for testimony."""
    kind: str = ""
    witness: str = ""
    """`from`: who can confirm testimony."""
    when: str = ""
    note: str = ""
    plain: bool = True
    """Whether it was written as bare text and not as a mapping."""


class WorkItem(NamedTuple):
    """Something that was done, with its evidence; cited elsewhere by its key."""

    key: str
    title: str = ""
    when: str = ""
    story: str = ""
    evidence: tuple[Citation, ...] = ()

    @property
    def path(self) -> Path:
        """Where it stands in the review."""
        return ("work", self.key)


class Answer(NamedTuple):
    """What a review says about one expectation. A named tuple for the reason that `Citation` is one."""

    id: str
    path: Path
    rating: str = ""
    story: str = ""
    reason: str = ""
    evidence: tuple[Citation, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether it is there in name only, as `new` leaves it."""
        return not self.evidence and not (self.rating + self.story + self.reason).strip()


@dataclass(frozen=True, slots=True)
class Review:
    """A self-review. Values that are missing or of another type than the format's are empty."""

    rubric: str = ""
    rubric_version: int = 0
    cycle: str = ""
    subject: str = ""
    status: str = "draft"
    summary: str = ""
    work: tuple[WorkItem, ...] = ()
    answers: tuple[Answer, ...] = ()
    retired: tuple[Answer, ...] = ()

    @property
    def submitted(self) -> bool:
        """Whether what is missing counts as an error."""
        return self.status == "submitted"

    def answer(self, expectation: str) -> Answer | None:
        """Return the answer to an expectation's id, or None."""
        return next((answer for answer in self.answers if answer.id == expectation), None)

    def item(self, key: str) -> WorkItem | None:
        """Return the work item of this key, or None."""
        return next((item for item in self.work if item.key == key), None)

    def citations(self) -> Iterator[Citation]:
        """Yield every citation in the order of the file: work first, then answers."""
        for item in self.work:
            yield from item.evidence
        for answer in self.answers:
            yield from answer.evidence
