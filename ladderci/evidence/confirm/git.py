"""What git can confirm: commits, and releases by their tags, in the clones that a policy names."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from ladderci.evidence.people import login_of, participants
from ladderci.evidence.target import Thing
from ladderci.git import GitError
from ladderci.model.fact import Absent, Obstacle, Part, Participant, Seen, State, Unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ladderci.evidence.clones import Clone, Clones
    from ladderci.evidence.target import Target
    from ladderci.git.history import LoggedCommit
    from ladderci.model.fact import Sight

_SHOWN: Final = 3
"""How many of the commits that share an abbreviated id are named."""


class Git:
    """Looks at commits and tags in clones, all of one clone in a few runs of git."""

    name = "git"

    def __init__(self, clones: Clones, hosts: tuple[str, ...]) -> None:
        """Take the clones, and the policy's hosts: the clones are those of the first."""
        self._clones = clones
        self._hosts = hosts

    def look(self, targets: Iterable[Target]) -> Mapping[Target, Sight]:
        """Return what was seen of each commit and each tag of a repository that has a clone; never raises.

        A tag that is not there says nothing about a release, and is left out.
        """
        groups: dict[str, list[Target]] = defaultdict(list)
        for target in targets:
            if target.thing in _LOOKS and target.host == self._hosts[0] and self._clones.has(target.repository):
                groups[target.repository].append(target)
        return {target: sight for name, group in groups.items() for target, sight in self._seen(name, group).items()}

    def _seen(self, repository: str, targets: list[Target]) -> dict[Target, Sight]:
        clone = self._clones.open(repository)
        commits = [target for target in targets if target.thing is Thing.COMMIT]
        if isinstance(clone, Unseen):
            return dict.fromkeys(commits, clone)
        try:
            releases = [target for target in targets if target.thing is Thing.RELEASE]
            return dict(chain(self._commits(clone, commits), self._releases(clone, releases)))
        except (GitError, OSError):
            return dict.fromkeys(commits, _broken(clone))

    def _commits(self, clone: Clone, targets: list[Target]) -> Iterator[tuple[Target, Sight]]:
        ids = clone.repository.expand(target.name for target in targets)
        single = [found[0] for found in ids.values() if len(found) == 1]
        branches = _branches(clone, single)
        logged = {commit.id: commit for commit in clone.repository.logged(single, clone.mailmap)}
        missing = _missing(clone) if () in ids.values() else None
        for target in targets:
            match ids[target.name]:
                case (one,) if one in branches or not clone.gap:
                    yield target, self._commit(clone, target, logged[one], branches.get(one))
                case (_,):
                    yield target, _unreached(clone)
                case () if missing:
                    yield target, missing
                case several:
                    yield target, _ambiguous(clone, several)

    def _commit(self, clone: Clone, target: Target, commit: LoggedCommit, branch: str | None) -> Seen:
        return Seen(
            url=f"https://{target.host}/{clone.name}/commit/{commit.id}",
            repository=clone.name,
            state=State.COMMITTED,
            title=commit.subject,
            at=commit.committed,
            people=participants(commit, self._hosts),
            branch=branch or "",
            is_on_counting_branch=branch is not None,
            is_final=branch is not None,
            by=self.name,
        )

    def _releases(self, clone: Clone, targets: list[Target]) -> Iterator[tuple[Target, Sight]]:
        """Yield the releases whose tags were made by somebody, on a commit of a branch that counts."""
        if not targets:
            return
        wanted = {target.name: target for target in targets}
        tags = [tag for tag in clone.repository.tags(clone.mailmap) if tag.name in wanted and tag.tagger.email]
        branches = _branches(clone, [tag.commit for tag in tags])
        for tag in tags:
            if tag.commit not in branches or tag.at is None:
                continue
            target = wanted[tag.name]
            login = login_of(tag.tagger.email, self._hosts)
            yield (
                target,
                Seen(
                    url=f"https://{target.host}/{clone.name}/releases/tag/{quote(tag.name, safe='')}",
                    repository=clone.name,
                    state=State.PUBLISHED,
                    title=tag.name,
                    at=tag.at,
                    people=(Participant(Part.AUTHOR, login, tag.tagger.email, tag.tagger.name),),
                    branch=branches[tag.commit],
                    by=self.name,
                ),
            )


_LOOKS: Final = frozenset([Thing.COMMIT, Thing.RELEASE])


def _branches(clone: Clone, commits: list[str]) -> dict[str, str]:
    """Return the branch that counts and holds it of each commit that is on one."""
    held: dict[str, str] = {}
    rest = clone.repository.reachable(commits, [tip.commit for tip in clone.tips])
    for tip in clone.tips:
        here = clone.repository.reachable(rest, [tip.commit]) if len(clone.tips) > 1 else rest
        held |= dict.fromkeys(here, tip.branch)
        rest -= here
    return held


def _missing(clone: Clone) -> Sight:
    if clone.gap:
        reason = f"no commit here has that id, but the clone of {clone.name} {clone.gap}"
        return Unseen(Obstacle.INCOMPLETE, reason, clone.cure)
    tips = [tip.commit for tip in clone.tips]
    try:
        clone.repository.count(tips)
        newest = max(commit.committed for commit in clone.repository.logged(tips))
    except (GitError, OSError):
        return _broken(clone)
    reason = f"no commit of the complete clone of {clone.name} has that id; its newest one is of {newest:%Y-%m-%d}"
    return Absent(Git.name, reason)


def _broken(clone: Clone) -> Unseen:
    reason = f"git cannot read all of the clone of {clone.name} at `{clone.place}`"
    cure = f"find out with git fsck in `{clone.place}` what is broken, or clone it anew"
    return Unseen(Obstacle.INCOMPLETE, reason, cure)


def _unreached(clone: Clone) -> Unseen:
    reason = f"no branch that counts leads to it, but the clone of {clone.name} {clone.gap}"
    return Unseen(Obstacle.INCOMPLETE, reason, clone.cure)


def _ambiguous(clone: Clone, ids: tuple[str, ...]) -> Unseen:
    shown = ", ".join(ids[:_SHOWN]) + (", …" if len(ids) > _SHOWN else "")
    reason = f"{len(ids)} commits of {clone.name} have an id that begins like that"
    return Unseen(Obstacle.AMBIGUOUS, reason, f"cite the whole id, which is one of {shown}")
