"""What a person did, as the history of a clone tells it, without any network.

Only branches that count are read: a commit that lies on a fork, or under `refs/pull/`, may bear anybody's name and is
never seen. How far back: from the period's first day to the tips, and of what was merged since then every commit,
however old. What came after the period is read as well, since only that tells to which pull request a commit belongs
and what was reverted.

Who had which part in a pull request or a commit, `evidence/collect/work.py` says. Besides, an issue was closed by
whoever wrote or co-wrote what names it with a closing keyword, and a release was made by who made its annotated tag.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from ladderci.evidence.collect.activity import Activity, combined
from ladderci.evidence.collect.landing import landings
from ladderci.evidence.collect.messages import Forge, picked_commit
from ladderci.evidence.collect.work import Work, told
from ladderci.evidence.origin import Origin
from ladderci.evidence.target import Thing
from ladderci.model.fact import Part, Participant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ladderci.evidence.clones import Clone
    from ladderci.evidence.people import Claimant
    from ladderci.git.history import LoggedCommit
    from ladderci.git.refs import Tag
    from ladderci.model import Period

SHOWN_DIGITS: Final = 12
"""How many digits of a commit's id a suggested citation has: enough for any repository, and short enough to read."""

_WRITING: Final = frozenset([Part.AUTHOR, Part.CO_AUTHOR])
_PARTS: Final = tuple(Part)
_HOST: Final = "github.com"


class Done(NamedTuple):
    """What everybody did that a clone knows of."""

    repository: str
    """`owner/name`."""
    works: tuple[Work, ...]
    """In the order in which they came to the branches that count."""
    tags: tuple[Tag, ...]


def collect(clone: Clone, hosts: Sequence[str], claimant: Claimant, period: Period) -> tuple[Activity, ...]:
    """Return what a person did in a period as a clone tells it, each thing once, by time; raises GitError.

    Args:
        clone: with the branches that count.
        hosts: the policy's. The first is the clone's, as it is that of short forms such as `owner/name#12`.
        claimant: the person.
        period: days in UTC.

    """
    return activities(done(clone, period, _host(hosts)), hosts, claimant, period)


def _host(hosts: Sequence[str]) -> str:
    return hosts[0] if hosts else _HOST


def done(clone: Clone, period: Period, host: str = _HOST) -> Done:
    """Return what came to the branches that count since a period began, and all tags; raises GitError.

    Args:
        clone: with the branches that count.
        period: days in UTC.
        host: the clone's.

    """
    home = Origin(host.lower(), clone.name)
    commits = _commits(clone, datetime.combine(period.start, time.min, UTC))
    landed = landings(commits, (tip.commit for tip in clone.tips), home)
    works = told(landed, home, _picked_from(clone, commits))
    return Done(clone.name, works, tuple(clone.repository.tags(clone.mailmap)))


def activities(by_all: Done, hosts: Sequence[str], claimant: Claimant, period: Period) -> tuple[Activity, ...]:
    """Return what of this is a person's and of a period, with the issues that they closed; pure."""
    host = _host(hosts)
    is_own = cache(claimant.is_same)  # the same few people again and again
    tags = (tag for tag in by_all.tags if is_own(_tagger(tag)))
    found = [_release(host, by_all.repository, tag, tag.at) for tag in tags if tag.at]
    for work in by_all.works:
        parts = [one.part for one in work.people if is_own(one)]
        if parts:
            part = min(parts, key=_PARTS.index)
            found.append(_activity(host, work, part))
            if part in _WRITING:
                found += (_issue(host, work, issue) for issue in work.closes)
    return combined(one for one in found if period.start <= one.at.date() <= period.end)


def _tagger(tag: Tag) -> Participant:
    return Participant(Part.AUTHOR, email=tag.tagger.email, name=tag.tagger.name)


# --- reading --------------------------------------------------------------------------------------------------------


def _commits(clone: Clone, since: datetime) -> dict[str, LoggedCommit]:
    """Return the commits since a day, and those older ones that came to the branches since then, by their ids.

    What a branch held on that day is taken to be what its first parents had before it.
    """
    tips = tuple(tip.commit for tip in clone.tips)
    commits = {one.id: one for one in clone.repository.history(tips, since, mailmap=clone.mailmap)}
    before = frozenset(base for tip in tips if (base := _base(commits, tip)))
    early = {parent for one in commits.values() for parent in one.parents if parent not in commits} - before
    if early:
        older = clone.repository.history(sorted(early), mailmap=clone.mailmap, without=sorted(before))
        commits.update((one.id, one) for one in older)
    return commits


def _picked_from(clone: Clone, commits: dict[str, LoggedCommit]) -> frozenset[str]:
    """Return the older commits of the branches that some of these repeat. Where there are none, git is not asked."""
    named = {one for commit in commits.values() if (one := picked_commit(commit.body))}
    older = [one for one in sorted(named.difference(commits)) if clone.repository.has(one)]
    return clone.repository.reachable(older, (tip.commit for tip in clone.tips)) if older else frozenset()


def _base(commits: dict[str, LoggedCommit], tip: str) -> str:
    """Return the first of a commit's first parents that is not among these commits; empty where all are."""
    while tip in commits:
        parents = commits[tip].parents
        tip = parents[0] if parents else ""
    return tip


# --- writing down ---------------------------------------------------------------------------------------------------


def _activity(host: str, work: Work, part: Part) -> Activity:
    page = f"https://{host}/{work.repository}"
    if work.number:
        url, short = f"{page}/{work.forge.value}/{work.number}", f"{work.repository}#{work.number}"
    else:
        url, short = f"{page}/commit/{work.commits[0]}", f"{work.repository}@{work.commits[0][:SHOWN_DIGITS]}"
    return Activity(
        thing=work.thing,
        repository=work.repository,
        reference=short if work.forge is Forge.GITHUB else url,
        url=url,
        title=work.title,
        at=work.at,
        part=part,
        branch=work.branch,
        pull_request=work.number,
        closes=work.closes,
        commits=work.commits,
        is_reverted=work.is_reverted,
    )


def _issue(host: str, work: Work, issue: str) -> Activity:
    repository, _, number = issue.partition("#")
    page = "-/issues" if work.forge is Forge.GITLAB else "issues"
    url = f"https://{host}/{repository}/{page}/{number}"
    return Activity(Thing.ISSUE, repository, issue, url, title="", at=work.at, part=Part.CLOSER)


def _release(host: str, repository: str, tag: Tag, at: datetime) -> Activity:
    url = f"https://{host}/{repository}/releases/tag/{quote(tag.name, safe='')}"
    return Activity(Thing.RELEASE, repository, url, url, title=tag.name, at=at, part=Part.AUTHOR)
