"""What a change of a cycle comes to, as lines for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ladderci.output.comparison import changes_of
from ladderci.output.escape import terminal
from ladderci.output.wording import amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ladderci.model import Effect, Finding, Rubric


def repinned(
    cycle: str, brought: Iterable[tuple[Rubric, Rubric]], left: Iterable[str], effects: Sequence[Effect]
) -> Iterator[str]:
    """Yield what bringing a cycle's copies up to date changes: in each rubric, and for each review.

    Args:
        cycle: its id.
        brought: each copy, and the living rubric that it is brought up to.
        left: rubrics of which the living one is gone.
        effects: what changes for reviews.

    """
    for copy, living in brought:
        yield terminal(f"{cycle}: {living.id}, version {copy.version} → {living.version}")
        yield from changes_of(copy, living)
    for name in left:
        yield terminal(f"{cycle}: {name} is no living rubric any more; the cycle keeps its copy")
    for effect in effects:
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
