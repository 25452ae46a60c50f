"""What there is on a made-up GitHub: plain data that a test writes down, and a stand-in answers from.

Times are as GitHub writes them, `2026-08-03T10:00:00Z`; an empty one has not come. A login that ends in `[bot]` is a
program's, one in `[mannequin]` stands for somebody of another host, an empty one for an account that is no more.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TypeAlias

Moment: TypeAlias = str | None

_IDS = itertools.count(3_100_000_001)
"""Beyond 32 bits, as GitHub's are: the schema's `databaseId` has no room for them."""


@dataclass(slots=True)
class Author:
    """Who a commit names; the login is GitHub's guess by the address, empty where nobody has it."""

    login: str = ""
    email: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        self.email = self.email or f"{self.login}@acme.example"
        self.name = self.name or self.login


@dataclass(slots=True)
class Commit:
    """A commit; the first of the authors wrote it, the others are named in its trailers."""

    oid: str
    authors: tuple[Author, ...] = (Author("ada"),)
    headline: str = "Move the feed"
    body: str = ""
    committer: Author | None = None
    authored_at: str = "2026-08-01T10:00:00Z"
    committed_at: str = "2026-08-02T10:00:00Z"
    branches: tuple[str, ...] = ("main",)
    """Those that hold it; none for a fork's commit, which resolves all the same."""
    is_tip_of: tuple[str, ...] = ()


@dataclass(slots=True)
class Remark:
    """A remark on some line, given with a review."""

    author: str
    id: int = field(default_factory=_IDS.__next__)
    created_at: str = "2026-08-02T09:00:00Z"
    path: str = "feed.py"
    thread: int = 0
    """The id of the remark that began the thread; 0 begins one."""


@dataclass(slots=True)
class Review:
    """A review given on a pull request."""

    author: str
    id: int = field(default_factory=_IDS.__next__)
    state: str = "APPROVED"
    submitted_at: Moment = "2026-08-02T09:00:00Z"
    remarks: tuple[Remark, ...] = ()


@dataclass(slots=True)
class Pull:
    """A pull request: open until it has been merged or closed."""

    number: int
    author: str = "ada"
    title: str = "Move the feed ranker"
    merged_at: Moment = "2026-08-03T10:00:00Z"
    closed_at: Moment = None
    created_at: str = "2026-08-01T10:00:00Z"
    base_ref_name: str = "main"
    head_ref_name: str = "move-it"
    is_draft: bool = False
    commits: tuple[Commit, ...] = ()
    merge_commit: str = ""
    """The full id of a commit of the repository."""
    reviews: tuple[Review, ...] = ()
    assignees: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    closes: tuple[int, ...] = ()
    """The numbers of issues."""


@dataclass(slots=True)
class Issue:
    """An issue: open until it has been closed."""

    number: int
    author: str = "grace"
    title: str = "The feed is slow"
    closed_at: Moment = "2026-08-03T10:00:00Z"
    closer: str = "grace"
    closed_by_pull: int = 0
    state_reason: str | None = "COMPLETED"
    created_at: str = "2026-07-01T10:00:00Z"
    assignees: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()


@dataclass(slots=True)
class Release:
    """A release and its tag."""

    tag_name: str
    author: str = "ada"
    name: str = "The first one"
    published_at: Moment = "2026-08-04T10:00:00Z"
    created_at: str = "2026-08-04T09:00:00Z"
    is_draft: bool = False
    is_prerelease: bool = False
    commit: str = ""
    """The full id of a commit of the repository."""


@dataclass(slots=True)
class Repository:
    """A repository and all that is in it."""

    name: str
    """`owner/name` in today's spelling."""
    pulls: list[Pull] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    commits: list[Commit] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    default_branch: str = "main"
    branches: tuple[str, ...] = ()
    """The others."""
    is_private: bool = False
    readers: tuple[str, ...] = ()
    """The logins that see it where it is private."""
    forbidden: tuple[str, ...] = ()
    """Fields of the schema's Repository that no token has the right to: `issue`, `issueOrPullRequest`."""
    is_behind_saml: bool = False
    """Whether the organization lets only those in who signed in with it."""
