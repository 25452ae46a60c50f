"""A review's text as lines, with the places at which something can be added to it."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, cast

from ladderci.model import Aim, Place
from ladderci.splice.edits import Edit, SpliceError, line_end_of, line_starts, offset_in
from ladderci.text import split_lines

if TYPE_CHECKING:
    from ladderci.document import Document
    from ladderci.model import Path

_KEEPS_BLANK_LINES: Final = re.compile(r"[|>][1-9]?\+")
_BESIDE_BLOCK: Final = re.compile(r"[|>][-+1-9]*([ \t]+#[^\r\n]*)")
"""How a block scalar begins that has a comment in its first line."""


class Sheet:
    """A document as lines and offsets. A place to insert at is the number of the line that will come after it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.data = cast("dict[str, object]", document.data)
        self.lines = split_lines(document.text)
        self.starts = line_starts(document.text)
        self.line_end = line_end_of(document.text)

    def keys(self, path: Path) -> tuple[str, ...]:
        """Return the keys of the mapping at a path, in the file's order; none where there is none."""
        return self.document.keys(path)

    def value(self, path: Path) -> object:
        """Return the data at a path that is there."""
        value: object = self.data
        for step in path:
            value = cast("dict[str | int, object]", value)[step]
        return value

    def span(self, path: Path, aim: Aim = Aim.VALUE) -> tuple[int, int]:
        """Return the offsets of a value, or of its key; where the value is empty, of its key in any case."""
        span = self.document.span(Place(path, aim))
        return offset_in(self.text, self.starts, span.start), offset_in(self.text, self.starts, span.end)

    def key_span(self, path: Path) -> tuple[int, int]:
        """Return the offsets of an entry's key."""
        return self.span(path, Aim.KEY)

    def key_line(self, path: Path) -> int:
        """Return the number of the line that an entry's key stands on, counted from 0."""
        return bisect_right(self.starts, self.span(path, Aim.KEY)[0]) - 1

    def indentation(self, path: Path) -> int:
        """Return how far an entry's key is indented."""
        return self.document.span(Place(path, Aim.KEY)).start.column - 1

    def is_flow(self, path: Path) -> bool:
        """Return whether a value is written in braces or brackets."""
        return self.document.raw(path).startswith(("{", "["))

    def behind(self, path: Path) -> tuple[int, bool]:
        """Return the line behind the last word of an entry, and whether a blank line there would belong to its value.

        Only a leaf is asked where it ends: libyaml ends a block mapping where the next key begins.
        """
        leaf = self._leaf(path)
        end = self.span(leaf)[1]
        line = bisect_right(self.starts, end) - 1
        if not self.document.is_block(leaf):
            return line + 1, False
        keeps = bool(_KEEPS_BLANK_LINES.match(self.document.raw(leaf)))
        if self.starts[line] < end:
            return line + 1, keeps
        while not keeps and not self.lines[line - 1]:
            line -= 1
        return line, keeps

    def _leaf(self, path: Path) -> Path:
        value = self.value(path)
        if self.is_flow(path) or not value or not isinstance(value, dict | list):
            return path
        return self._leaf((*path, next(reversed(value)) if isinstance(value, dict) else len(value) - 1))

    def is_comment(self, line: int) -> bool:
        """Return whether a line, known to be outside of every value, holds a comment."""
        return line < len(self.lines) and self.lines[line].lstrip(" \t").startswith("#")

    def depth(self, line: int) -> int:
        """Return how far a line is indented."""
        return len(self.lines[line]) - len(self.lines[line].lstrip(" \t"))

    def offset(self, line: int) -> int:
        """Return the offset at which a line begins."""
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def insertion(self, line: int, words: list[str]) -> Edit:
        """Return the edit that puts lines in front of a line; a file without a final line end stays one."""
        at = self.offset(line)
        if line >= len(self.lines):
            return Edit(at, at, self.line_end + self.line_end.join(words))
        return Edit(at, at, "".join(word + self.line_end for word in words))

    def setting(self, path: Path, words: str) -> Edit:
        """Return the edit that gives an entry that is there another value, in one line; comments beside it stay.

        Raises:
            SpliceError: where no colon stands behind the entry's key.

        """
        written = self.document.raw(path)
        if not written:
            colon = self.text.find(":", self.span(path, Aim.KEY)[1])
            if colon < 0:
                raise SpliceError(f"{self.document.file} has no colon behind `{path[-1]}`")
            return Edit(colon + 1, colon + 1, f" {words}")
        start, end = self.span(path)
        if self.document.is_block(path):
            last = self.behind(path)[0] - 1
            end = self.starts[last] + len(self.lines[last])
            beside = _BESIDE_BLOCK.match(written)
            words += beside[1] if beside else ""
        return Edit(start, end, words)
