"""The text of one block of a page: pieces of one look each, and the segments that a browser shows as lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.importing.outline import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ROUND: Final = re.compile(r"\s*[•‣◦▪●○■]")
"""Marks that stand for a list wherever a line begins with them."""
_NOTE: Final = re.compile(r"\[\^[\w-]+\]:")
"""A footnote in Markdown; several may follow each other line by line."""


class Piece(NamedTuple):
    """A run of text of one look."""

    text: str
    is_strong: bool = False
    is_break: bool = False
    """Whether it is a line's end and no text."""


class Segment(NamedTuple):
    """What a reader sees as one line or sentence of a block."""

    text: str
    is_strong: bool


def segments(pieces: Iterable[Piece], *, keeps_lines: bool = False, is_one: bool = False) -> list[Segment]:
    """Return the segments of a block.

    A line's end in the source parts two of them only behind a first line that is all bold, where it is a heading
    without being one, and before a bullet.

    Args:
        pieces: the block's runs of text, in order.
        keeps_lines: whether every line's end in the source is one.
        is_one: whether the block is one text, whatever lines it is shown in.

    """
    parts: list[list[Segment]] = []
    is_title = False  # so far, the last part is all bold
    for is_hard, line in _lines(pieces):
        segment = _joined(line)
        if not segment.text:
            continue
        is_first = is_hard or keeps_lines or _begins(segment, below_title=is_title)
        if not parts or (_ROUND.match(segment.text) if is_one else is_first):
            parts.append([])
            is_title = True
        parts[-1].append(segment)
        is_title = is_title and segment.is_strong
    return [_one(part) for part in parts]


def _lines(pieces: Iterable[Piece]) -> Iterator[tuple[bool, list[Piece]]]:
    """Yield the lines of the source, each with whether a break, not a mere line's end, is before it or the last one."""
    line: list[Piece] = []
    is_hard = False
    for piece in pieces:
        if piece.is_break:
            yield is_hard, line
            is_hard, line = True, []
            continue
        first, *others = piece.text.split("\n")
        line.append(piece._replace(text=first))
        for text in others:
            is_blank = not any(part.text.strip() for part in line)
            yield is_hard, line
            is_hard, line = is_hard and is_blank, [piece._replace(text=text)]
    yield is_hard, line


def _joined(line: list[Piece]) -> Segment:
    text = words("".join(piece.text for piece in line))
    return Segment(text, bool(text) and all(piece.is_strong for piece in line if words(piece.text)))


def _begins(segment: Segment, *, below_title: bool) -> bool:
    """Return whether a segment begins a text of its own where the source only has a line's end before it."""
    if _ROUND.match(segment.text) or _NOTE.match(segment.text):
        return True
    return below_title and not segment.is_strong and not segment.text[:1].islower()


def _one(part: list[Segment]) -> Segment:
    return Segment(" ".join(segment.text for segment in part), all(segment.is_strong for segment in part))
