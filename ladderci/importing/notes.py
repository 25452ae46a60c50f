"""What placing has to say beside the rubric: what has no place, and what it was unsure of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ladderci.importing.placed import Doubt, NotPlaced, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ladderci.importing.outline import Node

LONGEST_PROSE: Final = 2000
"""Characters of a summary, an introduction or an explanation in a rubric."""


class Notes:
    """A list that is written while a level is placed."""

    def __init__(self, not_placed: Iterable[NotPlaced] = (), doubts: Iterable[Doubt] = ()) -> None:
        """Begin with what was said before.

        Args:
            not_placed: what has no place already.
            doubts: what was unsure already.

        """
        self._not_placed = dict.fromkeys(not_placed)
        self._doubts = dict.fromkeys(doubts)

    def leave(self, line: int, words: str, why: str) -> None:
        """Write down a text that has no place."""
        self._not_placed[NotPlaced(line, words, why)] = None

    def skip(self, node: Node | None, why: str) -> None:
        """Write down a node that has no place; None is none."""
        if node:
            self.leave(node.line, node.text, why)

    def doubt(self, line: int, words: str) -> None:
        """Write down how something was understood that could be understood otherwise."""
        self._doubts[Doubt(line, words)] = None

    def prose(self, texts: Iterable[Text], what: str) -> tuple[Text, ...]:
        """Return texts that follow each other, as far as a rubric has room for them; the rest is listed."""
        kept: list[Text] = []
        size = -1
        for text in texts:
            size += len(text.words) + 1
            if size > LONGEST_PROSE:
                self.leave(text.line, text.words, f"beyond the {LONGEST_PROSE} characters of {what}")
            else:
                kept.append(text)
        return tuple(kept)

    @property
    def not_placed(self) -> tuple[NotPlaced, ...]:
        """All that has no place, by line."""
        return tuple(sorted(self._not_placed))

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """All doubts, by line."""
        return tuple(sorted(self._doubts))
