"""What a person did in a period, as GitHub's search lists it: titles, reviews given, and repositories without a clone.

- A pull request that they wrote counts where it was merged in the period. Those that they only co-wrote, the search
  does not know: a clone does.
- A review counts by the day on which it was given, on somebody else's pull request, merged or not; of several on one
  pull request, the first in the period.
- An issue counts where it was given to them and closed in the period.
- A release counts where they made it and it was published in the period. Releases are listed of the repositories that
  are named in full, and of those in which something else was found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from ladderci.evidence.collect.activity import GITHUB, Activity, combined
from ladderci.evidence.target import Thing
from ladderci.github import search
from ladderci.github.answers import ServiceError
from ladderci.github.queries import is_repository
from ladderci.model.fact import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from ladderci.github.graph import Graph
    from ladderci.github.search import Found, FoundIssue, FoundPull
    from ladderci.github.things import Release
    from ladderci.model import Period

_LOGIN: Final = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
_OWNER: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")
_SCOPES: Final = 20
"""Repositories and owners that one search names."""
_LISTED: Final = 30
"""Repositories whose releases are listed, those named in full first."""


class Collected(NamedTuple):
    """What was found, and what was not."""

    activities: tuple[Activity, ...]
    """Each thing once, by time."""
    gaps: tuple[str, ...]
    """Why something may be missing: lines for people, empty where nothing is."""
    is_cut_off: bool = False
    """Whether GitHub could not be reached, or would not answer any more."""


class _Scope(NamedTuple):
    """Where is searched, and for whom."""

    graph: Graph
    host: str
    login: str
    period: Period

    def has(self, moment: datetime | None) -> bool:
        """Return whether something happened in the period."""
        return moment is not None and self.period.start <= moment.date() <= self.period.end

    def url(self, rest: str) -> str:
        """Return the address of something on the host."""
        return f"https://{self.host}/{rest}"


def collect(graph: Graph, host: str, login: str, period: Period, repositories: Iterable[str] = ()) -> Collected:
    """Return what GitHub's search lists of a person's doings; never raises for what GitHub does.

    Args:
        graph: whom to ask.
        host: whose API that is, as links have it: `github.com`.
        login: the person's.
        period: days in UTC.
        repositories: those that count, as `owner/name` or `owner/*`; none where all do.

    """
    if not _LOGIN.fullmatch(login):
        return Collected((), (f"{login!r} is no login of GitHub's",))
    scope = _Scope(graph, host, login, period)
    named = tuple(dict.fromkeys(repositories))
    found: list[Activity] = []
    gaps: list[str] = []
    try:
        for places in _places(named):
            for some in _searched(scope, places, gaps):
                found += some
        found += _releases(scope, _listed(named, found), gaps)
    except ServiceError as error:
        gaps.append(str(error))
        return Collected(combined(found), tuple(dict.fromkeys(gaps)), is_cut_off=True)
    return Collected(combined(found), tuple(dict.fromkeys(gaps)))


def _places(repositories: tuple[str, ...]) -> Iterator[str]:
    """Yield where to search, in the words of GitHub's search: places add up within one search."""
    words = [
        f"org:{owner}" if name == "*" else f"repo:{owner}/{name}"
        for owner, _, name in (repository.partition("/") for repository in repositories)
        if _OWNER.fullmatch(owner) and (name == "*" or is_repository(f"{owner}/{name}"))
    ]
    if not repositories:
        yield ""
    for start in range(0, len(words), _SCOPES):
        yield " " + " ".join(words[start : start + _SCOPES])


def _searched(scope: _Scope, places: str, gaps: list[str]) -> Iterator[Iterable[Activity]]:
    """Yield what each search finds, and note what it leaves out; raises ServiceError."""
    (start, end), login = scope.period, scope.login
    merged = search.pulls(scope.graph, f"is:pr is:merged author:{login} merged:{start}..{end}{places}", login)
    gaps += _gap("merged pull requests", merged)
    yield (_request(scope, pull, pull.merged) for pull in merged.results if pull.merged)
    for when in (f"closed:>={start} created:<={end}", f"is:open created:<={end}"):
        reviewed = search.pulls(scope.graph, f"is:pr reviewed-by:{login} -author:{login} {when}{places}", login)
        gaps += _gap("reviewed pull requests", reviewed)
        yield (activity for pull in reviewed.results for activity in _given(scope, pull))
    closed = search.issues(scope.graph, f"is:issue is:closed assignee:{login} closed:{start}..{end}{places}")
    gaps += _gap("closed issues", closed)
    yield (_issue(scope, issue, issue.closed) for issue in closed.results if issue.closed)


