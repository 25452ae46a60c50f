"""Work as a history tells it: pull requests and commits that belong to none, and who had which part in them; pure.

- A pull request, merged or squashed, was written by the author of its first commit, in the order of the branch; it was
  co-written by the authors of its other commits and by whom `Co-authored-by` names; it was reviewed by whom
  `Reviewed-by` or `Approved-by` names, in its commits or in the merge. Who merged it had no part in it, and merges of
  other branches into it are nobody's work.
- A commit that belongs to no pull request was written by its author, and co-written and reviewed by whom its trailers
  name. The commits of a pull request that was rebased are such commits: git keeps nothing else of it.

A pull request has the date of its merge, a commit its committer's date. The same pull request on several branches
counts once, where it was first, and what repeats a commit by `cherry-pick -x` does not count. What a revert undid stays
work, and is marked; a revert that was reverted undid nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ladderci.evidence.collect.messages import (
    Forge,
    MergedRequest,
    closed_issues,
    once,
    picked_commit,
    undone_commits,
    undone_requests,
)
from ladderci.evidence.people import participants
from ladderci.evidence.target import Thing
from ladderci.model.fact import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from ladderci.evidence.collect.landing import Landing
    from ladderci.evidence.origin import Origin
    from ladderci.git.history import LoggedCommit
    from ladderci.model.fact import Participant


class Work(NamedTuple):
    """A pull request or a commit that belongs to none, with everybody who had a part in it."""

    thing: Thing
    repository: str
    """`owner/name`."""
    number: int
    """The pull request's; 0 for a commit."""
    forge: Forge
    title: str
    at: datetime
    """In UTC."""
    branch: str
    """Where it came from; empty where no message says so."""
    people: tuple[Participant, ...]
    """By name and address; the author first."""
    closes: tuple[str, ...]
    """Issues, as `owner/name#number`."""
    commits: tuple[str, ...]
    """Full ids: of the merge or of the commit itself first, then of what it brought."""
    undoes: tuple[str, ...]
    """What it reverts: ids of commits, and pull requests as `owner/name#number` in lower case."""
    is_reverted: bool = False


def told(landings: Iterable[Landing], home: Origin, there: frozenset[str] = frozenset()) -> tuple[Work, ...]:
    """Return the work that commits tell of, in the order in which it came to its branches.

    Args:
        landings: how each commit came there, parents before their children.
        home: where the repository lies.
        there: full ids of commits that the branches held before, as far as others were picked from them.

    """
    landed = tuple(landings)
    members: dict[str, list[LoggedCommit]] = {}
    for one in landed:
        if one.within and not one.request and not _is_merge(one.commit):
            members.setdefault(one.within, []).append(one.commit)
    known = there.union(one.commit.id for one in landed)
    listed = [
        _pull_request(one, one.request, members.get(one.commit.id, []), home) if one.request else _commit(one, home)
        for one in landed
        if _is_work(one, known)
    ]
    return _with_reverts(_with_true_issues(_once(listed)))


def _is_work(landing: Landing, known: frozenset[str]) -> bool:
    picked = picked_commit(landing.commit.body)
    if picked and (landing.request or picked in known):
        return False
    return landing.request is not None or not (landing.within or _is_merge(landing.commit))


def _is_merge(commit: LoggedCommit) -> bool:
    return len(commit.parents) > 1


def _pull_request(landing: Landing, request: MergedRequest, members: Sequence[LoggedCommit], home: Origin) -> Work:
    merge = landing.commit
    written = members if _is_merge(merge) else [merge]
    told_by = [merge, *members] if _is_merge(merge) else [merge]
    return Work(
        thing=Thing.PULL_REQUEST,
        repository=request.repository or home.name,
        number=request.number,
        forge=request.forge,
        title=request.title or merge.subject,
        at=merge.committed,
        branch=request.branch,
        people=tuple(_people(written, told_by)),
        closes=_closed(told_by, home),
        commits=tuple(one.id for one in told_by),
        undoes=tuple(_undone(told_by)),
    )


