"""What was understood of a published ladder, as lines for a terminal: the tree, the doubts, what is left, the changes.

Everything in it is somebody else's text, so all of it is escaped.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from ladderci.comparison import Fate
from ladderci.output.escape import terminal
from ladderci.output.wording import amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ladderci.comparison import Pair
    from ladderci.importing.placed import Counts, Doubt, Level, NotPlaced, PlacedArea
    from ladderci.importing.revising import Shared

_MOST_LINES: Final = 5
"""How many lines are named of a text that stands in many."""


def understood(level: Level, name: str) -> Iterator[str]:
    """Yield a level as a tree: each area and section with the number of its statements.

    Args:
        level: what the ladder says.
        name: the id of its rubric.

    """
    yield f"{terminal(name)}: {terminal(level.title.words)}, from {terminal(level.source)}: {_counts(level.counts())}"
    facts = level.counts(of_level=True)
    if facts.areas:
        yield f"  and about the level: {_counts(facts)}"
    for area in level.areas:
        yield from _area(area)
    examples = sum(len(statement.examples) for statement in level.statements())
    if examples:
        yield f"{examples:4}  examples"
    if level.glossary:
        yield f"{len(level.glossary):4}  terms explained: {', '.join(terminal(term) for term, _ in level.glossary)}"


def _counts(counts: Counts) -> str:
    areas = amount(counts.areas, "area")
    return f"{areas}, {amount(counts.sections, 'section')}, {amount(counts.statements, 'statement')}"


def _area(area: PlacedArea) -> Iterator[str]:
    count = sum(len(section.statements) for section in area.sections)
    yield f"{count:4}  {terminal(f'{area.icon} {area.title.words}'.strip())}"
    for section in area.sections:
        yield f"{len(section.statements):4}    {terminal(section.title.words)}"


def unsure(levels: Sequence[Level]) -> Iterator[str]:
    """Yield what could be understood in another way, with its place; what several levels share is said once."""
    doubts: dict[tuple[str, Doubt], None] = dict.fromkeys((one.source, doubt) for one in levels for doubt in one.doubts)
    if doubts:
        yield "not sure of:"
    for source, doubt in doubts:
        yield f"  {terminal(f'{source}:{doubt.line}: {doubt.words}')}"


def not_placed(levels: Sequence[Level]) -> Iterator[str]:
    """Yield the texts that have no place in a rubric, by why that is, with their lines; equal ones are summed up."""
    by_why: defaultdict[tuple[str, str], defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    left: dict[tuple[str, NotPlaced], None] = dict.fromkeys(
        (one.source, text) for one in levels for text in one.not_placed
    )
    for source, text in left:
        by_why[source, text.why][text.words].append(text.line)
    if by_why:
        yield "not placed:"
    for (source, why), texts in by_why.items():
        yield f"  {terminal(f'{source}: {why}')}"
        for words, lines in texts.items():
            yield f"    {_lines(lines)}: {terminal(words)}"


def _lines(lines: Sequence[int]) -> str:
    named = ", ".join(map(str, lines[:_MOST_LINES]))
    return f"{named} and {len(lines) - _MOST_LINES} more" if len(lines) > _MOST_LINES else named


def changes(found: Iterable[Pair], name: str) -> Iterator[str]:
    """Yield what becomes of the expectations of a rubric that there is: the counts, then all that is not the same.

    Args:
        found: of every expectation.
        name: the rubric's id.

    """
    told = tuple(found)
    counts = Counter(pair.fate for pair in told)
    yield f"changes in {terminal(name)}: {', '.join(f'{counts[fate]} {fate}' for fate in Fate)}"
    for pair in told:
        if pair.fate is not Fate.SAME:
            was = pair.was_id if pair.fate is Fate.MOVED else pair.was
            yield f"  {pair.fate:8}  {terminal(pair.id)}" + (f" (was: {terminal(was)})" if was else "")


def in_common(shared: Shared, name: str, like: str, file: str) -> Iterator[str]:
    """Yield how many ids a rubric shares with the one that it was to be like, and what it could share but does not.

    Args:
        shared: what the two have in common.
        name: the rubric's id.
        like: the other's.
        file: where the rubric lies, as a person would name it.

    """
    yield terminal(f"{name} shares {amount(shared.ids, 'id')} with {like}")
    if shared.apart:
        yield terminal(
            f"{len(shared.apart)} more of its statements are in {like} too, under other ids; to take those over,"
        )
        yield terminal(f"delete {file} before any review refers to it, and import it again:")
    for own, other in shared.apart:
        yield f"  {terminal(own)} (there: {terminal(other)})"