def _gap(name: str, found: Found[FoundPull] | Found[FoundIssue]) -> Iterator[str]:
    if found.total > len(found.results):
        amount = f"{len(found.results):,} of {found.total:,} {name}"
        yield f"GitHub's search lists {amount}: name fewer repositories in the policy, or a shorter period"


def _request(scope: _Scope, pull: FoundPull, merged: datetime) -> Activity:
    return Activity(
        thing=Thing.PULL_REQUEST,
        repository=pull.repository,
        reference=f"{pull.repository}#{pull.number}",
        url=scope.url(f"{pull.repository}/pull/{pull.number}"),
        title=pull.title,
        at=merged,
        part=Part.AUTHOR,
        branch=pull.head,
        pull_request=pull.number,
        closes=pull.closes,
        commits=pull.commits,
        by=GITHUB,
    )


def _given(scope: _Scope, pull: FoundPull) -> Iterator[Activity]:
    given = [(review.at, review.id) for review in pull.reviews if review.at and scope.has(review.at)]
    if given:
        at, number = min(given)
        url = scope.url(f"{pull.repository}/pull/{pull.number}#pullrequestreview-{number}")
        yield Activity(
            thing=Thing.REVIEW,
            repository=pull.repository,
            reference=url,
            url=url,
            title=pull.title,
            at=at,
            part=Part.REVIEWER,
            branch=pull.head,
            pull_request=pull.number,
            by=GITHUB,
        )


def _issue(scope: _Scope, issue: FoundIssue, closed: datetime) -> Activity:
    is_closer = issue.closer.login.casefold() == scope.login.casefold()
    return Activity(
        thing=Thing.ISSUE,
        repository=issue.repository,
        reference=f"{issue.repository}#{issue.number}",
        url=scope.url(f"{issue.repository}/issues/{issue.number}"),
        title=issue.title,
        at=closed,
        part=Part.CLOSER if is_closer else Part.ASSIGNEE,
        by=GITHUB,
    )


def _listed(named: Iterable[str], found: Iterable[Activity]) -> tuple[str, ...]:
    full = [repository for repository in named if is_repository(repository)]
    once = {repository.lower(): repository for repository in (*full, *(activity.repository for activity in found))}
    return tuple(once.values())


def _releases(scope: _Scope, repositories: tuple[str, ...], gaps: list[str]) -> Iterator[Activity]:
    """Yield the releases that the person made, and note where there may be more; raises ServiceError."""
    if len(repositories) > _LISTED:
        gaps.append(f"releases were listed of {_LISTED} of {len(repositories)} repositories only")
    for repository in repositories[:_LISTED]:
        released = search.releases(scope.graph, repository)
        if released is None:
            gaps.append(f"GitHub shows this token no repository {repository}: give one that may read it")
            continue
        if not released.is_whole and all(_is_late(scope, one) for one in released.releases):
            gaps.append(f"of {repository} only the last {len(released.releases)} releases were listed")
        for one in released.releases:
            if one.published and scope.has(one.published) and one.author.login.casefold() == scope.login.casefold():
                yield _release(scope, one, one.published)


def _is_late(scope: _Scope, release: Release) -> bool:
    return release.published is not None and release.published.date() >= scope.period.start


def _release(scope: _Scope, release: Release, published: datetime) -> Activity:
    url = scope.url(f"{release.repository}/releases/tag/{quote(release.tag, safe='')}")
    return Activity(
        thing=Thing.RELEASE,
        repository=release.repository,
        reference=url,
        url=url,
        title=release.title,
        at=published,
        part=Part.AUTHOR,
        by=GITHUB,
    )
