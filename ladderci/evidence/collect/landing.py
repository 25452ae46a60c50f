"""How commits came to the branches that count: each by the pull request that brought it, or by none.

One walk over the graph of parents, in linear time and without a question to git. A branch is walked along its first
parents, the oldest commit first; before a merge, what its other parents bring. What a merge brings is what was not
there before it, so a merge from the base into a branch brings nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.evidence.collect.messages import MergedRequest, merged_branch, merged_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ladderci.evidence.origin import Origin
    from ladderci.git.history import LoggedCommit

_FORGES_OWN: Final = "noreply@"
"""How the address begins of the committer of what a forge committed itself: noreply@github.com, noreply@<host>."""


class _Side(NamedTuple):
    """What a stretch of commits came by."""

    request: str = ""
    """The id of the commit that merged their pull request; empty where they belong to none."""
    branch: str = ""
    is_fork: bool = False


class Landing(NamedTuple):
    """How one commit came to a branch that counts."""

    commit: LoggedCommit
    request: MergedRequest | None
    """The pull request that this commit merged, or that was squashed into it."""
    within: str
    """The id of the commit that merged the pull request that this one belongs to; empty for none."""
    branch: str
    """The branch that it came from, as the merge that brought it calls it."""


def landings(commits: Mapping[str, LoggedCommit], tips: Iterable[str], home: Origin) -> Iterator[Landing]:
    """Yield how each commit came to the branches that these tips stand for, parents before their children.

    A pull request within another one counts as one of its own, as where `develop` is merged into `main` by a pull
    request. In one that came from a fork it does not: it has the fork's numbers. A squash within a pull request is
    told from a commit that only looks like one (`Raise the limit (#12)`) by its committer, who is the forge.

    Args:
        commits: by their full ids; parents that are not among them are taken to have been there before.
        tips: full ids of the branches that count. What several hold came by the first of them.
        home: where the repository lies: what comes from branches of somebody else's than its owner's comes from a fork.

    """
    seen: set[str] = set()
    # A clock far off can cut a history in two: what no tip reaches through commits that are known is walked as well.
    for tip in (*tips, *commits):
        open_ = [(_chain(tip, commits, seen), _Side())]
        while open_:
            chain, side = open_[-1]
            if not chain:
                open_.pop()
                continue
            commit = commits[chain[-1]]
            request = _request(commit, side, home)
            brought = next((one for one in commit.parents[1:] if one in commits and one not in seen), "")
            if brought:
                open_.append((_chain(brought, commits, seen), _inner(commit, request, side, home)))
                continue
            chain.pop()
            seen.add(commit.id)
            yield Landing(commit, request, side.request, side.branch)


def _chain(tip: str, commits: Mapping[str, LoggedCommit], seen: set[str]) -> list[str]:
    """Return a commit and its first parents as far as they are new, the youngest first."""
    chain = []
    while tip in commits and tip not in seen:
        chain.append(tip)
        parents = commits[tip].parents
        tip = parents[0] if parents else ""
    return chain


def _request(commit: LoggedCommit, side: _Side, home: Origin) -> MergedRequest | None:
    is_merge = len(commit.parents) > 1
    is_certain = is_merge or not side.request or commit.committer.email.lower().startswith(_FORGES_OWN)
    if side.is_fork or not is_certain:
        return None
    return merged_request(commit.subject, commit.body, home, is_merge=is_merge)


def _inner(commit: LoggedCommit, request: MergedRequest | None, side: _Side, home: Origin) -> _Side:
    """Return what the commits came by that a merge brings."""
    if request is None:
        branch = side.branch if side.request else merged_branch(commit.subject)
        return side._replace(branch=branch)
    is_fork = bool(request.owner) and request.owner.lower() != home.name.partition("/")[0].lower()
    return _Side(commit.id, request.branch, is_fork)
