"""Answers that are still to be given, put where the ladder has them."""

from __future__ import annotations

from bisect import bisect_right
from itertools import groupby
from typing import TYPE_CHECKING

from ladderci.scaffold import LISTED, heading, unanswered
from ladderci.splice.edits import Edit, SpliceError
from ladderci.text import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.model import Area, Expectation, Policy, Rubric
    from ladderci.splice.sheet import Sheet


class Additions:
    """Answers that are still to be given, put where the ladder has them."""

    def __init__(self, sheet: Sheet, rubric: Rubric, policy: Policy) -> None:
        self._sheet = sheet
        self._policy = policy
        self._numbers = {answer: number for number, answer in enumerate(sheet.answers)}
        self._order = [expectation.id for expectation in rubric.expectations()]
        self._areas = {area.id: area for area in rubric.areas}
        self._root = sheet.indentation((next(iter(sheet.data)),))
        self._margin = self._indentation()
        self._headed = {answer.split(".", maxsplit=1)[0] for answer in sheet.answers}

    def _indentation(self) -> int:
        """Return how far answers are indented: as the others are, else as work items are, else by two."""
        for part in ("expectations", "work", "retired"):
            keys = self._sheet.keys(part)
            if keys and not self._sheet.is_flow((part,)):
                return self._sheet.indentation((part, keys[0]))
        return self._root + 2

    def edits(self, missing: list[Expectation]) -> Iterator[Edit]:
        """Yield the edits that add answers; raises SpliceError where the file leaves no place for them."""
        sheet = self._sheet
        if sheet.is_flow(()):
            raise SpliceError(f"{sheet.document.file} is written in braces: write each key on a line of its own")
        if "expectations" not in sheet.data:
            yield self._whole_part(missing)
            return
        yield from self._emptied()
        placed = sorted(((*self._place(one.id), one) for one in missing), key=lambda place: place[0])
        for (line, sticks), group in groupby(placed, key=lambda place: place[:2]):
            words = [*([] if sticks else self._blank(line - 1)), *self._words([one for _, _, one in group])]
            yield sheet.insertion(line, words + self._blank(line))

    def _emptied(self) -> Iterator[Edit]:
        """Yield what takes an empty `{}` or null away; raises SpliceError for what cannot be added to."""
        sheet = self._sheet
        part = ("expectations",)
        written = sheet.document.raw(part)
        if sheet.data["expectations"] not in (None, {}) and not sheet.answers:
            raise SpliceError(f"{sheet.document.file} has expectations that are no answers by id")
        if sheet.is_flow(part) and (sheet.answers or len(split_lines(written)) > 1):
            raise SpliceError(f"{sheet.document.file} has its answers in braces: write each on lines of its own")
        if written and not sheet.answers:
            start, end = sheet.span(part)
            if not sheet.text[end : sheet.offset(bisect_right(sheet.starts, end))].strip():
                start = len(sheet.text[:start].rstrip(" \t"))
            yield Edit(start, end, "")

    def _whole_part(self, missing: list[Expectation]) -> Edit:
        """Return the edit that adds `expectations:` behind everything else."""
        sheet = self._sheet
        last, sticks = sheet.behind((next(reversed(sheet.data)),))
        ends = (number for number in range(last, len(sheet.lines)) if sheet.lines[number].startswith("..."))
        line = next(ends, len(sheet.lines) - (not sheet.lines[-1]))
        words = [] if sticks and line == last else self._blank(line - 1)
        return sheet.insertion(line, [*words, " " * self._root + "expectations:", *self._words(missing)])

    def _blank(self, line: int) -> list[str]:
        """Return the blank line that sets an addition apart from a line, unless that is blank or the part's key."""
        sheet = self._sheet
        is_key = "expectations" in sheet.data and line == sheet.key_line(("expectations",))
        return [] if is_key or line >= len(sheet.lines) or not sheet.lines[line].strip() else [""]

    def _words(self, expectations: list[Expectation]) -> list[str]:
        words: list[str] = []
        for expectation in expectations:
            area = self._areas[expectation.id.split(".", maxsplit=1)[0]]
            words += [""] if words else []
            if area.id not in self._headed and self._heading_line(area) is None:
                words += [heading(area), ""]
            self._headed.add(area.id)
            words += unanswered(expectation, self._policy, max(self._margin - self._root, 1))
        return [" " * self._margin + word if word else "" for word in words]

    def _place(self, expectation: str) -> tuple[int, bool]:
        """Return the line to insert at, and whether a blank line there would belong to the value above.

        In its own area: behind the nearest answer that the ladder has before it, else above the one it has after it,
        else under the area's heading. Else behind the nearest answer of an earlier area.
        """
        at = self._order.index(expectation)
        before = [one for one in self._order[:at] if one in self._numbers]
        area = expectation.split(".", maxsplit=1)[0] + "."
        if before and before[-1].startswith(area):
            return self._behind(before[-1])
        after = [one for one in self._order[at:] if one in self._numbers]
        if after and after[0].startswith(area):
            return self._above(after[0])
        line = self._heading_line(self._areas[area[:-1]])
        if line is not None:
            return line + 1, False
        return self._behind_lists(before[-1]) if before else (self._sheet.key_line(("expectations",)) + 1, False)

    def _behind(self, answer: str) -> tuple[int, bool]:
        """Return the line behind an answer and the comments that belong to it.

        These are what is indented deeper than its id, and what follows it directly and is followed by a blank line.
        """
        sheet = self._sheet
        line, sticks = sheet.behind(("expectations", answer))
        end = sheet.gap(self._numbers[answer] + 1)[1]
        deeper = line
        while deeper < end and sheet.is_comment(deeper) and sheet.depth(deeper) > self._margin:
            deeper += 1
        behind = deeper
        while behind < end and sheet.is_comment(behind) and sheet.depth(behind) >= self._margin:
            behind += 1
        is_apart = behind == len(sheet.lines) or (behind < len(sheet.lines) and not sheet.lines[behind].strip())
        found = behind if is_apart else deeper
        return found, sticks and found == line

    def _above(self, answer: str) -> tuple[int, bool]:
        """Return the line above an answer and the comments directly above it."""
        sheet = self._sheet
        lowest, line = sheet.gap(self._numbers[answer])
        while line > lowest and sheet.is_comment(line - 1) and sheet.depth(line - 1) <= self._margin:
            line -= 1
        number = self._numbers[answer]
        return line, number > 0 and sheet.behind(("expectations", sheet.answers[number - 1])) == (line, True)

    def _behind_lists(self, answer: str) -> tuple[int, bool]:
        """Return the line behind an answer and the list of optional expectations that follows it."""
        sheet = self._sheet
        first, end = sheet.gap(self._numbers[answer] + 1)
        lists = [line for line in range(first, end) if sheet.lines[line].lstrip().startswith(LISTED)]
        return (lists[-1] + 1, False) if lists else self._behind(answer)

    def _heading_line(self, area: Area) -> int | None:
        sheet = self._sheet
        words = heading(area)
        for number in range(len(sheet.answers) + 1 if "expectations" in sheet.data else 0):
            for line in range(*sheet.gap(number)):
                if line < len(sheet.lines) and sheet.lines[line].strip() == words:
                    return line
        return None
