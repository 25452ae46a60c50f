"""Who can say what is true of a citation: the interface that git and GitHub fill, and a third could."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from ladderci.model.fact import Obstacle, Seen, Unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ladderci.evidence.target import Target
    from ladderci.model.fact import Sight


class Confirmer(Protocol):
    """Somebody who can look at things on a forge. Never raises for what a target or a service says."""

    name: str
    """Shown as who saw a thing: `git`, `GitHub`."""

    def look(self, targets: Iterable[Target]) -> Mapping[Target, Sight]:
        """Return what was seen of each target that is this confirmer's to look at; others are left out.

        What cannot be looked at is `Unseen`, with the reason and with what would make it verifiable.
        """
        ...


class Nobody:
    """Answers for what nobody else was asked about: it cannot be verified, and why."""

    name = "nobody"

    def __init__(self, reason: str, cure: str = "", obstacle: Obstacle = Obstacle.NO_CONFIRMER) -> None:
        """Take why nobody was asked, what would change that, and what sort of obstacle it is."""
        self._sight = Unseen(obstacle, reason, cure)

    def look(self, targets: Iterable[Target]) -> Mapping[Target, Sight]:
        """Return the same for every target."""
        return dict.fromkeys(targets, self._sight)


def _always(_target: Target, _seen: Seen) -> bool:
    return True


def sights(
    targets: Iterable[Target],
    confirmers: Iterable[Confirmer],
    is_enough: Callable[[Target, Seen], bool] = _always,
) -> dict[Target, Sight]:
    """Return what was seen of each target; of what nobody saw, what stood in the way first.

    Args:
        targets: what to look at.
        confirmers: who is asked, in this order. A later one is asked about what no earlier one saw, and about what one
            of them would refute: a clone may lag behind, and who sees a thing is right.
        is_enough: whether what was seen of a target on a branch that counts is all that has to be known of it. Where
            it is not, as where a commit's people are known by addresses and none is the claimant's, later ones are
            asked as well, and who any of them saw had a part in it.

    """
    found: dict[Target, Sight] = {}
    rest = tuple(dict.fromkeys(targets))
    for confirmer in confirmers:
        for target, sight in confirmer.look(rest).items():
            found[target] = _together(found[target], sight) if target in found else sight
        rest = tuple(target for target in rest if not _is_settled(target, found.get(target), is_enough))
    return found


def _is_settled(target: Target, sight: Sight | None, is_enough: Callable[[Target, Seen], bool]) -> bool:
    return isinstance(sight, Seen) and sight.is_on_counting_branch and is_enough(target, sight)


def _together(earlier: Sight, later: Sight) -> Sight:
    """Return what two saw of one thing: on a branch that counts, everybody whom one of them saw had a part in it."""
    if isinstance(later, Unseen):
        return earlier
    if not isinstance(earlier, Seen) or not earlier.is_on_counting_branch:
        return later
    if not isinstance(later, Seen) or not later.is_on_counting_branch:
        return earlier
    known = {(one.part, one.email.lower()) for one in later.people if one.email}
    others = (one for one in earlier.people if one.login or (one.part, one.email.lower()) not in known)
    return replace(later, people=tuple(dict.fromkeys((*later.people, *others))))
