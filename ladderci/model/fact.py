"""What is true of a citation: what was seen of the thing that it points to, and what that says of the claim."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from ladderci.model.finding import Path


class Part(StrEnum):
    """What somebody had to do with a thing; the first that applies is shown."""

    AUTHOR = "author"
    """Wrote it: a commit's author, a pull request's, a review's, an issue's, a release's."""
    CO_AUTHOR = "co-author"
    """Named in a `Co-authored-by` trailer, or author of some of a pull request's commits."""
    REVIEWER = "reviewer"
    """Gave a review, or is named in a `Reviewed-by` trailer."""
    ASSIGNEE = "assignee"
    """Had an issue to see to."""
    CLOSER = "closer"
    """Closed an issue."""
    PARTICIPANT = "participant"
    """Took part in an issue's conversation."""


class Participant(NamedTuple):
    """Somebody who had a part in a thing, as the one who was asked knows them; what is not known is empty."""

    part: Part
    login: str = ""
    email: str = ""
    name: str = ""


class State(StrEnum):
    """What became of a thing."""

    OPEN = "open"
    CLOSED = "closed"
    """An issue that is done with, or a pull request that was not merged."""
    MERGED = "merged"
    COMMITTED = "committed"
    PUBLISHED = "published"
    """A release, or a review that was handed in."""
    PENDING = "pending"
    """A release or a review that is still a draft."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a thing, whoever cites it."""

    url: str
    """Its own address, by which its kind is read: `…/pull/12` or `…/issues/12`, whatever the citation said."""
    repository: str
    """`owner/name` as its host spells it today."""
    state: State
    title: str = ""
    at: datetime | None = None
    """When it happened, in UTC: merged, committed (the committer's date), handed in, published, closed. None while it
    has not."""
    people: tuple[Participant, ...] = ()
    branch: str = ""
    """The branch that it was merged into, or one that counts and holds the commit; empty where there is none."""
    is_on_counting_branch: bool = True
    """Whether a commit is an ancestor of a branch that counts; true for everything else."""
    is_attributed: bool = True
    """Whether `people` says whose it is; false for what a program did on somebody's behalf."""
    is_own_pull_request: bool = False
    """For a review: whether it was given on a pull request of the reviewer's own."""
    is_final: bool = False
    """Whether none of this can change any more, so that it may be kept."""
    by: str = ""
    """Who saw it: a confirmer's name."""


@dataclass(frozen=True, slots=True)
class Absent:
    """There is no such thing, as somebody says who would know: a complete clone."""

    by: str
    reason: str
    """Why that is certain, in a few words: `no commit of this complete clone has that id`."""


class Obstacle(StrEnum):
    """Why something cannot be verified."""

    NOBODY_LOOKS = "nobody-looks"
    """No confirmer knows how to look at things of this sort: a document, a dashboard."""
    NO_CONFIRMER = "no-confirmer"
    """Somebody could look, but was not asked: no token, no clone."""
    HIDDEN = "hidden"
    """It is not there, or is not for us to see: GitHub answers 404 for both."""
    INCOMPLETE = "incomplete"
    """A shallow clone, or one that misses objects."""
    AMBIGUOUS = "ambiguous"
    """An abbreviated id that several commits share."""
    UNREACHABLE = "unreachable"
    """A service did not answer, or not in time."""
    LIMITED = "limited"
    """A service's limit was reached."""
    FORBIDDEN = "forbidden"
    """The token is wrong, or lacks the right."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """Nobody could look; this says nothing about the thing itself."""

    obstacle: Obstacle
    reason: str
    """What stands in the way: lower case, no full stop."""
    cure: str = ""
    """What would make it verifiable."""


Sight = Seen | Absent | Unseen
"""What came of looking at a thing."""


class Standing(StrEnum):
    """What is known of a claim. The three are never mixed."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    UNVERIFIED = "unverified"


class Objection(StrEnum):
    """What refutes a claim; several may at once."""

    NOT_FOUND = "not-found"
    NOT_MERGED = "not-merged"
    """A pull request that was closed or is open; a release or review that was never handed in."""
    NOT_BY_SUBJECT = "not-by-subject"
    OUTSIDE_PERIOD = "outside-period"
    OWN_REVIEW = "own-review"
    """A review on one's own pull request."""
    OFF_BRANCH = "off-branch"
    """A commit on no branch that counts."""
    OTHER_KIND = "other-kind"
    """It is of another kind than the citation states."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one citation of one review."""

    path: Path
    """The citation's place in the review."""
    identity: str
    """The same for every spelling of the thing."""
    standing: Standing
    objections: tuple[Objection, ...] = ()
    """Why it is refuted; empty where it is not."""
    part: Part | None = None
    """What the subject had to do with it, where that is known."""
    kinds: tuple[str, ...] = ()
    """The kinds of evidence that it turned out to be; empty where nobody looked."""
    title: str = ""
    """Empty where the policy does not let the repository's titles be shown."""
    url: str = ""
    state: State | None = None
    at: datetime | None = None
    branch: str = ""
    people: tuple[str, ...] = ()
    """Who wrote it, as logins, else names, where the subject did not."""
    obstacle: Obstacle | None = None
    """Set where it cannot be verified."""
    reason: str = ""
    """Why it cannot be verified, or why it is certainly not there."""
    cure: str = ""
    """What would make it verifiable."""
    by: str = ""
    """Who saw it."""


class Confirmation(NamedTuple):
    """What a witness says about the testimony in one work item of one person."""

    witness: str
    """The login of whoever says it."""
    subject: str
    key: str
    """The work item's."""
    confirmed: bool
    digest: str
    """Of the testimony as the witness read it."""
    note: str = ""


class Word(StrEnum):
    """What testimony is worth."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"
    UNCONFIRMED = "unconfirmed"
    """Nobody has answered, or what they read was edited since."""
