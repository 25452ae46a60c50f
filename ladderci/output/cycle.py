"""What a change of a cycle comes to, as lines for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ladderci.output.comparison import changes_of
from ladderci.output.escape import terminal
from ladderci.output.updated import difference
from ladderci.output.wording import amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ladderci.model import Effect, Finding, Rubric


class Repinned(NamedTuple):
    """What bringing a cycle's copies up to the living files comes to."""

    cycle: str
    brought: Sequence[tuple[Rubric, Rubric]]
    """Each copy that changes, and the living rubric that it is brought up to."""
    policy: tuple[str, str]
    """Its text as it is and as it will be."""
    left: Sequence[str]
    """Rubrics of which the living one is gone."""
    effects: Sequence[Effect]


def repinned(repin: Repinned) -> Iterator[str]:
    """Yield what bringing a cycle's copies up to date changes: in each rubric, in the policy, and for each review."""
    cycle = repin.cycle
    yield from difference(f"rubric/cycles/{cycle}/policy.yaml", *repin.policy)
    for copy, living in repin.brought:
        yield terminal(f"{cycle}: {living.id}, version {copy.version} → {living.version}")
        yield from changes_of(copy, living)
    for name in repin.left:
        yield terminal(f"{cycle}: {name} is no living rubric any more; the cycle keeps its copy")
    for effect in repin.effects:
        yield terminal(effect.path)
        yield from _findings("gains", effect.gained)
        yield from _findings("loses", effect.lost)


def _findings(verb: str, findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield f"  {verb} {finding.severity} {finding.code}: {terminal(finding.message)}"


def still_drafts(paths: Sequence[str]) -> Iterator[str]:
    """Yield which reviews of a cycle that was closed were never submitted."""
    if paths:
        yield f"{amount(len(paths), 'review')} {'was' if len(paths) == 1 else 'were'} never submitted:"
    yield from (f"  {terminal(path)}" for path in paths)
