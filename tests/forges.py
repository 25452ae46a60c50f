"""A made-up GitHub on which one person did everything that a review cites, within the cycle's period."""

from __future__ import annotations

from tests.peers.forge import Author, Commit, Issue, Pull, Release, Remark, Repository, Review

TIP, OLDER = "a1" * 20, "b2" * 20
"""Commits of the default branch."""
REVIEW, REMARK = 3_200_000_001, 3_200_000_002
_MANY = range(100, 170)
CITED = (
    "acme/ranker#12",
    "https://github.com/acme/ranker/pull/21",
    f"https://github.com/acme/ranker/pull/21#pullrequestreview-{REVIEW}",
    f"https://github.com/acme/ranker/pull/21#discussion_r{REMARK}",
    "https://github.com/acme/ranker/issues/13",
    f"acme/ranker@{TIP}",
    f"acme/ranker@{OLDER[:7]}",
    "https://github.com/acme/ranker/releases/tag/v1",
)
"""One of each thing that can be looked at."""
ALL = CITED + tuple(f"acme/ranker#{number}" for number in _MANY)
"""More than two requests hold."""


def ranker(login: str = "ada", name: str = "acme/ranker") -> Repository:
    """Return the repository in which all that is cited was done by this person."""
    author = Author(login)
    review = Review(login, REVIEW, remarks=(Remark(login, REMARK),))
    return Repository(
        name,
        pulls=[
            Pull(12, login, commits=(Commit("c3" * 20, (author, Author("grace"))),)),
            Pull(21, "grace", reviews=(review,)),
            *(Pull(number, login) for number in _MANY),
        ],
        issues=[Issue(13, closer=login, assignees=(login,))],
        commits=[Commit(TIP, (author,), is_tip_of=("main",)), Commit(OLDER, (author,))],
        releases=[Release("v1", login, commit=OLDER)],
    )
