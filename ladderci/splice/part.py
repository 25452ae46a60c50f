"""A mapping in a review or another file, as entries on lines of their own, with the places between and behind them."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from ladderci.splice.edits import Edit, SpliceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.model import Path
    from ladderci.splice.sheet import Sheet


class Part:
    """A mapping to which entries are added. A place is a line to insert at, and whether it sticks to what is above.

    Where it sticks, a blank line in front of the addition would belong to the value above.
    """

    def __init__(self, sheet: Sheet, path: Path, things: str, alike: tuple[Path, ...] = ()) -> None:
        """Look at a mapping, which need not be there yet.

        Args:
            sheet: the file.
            path: of the mapping; empty for the file's own.
            things: what its entries are, for messages: `answers by id`.
            alike: mappings that are indented as this one where it has no entries to go by.

        """
        self.sheet = sheet
        self.path = path
        self._things = things
        self.keys = sheet.keys(path)
        self._numbers = {key: number for number, key in enumerate(self.keys)}
        self.outer = self._outer()
        """How far the key of the mapping itself is indented."""
        self.margin = self._margin((path, *alike))
        """How far its entries are indented."""

    def _outer(self) -> int:
        if not self.path:
            return -1
        return self.sheet.indentation(self.path if self._is_there() else (next(iter(self.sheet.data)),))

    def _margin(self, paths: tuple[Path, ...]) -> int:
        sheet = self.sheet
        found = (path for path in paths if sheet.keys(path) and not sheet.is_flow(path))
        by = next(found, None)
        return self.outer + 2 if by is None else sheet.indentation((*by, sheet.keys(by)[0]))

    @property
    def step(self) -> int:
        """How far entries are indented below the key of the mapping."""
        return max(self.margin - max(self.outer, 0), 1)

    def refuse_braces(self) -> None:
        """Raise SpliceError where something around the mapping is written in braces."""
        if any(self.sheet.is_flow(self.path[:depth]) for depth in range(max(len(self.path), 1))):
            raise SpliceError(f"{self.sheet.document.file} is written in braces: write each key on a line of its own")

    def emptied(self) -> Iterator[Edit]:
        """Yield what takes an empty `{}` or null away; raises SpliceError for what cannot be added to."""
        sheet, path = self.sheet, self.path
        file = sheet.document.file
        written = sheet.document.raw(path)
        if sheet.value(path) not in (None, {}) and not self.keys:
            raise SpliceError(f"{file} has no {self._things} under `{path[-1]}`")
        if sheet.is_flow(path) and (self.keys or len(written.splitlines()) > 1):
            things = self._things.split(" by ", maxsplit=1)[0]
            raise SpliceError(f"{file} has its {things} in braces: write each on lines of its own")
        if written and not self.keys:
            yield self._without(*sheet.span(path))

    def _without(self, start: int, end: int) -> Edit:
        """Return the edit that takes an empty value away, with its line where nothing else stands on it."""
        sheet = self.sheet
        line = bisect_right(sheet.starts, start) - 1
        begin, stop = sheet.offset(line), sheet.offset(line + 1)
        if not sheet.text[end:stop].strip():
            start = begin + len(sheet.text[begin:start].rstrip(" \t"))
        return Edit(start, stop if start == begin else end, "")

    def blank(self, line: int) -> list[str]:
        """Return the blank line that sets an addition apart from a line, unless that is blank or the mapping's own."""
        lines = self.sheet.lines
        is_own = self._is_there() and self.sheet.key_line(self.path) <= line < self._first_line()
        return [] if is_own or not 0 <= line < len(lines) or not lines[line].strip() else [""]

    def _is_there(self) -> bool:
        return bool(self.path) and self.path[-1] in self.sheet.keys(self.path[:-1])

    def _first_line(self) -> int:
        """Return the line behind the mapping's key, or behind the empty value that stands for it."""
        return self.sheet.key_line(self.path) + 1 if self.keys else self.sheet.behind(self.path)[0]

    def gap(self, number: int) -> tuple[int, int]:
        """Return the lines between one entry and the one before it: the first, and the one behind the last."""
        sheet = self.sheet
        if number:
            first = sheet.behind((*self.path, self.keys[number - 1]))[0]
        else:
            first = sheet.key_line(self.path) + 1 if self.path else 0
        if number == len(self.keys):
            return first, max(first, self._next_key_line(first))
        return first, max(first, sheet.key_line((*self.path, self.keys[number])))

    def _next_key_line(self, line: int) -> int:
        """Return the line of the first key from a line on that stands in a mapping around this one."""
        sheet = self.sheet
        around = (self.path[:depth] for depth in range(len(self.path)))
        following = (sheet.key_line((*path, key)) for path in around for key in sheet.keys(path))
        return min((number for number in following if number >= line), default=len(sheet.lines))

    def behind(self, key: str) -> tuple[int, bool]:
        """Return the place behind an entry and the comments that belong to it.

        These are what is indented deeper than its key, and what follows it directly and is followed by a blank line.
        """
        sheet = self.sheet
        line, sticks = sheet.behind((*self.path, key))
        end = self.gap(self._numbers[key] + 1)[1]
        deeper = line
        while deeper < end and sheet.is_comment(deeper) and sheet.depth(deeper) > self.margin:
            deeper += 1
        behind = deeper
        while behind < end and sheet.is_comment(behind) and sheet.depth(behind) >= self.margin:
            behind += 1
        is_apart = behind == len(sheet.lines) or (behind < len(sheet.lines) and not sheet.lines[behind].strip())
        found = behind if is_apart else deeper
        return found, sticks and found == line

    def above(self, key: str) -> tuple[int, bool]:
        """Return the place above an entry and the comments directly above it; what heads a file stays its head."""
        sheet = self.sheet
        number = self._numbers[key]
        lowest, line = self.gap(number)
        if not number and not self.path:
            return line, False
        while line > lowest and sheet.is_comment(line - 1) and sheet.depth(line - 1) <= self.margin:
            line -= 1
        return line, number > 0 and sheet.behind((*self.path, self.keys[number - 1])) == (line, True)

    def end(self) -> tuple[int, bool]:
        """Return the place behind the last entry and all comments that are indented as what is in this mapping."""
        sheet = self.sheet
        line, sticks = sheet.behind((*self.path, self.keys[-1]) if self.keys else self.path)
        found = line
        for number in range(line, self._next_key_line(line)):
            if sheet.is_comment(number) and sheet.depth(number) > self.outer:
                found = number + 1
            elif sheet.lines[number].strip():
                break
        return found, sticks and found == line

    def bottom(self) -> tuple[int, bool]:
        """Return the place behind everything in the file, in front of the mark of a document's end."""
        sheet = self.sheet
        last, sticks = sheet.behind((next(reversed(sheet.data)),))
        ends = (number for number in range(last, len(sheet.lines)) if sheet.lines[number].startswith("..."))
        line = next(ends, len(sheet.lines) - (not sheet.lines[-1]))
        return line, sticks and line == last

    def inserted(self, place: tuple[int, bool], words: list[str]) -> Edit:
        """Return the edit that puts lines at a place, with blank lines that set them apart."""
        line, sticks = place
        above = [] if sticks else self.blank(line - 1)
        return self.sheet.insertion(line, [*above, *words, *self.blank(line)])
