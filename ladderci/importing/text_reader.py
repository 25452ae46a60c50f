"""Plain text to an outline: what a browser's copy of a page gives, or what somebody typed or wrapped by hand."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, NamedTuple

from ladderci.importing.copied import page_told
from ladderci.importing.marks import footnotes_told, list_mark
from ladderci.importing.numbering import Numbered, outline_numbers
from ladderci.importing.outline import MAX_TEXTS, Block, Cell, Node, words
from ladderci.text import split_lines

_RULE: Final = re.compile(r"([=\-_~*─━—])\1{2,}")
"""A line of signs, which underlines the line above it or parts what is around it."""
_TAB_STOP: Final = 4
_SHORT: Final = 80
"""Characters of a line that is a heading by its capitals or its colon; longer ones are sentences."""
_NARROWEST: Final = 40
_WIDEST: Final = 110
"""Between these widths a text may have been wrapped by hand; a browser's copy has a line a paragraph."""
_WRAPS: Final = 3
"""Line ends that look forced before a text counts as wrapped by hand."""
_FILLED: Final = 0.6
"""Of the width, what a line takes at least where the next word did not fit on it."""
_MAX_COLUMNS: Final = 50
_MAX_ROWS: Final = 2_000
"""What a table has at most; published ones have a column a level and a row a skill."""
_INNER: Final = {"◦": 2, "○": 2, "o": 2, "▪": 3, "■": 3}
"""How deep browsers put these marks, where a list has `•` or `●` outside."""


class _Line(NamedTuple):
    """A line of the file."""

    number: int
    indent: int
    raw: str
    text: str
    """Without white space around it."""
    mark: str
    rest: str
    """What stands behind the mark; all of it where there is none."""
    heading: int = 0
    """How deep a heading it is by its number, 0 for none."""


def text_nodes(text: str) -> tuple[Node, ...]:
    """Return the texts of a plain text: lines with a mark are points of a list, all others paragraphs.

    A heading is one only where it is underlined or where the outline numbers it; in capitals or before a colon it is
    strong. Rows of texts with tabs between them are a table. A lone mark belongs to the next line. What belongs to the
    page that the text was copied from is navigation. Reading ends soon behind `MAX_TEXTS` texts.
    """
    lines = [_line(number, raw) for number, raw in enumerate(split_lines(text), 1)]
    numbers = outline_numbers([line.text for line in lines])
    lines = [_outlined(line, numbers[at]) if at in numbers else line for at, line in enumerate(lines)]
    return page_told(footnotes_told(_Reader(lines).nodes()))


def _line(number: int, raw: str) -> _Line:
    text = words(raw)
    shown = raw.expandtabs(_TAB_STOP)
    mark, rest = list_mark(raw.strip()) if text else ("", "")
    return _Line(number, len(shown) - len(shown.lstrip()), raw, text, mark, words(rest))


def _outlined(line: _Line, numbered: Numbered) -> _Line:
    mark = "" if numbered.depth else numbered.mark
    return line._replace(mark=mark, rest=numbered.text, heading=numbered.depth)


