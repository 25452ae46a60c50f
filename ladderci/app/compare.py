"""Two commits: what judges comes from the base's tip, and what is judged is what the head changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ladderci.app.check import is_in_reviews, reviews_in
from ladderci.source import Commit

if TYPE_CHECKING:
    from ladderci.git import Repository


@dataclass(frozen=True, slots=True)
class Comparison:
    """A base, a head, and the reviews that the head changed since the two parted."""

    base: Commit
    """The base's tip: what judges."""
    head: Commit
    """What is judged."""
    fork: Commit
    """Where the two parted: what the head's changes are changes of. The base may have moved on since."""
    changed: tuple[str, ...]
    """Reviews that the head added or changed, by path; deleted ones cannot be judged."""


def compare(repository: Repository, base: str, head: str) -> Comparison:
    """Compare two commits by their full ids; raises GitError where their histories do not meet in this clone."""
    fork = repository.merge_base(base, head)
    changed = repository.changed(fork, head)
    reviews = reviews_in(path for path, letter in changed.items() if letter != "D" and is_in_reviews(path))
    return Comparison(Commit(repository, base), Commit(repository, head), Commit(repository, fork), reviews)
