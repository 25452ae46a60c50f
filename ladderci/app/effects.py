"""What a change to what judges would do to the reviews that are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ladderci.app.check import Examiner, home_of, open_reviews
from ladderci.app.rulebook import Rulebook
from ladderci.model import Effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ladderci.model import Finding
    from ladderci.source import Source


def effects(base: Source, head: Source) -> Iterator[Effect]:
    """Yield what would change for each open review of the base, were the head's rubrics, policy and cycles merged.

    A cycle that has copies of its own is judged by them, whatever else is merged: for its reviews there may be another
    effect, which comes only once the copies are brought up to the living files.
    """
    now = Examiner(base, Rulebook(base))
    then = Examiner(base, Rulebook(head))
    brought_up = Examiner(base, Rulebook(head, is_living=True))
    for path in open_reviews(base, now.rulebook):
        home = home_of(path)
        merged = then.examine(path)
        found = [_effect(path, now.examine(path), merged)]
        if home is not None and any(file.startswith(f"rubric/cycles/{home.cycle}/") for file in _copies(then)):
            found.append(_effect(path, merged, brought_up.examine(path), is_after_repin=True))
        yield from (effect for effect in found if effect.gained or effect.lost)


def effects_on(paths: Iterable[str], now: Source, then: Source) -> Iterator[Effect]:
    """Yield what changes for reviews that do not change themselves, but what judges them does.

    Args:
        paths: the reviews.
        now: where they lie, with what judges them.
        then: the same, with what is going to judge them.

    """
    before, after = Examiner(now, Rulebook(now)), Examiner(then, Rulebook(then))
    for path in paths:
        effect = _effect(path, before.examine(path), after.examine(path))
        if effect.gained or effect.lost:
            yield effect


def _copies(examiner: Examiner) -> Iterator[str]:
    return (file for file in examiner.rulebook.files if not file.endswith("/cycle.yaml"))


def _effect(path: str, now: tuple[Finding, ...], then: tuple[Finding, ...], *, is_after_repin: bool = False) -> Effect:
    before, after = {_said(one): one for one in now}, {_said(one): one for one in then}
    gained = tuple(one for said, one in after.items() if said not in before)
    lost = tuple(one for said, one in before.items() if said not in after)
    return Effect(path, gained, lost, is_after_repin=is_after_repin)


def _said(finding: Finding) -> tuple[str, str, str]:
    return (finding.code, finding.severity, finding.message)
