"""The headings of an outline and what stands below each, whatever made them headings in the file."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.importing.outline import Block, Node
from ladderci.importing.words import (
    LONGEST_TITLE,
    icon_and_title,
    is_examples_label,
    is_strong_title,
    is_title_case,
    is_title_like,
    measure,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CONTENT: Final = 0
_PICTURED, _BOLD, _FOLDED, _TABLED, _LISTED, _DEEPEST = 8, 9, 10, 10, 14, 40
"""Ranks below those of headings by markup, 1 to 7: a line that begins with a picture, another line that looks like a
heading, the label of what folds, the names of rows and columns (three below `_TABLED`), a point with points below."""
_SHORT_POINT, _LONG_POINT = 4, 6
"""In a list of sentences of more than six words, a point of up to four words in capitals is a heading."""

_HEADINGS_IN_A_ROW: Final = 4
"""A title, a second title, an area and its first section; more lines in a row are a list that lost its marks."""


class Ranked(NamedTuple):
    """A node and its rank as a heading, smaller for higher; `CONTENT` where it is none."""

    rank: int
    node: Node


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, the texts below it, and the headings below it."""

    heading: Node | None
    """None for the whole."""
    content: tuple[Node, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def title(self) -> str:
        """The heading's words."""
        return self.heading.text if self.heading else ""

    @property
    def line(self) -> int:
        """The line of the heading, or 0."""
        return self.heading.line if self.heading else 0

    def under(self) -> Iterator[Part]:
        """Yield the parts below this one, in order."""
        waiting = list(reversed(self.parts))
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.parts))

    def every(self) -> Iterator[Node]:
        """Yield all nodes at and below this one, in order."""
        for part in (self, *self.under()):
            if part.heading:
                yield part.heading
            yield from part.content


def ranked(nodes: Sequence[Node]) -> list[Ranked]:
    """Return each node with its rank as a heading."""
    has_markup = any(node.block is Block.HEADING for node in nodes)
    ranks = [_rank(nodes, at, has_markup=has_markup) for at in range(len(nodes))]
    if not has_markup:
        _lower_long_runs(nodes, ranks)
        if _PICTURED not in ranks:
            _raise_those_without_points(nodes, ranks)
    return [Ranked(*pair) for pair in zip(ranks, nodes, strict=True)]


def _rank(nodes: Sequence[Node], at: int, *, has_markup: bool) -> int:
    node = nodes[at]
    if len(node.text) > LONGEST_TITLE or is_examples_label(node.text, folds=node.block is Block.SUMMARY):
        return CONTENT
    if node.block is Block.HEADING:
        return _TABLED + node.depth if node.cell else min(node.depth, 7)
    if node.block is Block.SUMMARY:
        return _FOLDED
    is_told = bool(node.key or node.level or node.area or node.cell)  # by the file, which says of everything what it is
    if node.block is Block.ITEM and not is_told:
        return _rank_of_point(nodes, at)
    if node.block is not Block.PARAGRAPH or is_told or at + 1 == len(nodes):
        return CONTENT
    return _rank_of_line(node, nodes[at + 1], is_first=at == 0, has_markup=has_markup)


def _rank_of_line(node: Node, after: Node, *, is_first: bool, has_markup: bool) -> int:
    """Return the rank of a paragraph by its looks and by what follows it."""
    icon, _ = icon_and_title(node.text)
    if icon and is_strong_title(node.text):
        return _PICTURED
    if node.strong and is_strong_title(node.text):
        is_sentence = not is_title_like(node.text) and (after.strong or after.block is Block.HEADING)
        return CONTENT if is_sentence else _BOLD
    is_followed = is_first or after.block is Block.ITEM or not has_markup or is_title_like(after.text)
    return _BOLD if is_title_like(node.text) and is_followed else CONTENT


def _rank_of_point(nodes: Sequence[Node], at: int) -> int:
    """Return the rank of a point of a list: of one with points below it, or of one that only looks like a point."""
    node = nodes[at]
    before, after = (nodes[at - 1] if at else None), (nodes[at + 1] if at + 1 < len(nodes) else None)
    if after is None or after.block is not Block.ITEM or after.depth < node.depth:
        return CONTENT
    looks = is_strong_title(node.text) if node.strong else is_title_like(node.text)
    if after.depth > node.depth:
        return min(_LISTED + node.depth, _DEEPEST) if looks and measure(node.text) <= _LONG_POINT else CONTENT
    is_alone = not after.strong and measure(after.text) > _LONG_POINT
    is_alone &= before is None or before.block is not Block.ITEM or measure(before.text) > _LONG_POINT
    is_short = measure(node.text) <= _SHORT_POINT and (node.strong or is_title_case(node.text))
    is_short &= ": " not in node.text  # which is a fact: `Evaluation: Manager`
    return _BOLD if looks and is_alone and is_short else CONTENT


def _lower_long_runs(nodes: Sequence[Node], ranks: list[int]) -> None:
    """Make statements of short lines that look like headings and stand below each other in greater number."""
    start = 0
    for at in range(len(nodes) + 1):
        if at < len(nodes) and ranks[at] == _BOLD and not nodes[at].strong:
            continue
        if at - start > _HEADINGS_IN_A_ROW:
            last_leads = at < len(nodes) and not is_title_like(nodes[at].text)
            first, end = start + (start == 0), at - last_leads  # the first line of all may be the title
            ranks[first:end] = [CONTENT] * (end - first)
        start = at + 1


def _raise_those_without_points(nodes: Sequence[Node], ranks: list[int]) -> None:
    """Where nothing but looks tells headings: one with no points of its own is above those that follow it."""
    has_points = any(node.block is Block.ITEM for node in nodes)
    headings = [at for at, rank in enumerate(ranks) if rank == _BOLD]
    for at, following in pairwise(headings):
        between = nodes[at + 1 : following]
        if not any(node.block is Block.ITEM or not has_points for node in between):
            ranks[at] = _PICTURED


def grown(nodes: Sequence[Ranked]) -> Part:
    """Return the tree of ranked nodes."""
    return _Growth(nodes).part(None, CONTENT)


class _Growth:
    """The making of a tree, node by node."""

    def __init__(self, nodes: Sequence[Ranked]) -> None:
        self._nodes = nodes
        self._at = 0

    def part(self, heading: Node | None, rank: int) -> Part:
        """Return the part that begins after its heading, and go on to what follows it."""
        content: list[Node] = []
        parts: list[Part] = []
        while self._at < len(self._nodes):
            below, node = self._nodes[self._at]
            if heading and (CONTENT < below <= rank or _is_outside(node, heading, rank)):
                break
            self._at += 1
            if below == CONTENT:
                content.append(node)
            else:
                parts.append(self.part(node, below))
        return Part(heading, tuple(content), tuple(parts))


def _is_outside(node: Node, heading: Node, rank: int) -> bool:
    """Return whether a node stands after what its heading holds: a table, a block that folds, a nested list."""
    if heading.cell:
        return node.cell is None or node.cell.table != heading.cell.table
    if rank == _FOLDED:
        return node.details < max(heading.details, 1)
    return rank >= _LISTED and (node.block is not Block.ITEM or node.depth <= heading.depth)