class _Reader:
    """One pass over the lines; the last node is open as long as a line may still belong to it."""

    def __init__(self, lines: list[_Line]) -> None:
        self._lines = lines
        self._width = _wrapped_at(lines)
        self._has_round = any(line.mark in {"•", "●"} for line in lines)
        self._nodes: list[Node] = []
        self._further: dict[int, list[str]] = {}  # lines that go on with a node, joined in the end
        self._above: _Line | None = None  # the line right above, where the last node is still open
        self._alone: _Line | None = None  # a mark that waits for its text
        self._indents: list[int] = []
        self._tables = 0

    def nodes(self) -> list[Node]:
        at = 0
        while at < len(self._lines) and len(self._nodes) <= MAX_TEXTS:
            end = _table_end(self._lines, at)
            if end > at:
                self._table(self._lines[at:end])
            else:
                self._take(self._lines[at])
            at = max(end, at + 1)
        for index, lines in self._further.items():
            node = self._nodes[index]
            self._nodes[index] = node._replace(text=" ".join((node.text, *lines)), strong=False)
        return self._nodes

    def _take(self, line: _Line) -> None:
        if not line.text:
            self._above = None
        elif _RULE.fullmatch(line.text):
            self._underline(line.text[0])
        elif line.heading:
            self._add(Block.HEADING, line, line.heading)
        elif line.mark:
            self._item(line)
        elif self._alone:
            self._add(Block.ITEM, line, self._depth(self._alone), self._alone.mark)
        elif self._continues(line):
            self._further.setdefault(len(self._nodes) - 1, []).append(line.text)
            self._above = line
        else:
            self._paragraph(line)

    def _item(self, line: _Line) -> None:
        if line.rest:
            self._add(Block.ITEM, line, self._depth(line), line.mark)
        else:
            self._alone, self._above = line, None

    def _paragraph(self, line: _Line) -> None:
        inside = sum(indent < line.indent for indent in self._indents)
        if not inside:
            self._indents.clear()
        self._add(Block.PARAGRAPH, line, inside + 1)

    def _add(self, block: Block, line: _Line, depth: int, mark: str = "") -> None:
        at = self._alone or line
        self._nodes.append(Node(block, line.rest, at.number, depth, _stands_out(line.rest), key=mark))
        self._above, self._alone = line, None

    def _depth(self, line: _Line) -> int:
        """Return how deep a mark's list lies, by its indentation or else by the mark."""
        while self._indents and self._indents[-1] > line.indent:
            self._indents.pop()
        if not self._indents or self._indents[-1] < line.indent:
            self._indents.append(line.indent)
        by_mark = _INNER.get(line.mark, 1) if self._has_round else 1
        return max(len(self._indents), by_mark)

    def _underline(self, sign: str) -> None:
        if self._above and self._nodes and self._nodes[-1].block is Block.PARAGRAPH and sign not in "*_":
            depth = 1 if sign == "=" else 2
            self._nodes[-1] = self._nodes[-1]._replace(block=Block.HEADING, depth=depth, strong=True)
        self._above = None

    def _continues(self, line: _Line) -> bool:
        above = self._above
        if above is None or self._nodes[-1].block is Block.HEADING or self._nodes[-1].cell:
            return False
        if self._nodes[-1].block is Block.ITEM and self._indents and line.indent > self._indents[-1]:
            return True
        if bool(self._width) and _is_forced(above, line, self._width):
            return True
        return self._nodes[-1].text[0].isupper() and _is_open(above) and line.text[0].islower()

    def _table(self, rows: list[_Line]) -> None:
        self._tables += 1
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(map(words, row.raw.split("\t")), 1):
                if text:
                    is_heading = number == 1
                    cell = Cell(self._tables, number, column, is_heading)
                    self._nodes.append(Node(Block.PARAGRAPH, text, row.number, strong=is_heading, cell=cell))
        self._above = self._alone = None
        self._indents.clear()


def _table_end(lines: list[_Line], start: int) -> int:
    """Return where a table ends that begins at a line, or the line where none does."""
    end = start
    while (
        end < min(len(lines), start + _MAX_ROWS)
        and lines[end].text
        and 0 < _behind_mark(lines[end]).count("\t") < _MAX_COLUMNS
    ):
        end += 1
    return end if end - start > 1 else start


def _behind_mark(line: _Line) -> str:
    return list_mark(line.raw.strip()).text


def _stands_out(text: str) -> bool:
    """Return whether a line is a heading by its capitals or its colon."""
    if len(text) > _SHORT:
        return False
    return text.endswith((":", "：")) or (text.isupper() and any(map(str.isalpha, text[1:])))  # noqa: RUF001 (wide)


def _wrapped_at(lines: list[_Line]) -> int:
    """Return the width at which a text was wrapped by hand, or 0."""
    width = max((len(line.raw.rstrip()) for line in lines), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    pairs = [(above, line) for above, line in pairwise(lines) if above.text and line.text and not line.mark]
    forced = sum(_is_forced(above, line, width) for above, line in pairs)
    return width if forced >= _WRAPS and forced * 2 >= len(pairs) else 0


def _is_open(above: _Line) -> bool:
    """Return whether a line is too long for a heading and ends no sentence, so that a small letter goes on with it."""
    return len(above.rest) >= _NARROWEST and not above.text.endswith((".", "!", "?", ":", ";"))


def _is_forced(above: _Line, line: _Line, width: int) -> bool:
    """Return whether the first word of a line did not fit on the line above."""
    taken = len(above.raw.rstrip())
    return taken >= width * _FILLED and taken + 1 + len(line.text.split()[0]) > width