def _commit(landing: Landing, home: Origin) -> Work:
    commit = landing.commit
    return Work(
        thing=Thing.COMMIT,
        repository=home.name,
        number=0,
        forge=Forge.GITHUB,
        title=commit.subject,
        at=commit.committed,
        branch=landing.branch,
        people=tuple(_people([commit], [commit])),
        closes=_closed([commit], home),
        commits=(commit.id,),
        undoes=tuple(_undone([commit])),
    )


def _people(written: Sequence[LoggedCommit], told_by: Sequence[LoggedCommit]) -> Iterator[Participant]:
    """Yield everybody who had a part.

    Args:
        written: the commits that are the work itself, the oldest first.
        told_by: those whose trailers count: the same, and the merge.

    """
    authors = dict.fromkeys(participants(one)[0] for one in written)
    for number, person in enumerate(authors):
        yield person._replace(part=Part.CO_AUTHOR) if number else person
    named = (person for one in told_by for person in participants(one))
    yield from dict.fromkeys(person for person in named if person.part is not Part.AUTHOR)


def _closed(told_by: Sequence[LoggedCommit], home: Origin) -> tuple[str, ...]:
    """Return the issues that messages close. Those of reverts quote others and close nothing."""
    texts = (f"{one.subject}\n{one.body}" for one in told_by if not undone_commits(one.body))
    return once(issue for text in texts for issue in closed_issues(text, home))


def _undone(told_by: Sequence[LoggedCommit]) -> Iterator[str]:
    for one in told_by:
        yield from undone_commits(one.body)
        yield from undone_requests(one.body)


# --- what the rest of the history says ------------------------------------------------------------------------------


def _name(work: Work) -> str:
    return f"{work.repository}#{work.number}".lower() if work.number else work.commits[0]


def _once(listed: Iterable[Work]) -> list[Work]:
    """Return each pull request once, where it was first, and all commits."""
    first: dict[str, Work] = {}
    for work in listed:
        earlier = first.setdefault(_name(work), work)
        if work.at < earlier.at:
            first[_name(work)] = work
    return list(first.values())


def _with_true_issues(listed: list[Work]) -> list[Work]:
    """Return the work without "issues" that are pull requests: on GitHub they share their numbers."""
    requests = {_name(work) for work in listed if work.number and work.forge is Forge.GITHUB}
    return [
        work._replace(closes=tuple(issue for issue in work.closes if issue.lower() not in requests))
        if work.closes
        else work
        for work in listed
    ]


def _with_reverts(listed: list[Work]) -> tuple[Work, ...]:
    """Return the work with its marks: what is reverted by something that is not reverted itself."""
    undone = _Undone()
    marked = []
    for work in reversed(listed):
        is_reverted = undone.has(work)
        if not is_reverted:
            undone.add(work.undoes)
        marked.append(work._replace(is_reverted=True) if is_reverted else work)
    return tuple(reversed(marked))


class _Undone:
    """What was reverted so far: commits by ids that may be abbreviated, and pull requests by name."""

    _DIGITS = 7
    """The fewest that a message names a commit by."""

    def __init__(self) -> None:
        self._named: dict[str, list[str]] = {}

    def add(self, names: Iterable[str]) -> None:
        for name in names:
            self._named.setdefault(name[: self._DIGITS], []).append(name)

    def has(self, work: Work) -> bool:
        """Return whether a work was reverted: as a whole, or each of its commits."""
        if self._is_named(_name(work)) or self._is_named(work.commits[0]):
            return True
        return len(work.commits) > 1 and all(self._is_named(one) for one in work.commits[1:])

    def _is_named(self, full: str) -> bool:
        names = self._named.get(full[: self._DIGITS], ())
        return any(full == name if "#" in full else full.startswith(name) for name in names)
