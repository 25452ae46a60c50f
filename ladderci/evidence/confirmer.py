"""Who can say what is true of a citation: the interface that git and GitHub fill, and a third could."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


def sights(targets: Iterable[Target], confirmers: Iterable[Confirmer]) -> dict[Target, Sight]:
    """Return what the first confirmer who could look saw of each target; of others what stood in the way first.

    Args:
        targets: what to look at; each is looked at once.
        confirmers: who is asked, in this order. A later one is asked only about what no earlier one could see.

    """
    from ladderci.model.fact import Unseen

    found: dict[Target, Sight] = {}
    rest = tuple(dict.fromkeys(targets))
    for confirmer in confirmers:
        for target, sight in confirmer.look(rest).items():
            if target not in found or not isinstance(sight, Unseen):
                found[target] = sight
        rest = tuple(target for target in rest if isinstance(found.get(target), Unseen | None))
    return found
