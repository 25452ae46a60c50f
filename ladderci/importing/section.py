"""The texts below one heading: its introduction, its statements and their examples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.importing.outline import Block
from ladderci.importing.placed import Statement, Text
from ladderci.importing.words import is_examples_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ladderci.importing.notes import Notes
    from ladderci.importing.outline import Node

LONGEST_STATEMENT: Final = 600
"""Characters of a statement or an example in a rubric."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?;])\s+|(?<=[\u3002\uff01\uff1f])\s*")


class Said(NamedTuple):
    """What stands below a heading."""

    introduction: tuple[Text, ...]
    statements: tuple[Statement, ...]


def said(content: Sequence[Node], notes: Notes, *, has_points: bool = True) -> Said:
    """Return the texts below a heading as introduction and statements.

    Args:
        content: the nodes, in order.
        notes: for what has no place, and for doubts.
        has_points: whether only points of a list are statements here; otherwise paragraphs are, where there are no
            points at all.

    """
    if not has_points and not any(node.block is Block.ITEM for node in content):
        content = [_as_point(node) for node in content]
    return _Reading(notes).said(content)


def _as_point(node: Node) -> Node:
    return node._replace(block=Block.ITEM, depth=1) if node.block is Block.PARAGRAPH else node


class _Reading:
    """The reading of one list of nodes."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._introduction: list[Text] = []
        self._statements: list[Statement] = []
        self._first: Node | None = None
        """The point that began the list in which the last statement stands."""
        self._label: Node | None = None
        self._last_is_example = False

    def said(self, content: Sequence[Node]) -> Said:
        """Return what the nodes say."""
        for node in content:
            if self._label and node.details < self._label.details:
                self._label = None
            self._read(node)
        return Said(tuple(self._introduction), tuple(self._statements))

    def _read(self, node: Node) -> None:
        if is_examples_label(node.text, folds=node.block is Block.SUMMARY):
            self._label = node
            self._notes.skip(node, "says that examples follow")
        elif node.block is not Block.ITEM:
            self._prose(node)
        elif self._is_example(node):
            self._example(node)
        else:
            self._first, self._last_is_example = node, False
            self._statements += _pieces(node, self._notes)

    def _is_example(self, node: Node) -> bool:
        first = self._first
        return first is not None and bool(self._label or node.depth > first.depth or node.details > first.details)

    def _prose(self, node: Node) -> None:
        if self._first and node.depth > self._first.depth and self._go_on(node.text):
            return
        if self._statements:
            self._notes.doubt(node.line, "a paragraph behind the statements: taken for a part of the introduction")
        self._introduction.append(Text(node.text, node.line))

    def _go_on(self, words: str) -> bool:
        """Add a further paragraph of a point to it, and return whether there was room."""
        last = self._statements[-1]
        said = last.examples[-1].words if self._last_is_example else last.words
        joined = f"{said} {words}"
        if len(joined) > LONGEST_STATEMENT:
            return False
        if self._last_is_example:
            examples = (*last.examples[:-1], Text(joined, last.examples[-1].line))
            self._statements[-1] = last._replace(examples=examples)
        else:
            self._statements[-1] = last._replace(words=joined)
        return True

    def _example(self, node: Node) -> None:
        last = self._statements[-1]
        if len(node.text) > LONGEST_STATEMENT:
            self._notes.skip(node, f"an example of more than {LONGEST_STATEMENT} characters")
            return
        is_below = node.depth > self._first.depth if self._first else False
        if is_below and not self._label and not node.key:
            self._notes.doubt(node.line, "a point below another point: taken for an example of it")
        elif not node.key and not last.examples and len(self._statements) > 1:
            self._notes.doubt(node.line, "examples of several statements: they stand with the last one before them")
        self._statements[-1] = last._replace(examples=(*last.examples, Text(node.text, node.line)))
        self._last_is_example = True


def _pieces(node: Node, notes: Notes) -> Iterator[Statement]:
    """Yield a statement, or several where it is longer than a rubric's text may be."""
    parts = list(_parts(node.text))
    if len(parts) > 1:
        notes.doubt(node.line, f"a text of {len(node.text)} characters: parted into {len(parts)} statements")
    for number, words in enumerate(parts, 1):
        key = f"{node.key}-{number}" if node.key and number > 1 else node.key
        yield Statement(words, node.line, (), key)


def _parts(text: str) -> Iterator[str]:
    """Yield a text in parts of at most the longest statement: whole sentences, else whole words, else characters."""
    part = ""
    for sentence in _SENTENCE_END.split(text):
        for piece in _short(sentence):
            joined = f"{part} {piece}" if part else piece
            if len(joined) > LONGEST_STATEMENT:
                yield part
                joined = piece
            part = joined
    if part:
        yield part


def _short(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST_STATEMENT:
        at = sentence.rfind(" ", 1, LONGEST_STATEMENT)
        at = at if at > 0 else LONGEST_STATEMENT
        yield sentence[:at]
        sentence = sentence[at:].lstrip()
    if sentence:
        yield sentence
