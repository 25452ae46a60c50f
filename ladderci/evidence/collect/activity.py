"""What a person did, as git and GitHub list it: pure, whoever found it.

Both list the same things in part. `combined` makes one of what stands twice, and `without` leaves out what a review
cites already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ladderci.evidence.target import Thing
from ladderci.model import Citation
from ladderci.model.fact import Part

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ladderci.evidence.reader import Reader
    from ladderci.model import Review

    Request = tuple[str, int]

GITHUB: Final = "github"
GIT: Final = "git"
REVIEWS: Final = frozenset([Thing.REVIEW, Thing.REVIEW_COMMENT])

_PARTS: Final = tuple(Part)


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that a person had a part in."""

    thing: Thing
    repository: str
    """`owner/name` as it was found."""
    reference: str
    """As a review would cite it: `acme/ranker#812`, `acme/ranker@1f3c9ab0c4d5`, or a link."""
    url: str
    """Its own address, from which its kind is read: the reference may leave that open."""
    title: str
    """Any text at all, and empty where nobody knows it: git has no titles of issues."""
    at: datetime
    """When it was merged, committed (the committer's date), handed in, closed or published; UTC."""
    part: Part
    branch: str = ""
    """The head branch that it came from, where that is known."""
    pull_request: int = 0
    """The number of the pull request that it is or belongs to; 0 for none."""
    closes: tuple[str, ...] = ()
    """The issues that it closed, as `owner/name#number`."""
    commits: tuple[str, ...] = ()
    """Full ids of the commits that it is made of, that of a merge among them."""
    is_reverted: bool = False
    by: str = GIT
    """Who found it: `git` or `github`."""

    @property
    def identity(self) -> str:
        """The same for the same thing, whoever found it. Forges ignore the case of all but tags."""
        return self.url if self.thing is Thing.RELEASE else self.url.lower()

    @property
    def request(self) -> Request:
        """The pull request that it is or belongs to, number 0 where there is none."""
        return self.repository.lower(), self.pull_request


def by_time(activity: Activity) -> tuple[datetime, bool, str]:
    """Return what activities are put in order by, an issue behind what closed it; no two have the same."""
    return activity.at, activity.thing is Thing.ISSUE, activity.identity


# --- one of each ----------------------------------------------------------------------------------------------------


def combined(activities: Iterable[Activity]) -> tuple[Activity, ...]:
    """Return every activity once, by time, with all that is known of it.

    Where git and GitHub both list a thing, GitHub's title, date and branch win, and so does its word on who wrote a
    pull request: whom git takes for the author wrote some of its commits. A commit is left out that is part of a
    listed pull request, and a pull request that was only reviewed where the review itself is listed.
    """
    found: dict[str, list[Activity]] = {}
    for activity in activities:
        found.setdefault(activity.identity, []).append(activity)
    once = [_one_of(same) for same in found.values()]
    requests = {one.request for one in once if one.thing is Thing.PULL_REQUEST}
    merged = {commit for one in once if one.thing is Thing.PULL_REQUEST for commit in one.commits}
    reviewed = {one.request for one in once if one.thing in REVIEWS}

    def is_told_by_another(one: Activity) -> bool:
        if one.thing is Thing.COMMIT:
            return one.request in requests or not merged.isdisjoint(one.commits)
        return one.thing is Thing.PULL_REQUEST and one.part is Part.REVIEWER and one.request in reviewed

    return tuple(sorted((one for one in once if not is_told_by_another(one)), key=by_time))


def _one_of(same: list[Activity]) -> Activity:
    """Return one activity of several accounts of it; of two by the same source, the earlier one is the better."""
    if len(same) == 1:
        return same[0]
    accounts = sorted(same, key=lambda one: (one.by != GITHUB, one.at, one.url, one.reference, one.title, one.branch))
    return replace(
        accounts[0],
        title=next((one.title for one in accounts if one.title), ""),
        branch=next((one.branch for one in accounts if one.branch), ""),
        part=_part(accounts),
        pull_request=max(one.pull_request for one in accounts),
        closes=tuple(sorted({issue for one in accounts for issue in one.closes})),
        commits=tuple(sorted({commit for one in accounts for commit in one.commits})),
        is_reverted=any(one.is_reverted for one in accounts),
    )


def _part(accounts: list[Activity]) -> Part:
    first = min((one.part for one in accounts), key=_PARTS.index)
    told = [one.part for one in accounts if one.by == GITHUB]
    if told and first is Part.AUTHOR and Part.AUTHOR not in told:
        return Part.CO_AUTHOR
    return first


# --- what is cited already ------------------------------------------------------------------------------------------


def without(activities: Iterable[Activity], review: Review, reader: Reader) -> tuple[Activity, ...]:
    """Return the activities that a review does not cite yet, in their order.

    An issue goes with what closed it: it is no news where all of that is cited.
    """
    keys = frozenset(item.key for item in review.work)
    cited = {reader.read(citation, keys).identity for citation in review.citations()}
    listed = tuple(activities)
    fresh = [one for one in listed if cited.isdisjoint(identities(one, reader))]
    closed = {issue.lower() for one in listed for issue in one.closes}
    open_ends = {issue.lower() for one in fresh for issue in one.closes}

    def is_old_news(one: Activity) -> bool:
        issue = issue_name(one)
        return one.thing is Thing.ISSUE and issue in closed and issue not in open_ends

    return tuple(one for one in fresh if not is_old_news(one))


def identities(activity: Activity, reader: Reader) -> frozenset[str]:
    """Return what a review's citation of this activity may be identified by, in the words of a policy's reader."""
    links = (activity.reference, activity.url)
    return frozenset(reader.read(Citation((), link), ()).identity for link in links)


def issue_name(activity: Activity) -> str:
    """Return `owner/name#number` in lower case, as `closes` has it, for an issue."""
    return f"{activity.repository}#{activity.url.rpartition('/')[2]}".lower()
