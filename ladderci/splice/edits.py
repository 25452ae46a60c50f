"""Edits to a text by offset, and where a position of a document is in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ladderci.model import Position

_LINE_END: Final = re.compile(r"\r\n|\n|\r")


class SpliceError(Exception):
    """A file that cannot be edited as it is; the message is one line that says why."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Put a text in the place of what stands between two offsets."""

    start: int
    end: int
    text: str


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Return a text with edits made to it; those at one place in the order in which they are given.

    Raises:
        ValueError: where two of them overlap.

    """
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            raise ValueError(f"two edits overlap at offset {edit.start}")
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def offset_of(text: str, position: Position) -> int:
    """Return the offset of a position in a text; that of its end for what lies behind it."""
    return offset_in(text, line_starts(text), position)


def line_starts(text: str) -> list[int]:
    """Return the offset at which each line of a text begins."""
    return [0, *(found.end() for found in _LINE_END.finditer(text))]


def line_end_of(text: str) -> str:
    """Return how the lines of a text end, by the first of them."""
    found = _LINE_END.search(text)
    return found.group() if found else "\n"


def offset_in(text: str, starts: list[int], position: Position) -> int:
    """Return what `offset_of` does, for a text whose line starts are known."""
    if position.line > len(starts):
        return len(text)
    return min(starts[position.line - 1] + position.column - 1, len(text))
