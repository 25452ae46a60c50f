"""Answers that are still to be given, put where the ladder has them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ladderci.scaffold import LISTED, heading, unanswered
from ladderci.splice.part import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.model import Area, Expectation, Policy, Rubric
    from ladderci.splice.edits import Edit
    from ladderci.splice.sheet import Sheet


def answers_of(sheet: Sheet) -> Part:
    """Return the part of a review that holds its answers."""
    return Part(sheet, ("expectations",), "answers by id", (("work",), ("retired",)))


class Additions:
    """Answers that are still to be given, put where the ladder has them."""

    def __init__(self, sheet: Sheet, rubric: Rubric, policy: Policy) -> None:
        self._sheet = sheet
        self._policy = policy
        self._answers = answers_of(sheet)
        self._order = [expectation.id for expectation in rubric.expectations()]
        self._areas = {area.id: area for area in rubric.areas}
        self._there = frozenset(self._answers.keys)
        self._headed = {answer.split(".", maxsplit=1)[0] for answer in self._answers.keys}

    def edits(self, missing: list[Expectation]) -> Iterator[Edit]:
        """Yield the edits that add answers; raises SpliceError where the file leaves no place for them."""
        answers = self._answers
        answers.refuse_braces()
        if "expectations" not in self._sheet.data:
            words = [" " * answers.outer + "expectations:", *self._words(missing)]
            yield answers.inserted(answers.bottom(), words)
            return
        yield from answers.emptied()
        placed = sorted(((self._place(one.id), one) for one in missing), key=lambda placed: placed[0][0])
        for place, group in groupby(placed, key=lambda placed: placed[0]):
            yield answers.inserted(place, self._words([one for _, one in group]))

    def _words(self, expectations: list[Expectation]) -> list[str]:
        words: list[str] = []
        for expectation in expectations:
            area = self._areas[expectation.id.split(".", maxsplit=1)[0]]
            words += [""] if words else []
            if area.id not in self._headed and self._heading_line(area) is None:
                words += [heading(area), ""]
            self._headed.add(area.id)
            words += unanswered(expectation, self._policy, self._answers.step)
        return [" " * self._answers.margin + word if word else "" for word in words]

    def _place(self, expectation: str) -> tuple[int, bool]:
        """Return the line to insert at, and whether a blank line there would belong to the value above.

        In its own area: behind the nearest answer that the ladder has before it, else above the one it has after it,
        else under the area's heading. Else behind the nearest answer of an earlier area.
        """
        at = self._order.index(expectation)
        before = [one for one in self._order[:at] if one in self._there]
        area = expectation.split(".", maxsplit=1)[0] + "."
        if before and before[-1].startswith(area):
            return self._answers.behind(before[-1])
        after = [one for one in self._order[at:] if one in self._there]
        if after and after[0].startswith(area):
            return self._answers.above(after[0])
        line = self._heading_line(self._areas[area[:-1]])
        if line is not None:
            return line + 1, False
        return self._behind_lists(before[-1]) if before else (self._sheet.key_line(("expectations",)) + 1, False)

    def _behind_lists(self, answer: str) -> tuple[int, bool]:
        """Return the line behind an answer and the list of optional expectations that follows it."""
        sheet = self._sheet
        first, end = self._answers.gap(self._answers.keys.index(answer) + 1)
        lists = [line for line in range(first, end) if sheet.lines[line].lstrip().startswith(LISTED)]
        return (lists[-1] + 1, False) if lists else self._answers.behind(answer)

    def _heading_line(self, area: Area) -> int | None:
        sheet = self._sheet
        words = heading(area)
        for number in range(len(self._answers.keys) + 1 if "expectations" in sheet.data else 0):
            for line in range(*self._answers.gap(number)):
                if line < len(sheet.lines) and sheet.lines[line].strip() == words:
                    return line
        return None
