"""GitHub's data to what this program knows; whatever has another shape raises MisshapenError."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ladderci.github import shapes
from ladderci.github.queries import CommitQuestion, NumberQuestion, ReleaseQuestion
from ladderci.github.shapes import MisshapenError
from ladderci.github.things import NOBODY, Author, Commit, Issue, Listed, PullRequest, Release, Remark, Review

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ladderci.github.queries import Question

_PENDING: Final = "PENDING"
_BRANCH: Final = re.compile("default|b[0-9]+")
_HOLDS: Final = frozenset(["BEHIND", "IDENTICAL"])
_LACKS: Final = frozenset(["AHEAD", "DIVERGED"])


def thing(data: object, question: Question) -> PullRequest | Issue | Commit | Release | None:
    """Return what stands under a question's alias; None where GitHub shows nothing there.

    Raises MisshapenError.
    """
    if data is None:
        return None
    repository = shapes.repository(data)
    match question:
        case CommitQuestion():
            return _commit(data, repository, question)
        case ReleaseQuestion():
            found = shapes.part(data, "release")
            return None if found is None else release(found, repository)
        case NumberQuestion():
            return _numbered(shapes.part(data, "issueOrPullRequest"), repository, question.number)
        case _:
            return _numbered(shapes.part(data, "issueOrPullRequest"), repository, question.number, is_more=True)


def release(data: object, repository: str) -> Release:
    """Return a release; raises MisshapenError."""
    tag, published = shapes.text(data, "tagName"), shapes.moment(data, "publishedAt")
    return Release(
        repository=repository,
        tag=tag,
        title=shapes.text_or_empty(data, "name") or tag,
        author=shapes.actor(shapes.part(data, "author")),
        published=None if shapes.truth(data, "isDraft") else published,
    )


def review(data: object) -> Review:
    """Return a review; raises MisshapenError."""
    comments = shapes.optional(data, "comments")
    return Review(
        id=shapes.review_id(data),
        author=shapes.actor(shapes.part(data, "author")),
        at=None if shapes.text(data, "state") == _PENDING else shapes.moment(data, "submittedAt"),
        remarks=tuple(map(_remark, shapes.nodes(comments))) if comments else (),
    )


def _numbered(data: object, repository: str, number: int, *, is_more: bool = False) -> PullRequest | Issue | None:
    if data is None:
        return None
    if shapes.number(data, "number") != number:
        raise MisshapenError
    match shapes.text(data, "__typename"):
        case "PullRequest":
            return _pull_request(data, repository, may_lack_lists=is_more)
        case "Issue" if not is_more:
            return _issue(data, repository)
        case _:
            raise MisshapenError


def _pull_request(data: object, repository: str, *, may_lack_lists: bool) -> PullRequest:
    reviews, commits = shapes.optional(data, "reviews"), shapes.optional(data, "commits")
    if not may_lack_lists and (reviews is None or commits is None):
        raise MisshapenError
    return PullRequest(
        repository=repository,
        number=shapes.number(data, "number"),
        title=shapes.text(data, "title"),
        author=shapes.actor(shapes.part(data, "author")),
        is_closed=shapes.truth(data, "closed"),
        merged=shapes.moment(data, "mergedAt"),
        base=shapes.text(data, "baseRefName"),
        reviews=tuple(map(review, shapes.nodes(reviews))) if reviews else (),
        authors=tuple(author for node in shapes.nodes(commits) for author in _authors(node)) if commits else (),
        reviews_listed=_listed(reviews, lambda _: True),
        authors_listed=_listed(commits, _has_all_authors),
    )


def _listed(data: object, is_whole: Callable[[object], bool]) -> Listed:
    if data is None:
        return Listed()
    whole = sum(map(is_whole, shapes.nodes(data)))
    return Listed(shapes.cursor(data), whole, shapes.number(data, "totalCount"))


def _has_all_authors(node: object) -> bool:
    return shapes.is_all(shapes.part(shapes.part(node, "commit"), "authors"))


def _remark(data: object) -> Remark:
    at = None if shapes.text(data, "state") == _PENDING else shapes.moment(data, "publishedAt")
    return Remark(shapes.remark_id(data), shapes.actor(shapes.part(data, "author")), at)


def _authors(node: object) -> Iterator[Author]:
    return map(_author, shapes.nodes(shapes.part(shapes.part(node, "commit"), "authors")))


def _author(data: object) -> Author:
    user = shapes.part(data, "user")
    login = "" if user is None else shapes.login(user)
    return Author(login, shapes.text_or_empty(data, "email"), shapes.text_or_empty(data, "name"))


def _issue(data: object, repository: str) -> Issue:
    is_closed = shapes.truth(data, "closed")
    events = shapes.nodes(shapes.part(data, "timelineItems"))
    assignees, participants = shapes.part(data, "assignees"), shapes.part(data, "participants")
    return Issue(
        repository=repository,
        number=shapes.number(data, "number"),
        title=shapes.text(data, "title"),
        author=shapes.actor(shapes.part(data, "author")),
        closed=shapes.moment(data, "closedAt") if is_closed else None,
        closer=shapes.actor(shapes.part(events[-1], "actor")) if is_closed and events else NOBODY,
        assignees=tuple(map(shapes.login, shapes.nodes(assignees))),
        participants=tuple(map(shapes.login, shapes.nodes(participants))),
        is_whole=shapes.is_all(assignees) and shapes.is_all(participants),
    )


def _commit(data: object, repository: str, question: CommitQuestion) -> Commit | None:
    found = shapes.part(data, "object")
    if found is None or shapes.text(found, "__typename") != "Commit":
        return None
    name, at, people = shapes.full_id(found), shapes.moment(found, "committedDate"), shapes.part(found, "authors")
    if at is None:
        raise MisshapenError
    if not name.startswith(question.id):
        return None  # a branch or a tag is called like that
    standings = tuple(_standings(data, name, len(question.branches) + 1))
    holding = next((branch for branch, holds in standings if holds), "")
    is_settled = bool(standings) and all(holds is not None for _, holds in standings)
    return Commit(
        repository=repository,
        id=name,
        title=shapes.text(found, "messageHeadline"),
        at=at,
        authors=tuple(map(_author, shapes.nodes(people))),
        is_whole=shapes.is_all(people),
        branch=holding,
        is_certain=bool(holding) or is_settled,
    )


def _standings(data: object, name: str, amount: int) -> Iterator[tuple[str, bool | None]]:
    """Yield each branch and whether it has a commit; None where it was compared with something else, or not at all.

    Of the branches that were asked for, none may be left out: what is not there comes as null.
    """
    items = data.items() if isinstance(data, dict) else ()
    branches = [value for key, value in items if _BRANCH.fullmatch(key)]
    if len(branches) != amount:
        raise MisshapenError
    for branch in branches:
        if branch is not None:
            yield shapes.text(branch, "name"), _holds(shapes.part(branch, "compare"), name)


def _holds(comparison: object, name: str) -> bool | None:
    if comparison is None or shapes.full_id(shapes.part(comparison, "headTarget")) != name:
        return None
    status = shapes.text(comparison, "status")
    if status not in _HOLDS | _LACKS:
        raise MisshapenError
    return status in _HOLDS
