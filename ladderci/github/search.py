"""GitHub's search for what somebody did, page by page.

The search gives a thousand results at most, whatever there is; how many there are, it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

from ladderci.github import shapes
from ladderci.github.answers import OverloadError
from ladderci.github.queries import Query, Variable
from ladderci.github.reading import release, review
from ladderci.github.shapes import MisshapenError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ladderci.github.graph import Graph
    from ladderci.github.things import Actor, Release, Review

_T = TypeVar("_T")

MOST: Final = 1_000
"""Results of one search, by GitHub's documentation."""
_SIZE: Final = 50
"""Results a request to begin with; half of it where that is too much."""
_RELEASES: Final = 100
"""Releases of a repository a request, the most that the API gives."""
_ACTOR: Final = " fragment actor on Actor{__typename login}"
_PULL: Final = (
    "number title mergedAt headRefName repository{nameWithOwner} mergeCommit{oid}"
    " commits(first:100){nodes{commit{oid}}}"
    " closingIssuesReferences(first:20){nodes{number repository{nameWithOwner}}}"
    " reviews(first:100,author:$login){nodes{url state submittedAt author{...actor}}}"
)
_ISSUE: Final = (
    "number title closedAt repository{nameWithOwner}"
    " timelineItems(itemTypes:[CLOSED_EVENT],last:1){nodes{...on ClosedEvent{actor{...actor}}}}"
)
_PULLS: Final = (
    "query($search:String!,$size:Int!,$after:String,$login:String!)"
    "{t0:search(type:ISSUE,query:$search,first:$size,after:$after){issueCount pageInfo{hasNextPage endCursor}"
    f" nodes{{__typename ...on PullRequest{{{_PULL}}}}}}}}}{_ACTOR}"
)
_ISSUES: Final = (
    "query($search:String!,$size:Int!,$after:String)"
    "{t0:search(type:ISSUE,query:$search,first:$size,after:$after){issueCount pageInfo{hasNextPage endCursor}"
    f" nodes{{__typename ...on Issue{{{_ISSUE}}}}}}}}}{_ACTOR}"
)
_RELEASED: Final = (
    "query($owner:String!,$name:String!)"
    "{t0:repository(owner:$owner,name:$name){nameWithOwner"
    f" releases(first:{_RELEASES},orderBy:{{field:CREATED_AT,direction:DESC}}){{pageInfo{{hasNextPage endCursor}}"
    f" nodes{{name tagName isDraft publishedAt author{{...actor}}}}}}}}}}{_ACTOR}"
)


@dataclass(frozen=True, slots=True)
class FoundPull:
    """A pull request that a search found."""

    repository: str
    number: int
    title: str
    merged: datetime | None
    head: str
    """The branch that it came from."""
    commits: tuple[str, ...]
    """Full ids of its commits, the first hundred, and of its merge."""
    closes: tuple[str, ...]
    """The issues that it closes, as `owner/name#number`."""
    reviews: tuple[Review, ...]
    """Those that the one who was searched for gave."""


@dataclass(frozen=True, slots=True)
class FoundIssue:
    """An issue that a search found."""

    repository: str
    number: int
    title: str
    closed: datetime | None
    closer: Actor


class Found(NamedTuple, Generic[_T]):
    """The results of a search."""

    results: tuple[_T, ...]
    total: int
    """How many there are, however many came."""


class Released(NamedTuple):
    """A repository's last releases."""

    releases: tuple[Release, ...]
    is_whole: bool
    """Whether these are all."""


def pulls(graph: Graph, search: str, login: str) -> Found[FoundPull]:
    """Return the pull requests that a search finds, with the reviews that this login gave; raises ServiceError."""
    return _all(graph, _PULLS, (Variable("search", "String!", search), Variable("login", "String!", login)), _pull)


def issues(graph: Graph, search: str) -> Found[FoundIssue]:
    """Return the issues that a search finds; raises ServiceError."""
    return _all(graph, _ISSUES, (Variable("search", "String!", search),), _issue)


def releases(graph: Graph, repository: str) -> Released | None:
    """Return a repository's last hundred releases, None where it is not shown; raises ServiceError."""
    owner, _, name = repository.partition("/")
    data = graph.one(Query(_RELEASED, (Variable("owner", "String!", owner), Variable("name", "String!", name))))
    if data is None:
        return None
    try:
        shown, listed = shapes.repository(data), shapes.part(data, "releases")
        found = tuple(release(node, shown) for node in shapes.nodes(listed))
        return Released(found, not shapes.cursor(listed))
    except MisshapenError:
        raise graph.strange() from None


def _all(graph: Graph, text: str, asked: tuple[Variable, ...], read: Callable[[object], _T]) -> Found[_T]:
    """Return all pages of a search; raises ServiceError."""
    found: list[_T] = []
    size, after, total = _SIZE, "", 0
    while len(found) < MOST:
        page = (Variable("size", "Int!", size), Variable("after", "String", after or None))
        try:
            data = graph.one(Query(text, (*asked, *page)), is_divisible=size > 1)
            found += map(read, shapes.nodes(data))
            after, total = shapes.cursor(data), shapes.number(data, "issueCount")
        except OverloadError:
            size //= 2
        except MisshapenError:
            raise graph.strange() from None
        else:
            if not after:
                break
    return Found(tuple(found[:MOST]), total)


def _pull(data: object) -> FoundPull:
    merge = shapes.part(data, "mergeCommit")
    nodes = shapes.nodes(shapes.part(data, "commits"))
    commits = [shapes.full_id(shapes.part(node, "commit")) for node in nodes]
    linked = shapes.nodes(shapes.part(data, "closingIssuesReferences"))
    return FoundPull(
        repository=shapes.repository(shapes.part(data, "repository")),
        number=shapes.number(data, "number"),
        title=shapes.text(data, "title"),
        merged=shapes.moment(data, "mergedAt"),
        head=shapes.text(data, "headRefName"),
        commits=tuple(dict.fromkeys([*([] if merge is None else [shapes.full_id(merge)]), *commits])),
        closes=tuple(
            f"{shapes.repository(shapes.part(one, 'repository'))}#{shapes.number(one, 'number')}" for one in linked
        ),
        reviews=tuple(map(review, shapes.nodes(shapes.part(data, "reviews")))),
    )


def _issue(data: object) -> FoundIssue:
    events = shapes.nodes(shapes.part(data, "timelineItems"))
    closer = shapes.part(events[-1], "actor") if events else None
    return FoundIssue(
        repository=shapes.repository(shapes.part(data, "repository")),
        number=shapes.number(data, "number"),
        title=shapes.text(data, "title"),
        closed=shapes.moment(data, "closedAt"),
        closer=shapes.actor(closer),
    )
