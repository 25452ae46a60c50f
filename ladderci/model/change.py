"""What a pull request is, and what changes: in a review between two versions of it, and for one by a new rubric."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ladderci.model.finding import Finding
    from ladderci.model.review import Citation


@dataclass(frozen=True, slots=True)
class RatingMove:
    """An expectation that was rated anew; empty where there was no rating, or is none any more."""

    expectation: str
    before: str
    after: str


class Holder(StrEnum):
    """What a changed text or changed evidence belongs to."""

    SUMMARY = "summary"
    WORK = "work"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class TextEdit:
    """A text that says something else than it did; other line ends or wrapping are no change of meaning."""

    holder: Holder
    key: str
    """The work item's key or the expectation's id; empty for the summary."""
    field: str
    """`summary`, `title`, `when`, `story`, `reason`, or `note` for one of the notes on evidence."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EvidenceChange:
    """What was added to the evidence of an answer or a work item, and what was taken away.

    The same thing in another spelling is no change.
    """

    holder: Holder
    key: str
    added: tuple[Citation, ...]
    removed: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """A change of meaning, not of lines."""

    is_new: bool = False
    """Whether there was no such review before."""
    status: tuple[str, str] | None = None
    """Status before and after, where it changed."""
    ratings: tuple[RatingMove, ...] = ()
    texts: tuple[TextEdit, ...] = ()
    evidence: tuple[EvidenceChange, ...] = ()
    work_added: tuple[str, ...] = ()
    work_removed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the two versions say the same."""
        parts = (self.is_new, self.status, self.ratings, self.texts, self.evidence, self.work_added, self.work_removed)
        return not any(parts)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change to a rubric, policy or cycle would do to one open review."""

    path: str
    gained: tuple[Finding, ...]
    lost: tuple[Finding, ...]
    is_after_repin: bool = False
    """Whether its cycle has copies of its own, so that this comes only once they are brought up to the change."""


class EventKind(StrEnum):
    """The events of GitHub's that are judged."""

    PULL_REQUEST = "pull_request"
    PULL_REQUEST_TARGET = "pull_request_target"
    MERGE_GROUP = "merge_group"


@dataclass(frozen=True, slots=True)
class Event:
    """What GitHub says happened, as far as it matters here. Every id is a full hexadecimal one."""

    kind: EventKind
    repository: str
    """`owner/name` of the repository that the pull request is opened in."""
    default_branch: str
    base_branch: str
    base: str
    """The base branch's tip as the event has it."""
    head: str
    number: int = 0
    """The pull request's; 0 for a merge group."""
    author: str = ""
    """The login of the pull request's author; empty for a merge group, where rules about authors do not apply."""
    before: str = ""
    """The head before the push that caused the event; empty where the event is none of a push."""
    head_repository: str = ""
    """`owner/name` that the head lies in; another one than `repository` for a fork, empty where that was deleted."""
    server: str = "https://github.com"
    """Where the repository's pages are, without a slash at the end."""
