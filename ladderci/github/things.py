"""What GitHub says of the things that evidence is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from ladderci.github.answers import Cause


class Actor(NamedTuple):
    """An account that did something."""

    login: str
    """A program's ends in `[bot]`, as no person's can; empty where it is no account of this host any more."""
    is_person: bool


NOBODY = Actor("", is_person=False)
"""Whose account is no more."""


class Author(NamedTuple):
    """Somebody who wrote a commit, as the commit names them; what is not known is empty."""

    login: str
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark of a review."""

    id: int
    author: Actor
    at: datetime | None
    """None while it is a draft."""


@dataclass(frozen=True, slots=True)
class Review:
    """A review of a pull request."""

    id: int
    author: Actor
    at: datetime | None
    """When it was handed in; None while it is a draft."""
    remarks: tuple[Remark, ...] = ()
    """Empty where nobody asked for them."""


@dataclass(frozen=True, slots=True)
class Listed:
    """How much of a list has come."""

    cursor: str = ""
    """Where to go on; empty where it ends."""
    count: int = 0
    """How many entries have come, whole ones only."""
    total: int = 0
    """How many there are."""

    @property
    def is_whole(self) -> bool:
        """Whether everything has come."""
        return not self.cursor and self.count >= self.total

    def and_then(self, page: Listed) -> Listed:
        """Return how much has come once the next page has."""
        return Listed(page.cursor, self.count + page.count, max(self.total, page.total))

    def cut_off(self) -> Listed:
        """Return it as what ends here, though more was to come where there was a cursor."""
        return Listed("", self.count, max(self.total, self.count + 1)) if self.cursor else self


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request."""

    repository: str
    """`owner/name` as it is called today."""
    number: int
    title: str
    author: Actor
    is_closed: bool
    merged: datetime | None
    base: str
    """The branch that it was made for."""
    reviews: tuple[Review, ...]
    authors: tuple[Author, ...]
    """Of its commits, trailers included; each may come several times."""
    reviews_listed: Listed
    authors_listed: Listed

    @property
    def is_whole(self) -> bool:
        """Whether all reviews and all authors have come."""
        return self.reviews_listed.is_whole and self.authors_listed.is_whole


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue."""

    repository: str
    number: int
    title: str
    author: Actor
    closed: datetime | None
    closer: Actor
    """Who closed it last; nobody where it is open."""
    assignees: tuple[str, ...]
    participants: tuple[str, ...]
    is_whole: bool
    """Whether all assignees and participants have come."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, and whether it stands on a branch that counts."""

    repository: str
    id: str
    """In full."""
    title: str
    at: datetime
    """When it was committed."""
    authors: tuple[Author, ...]
    is_whole: bool
    """Whether all its authors have come."""
    branch: str
    """One that counts and has it; empty where there is none."""
    is_certain: bool
    """Whether GitHub has said of every branch that counts whether it has the commit."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release."""

    repository: str
    tag: str
    title: str
    author: Actor
    published: datetime | None
    """None while it is a draft."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What was asked for did not come."""

    cause: Cause
    words: str
    """One line: lower case, without a word of the other side's."""


Answered: TypeAlias = PullRequest | Issue | Commit | Release | Refused
